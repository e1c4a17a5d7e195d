"""Pages of the monthly round."""
