"""The verbs. Each locks, checks right and state, writes row, turn, event and jobs in one transaction."""
