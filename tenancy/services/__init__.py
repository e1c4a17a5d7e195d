"""The verbs of the room, one module per matter. Each takes `by=` and says no with `Refused`."""
