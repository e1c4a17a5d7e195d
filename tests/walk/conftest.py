"""The house of the walk, and a door through which people come in."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ROOT, browser_type_launch_args, nothing_left_open  # noqa: F401 -- fixtures
from tests.walk.album import Album
from tests.walk.hands import Hand
from tests.walk.house import House, open_house
from tests.walk.person import Person

Enter = Callable[..., Person]


@pytest.fixture
def house() -> Iterator[House]:
    with open_house(ROOT / ".run" / f"walk-{os.getpid()}") as opened:
        yield opened


@pytest.fixture
def come_in(browser: Browser, house: House) -> Iterator[Callable[[str, int, type[Hand]], tuple[Album, Enter]]]:
    """An album, and a door: `enter()` for anyone, `enter("ln-city")` for a person of the demonstration."""
    contexts, albums = [], []

    def to(province: str, width: int, hand: type[Hand]) -> tuple[Album, Enter]:
        album = Album(f"{province}-{width}-{hand.__name__.lower()}")
        albums.append(album)

        def enter(name: str = "") -> Person:
            context = browser.new_context(viewport={"width": width, "height": 768}, locale="zh-CN")
            contexts.append(context)
            page = context.new_page()
            person = Person(page, house, hand(page), album)
            if name:
                person.signs_in(f"{name}@demo.example")
            return person

        return album, enter

    yield to
    for album in albums:
        album.tells()
    for context in contexts:
        context.close()
