"""Someone at a screen: does what the page offers by its words, and looks at every page passed."""

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, Response, expect

from tests.walk.album import Album
from tests.walk.hands import Hand
from tests.walk.house import House

PASSWORD = "Kaifang-Xuke-2022"
PATIENCE = 90_000  # ms; a machine that does other things besides
PATIENCE_SECONDS = 600  # with the worker, which gives way to whatever else goes on


class Person:
    """One browser of one person. Fields, links and buttons are found by what is written on them."""

    def __init__(self, page: Page, house: House, hand: Hand, album: Album) -> None:
        self.page, self.house, self.hand, self.album = page, house, hand, album
        self.unit = ""  # in whose name they act
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: album.complaints.append(str(error)))
        page.on("response", self._hear)

    def _hear(self, response: Response) -> None:
        if response.status >= 500:
            self.album.complaints.append(f"{response.status} {response.url}")

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def opens(self, path: str = "/") -> None:
        """What one types, scans or finds in a letter; every other page is reached from one that is open."""
        answer = self.page.goto(self.house.site + path)
        assert answer is None or answer.status < 400, path
        self.album.look(self.page)

    def signs_in(self, email: str) -> None:
        self.opens()
        self.goes_in()
        self.writes("电子邮箱", email)
        self.writes("密码", PASSWORD)
        self.presses("登录")
        expect(self.page).to_have_title(re.compile("^工作台"))
        self.unit = self.main.locator("p.muted").first.inner_text().partition(" · ")[0]

    def goes_in(self) -> None:
        self.goes(self._head("登录"))

    def goes_home(self) -> None:
        self.goes(self.page.get_by_role("navigation", name="当前位置").get_by_role("link", name="首页"))

    def takes_up(self, queue: str, title: str) -> None:
        """A line of the desk."""
        self.goes(self._head("工作台"))
        self.goes(self.main.get_by_role("row").filter(has_text=queue).get_by_role("link", name=title).first)

    def turns_to(self, duty: str, *links: str) -> None:
        """By the desk's list of duties, then by one link after the other."""
        self.goes(self._head("工作台"))
        self.goes(self.page.locator("#duties ~ ul").get_by_role("link", name=duty, exact=True))
        for each in links:
            self.follows(each)

    def writes(self, label: str, words: str) -> None:
        self.hand.write(self._field(label), words)

    def chooses(self, label: str, option: str) -> None:
        self.hand.choose(self._field(label), option)

    def ticks(self, label: str) -> None:
        self.hand.tick(self._field(label))

    def ticks_all(self, boxes: str) -> None:
        for box in self.page.locator(boxes).all():
            self.hand.tick(box)

    def hands_over(self, label: str, file: Path) -> None:
        self.hand.hand_over(self._field(label), file)

    def uploads(self, kind: str, file: Path) -> None:
        """Into the place of this kind of paper; the page shows it without being loaded again."""
        self.hands_over(f"选择文件：{kind}", file)
        self.hand.go(self._button(f"上传：{kind}"))
        self.main.get_by_role("link", name=file.name).first.wait_for()
        self.album.look(self.page)

    def searches(self, words: str) -> None:
        """In the field of the public search, which brings its answer into the page."""
        self.hand.write(self.main.locator("input[name=q]").first, words)
        self.hand.go(self._button("查询"))
        expect(self.page).to_have_url(re.compile("[?&]q=."), timeout=PATIENCE)
        self.album.look(self.page)

    def unfolds(self, summary: str) -> None:
        self.hand.go(self.main.locator("summary", has_text=summary).first)
        self.album.look(self.page)

    def presses(self, name: str) -> None:
        """A button; the page that follows is there when this returns."""
        self.goes(self._button(name))

    def follows(self, name: str) -> None:
        """A link, which may stand in a menu or a summary."""
        self.goes(self.main.get_by_role("link", name=name).first)

    def goes(self, thing: Locator) -> None:
        with self.page.expect_navigation():
            self.hand.go(thing)
        if faults := self.page.locator(".error-summary").all():
            raise AssertionError(faults[0].inner_text())
        self.album.look(self.page)

    def is_refused(self, button: str, *words: str) -> None:
        """The button leads nowhere, and the page says why."""
        with self.page.expect_navigation():
            self.hand.go(self._button(button))
        for each in words:
            expect(self.page.locator(".error-summary")).to_contain_text(each)
        self.album.look(self.page)

    def cannot_press(self, button: str, *words: str) -> None:
        """It stands there without effect, and the page says what is missing."""
        expect(self._button(button)).to_be_disabled()
        self.sees(*words)

    def sees(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each, timeout=PATIENCE)
        self.album.look(self.page)

    def waits_for(self, *words: str) -> None:
        """Looks again until the worker has done its part."""
        for each in words:
            self.waits_until(lambda each=each: each in self.main.inner_text(), again=True)  # type: ignore[misc]
        self.album.look(self.page)

    def waits_until(self, done: Callable[[], object], *, again: bool = False) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if done():
                return
            self.page.wait_for_timeout(500)
            if again:
                self.page.reload()
        raise AssertionError(f"in vain: {self.page.url}")

    def reads_letter(self, to: str, path: str) -> None:
        """Opens the link of the newest letter."""
        self.waits_until(lambda: self.house.link_for(to, path))
        link = self.house.link_for(to, path)
        self.house.opened.add(link)
        self.opens(link)

    def takes(self, link: str, name: str) -> Path:
        """Downloads what the link gives and keeps it among the pictures, drawn where it can be."""
        thing = self.main.get_by_role("link", name=link).first
        with self.page.expect_download() as coming:
            self.hand.go(thing)
        target = self.album.folder / name
        assert not target.exists(), name
        coming.value.save_as(target)
        self.album.keeps(target, self.page)
        return target

    def _head(self, link: str) -> Locator:
        return self.page.get_by_role("banner").get_by_role("link", name=link)

    def _button(self, name: str) -> Locator:
        said = re.escape(name).replace("：", r"\s*：")  # what only screen readers hear stands apart
        return self.main.get_by_role("button", name=re.compile(f"^{said}")).first

    def _field(self, label: str) -> Locator:
        return self.main.get_by_label(label, exact=False).first
