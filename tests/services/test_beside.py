"""The session that goes on beside a conversation: it speaks to the same person, and is forgotten with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engine.interfaces.unit_of_work import Storage
from engine.services.subjects import beside, subject_of
from engine.services.upkeep import Upkeep
from tests.runtime.stage import flow
from tests.services.house import FILES, House

DAILY = flow(
    "daily",
    "data: {note: text}\ninitial: off\nstates:\n"
    "  off: {on: {daily.wanted: {do: [{set: {note: =event.note}}], to: waiting}}}\n"
    "  waiting: {after: {1h: told}}\n"
    "  told: {enter: [{say: morning}], always: off}\n",
    en="{morning: 'Morning, {{ note }}.'}",
)


def begun(storage: Storage) -> House:
    """Somebody in the middle of a question, with a message that comes in an hour."""
    house = House(storage, files=FILES | DAILY)
    house.tell("hi")
    house.turns.fact(beside(house.contact().id), "daily.wanted", {"note": "Asha"}, "wanted")
    house.settle()
    return house


def test_it_speaks_and_the_conversation_stays_where_it_was(storage: Storage) -> None:
    """Its own session, the same person."""
    house = begun(storage)
    before = house.session()
    house.clock.advance(3600)
    house.settle()
    assert house.phone.texts()[-1] == "Morning, Asha."
    assert house.session().frames == before.frames
    house.tell("Pune")
    assert house.phone.texts()[-1] == "Pay for Pune."


def test_who_leaves_hears_nothing_from_it_and_nothing_is_left_of_it(storage: Storage) -> None:
    """Its data are erased with theirs."""
    house = begun(storage)
    contact = house.contact()
    with storage.begin() as work:
        work.contacts.save(replace(contact, leaving_at=house.clock.now()))
        work.commit()
    house.clock.advance(3700)
    house.settle()
    assert "Morning, Asha." not in house.phone.texts()
    assert Upkeep(storage, house.clock, {"inbox": timedelta(days=1)}).erase_leaving() == 1
    with storage.begin() as work:
        assert work.sessions.lock(beside(contact.id)) is None
        assert subject_of(work, beside(contact.id)) is not None  # the row of the contact stays, without a person
        assert work.timers.due(house.clock.now(), 10) == []


def test_nobody_has_no_session_beside(storage: Storage) -> None:
    """An event for somebody who was never there is settled, and said to nobody."""
    house = House(storage, files=FILES | DAILY)
    house.turns.fact(beside("nobody"), "daily.wanted", {"note": "x"}, "wanted")
    house.settle()
    assert house.phone.sent == []
    with storage.begin() as work:
        assert work.sessions.lock(beside("nobody")) is None
