"""The pages of the form, one question group each."""
