"""Where facts come from: one protocol, several sources, none of them trusted blindly."""
