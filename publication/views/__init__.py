"""The pages anyone can open."""
