"""One factory per model. They go through the verbs, so that they reach only states the process can reach."""
