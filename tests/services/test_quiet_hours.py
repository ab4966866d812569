"""While people sleep nobody is reminded, and nothing is sent that they did not ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.domain.effects import SendEvent
from engine.domain.records import OutboxStatus
from engine.domain.windows import QuietHours
from engine.interfaces.unit_of_work import Storage
from engine.services.storing import Storing
from integrations.system import ManualClock
from tests.services.house import TROUBLE, House
from tests.services.talks import TALKS, say, tap

INDIA = ZoneInfo("Asia/Kolkata")
QUIET = QuietHours.of("21:00-08:00", INDIA)


def at(text: str) -> datetime:
    """A time of day, or of the next."""
    day, _, clock = text.rpartition(" ")
    hour, minute = clock.split(":")
    return datetime(2026, 1, 5 + bool(day), int(hour), int(minute), tzinfo=INDIA)


def house_at(storage: Storage, clock: str) -> House:
    """Somebody begins to talk at this time of the people's day."""
    house = House(storage, clock=ManualClock(at(clock)), files=TALKS, quiet=QUIET)
    say(house, "hi")
    return house


def reminded_at(house: House) -> datetime:
    """When the reminder will come."""
    with house.storage.read() as work:
        (timer,) = work.timers.of_session(house.session().id)
    return timer.due_at


def test_by_day_a_reminder_comes_when_the_flow_says(storage: Storage) -> None:
    """An hour after they have written."""
    house = house_at(storage, "12:00")
    assert reminded_at(house) == at("13:00")


def test_by_night_it_comes_in_the_morning(storage: Storage) -> None:
    """And is sent then."""
    house = house_at(storage, "20:30")
    assert reminded_at(house) == at("tomorrow 08:00")
    house.clock.advance_to(at("tomorrow 07:59"))
    house.settle()
    assert "Still there?" not in house.phone.texts()
    house.clock.advance_to(at("tomorrow 08:00"))
    house.settle()
    assert house.phone.texts()[-1] == "Still there?"


def test_before_they_sleep_if_it_could_not_be_sent_in_the_morning(storage: Storage) -> None:
    """The window for free text would be closed by then."""
    files = {name: text.replace("remind: [1h]", "remind: [20h]") for name, text in TALKS.items()}
    house = House(storage, clock=ManualClock(at("07:00")), files=files, quiet=QUIET)
    say(house, "hi")
    assert reminded_at(house) == at("20:59")


def test_a_deadline_keeps_its_time_and_its_words_wait(storage: Storage) -> None:
    """What happens must happen; it need not be told at night. What the person asks meanwhile is answered at once."""
    house = house_at(storage, "19:30")
    tap(house, "pune")
    tap(house, "red")
    house.clock.advance(timedelta(hours=2).total_seconds())
    house.settle()
    assert house.session().frames[0].configuration == ("note",)
    assert house.phone.texts()[-1] == "Pay."
    house.hear("menu")
    house.settle()
    assert house.phone.texts()[-1] == "You said hi. Town?"
    house.clock.advance_to(at("tomorrow 08:00"))
    house.settle()
    assert house.phone.texts()[-3:] == ["Too late.", "Tell me.", "Still there?"]


@pytest.mark.parametrize(
    ("delay", "asked", "status"),
    [
        (0, True, OutboxStatus.SENT),
        (3600, True, OutboxStatus.WITHHELD),
        (0, False, OutboxStatus.WITHHELD),
    ],
)
def test_what_a_flow_sends_for_later_is_as_a_timer(
    storage: Storage, delay: float, asked: bool, status: OutboxStatus
) -> None:
    """STOP holds for what is said then; what is sent at once belongs to what it was sent for."""
    house = house_at(storage, "12:00")
    tap(house, "pune")
    tap(house, "red")
    contact, session = house.contact(), house.session()
    with storage.begin() as work:
        work.contacts.lock(contact.id)
        work.contacts.save(replace(contact, silent=True))
        sent = SendEvent(contact.id, "paid", {}, delay)
        Storing(house.identifiers, QUIET).effects(work, session, contact, [sent], house.clock.now(), asked=asked)
        work.commit()
    house.clock.advance(delay)
    house.settle()
    assert house.outbox()[-1].status is status


def test_what_was_sent_for_the_night_waits_for_the_morning(storage: Storage) -> None:
    """The event comes in its hour, its words when people are awake."""
    house = house_at(storage, "20:00")
    tap(house, "pune")
    tap(house, "red")
    contact, session = house.contact(), house.session()
    with storage.begin() as work:
        sent = SendEvent(contact.id, "paid", {}, 90 * 60)
        Storing(house.identifiers, QUIET).effects(work, session, contact, [sent], house.clock.now(), asked=True)
        work.commit()
    house.clock.advance(90 * 60)
    house.settle()
    assert house.session().frames[0].configuration == ("note",)
    assert house.outbox()[-1].due_at == at("tomorrow 08:00")


def test_what_could_not_be_sent_by_day_does_not_wake_them(storage: Storage) -> None:
    """The channel, or the worker, comes back in the night; what the person asks then is answered all the same."""
    house = house_at(storage, "12:00")
    house.phone.answers["Still there?"] = [TROUBLE]
    house.clock.advance_to(at("13:00"))
    house.settle()
    house.clock.advance_to(at("23:00"))
    house.settle()
    reminder = next(item for item in house.outbox() if not item.asked)
    assert (reminder.status, reminder.due_at, reminder.attempts) == (OutboxStatus.PENDING, at("tomorrow 08:00"), 1)
    house.hear("menu")
    house.settle()
    assert house.phone.texts()[-1] == "You said hi. Town?"
    house.clock.advance_to(at("tomorrow 08:00"))
    house.settle()
    assert house.phone.texts()[-1] == "Still there?"
