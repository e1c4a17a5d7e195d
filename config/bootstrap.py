"""Standard library only: make the environment, then hand over to it."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"


def main(arguments: list[str]) -> None:
    """Make what is missing, then become the environment's Python. Never returns."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    os.execve(PYTHON, [str(PYTHON), "-m", "config.door", *arguments[1:]], os.environ | {"PYTHONPATH": path})  # noqa: S606
