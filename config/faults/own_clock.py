"""How a process of the drill gets a clock of its own; plain, for the parent that starts it."""

from config.faults import FOLDER

WISH = FOLDER / "own-clocks"  # left by the child, taken away by the parent


def own_clock(name: str) -> dict[str, str]:
    """Settings under which the wall clock is what the file says; what waits and counts seconds goes on as ever."""
    return {"DJANGO_SETTINGS_MODULE": "config.faults.skewed", "FAULTS_CLOCK": str(FOLDER / f"clock-{name}")}
