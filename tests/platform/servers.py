"""Database servers that die in tests, and come back."""

from config.embedded.children import EngineError
from config.embedded.postgres import Postgres


def respawn(postgres: Postgres) -> None:
    """As the supervisor does: again, when the old server's last processes are not yet gone."""
    for _ in range(5):
        try:
            return postgres.spawn()
        except EngineError:
            continue
    return postgres.spawn()
