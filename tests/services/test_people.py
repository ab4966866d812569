"""Who writes: found by user id and number, never confused when a number gets a new owner, forgotten when they ask."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from engine.domain.events import EventKind
from engine.domain.messages import Inbound
from engine.domain.sessions import Contact, Status
from engine.errors import Conflict
from engine.interfaces.unit_of_work import Storage
from engine.services.people import People, is_user_id
from integrations.system import RandomIdentifiers
from tests.services.faults import FaultyStorage
from tests.services.house import House
from tests.services.talks import TALKS, say
from tests.storage.samples import together

USER, OTHER_USER = "whatsapp:IN.111", "whatsapp:IN.222"
PHONE, OTHER_PHONE = "whatsapp:+919800000001", "whatsapp:+919800000002"


class Door:
    """Messages by address and user id."""

    def __init__(self, storage: Storage) -> None:
        self.house = House(storage)
        self._count = 0

    def hear(self, address: str, user: str | None = None, number: str | None = None) -> str:
        """A new message; the contact it is from."""
        self._count += 1
        told = self.house.turns.message(
            "whatsapp", address, f"SM{self._count}", Inbound(text="hi"), user=user, number=number
        )
        assert told.is_new
        return told.contact

    def contact(self, contact: str) -> Contact:
        """As stored."""
        with self.house.storage.read() as work:
            found = work.contacts.get(contact)
        assert found is not None
        return found

    def stop(self, contact: str) -> None:
        """They want no messages."""
        with self.house.storage.begin() as work:
            known = work.contacts.lock(contact)
            assert known is not None
            work.contacts.save(replace(known, silent=True))
            work.commit()

    def identities(self, contact: str) -> Sequence[str]:
        """By which they are known."""
        with self.house.storage.read() as work:
            return work.contacts.identities(contact)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [(USER, True), ("IN.4566546130240823", True), ("whatsapp:id.1", True), (PHONE, False), ("+91.98", False),
     ("a", False), ("whatsapp:IN", False), ("whatsapp:1N.22", False), ("", False), ("whatsapp:आप.1", False)],
)  # fmt: skip
def test_a_user_id_is_told_from_a_number(address: str, is_one: bool) -> None:
    """Two letters and a full stop."""
    assert is_user_id(address) is is_one


def test_a_number_by_itself_is_believed(storage: Storage) -> None:
    """As long as the channel tells no user ids."""
    door = Door(storage)
    first = door.hear(PHONE)
    assert door.hear(PHONE) == first
    assert door.hear(OTHER_PHONE) != first


def test_a_user_id_is_linked_when_it_is_learnt(storage: Storage) -> None:
    """The person stays the same, whichever of the two comes later."""
    door = Door(storage)
    person = door.hear(PHONE)
    assert door.hear(PHONE, USER) == person
    assert door.hear(USER) == person
    assert door.contact(person).address == USER
    assert door.hear(PHONE) == person
    assert door.contact(person).address == PHONE
    assert set(door.identities(person)) == {PHONE, USER}


def test_somebody_without_a_number_shows_it_later(storage: Storage) -> None:
    """The answer goes to where the last message came from."""
    door = Door(storage)
    person = door.hear(USER)
    assert door.contact(person).address == USER
    assert door.hear(PHONE, USER) == person
    assert door.contact(person).address == PHONE


def test_somebody_new_is_known_by_both(storage: Storage) -> None:
    """From the first message on."""
    door = Door(storage)
    person = door.hear(PHONE, USER)
    assert set(door.identities(person)) == {PHONE, USER}
    assert door.contact(person).address == PHONE


def test_a_number_with_another_user_id_has_a_new_owner(storage: Storage) -> None:
    """Who begins anew; what is still to be said to the old one does not go to that number."""
    door = Door(storage)
    old = door.hear(PHONE, USER)
    new = door.hear(PHONE, OTHER_USER)
    assert new != old
    assert door.contact(old).address == USER
    assert door.contact(new).address == PHONE
    assert door.identities(old) == [USER]
    assert set(door.identities(new)) == {PHONE, OTHER_USER}
    assert door.hear(PHONE) == new
    assert door.hear(OTHER_PHONE, USER) == old
    assert door.contact(old).address == OTHER_PHONE


def test_two_contacts_that_are_one_person_are_told(storage: Storage, logs: list[MutableMapping[str, Any]]) -> None:
    """The user id decides; what belonged to the number alone is not mixed in, and not sent there any more."""
    door = Door(storage)
    by_number, by_name = door.hear(PHONE), door.hear(USER)
    assert by_number != by_name
    assert door.hear(PHONE, USER) == by_name
    assert door.hear(PHONE) == by_name
    assert door.identities(by_number) == []
    assert PHONE not in door.contact(by_number).address
    assert [(line["event"], line["contact"]) for line in logs if line["event"].startswith("contact.")] == [
        ("contact.joined", by_name),
        ("contact.lost_address", by_number),
    ]


def test_who_writes_by_user_id_is_who_is_known_by_the_number(storage: Storage) -> None:
    """When the channel tells both: their STOP stays, and the answer goes to where they write from."""
    door = Door(storage)
    person = door.hear(PHONE)
    door.stop(person)
    assert door.hear(USER, USER, PHONE) == person
    assert (door.contact(person).silent, door.contact(person).address) == (True, USER)
    assert set(door.identities(person)) == {PHONE, USER}
    assert door.hear(USER, USER) == person
    assert door.hear(PHONE) == person


def test_somebody_new_is_known_by_a_number_told_beside(storage: Storage) -> None:
    """Before they ever write from it."""
    door = Door(storage)
    person = door.hear(USER, USER, PHONE)
    assert door.contact(person).address == USER
    assert door.hear(PHONE) == person


def test_a_number_told_beside_another_user_id_has_a_new_owner(storage: Storage) -> None:
    """As one they write from."""
    door = Door(storage)
    old = door.hear(PHONE, USER)
    door.stop(old)
    new = door.hear(OTHER_USER, OTHER_USER, PHONE)
    assert new != old
    assert not door.contact(new).silent
    assert (door.contact(old).address, door.identities(old)) == (USER, [USER])
    assert door.hear(PHONE) == new


@pytest.mark.parametrize("address", [USER, PHONE])
def test_a_stop_outlives_finding_that_two_contacts_are_one_person(storage: Storage, address: str) -> None:
    """Whichever of the two had said it."""
    door = Door(storage)
    by_number, by_name = door.hear(PHONE), door.hear(USER)
    door.stop(by_number)
    assert door.hear(address, USER, PHONE if address == USER else None) == by_name
    assert (door.contact(by_name).silent, door.contact(by_name).address) == (True, address)


def test_a_number_told_beside_a_number_is_nobody(storage: Storage) -> None:
    """They are answered where they write from, and known by that."""
    door = Door(storage)
    person = door.hear(PHONE, USER, OTHER_PHONE)
    assert door.hear(OTHER_PHONE) != person


def test_what_was_recorded_for_a_contact_nobody_is_any_more_is_passed_on(storage: Storage) -> None:
    """A message is heard as that of who they are; a fact is none of theirs."""
    door = Door(storage)
    lost = door.hear(PHONE)
    owner = door.hear(USER)
    door.hear(PHONE, USER)
    door.house.turns.fact(lost, "paid", {}, "pay:1")
    taken = door.house.settle()
    assert [turn.decision.heard for turn in taken if turn.item.subject == lost] == ["message", "paid"]
    assert not any(turn.decision.handled for turn in taken if turn.item.subject == lost)
    assert sum(turn.item.subject == owner and turn.item.kind is EventKind.MESSAGE for turn in taken) == 3
    assert {to for to, _ in door.house.phone.sent} == {PHONE}


def test_the_same_number_on_two_channels_is_two_people(storage: Storage) -> None:
    """A channel's identities say nothing about another's."""
    house = House(storage)
    contacts = {house.turns.message(name, "1", f"{name}:1", Inbound(text="hi")).contact for name in ("a", "b")}
    assert len(contacts) == 2


@pytest.mark.parametrize(
    "ways",
    [[(PHONE, None)], [(PHONE, USER)], [(USER, None)], [(PHONE, USER), (USER, USER)], [(PHONE, USER), (USER, None)]],
)  # fmt: skip
def test_the_first_messages_at_once_are_from_one_person(storage: Storage, ways: list[tuple[str, str | None]]) -> None:
    """Eight threads take them in; the person has one session, and all are heard in it."""
    house = House(storage)

    def hear(number: int) -> str:
        address, user = ways[number % len(ways)]
        return house.turns.message("whatsapp", address, f"SM{number}", Inbound(text=f"{number}"), user=user).contact

    together(*[lambda number=number: hear(number) for number in range(8)])
    heard = [turn for turn in house.settle() if turn.item.kind is EventKind.MESSAGE and turn.decision.session.frames]
    assert len(heard) == 8
    assert len({turn.before.subject for turn in heard}) == 1


def test_a_repeat_makes_nobody_known(storage: Storage) -> None:
    """It may come after its sender was forgotten."""
    house = House(storage, files=TALKS)
    told = house.turns.message("test", "a", "first", Inbound(text="hi"))
    say(house, "forget me")
    assert not house.turns.message("test", "a", "first", Inbound(text="hi")).is_new
    with storage.read() as work:
        assert work.contacts.find("test", "a") is None
        assert work.contacts.identities(told.contact) == []


def test_a_conflict_while_recording_is_tried_again(storage: Storage) -> None:
    """Two messages in each other's way are no reason to refuse one."""
    faulty = FaultyStorage(storage)
    house = House(faulty)
    faulty.fail("inbox.record_from", Conflict("somebody was first"), times=4)
    assert house.hear("hi")
    faulty.fail("inbox.record_from", Conflict("somebody was first"), times=5)
    with pytest.raises(Conflict):
        house.hear("there")


def test_who_wants_to_be_forgotten_is(storage: Storage) -> None:
    """The goodbye still reaches them; nothing else is ever done for them."""
    house = House(storage, files=TALKS)
    say(house, "hi", "red")
    contact, session = house.contact(), house.session()
    say(house, "forget me")
    assert house.phone.texts()[-1] == "Good bye."
    with storage.read() as work:
        known, done = work.contacts.get(contact.id), work.sessions.get(session.id)
        assert known is not None
        assert known.leaving_at is not None
        assert known.held_at is None
        assert work.contacts.identities(contact.id) == []
        assert work.contacts.find("test", "a") is None
        assert done is not None
        assert done.status is Status.DONE
        assert work.timers.of_session(session.id) == []
    with storage.begin() as work:
        assert [each.id for each in work.contacts.leaving(9)] == [contact.id]
    before = len(house.phone.sent)
    house.turns.fact(contact.id, "paid", {}, "pay:1")
    house.settle()
    assert len(house.phone.sent) == before


def test_no_job_is_run_for_who_has_left(storage: Storage) -> None:
    """One that was under way brings nothing any more."""
    house = House(storage, files=TALKS)
    say(house, "hi")
    house.hear("delete my data")
    house.turns.take_any()
    session = house.session()
    house.hear("forget me")
    house.turns.take_any()
    with storage.read() as work:
        assert work.jobs.of_session(session.id) == []
    house.settle()
    assert house.runs == []


def test_a_message_that_comes_at_that_moment_is_somebody_news(storage: Storage) -> None:
    """It was recorded for the one who left; it is not lost, and not answered out of what was forgotten."""
    house = House(storage, files=TALKS)
    say(house, "hi")
    old = house.contact()
    house.hear("forget me")
    house.hear("are you there?")
    house.settle()
    house.clock.advance(3)
    house.settle()
    new = house.contact()
    assert new.id != old.id
    assert house.session().subject == new.id
    assert house.phone.texts()[-3:] == ["Good bye.", "Tell me.", "You said are you there?. Town?"]


def test_being_forgotten_is_all_or_nothing(storage: Storage) -> None:
    """A crash at the last moment leaves the person as they were."""
    faulty = FaultyStorage(storage)
    house, sane = House(faulty, files=TALKS), House(storage, files=TALKS)
    say(house, "hi")
    before = sane.contact()
    house.hear("forget me")
    faulty.fail("commit", ZeroDivisionError())
    house.turns.take_any()
    sane.settle()
    with storage.read() as work:
        known = work.contacts.get(before.id)
    assert known is not None
    assert known.leaving_at is not None


def test_meeting_somebody_needs_no_more_than_two_looks(storage: Storage) -> None:
    """Most messages are from somebody known: nothing is written for them."""
    faulty = FaultyStorage(storage)
    people = People(RandomIdentifiers(), "en")
    with faulty.begin() as work:
        people.meet(work, "whatsapp", PHONE, USER)
        faulty.calls.clear()
        people.meet(work, "whatsapp", PHONE, USER)
        assert faulty.calls == ["contacts.find", "contacts.find"]
        faulty.calls.clear()
        people.meet(work, "whatsapp", PHONE)
        assert faulty.calls == ["contacts.find"]


@pytest.mark.parametrize("who", [(PHONE, None, None), (PHONE, USER, None), (USER, USER, None), (USER, USER, PHONE)])
def test_a_message_of_somebody_known_is_stored_in_one_statement(
    storage: Storage, who: tuple[str, str | None, str | None]
) -> None:
    """Whatever the channel tells of who they are."""
    faulty = FaultyStorage(storage)
    door = Door(faulty)
    person = door.hear(*who)
    faulty.calls.clear()
    assert door.hear(*who) == person
    assert faulty.calls == ["inbox.record_from", "commit"]
