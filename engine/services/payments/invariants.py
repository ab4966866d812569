"""What must always be true of money, looked for in the running bot: whatever is not is for a person to see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from engine.domain.payments.violations import Broken, Violation
from engine.interfaces.clock import Clock
from engine.interfaces.unit_of_work import Storage, UnitOfWork

_MOST = 1000
"""Of each kind: who has so many knows enough."""
_ASKED = tuple(kind for kind in Broken if kind is not Broken.UNBALANCED)


class Invariants:
    """Looks, and changes nothing."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    def violations(self) -> Sequence[Violation]:
        """All there are, of all orders ever: reads every transfer."""
        now = self._clock.now()
        with self._storage.read() as work:
            found = [
                each for kind in _ASKED for each in work.checks.found(kind, now, is_recent=False, limit=_MOST)
            ]  # fmt: skip
            return [*found, *_unbalanced(work)]

    def counted(self) -> Mapping[str, int]:
        """How many of each kind, looked for where money moves at present: cheap enough to be asked all the time."""
        now = self._clock.now()
        with self._storage.read() as work:
            return {
                kind.value: len(work.checks.found(kind, now, is_recent=True, limit=_MOST)) for kind in _ASKED
            }  # fmt: skip


def _unbalanced(work: UnitOfWork) -> Sequence[Violation]:
    sums = Counter[str]()
    for _, currency, amount in work.ledger.balances():
        sums[currency] += amount
    return [Violation(kind=Broken.UNBALANCED, id=currency, order=None) for currency, left in sums.items() if left]
