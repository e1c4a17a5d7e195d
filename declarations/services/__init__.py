"""The verbs. Each locks, checks right and state, writes row, event and jobs in one transaction."""
