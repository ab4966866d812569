"""The jobs by which charts use credits. A question's id is the chart's own; it names the same question for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.actions.catalogue import Outcome, action
from engine.domain.payments.spending import Ending
from engine.domain.values import Json
from engine.services.payments.counter import Payments
from engine.services.payments.credits import Reserved

UNKNOWN = "unknown"
_ENDS = (Ending.COMMITTED.value, Ending.RELEASED.value, UNKNOWN)


def credit_actions(counter: Callable[[], Payments]) -> Sequence[Callable[..., Outcome]]:
    """The jobs, to be listed in the catalogue. The value of `reserve` and `left` is how many are left."""

    @action("credits.left", outcomes=("some", "none"))
    def left(person: Json, kind: Json) -> Outcome:
        number = counter().credits.left(str(person), str(kind))
        return Outcome("some" if number else "none", number)

    @action("credits.reserve", outcomes=tuple(each.value for each in Reserved))
    def reserve(person: Json, question: Json, kind: Json) -> Outcome:
        done = counter().credits.reserve(str(person), str(question), str(kind))
        return Outcome(done.what.value, done.left)

    @action("credits.commit", outcomes=_ENDS)
    def commit(question: Json) -> Outcome:
        return _ended(counter().credits.commit(str(question)))

    @action("credits.release", outcomes=_ENDS)
    def release(question: Json) -> Outcome:
        return _ended(counter().credits.release(str(question)))

    return (left, reserve, commit, release)


def _ended(ending: Ending | None) -> Outcome:
    """As it has ended, which need not be what was wanted now."""
    return Outcome(UNKNOWN if ending is None else ending.value)
