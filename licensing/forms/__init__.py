"""What people state about a licence."""
