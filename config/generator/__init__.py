"""Deterministic, believable data of any size, made with the same verbs as people use. All names are invented."""
