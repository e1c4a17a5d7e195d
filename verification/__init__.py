"""Is this patent free to be licensed? Plain values in, findings with clause, evidence and source out."""
