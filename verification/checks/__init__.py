"""One file per family of checks, one function per check: a dossier and the rules in, a finding or nothing out."""
