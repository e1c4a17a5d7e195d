"""A real browser looks at the pages: Debian's Chromium, a server on the restricted role, axe, pictures."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page

from tenancy.actors import Actor
from tests.cast import client_of

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "test-pictures"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1366, 360)
SWITCHES = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"] + [
    f"--disable-{part}" for part in ("background-networking", "component-update", "sync")
]
FAULTS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .map(rule => [rule.id, rule.impact, ...rule.nodes.slice(0, 3).map(node => node.target.join(" "))].join(" | "))"""
BROKEN = """[
  ...[...document.images].filter(each => each.complete && !each.naturalWidth).map(each => `broken: ${each.src}`),
  ...[...document.querySelectorAll(".folds td[data-head]")]
    .filter(each => matchMedia("(max-width: 40rem)").matches && each.scrollWidth > each.clientWidth + 1)
    .map(each => `cut off: ${each.innerText.slice(0, 40)}`)]"""
# Tables may be wider than a phone, inside a frame of their own; the cells of a card may not.
LOOSE = """[...document.querySelectorAll(".table-frame")].filter(frame => {
    const firsts = "thead tr:first-child > :first-child, :is(tbody, tfoot) tr > :first-child";
    const cells = [...frame.querySelectorAll(firsts)];
    const places = () => cells.map(cell => Math.round(cell.getBoundingClientRect().left));
    frame.scrollLeft = 0;
    const before = places();
    frame.scrollLeft = 40;
    const moved = frame.scrollLeft > 1 && places().some((place, n) => Math.abs(place - before[n]) > 1);
    frame.scrollLeft = 0;
    return moved;
}).map(frame => `first column scrolls away: ${frame.getAttribute("aria-label") || frame.innerText.slice(0, 40)}`)"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's own event loop lives in the thread of the test


@pytest.fixture(scope="session", autouse=True)
def nothing_left_open(django_db_setup, django_db_blocker) -> None:
    """Once the browser's event loop runs, connections opened before it are out of sight and could not be closed."""
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    found = shutil.which("chromium")
    assert found, "Install Debian's chromium: python3 manage.py install"
    return {"executable_path": found, "args": SWITCHES}


class Visitor:
    """Someone at a screen of a certain width. Everything the browser complains of is kept in `complaints`."""

    def __init__(self, page: Page, address: str, width: int) -> None:
        self.page, self.address, self.width = page, address, width
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def opens(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def faults(self) -> list[str]:
        """What axe finds on the page as it stands, however slight, pictures that do not show, and sideways scrolling.

        A table may be wider than its frame; then its first column stays in sight (U18).
        """
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(FAULTS) + self.page.evaluate(BROKEN) + self.page.evaluate(LOOSE)
        wider = self.page.evaluate(TOO_WIDE)
        return found + ([f"{wider} px wider than the screen"] if wider > 0 else [])

    def keeps_picture(self, name: str) -> Path:
        """For people to look at; the folder is not part of the repository."""
        PICTURES.mkdir(exist_ok=True)
        target = PICTURES / f"{name}-{self.width}.png"
        self.page.screenshot(path=target, full_page=True)
        return target


@pytest.fixture
def visit(browser: Browser, live_server) -> Iterator[Callable[..., Visitor]]:
    """`visit(width)` for anyone, `visit(width, actor)` for someone signed in; `large` and `script` as wished."""
    contexts = []

    def enter(width: int = 1366, actor: Actor | None = None, *, large: bool = False, script: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 768}, locale="zh-CN", java_script_enabled=script
        )
        contexts.append(context)
        cookies = {name: kept.value for name, kept in client_of(actor).cookies.items()} if actor else {}
        if large:
            cookies["large_text"] = "1"
        context.add_cookies([{"name": key, "value": cookies[key], "url": live_server.url} for key in cookies])
        return Visitor(context.new_page(), live_server.url, width)

    yield enter
    for context in contexts:
        context.close()
