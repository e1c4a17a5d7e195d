"""Live figures of a place: cards, funnel, trend, ranking, splits, map, targets. Numbers only by measures."""
