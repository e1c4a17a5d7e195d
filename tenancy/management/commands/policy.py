"""Policy packs from the command line: list, check, diff, install. Exit status 1 tells of faults or differences."""

import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenancy.models import PolicyValue, Province, Region
from tenancy.policy import Policy, Rule, policy_of
from tenancy.policy.compare import compare
from tenancy.policy.install import install
from tenancy.policy.kinds import Wrong
from tenancy.policy.packfile import PACKS, PackError, read_pack
from tenancy.policy.parameters import PARAMETERS

ORIGINS = {"own": "本级", "inherited": "沿用", "default": "平台缺省"}


class Command(BaseCommand):
    help = "政策参数包：查看、检查、比较、安装"

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="list|check|diff|install")
        show = acts.add_parser("list", help="各省概况；指定省份时列出每项参数及来源")
        show.add_argument("province", nargs="?", help="省份简称（ln、hb、ha、zj、cn）")
        show.add_argument("--region", help="市县代码，列出该市县适用的参数")
        check = acts.add_parser("check", help="检查参数包文件；不指定时检查随附的全部参数包和已安装的参数值")
        check.add_argument("files", nargs="*", type=Path)
        diff = acts.add_parser("diff", help="比较两省参数；有不同则退出码为1")
        diff.add_argument("left")
        diff.add_argument("right")
        for part in (show, diff):
            part.add_argument("--at", type=date.fromisoformat, help="日期（缺省为今天）")
        acts.add_parser("install", help="安装参数包，可重复执行").add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['act']}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        if not options["province"]:
            self._table(["简称", "名称", "本级参数", "依据文件", "状态"], map(_overview, Province.objects.started()))
            return
        policy = _policy(options["province"], options["at"], options["region"])
        self._table(["参数", "名称", "取值", "来源", "依据"], [_line(rule) for rule in policy.rules])

    def _check(self, options: dict[str, Any]) -> None:
        files = options["files"] or sorted(PACKS.glob("*.toml"))
        problems = [problem for file in files for problem in _problems(file)]
        problems += [] if options["files"] else _stored_problems()
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"已检查{len(files)}个参数包，没有发现问题")

    def _diff(self, options: dict[str, Any]) -> None:
        left, right = (_policy(options[side], options["at"]) for side in ("left", "right"))
        pairs = compare(left, right, only_differences=True)
        rows = [
            (pair.left.key, *(f"{_value(rule)}（{ORIGINS[rule.origin]}）" for rule in (pair.left, pair.right)))
            for pair in pairs
        ]
        self._table(["参数", options["left"], options["right"]], rows)
        if pairs:
            raise CommandError(f"{len(pairs)}项参数不同", returncode=1)

    def _install(self, options: dict[str, Any]) -> None:
        for file in options["files"]:
            try:
                pack = read_pack(file)
                done = install(pack)
            except PackError as fault:
                raise CommandError(str(fault)) from None
            self.stdout.write(f"{pack.name}：新增{done.documents}份文件、{done.values}项参数值")

    def _table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        lines = [list(map(str, row)) for row in (heads, *rows)]
        widths = [min(40, max(map(_width, column))) for column in zip(*lines, strict=True)]
        for line in lines:
            cells = [cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)]
            self.stdout.write("  ".join(cells).rstrip())


def _policy(slug: str, day: date | None, region: str | None = None) -> Policy:
    province = Province.objects.filter(slug=slug).first()
    if not province:
        raise CommandError(
            f"没有简称为“{slug}”的省份；可用{'、'.join(Province.objects.values_list('slug', flat=True))}"
        )
    place = Region.objects.filter(province=province, code=region).first()
    if region and not place:
        raise CommandError(f"{province}没有代码为“{region}”的单位")
    return policy_of(province, at=day, region=place)


def _overview(province: Province) -> tuple[str, ...]:
    own = [rule for rule in policy_of(province).rules if rule.own]
    documents = {rule.number or rule.document.title for rule in own if rule.document}
    states = {rule.document.get_status_display() for rule in own if rule.document}
    return province.slug, province.name, str(len(own)), "、".join(sorted(documents)), "、".join(sorted(states))


def _line(rule: Rule) -> tuple[str, ...]:
    source = ORIGINS[rule.origin] + (f"（{rule.level.name}）" if rule.level and not rule.own else "")
    draft = f"（{rule.document.get_status_display()}）" if rule.document and rule.is_draft else ""
    return rule.key, str(rule.parameter), _value(rule), source, rule.citation + draft


def _value(rule: Rule) -> str:
    lines = rule.lines
    return lines[0] if len(lines) == 1 else f"{lines[0]}等{len(lines)}项"


def _problems(file: Path) -> list[str]:
    try:
        read_pack(file)
    except PackError as fault:
        return fault.problems
    return []


def _stored_problems() -> list[str]:
    """Values in the database that the present declaration no longer reads."""
    problems = []
    for row in PolicyValue.objects.filter(inherits=False, void=False).select_related("province"):
        try:
            PARAMETERS[row.key].read(row.value)
        except (KeyError, Wrong) as fault:
            problems.append(f"{row.province} {row.key}（{row.effective_from}起）：{fault}")
    return problems


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
