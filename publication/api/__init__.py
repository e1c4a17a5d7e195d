"""The open read interface: published records and what became of them. No key is needed; a key raises the limit."""
