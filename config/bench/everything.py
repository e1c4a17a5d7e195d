"""All measures, in the order of the goals. Add your module's own list here."""

from config.bench import (
    accepting,
    asking,
    batch,
    contracts,
    crowding,
    finding,
    ledger,
    load,
    rechecking,
    telling,
    words,
)
from config.bench.measures import Measure

MEASURES: list[Measure] = [
    *finding.MEASURES,
    *words.MEASURES,
    *batch.MEASURES,
    *accepting.MEASURES,
    *crowding.MEASURES,
    *contracts.MEASURES,
    *ledger.MEASURES,
    *rechecking.MEASURES,
    *telling.MEASURES,
    *asking.MEASURES,
    *load.MEASURES,
]
