"""P13: a contract as PDF, beside warm WeasyPrint with the same page; and what a second process adds."""

import os
import time
from functools import cache
from uuid import uuid4

from django.db import connections
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from config.bench.accepting import licensee, offered, undone
from config.bench.measures import Measure, Reading, measure
from config.bench.stage import Stage
from licensing import contract as contracts
from licensing import pdf
from licensing.models import Licence
from licensing.services import acceptance
from licensing.services.acceptance import Acceptance

CONTRACTS, ROUNDS = 100, 25


@cache
def floor() -> tuple[FontConfiguration, CSS]:
    fonts = FontConfiguration()
    return fonts, CSS(string=pdf.STYLE.read_text(), font_config=fonts, url_fetcher=pdf.FontsOnly(), base_url="font:")


def bare(html: str) -> bytes:
    """WeasyPrint alone, warm, with fonts and style read once."""
    fonts, style = floor()
    drawn: bytes = HTML(string=html, url_fetcher=pdf.FontsOnly(), base_url="font:").write_pdf(
        stylesheets=[style], font_config=fonts
    )
    return drawn


def a_licence() -> Licence:
    record = offered()
    said = Acceptance(
        seen={record.number: record.current.number},
        key=uuid4(),
        use_place="沈阳市浑南区",
        scope="永磁电机控制器",
        starts_on=record.term_to,
        ends_on=record.term_to,
    )
    return acceptance.accept(said, by=licensee())


@measure("P13", "一份许可合同的PDF（连同取数），对照预热的 WeasyPrint 画同一HTML", unit="CPU ms/份", limit=1.1)
def contract(stage: Stage) -> Reading:
    with undone():
        key = a_licence().pk
        html = pdf.as_html(contracts.contract_of(Licence.objects.get(pk=key)))

        def ours() -> bytes:
            return pdf.as_pdf(contracts.contract_of(Licence.objects.get(pk=key)))

        # One after the other, often: a contract takes a quarter of a second, in which the machine changes its mind.
        return stage.alternate(ours=lambda: stage.cpu(ours), raw=lambda: stage.cpu(lambda: bare(html)), rounds=ROUNDS)


@measure("P13", "合同PDF的字节数，对照 WeasyPrint 画同一HTML", unit="kB", limit=1.1)
def size_of_contract(stage: Stage) -> Reading:
    with undone():
        made = contracts.contract_of(a_licence())
        ours, raw = len(pdf.as_pdf(made)) / 1000, len(bare(pdf.as_html(made))) / 1000
        return Reading(ours, raw)


@measure("P13", "100份合同：两个作业进程对照一个", unit="份/秒", least=1.7)
def two_workers(stage: Stage) -> Reading:
    with undone():
        html = pdf.as_html(contracts.contract_of(a_licence()))
    connections.close_all()
    return stage.alternate(ours=lambda: speed(html, 2), raw=lambda: speed(html, 1), rounds=1)


def speed(html: str, workers: int) -> float:
    """Contracts a second, drawn by so many processes that share the work."""
    started = time.perf_counter()
    children = [_draw(html, CONTRACTS // workers) for _ in range(workers)]
    for child in children:
        os.waitpid(child, 0)
    return CONTRACTS / (time.perf_counter() - started)


def _draw(html: str, times: int) -> int:
    child = os.fork()
    if child == 0:
        for _ in range(times):
            pdf.draw(html)
        os._exit(0)
    return child


MEASURES: list[Measure] = [contract, size_of_contract, two_workers]
