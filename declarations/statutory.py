"""Would it pass the statutory open licence: today, and as it was said at each check (F013)."""

from typing import Any

from declarations.checking import dossier_of
from declarations.models import Declaration
from declarations.readiness import patent_number
from declarations.registers import ask_registers_about
from verification.forecast import Forecast, forecast


def forecast_today(declaration: Declaration) -> Forecast | None:
    """By what is on file now; None while the number is none."""
    number = patent_number(declaration)
    if number is None:
        return None
    told = ask_registers_about([number])[number]
    return forecast(dossier_of(declaration, told.facts, told.register_answer))


def earlier_forecasts(declaration: Declaration) -> list[dict[str, Any]]:
    """What each check said, the newest first."""
    runs = declaration.check_runs.exclude(forecast=None).order_by("-id")
    return [{"checked_at": run.checked_at, **(run.forecast or {})} for run in runs[:10]]
