"""The live sources of this installation: services described in one file, and the EPO where it has a key.

    [[service]]
    name = "省专利数据服务"
    url = "https://data.example.gov.cn/patents/{number}"
    number_path = "number"          # where the answer repeats the number
    authority = true                # "no such number" is an answer; otherwise its silence says nothing
    seconds = 5
    tries = 2
    per_second = 5
    [service.mapping]               # our facts (verification/dossier.py) to places in the answer
    title = "data.title"
    [service.headers]
    Authorization = "$REGISTER_TOKEN"   # from the environment, so that no secret stands in the file

A private address is never called, whatever the file says.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from verification.dossier import FACT_NAMES
from verification.registers import epo
from verification.registers.http_json import HttpRegister, Service
from verification.registers.patience import Patience, RateLimit
from verification.registers.protocol import Register

TEXTS = {"name", "url", "number_path"}
KNOWN = {part.name for part in fields(Service)} - {"allow_private"} | {"tries", "per_second"}


class BadConnection(ValueError):  # noqa: N818 -- reads as the sentence it is
    """The file describes no usable service; the message says which and why."""


@cache
def connected(path: str) -> tuple[Register, ...]:
    """Every live source, the most trusted first; none without a file and a key. Raises BadConnection.

    One and the same objects for the life of the process: their breakers and rate limits remember.
    """
    services = [_service(plain, path) for plain in _read(path)] if path else []
    european = epo.from_environment()
    return (*services, european) if european else tuple(services)


def _read(path: str) -> list[Mapping[str, Any]]:
    try:
        plain = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise BadConnection(f"登记数据源文件 {path} 无法读取：{fault}") from fault
    services = plain.get("service", [])
    if not isinstance(services, list) or not all(isinstance(each, dict) for each in services):
        raise BadConnection(f"登记数据源文件 {path} 应由 [[service]] 各段组成")
    return services


def _service(plain: Mapping[str, Any], path: str) -> HttpRegister:
    if faults := _faults(plain):
        raise BadConnection(f"登记数据源文件 {path} 中“{plain.get('name', '')}”：{'；'.join(faults)}")
    told = {name: value for name, value in plain.items() if name not in ("tries", "per_second", "headers")}
    headers = {name: _secret(value) for name, value in plain.get("headers", {}).items()}
    limit = RateLimit(per_second=float(plain.get("per_second", 5)))
    patience = Patience(limit=limit, tries=int(plain.get("tries", 2)))
    return HttpRegister(Service(**{"seconds": 5} | told, headers=headers), patience)


def _faults(plain: Mapping[str, Any]) -> list[str]:
    faults = [f"不认识的项 {name}" for name in plain if name not in KNOWN]
    faults += [f"{name} 应为文字" for name in TEXTS & set(plain) if not isinstance(plain[name], str)]
    faults += [f"缺少 {name}" for name in ("name", "url", "mapping") if not plain.get(name)]
    mapping = plain.get("mapping", {})
    faults += [f"mapping 中没有名为 {name} 的事实" for name in mapping if name not in FACT_NAMES]
    if "{number}" not in str(plain.get("url")) and "{compact}" not in str(plain.get("url")):
        faults.append("url 须含 {number} 或 {compact}")
    numbers = {name: plain[name] for name in ("seconds", "tries", "per_second") if name in plain}
    faults += [
        f"{name} 应为正数" for name, value in numbers.items() if not isinstance(value, int | float) or value <= 0
    ]
    return faults


def _secret(value: str) -> str:
    """A header as written, or `$NAME` from the environment."""
    return os.environ.get(value[1:], "") if value.startswith("$") else value
