"""Two places side by side, parameter by parameter."""

from dataclasses import dataclass

from tenancy.policy.parameters import PARAMETERS
from tenancy.policy.reader import Policy, Rule


@dataclass(frozen=True)
class Pair:
    """One parameter as it holds in two places."""

    left: Rule
    right: Rule

    @property
    def differs(self) -> bool:
        return self.left.value != self.right.value


def compare(left: Policy, right: Policy, *, only_differences: bool = False) -> list[Pair]:
    """Every parameter of both, or only where the values differ."""
    pairs = [Pair(left.explain(key), right.explain(key)) for key in PARAMETERS]
    return [pair for pair in pairs if pair.differs or not only_differences]
