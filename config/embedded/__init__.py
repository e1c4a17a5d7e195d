"""PostgreSQL and a Redis-protocol server as our own child processes: the same engines as on a real server."""
