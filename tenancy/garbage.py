"""When Python looks for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nobody_looks_for_garbage() -> Iterator[None]:
    """For a file of millions of cells that all live until it is closed: to walk through them took a third of the time.

    The first look afterwards finds what is left of the file among what is young. Not for work that leaves circles
    behind as it goes on: they would stay until the end.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
