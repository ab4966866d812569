"""Loading makes hundreds of thousands of objects that all stay; to search them for garbage takes half of the time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection meanwhile, in any thread. Afterwards it is as it was, also when several loads overlap.

    What is there at the end is set aside, or the first collection would search all that was loaded; the next load takes
    it back, so that an old library does not stay for ever.
    """
    enabled = gc.isenabled()
    gc.disable()
    if enabled:
        gc.unfreeze()
    try:
        yield
    finally:
        if enabled:
            gc.freeze()
            gc.enable()
