"""Settings from the environment: a missing or wrong name fails with one sentence that says what to set."""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The value of a variable; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}; it is empty and has no default.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"The environment variable {name} takes 1 or 0, not {value!r}.")
    return value in TRUE


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"The environment variable {name} takes a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str) -> dict[str, Any]:
    """postgresql://user:password@host:port/name, or ...@/name?host=/socket/folder, as Django wants it."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgresql", "postgres"} or not url.path.strip("/") or not url.username:
        raise ImproperlyConfigured(
            f"The environment variable {name} must look like postgresql://user:password@host:5432/database."
        )
    query = dict(pair.split("=", 1) for pair in url.query.split("&") if "=" in pair)
    return {
        "ENGINE": "tenancy.database",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(query.pop("host", "") or url.hostname or ""),
        "PORT": str(url.port or query.pop("port", "")),
        "OPTIONS": {key: unquote(value) for key, value in query.items()},
    }


def redis_url(name: str) -> str:
    """redis://host:6379/0, rediss://... or unix:///folder/socket."""
    value = text(name)
    if urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"The environment variable {name} must start with redis://, rediss:// or unix://.")
    return value
