"""Standard library only: make the environment, then hand over to it."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"


def main(arguments: list[str]) -> None:
    if Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606
    from config.door import run  # noqa: PLC0415 -- needs the environment

    run(arguments)
