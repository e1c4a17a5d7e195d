"""Months that have passed, played through stretch by stretch in the order of time: what people would have done."""
