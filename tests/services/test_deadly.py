"""An event that ends the process each time is given up like any other, and nobody waits for it for ever."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from engine.domain.records import InboxItem, InboxStatus
from engine.errors import Conflict
from engine.interfaces.unit_of_work import Storage
from engine.services.failures import BEGINNING, DEADLY, MOST_ATTEMPTS
from integrations.system import ManualClock
from tests.architecture.code import ROOT
from tests.services.faults import Broken, FaultyStorage
from tests.services.house import BUG, House

LATER = BEGINNING + timedelta(seconds=1)


class Slow(FaultyStorage):
    """Something happens as soon as an event was begun."""

    def __init__(self, storage: Storage, meanwhile: Callable[[], object]) -> None:
        super().__init__(storage)
        self._meanwhile = meanwhile

    def called(self, name: str, call: Callable[[], Any]) -> Any:
        """See FaultyStorage."""
        if name == "inbox.begin":
            self._ended.append(self._meanwhile)
        return super().called(name, call)


class Stuck(FaultyStorage):
    """A storage that cannot store the turn of one message, ever."""

    def __init__(self, storage: Storage, error: Exception) -> None:
        super().__init__(storage)
        self._error = error
        self._is_poisoned = False

    def called(self, name: str, call: Callable[[], Any]) -> Any:
        """See FaultyStorage."""
        answer = super().called(name, call)
        if name in ("inbox.claim", "inbox.lock") and answer is not None:
            self._is_poisoned = "poison" in str(answer.payload)
        if name == "sessions.save" and self._is_poisoned:
            raise self._error
        return answer


class Death(BaseException):
    """The process has ended: no `except Exception` hears of it."""


def reborn(storage: Storage, house: House) -> House:
    """The next process, when what the dead one has begun is free again."""
    return House(storage, clock=ManualClock(house.clock.now() + LATER), phone=house.phone)


def deadly(storage: Storage, house: House, point: str = "turns.append") -> House:
    """One process that ends while it takes the next turn; the one after it."""
    faulty = FaultyStorage(storage)
    dying = reborn(faulty, house)
    faulty.fail(point, Death(), times=1)  # type: ignore[arg-type]
    with pytest.raises(Death):
        dying.turns.take_any()
    return reborn(storage, dying)


def test_a_poison_that_kills_processes_is_given_up(database_url: str, storage: Storage) -> None:
    """By SIGKILL, each time the turn has begun. The first dies trustingly, three are counted; then all go on."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.services.deadly_child", database_url], cwd=ROOT, capture_output=True, check=True
    )  # fmt: skip
    assert json.loads(run.stdout) == [-signal.SIGKILL] * (1 + MOST_ATTEMPTS) + [0]
    house = House(storage)
    texts = {person: [item.key for item in house.outbox(person)] for person in "ab"}
    assert texts == {
        "a": ["main.ask", "main.town", "common.apology", "main.paying"], "b": ["main.ask", "main.town", "main.paying"],
    }  # fmt: skip
    with storage.read() as work:
        (dead,) = work.inbox.listed(InboxStatus.DEAD, 9)
        assert not work.inbox.listed(InboxStatus.NEW, 9)
    assert (dead.payload["message"], dead.error) == ({"text": "poison"}, DEADLY)


def test_who_dies_of_the_apology_too_gives_up_without_one(storage: Storage) -> None:
    """Whatever is in the message: the next process does without."""
    house = House(storage)
    house.chatting()
    house.hear("poison")
    for _ in range(MOST_ATTEMPTS + 1):
        house = deadly(storage, house, "contacts.lock")
    house.tell("after")
    assert house.said() == ["after"]
    assert "Sorry." not in house.phone.texts()
    with storage.read() as work:
        assert [item.error for item in work.inbox.listed(InboxStatus.DEAD, 9)] == [DEADLY]


def test_only_deaths_are_counted(storage: Storage) -> None:
    """Processes end for many reasons: the turn that is survived is stored once, like any other."""
    house = House(storage)
    house.chatting()
    house.hear("one")
    for deaths in range(1, MOST_ATTEMPTS + 1):
        assert waiting(storage, house).attempts == deaths - 1
        house = deadly(storage, house) if deaths < MOST_ATTEMPTS else house
    (turn,) = house.settle()
    (item,) = house.inbox(turn.item.id)
    assert (item.status, item.attempts, house.said()) == (InboxStatus.HANDLED, MOST_ATTEMPTS - 1, ["one"])


def test_a_database_that_fails_is_no_death(storage: Storage) -> None:
    """However often it does: a process counts an event once, until it knows what came of it."""
    faulty = FaultyStorage(storage)
    house = House(storage)
    house.chatting()
    house.hear("one")
    house = reborn(faulty, house)
    for _ in range(MOST_ATTEMPTS + 2):
        faulty.fail("turns.append", Broken("the line is cut"))
        with pytest.raises(Broken):
            house.turns.take_any()
        house.clock.advance(LATER.total_seconds())
    assert waiting(storage, house).attempts == 1
    house.settle()
    assert house.said() == ["one"]


def test_a_conflict_is_retaken_at_once(storage: Storage) -> None:
    """What was begun is not left to others for that."""
    faulty = FaultyStorage(storage)
    house = House(storage)
    house.chatting()
    house.hear("one")
    house = reborn(faulty, house)
    faulty.fail("sessions.save", Conflict("somebody was first"), times=4)
    assert house.turns.take_any() is not None
    assert house.said() == ["one"]


def test_a_bug_in_an_event_that_was_left_is_counted_once_each_time(storage: Storage) -> None:
    """Beforehand and afterwards are one attempt; what the bug was stays with the event."""
    house = House(storage)
    house.chatting()
    house.hear(BUG)
    house = reborn(storage, house)
    house.settle()
    assert house.phone.texts()[-1] == "Sorry."
    with storage.read() as work:
        (dead,) = work.inbox.listed(InboxStatus.DEAD, 9)
    assert dead.attempts == MOST_ATTEMPTS
    assert str(dead.error).startswith("ZeroDivisionError")


def test_what_somebody_has_begun_is_left_to_them_for_a_moment(storage: Storage) -> None:
    """Then another process takes it; the first, if it lives after all, finds that it is done."""
    house = House(storage)
    house.chatting()
    house.hear("one")
    house.hear("two")
    quick = reborn(storage, house)
    seen = []

    def meanwhile() -> None:
        seen.append(quick.turns.take_any())
        quick.clock.advance(LATER.total_seconds())
        seen.append(quick.turns.take_any())

    slow = reborn(Slow(storage, meanwhile), house)
    slow.settle()
    assert [turn is not None for turn in seen[:2]] == [False, True]
    assert house.said() == ["one", "two"]
    assert [item.key for item in house.outbox()[-4:]] == ["main.heard", "main.chat"] * 2


def test_what_is_replayed_is_counted_again(storage: Storage) -> None:
    """Somebody else has given it up, just when this process had begun it."""
    house = House(storage)
    house.chatting()
    house.hear("one")
    event, times = waiting(storage, house).id, iter(range(9))

    def given_up() -> None:
        if next(times) == 0:
            with storage.begin() as work:
                work.inbox.bury(event, DEADLY)
                work.commit()

    slow = Slow(storage, given_up)
    house = reborn(slow, house)
    assert house.turns.take_any() is None
    with storage.begin() as work:
        assert work.inbox.replay(event, house.clock.now())
        work.commit()
    slow.fail("turns.append", Death(), times=1)  # type: ignore[arg-type]
    with pytest.raises(Death):
        house.turns.take_any()
    assert waiting(storage, house).attempts == 1


@pytest.mark.parametrize("error", [Conflict("somebody was first"), Broken("took too long")])
def test_an_event_that_is_never_stored_holds_up_nobody(storage: Storage, error: Exception) -> None:
    """Although it is the oldest of all. What is a conflict each time is given up in the end."""
    house = House(Stuck(storage, error))
    for person in "ab":
        house.chatting(person)
    house.hear("poison")
    house.clock.advance(1)
    house.hear("fine", address="b")
    for _ in range(2 * MOST_ATTEMPTS):
        with suppress(Conflict, Broken):
            house.turns.take_any()
    assert house.said("b") == ["fine"]
    with storage.read() as work:
        assert len(work.inbox.listed(InboxStatus.DEAD, 9)) == isinstance(error, Conflict)


def test_what_was_set_aside_comes_again(storage: Storage) -> None:
    """After a moment, as often as it takes, and before what the same person has written since."""
    house = House(Stuck(storage, Broken("took too long")))
    house.chatting()
    house.hear("poison")
    house.hear("after")
    with pytest.raises(Broken):
        house.turns.take_any()
    for _ in range(2 * MOST_ATTEMPTS):
        with pytest.raises(Broken):
            house.turns.take_any()
        assert house.turns.take_any() is None
        house.clock.advance(LATER.total_seconds())
    healthy = reborn(storage, house)
    healthy.settle()
    assert healthy.said() == ["poison", "after"]


def waiting(storage: Storage, house: House) -> InboxItem:
    """The only event that waits."""
    with storage.read() as work:
        (item,) = work.inbox.waiting(house.contact().id)
    return item
