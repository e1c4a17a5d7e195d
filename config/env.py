"""Settings from the environment: a missing or wrong name fails with one sentence that says what to set."""

import os
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 32
HOME_NAMES = (".localhost", ".local", ".test")  # RFC 6761, RFC 6762
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The value of a variable; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None or (default is None and not value.strip()):
        raise ImproperlyConfigured(f"请设置环境变量 {name}：它没有值，也没有默认值。")
    return value


def secret(name: str) -> str:
    """A key that nobody guesses: sessions, links in letters and second factors rest on it."""
    value = text(name)
    if len(value) < SHORTEST_SECRET:
        raise ImproperlyConfigured(f"环境变量 {name} 太短：须为至少{SHORTEST_SECRET}位的随机串。")
    return value


def only_at_home(site: str, hosts: list[str], **switches: bool) -> None:
    """The demonstration has known passwords and no second factor, and debug pages tell everything."""
    on = "、".join(name for name, value in switches.items() if value)
    if on and site.startswith("https://"):
        raise ImproperlyConfigured(f"正式服务器（SITE_URL 为 https）不得设置 {on}=1。")
    if on and (far := [host for host in (urlsplit(site).hostname or "", *hosts) if not is_home(host)]):
        raise ImproperlyConfigured(f"公开的域名（{'、'.join(far)}）不得设置 {on}=1：演示只在本机或内网使用。")


def is_home(host: str) -> bool:
    """This machine or a network of one's own: a name without a dot, or an address that the internet does not know."""
    try:
        return ip_address(host.strip("[]")).is_private
    except ValueError:
        return host != "*" and ("." not in host or host.endswith(HOME_NAMES))


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"环境变量 {name} 应为 1 或 0，不是“{value}”。")
    return value in TRUE


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"环境变量 {name} 应为整数，不是“{value}”。")
    return int(value)


def limits(lock: int = 0) -> str:
    """How many seconds a statement waits for a lock (DATABASE_LOCK_SECONDS, else `lock`), how long it may run, and how
    long a transaction may stand still, as the options of a connection; 0 has no limit, and nothing is said."""
    seconds = {
        "lock_timeout": number("DATABASE_LOCK_SECONDS", lock),
        "statement_timeout": number("DATABASE_STATEMENT_SECONDS", 0),
        "idle_in_transaction_session_timeout": number("DATABASE_IDLE_SECONDS", 0),
    }
    return " ".join(f"-c {name}={value}s" for name, value in seconds.items() if value)


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def site(name: str, default: str) -> str:
    """The address that people type: http(s)://host[:port], without a path."""
    url = _url(name, default)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path.strip("/"):
        raise ImproperlyConfigured(f"环境变量 {name} 应写作 https://域名，不带路径。")
    return f"{url.scheme}://{url.netloc}"


def database(name: str) -> dict[str, Any]:
    """postgresql://user:password@host:port/name, or ...@/name?host=/socket/folder, as Django wants it."""
    url = _url(name)
    if url.scheme not in {"postgresql", "postgres"} or not url.path.strip("/") or not url.username:
        raise ImproperlyConfigured(f"环境变量 {name} 应写作 postgresql://用户:密码@主机:5432/数据库。")
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
    if _url(name).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"环境变量 {name} 应以 redis://、rediss:// 或 unix:// 开头。")
    return text(name)


def scanner(name: str) -> str:
    """tcp://host:port or unix:///path of a virus scanner; empty when there is none."""
    url = _url(name, "")
    place = {"": True, "unix": url.path, "tcp": url.hostname and url.port}.get(url.scheme)
    if not place or (url.path and not url.scheme):
        raise ImproperlyConfigured(f"环境变量 {name} 应写作 tcp://主机:3310 或 unix:///套接字。")
    return text(name, "")


def _url(name: str, default: str | None = None) -> SplitResult:
    try:
        url = urlsplit(text(name, default))
        _ = url.port  # raises when it is not a number
    except ValueError as error:
        raise ImproperlyConfigured(f"环境变量 {name} 不是正确的地址：请检查主机和端口。") from error
    return url
