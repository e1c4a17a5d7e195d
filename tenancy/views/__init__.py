"""One module per audience: bureaus read the register, officers keep offices, administrators keep people."""
