"""What is kept of a way through the house: every page as a picture, with what axe says of it."""

import json
import re
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.conftest import AXE, BROKEN, FAULTS, ROOT, TOO_WIDE
from tests.walk.drawings import draw

PICTURES = ROOT / ".run" / "pictures"
OWN = re.compile(r"[\w:.-]{26,}|[A-Z]{2}-?[A-Z0-9-]*\d[A-Z0-9-]*|\d[\d.]*X?")  # tokens and numbers of one thing
# What the page is built of, without its words and numbers; siblings built alike count once, in whatever order.
SKELETON = """() => {
    const KEPT = ["role", "type", "open", "hidden", "disabled", "checked", "scope", "lang"];
    const STATES = ["aria-current", "aria-expanded", "aria-hidden", "aria-invalid", "aria-live", "aria-selected"];
    const own = node => [node.localName, [...node.classList].sort().join("."),
        ...KEPT.filter(name => node.hasAttribute(name)).map(name => `${name}=${node[name]}`),
        ...node.getAttributeNames().filter(name => name.startsWith("aria-")).sort()
            .map(name => STATES.includes(name) ? `${name}=${node.getAttribute(name)}` : name)].join(" ");
    const of = node => `${own(node)}(${[...new Set([...node.children].map(of))].sort().join(",")})`;
    return of(document.body);
}"""


@dataclass
class Album:
    """One picture and one run of axe for each shape of each kind of page, in the order in which they were passed."""

    name: str
    shapes: dict[str, set[str]] = field(default_factory=dict)  # of each kind of address
    faults: dict[str, list[str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    @property
    def folder(self) -> Path:
        return PICTURES / self.name

    def look(self, page: Page) -> None:
        """The same page in another state, or for another role, counts anew."""
        began = time.monotonic()
        kind = OWN.sub("n", urlsplit(page.url).path).strip("/").replace("/", "-") or "start"
        seen, shape = self.shapes.setdefault(kind, set()), page.evaluate(SKELETON)
        self.counted["looks"] += 1
        if shape not in seen:
            seen.add(shape)
            self._keep(page, kind if len(seen) == 1 else f"{kind}-{len(seen)}")
        self.counted["milliseconds"] += round(1000 * (time.monotonic() - began))

    def _keep(self, page: Page, name: str) -> None:
        page.evaluate(AXE.read_text())
        found = page.evaluate(FAULTS) + page.evaluate(BROKEN)
        if (wider := page.evaluate(TOO_WIDE)) > 0:
            found.append(f"{wider} px wider than the screen")
        if found:
            self.faults[name] = found
        page.screenshot(path=self.folder / f"{name}.png", full_page=True)
        self.counted["pages"] += 1

    def keeps(self, target: Path, page: Page) -> None:
        """A file that was taken away, drawn where it can be."""
        drawn = draw(target, page)
        assert drawn or target.suffix not in (".pdf", ".xlsx"), target
        self.counted[f"{target.suffix} files"] += 1
        self.counted[f"{target.suffix} pages"] += len(drawn)

    def tells(self) -> None:
        """How much was looked at, beside the pictures."""
        told = {"kinds": len(self.shapes)} | dict(self.counted) | {"faults": self.faults}
        (self.folder / "account.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))
