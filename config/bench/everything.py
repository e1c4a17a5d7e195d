"""All measures, in the order of the goals. Add your module's own list here."""

from config.bench import finding
from config.bench.measures import Measure

MEASURES: list[Measure] = [*finding.MEASURES]
