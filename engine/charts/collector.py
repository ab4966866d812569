"""Loading makes hundreds of thousands of objects that all stay; to search them for garbage takes half of the time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 200_000
"""Objects made by a load from which on it is worth setting them aside."""


@contextmanager
def collector_paused(*, sets_aside: bool = False) -> Iterator[None]:
    """No garbage collection meanwhile, in any thread. Afterwards it is as it was, also when several loads overlap.

    With `sets_aside` what a large load has made is never searched again, until the next such load takes it back and has
    what nobody uses any more collected; so at most one old library stays.
    """
    enabled = gc.isenabled()
    if enabled and sets_aside and gc.get_freeze_count() > MANY:
        gc.unfreeze()
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if sets_aside and gc.get_count()[0] > MANY:
                gc.freeze()
            gc.enable()
