"""How much of a day's money and tokens is left, for all processes together: it is counted in the database.

What a call may cost at most is set aside before it is made, and what it did not cost is given back after it. Who dies
in between has spent all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import structlog

from engine.domain.budget import Bounds, Cost
from engine.errors import AnswerUnavailable, BoloastroError, BudgetSpent
from engine.interfaces.clock import Clock
from engine.interfaces.unit_of_work import Storage


@dataclass(frozen=True, slots=True)
class Share:
    """What is set aside for one call, of the day on which it is made."""

    day: date
    most: Cost


class Budget:
    """Shared by all threads. The day is that of `zone`."""

    def __init__(self, storage: Storage, clock: Clock, zone: ZoneInfo, bounds: Bounds) -> None:
        self._storage = storage
        self._clock = clock
        self._zone = zone
        self._bounds = bounds
        self._log = structlog.get_logger("answers")

    def take(self, most: Cost) -> Share:
        """Set aside what a call may cost. BudgetSpent when the day has not so much left.

        Nothing is asked that nobody can count: without the database it is AnswerUnavailable.
        """
        day = self._clock.now().astimezone(self._zone).date()
        try:
            with self._storage.begin() as work:
                spent = work.costs.lock(day) + most
                if not self._bounds.allow(spent):
                    raise BudgetSpent("the budget of this day is spent")
                work.costs.save(day, spent)
                work.commit()
        except BudgetSpent:
            raise
        except BoloastroError as error:
            raise AnswerUnavailable(f"the budget cannot be asked: {error.code}") from error
        return Share(day, most)

    def settle(self, share: Share, used: Cost) -> None:
        """It has cost so much. If that cannot be stored the most stays counted, and the answer is good all the same."""
        try:
            with self._storage.begin() as work:
                work.costs.save(share.day, work.costs.lock(share.day) - share.most + used)
                work.commit()
        except BoloastroError as error:
            self._log.warning("answers.unsettled", tokens=used.tokens, price=used.price, code=error.code)
