"""Phone numbers, e-mail addresses and contact names, shown in full only to those whose role needs them (U21)."""

import re

from tenancy.actors import Actor
from tenancy.roles import Right

MOBILE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")


def masked_phone(number: str) -> str:
    """13812341234 → 138****1234; of any other number only the last two digits stay."""
    if MOBILE.fullmatch(number):
        return MOBILE.sub(r"\1****\2", number)
    return "*" * max(len(number) - 2, 0) + number[-2:]


def masked_email(address: str) -> str:
    """zhang@example.cn → z****@example.cn."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}****{at}{domain}" if at else "*" * len(address)


def masked(value: str) -> str:
    """Whatever contact detail it is."""
    return masked_email(value) if "@" in value else masked_phone(value)


def masked_name(name: str) -> str:
    """张伟 → 张*, 沈阳北方科技大学 → 沈阳****大学: whoever has the paper recognises it, nobody else learns it."""
    if len(name) < 6:
        return name[:1] + "*" * (len(name) - 1)
    return name[:2] + "*" * (len(name) - 4) + name[-2:]


def shown_to(actor: Actor | None, value: str) -> str:
    """In full for a role that needs contacts, masked for everybody else."""
    return value if actor is not None and actor.may(Right.SEE_CONTACTS) else masked(value)
