"""Two ways to work a page: with a mouse, and with nothing but a keyboard."""

from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_STEPS = 900
# A group of radio buttons is one stop of the Tab key; arrows choose within it.
HAS_FOCUS = """target => { const here = document.activeElement; return here === target ||
    (target.type === "radio" && here.type === "radio" && here.name === target.name && here.form === target.form); }"""
SHOWN = "box => (box.selectedOptions[0] || {}).label || ''"


class Hand(Protocol):
    def go(self, thing: Locator) -> None:
        """Follow a link, press a button, open or close a fold."""

    def write(self, field: Locator, words: str) -> None:
        """In place of what stands there."""

    def choose(self, field: Locator, option: str) -> None:
        """From a list, by the words of the option."""

    def tick(self, box: Locator) -> None: ...

    def hand_over(self, field: Locator, file: Path) -> None: ...


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, thing: Locator) -> None:
        thing.click()

    def write(self, field: Locator, words: str) -> None:
        field.click()
        field.fill(words)

    def choose(self, field: Locator, option: str) -> None:
        field.select_option(label=option)

    def tick(self, box: Locator) -> None:
        box.check()

    def hand_over(self, field: Locator, file: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            field.click()
        chooser.value.set_files(file)


class Keyboard:
    """Tab, Enter, Space, arrows and letters; what these do not reach cannot be used."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, thing: Locator) -> None:
        self._reach(thing)
        self._press("Enter")

    def write(self, field: Locator, words: str) -> None:
        self._reach(field)
        if field.get_attribute("type") == "date":
            self._write_day(field, words)
        else:
            self._press("Control+a")
            self.page.keyboard.type(words)

    def choose(self, field: Locator, option: str) -> None:
        self._reach(field)
        self._press("Home")
        for _step in range(MOST_STEPS):
            if field.evaluate(SHOWN).strip() == option:
                return
            self._press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {option}")

    def tick(self, box: Locator) -> None:
        if box.is_checked():
            return
        self._reach(box)
        if box.get_attribute("type") != "radio" or box.evaluate("box => box === document.activeElement"):
            self._press("Space")
        for _step in range(30):
            if box.is_checked():
                return
            self._press("ArrowDown")
        raise AssertionError("the keyboard does not tick it")

    def hand_over(self, field: Locator, file: Path) -> None:
        self._reach(field)
        with self.page.expect_file_chooser() as chooser:
            self._press("Space")
        chooser.value.set_files(file)

    def _reach(self, thing: Locator) -> None:
        target = thing.element_handle()
        for _step in range(MOST_STEPS):
            if target.evaluate(HAS_FOCUS):
                return
            self._press("Tab")
        raise AssertionError(f"the keyboard does not reach {thing}")

    def _write_day(self, field: Locator, words: str) -> None:
        """A day is three fields in one, which this browser has in the order of its own language."""
        year, month, day = words.split("-")
        self.page.keyboard.type(month + day + year)
        assert field.input_value() == words, field.input_value()

    def _press(self, key: str) -> None:
        self.page.keyboard.press(key)
