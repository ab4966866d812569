"""Contacts: a person is found by their address on a channel."""

from __future__ import annotations

from dataclasses import replace

from engine.interfaces.unit_of_work import Storage
from tests.storage.samples import NOON, at, contact, fill, together


def test_a_contact_is_found_by_channel_and_address(storage: Storage) -> None:
    """What was stored comes back equal, with its time in UTC."""
    asha = contact("c1", channel="whatsapp", address="IN.123", data={"name": "आशा"}, last_inbound_at=NOON)
    with storage.begin() as work:
        assert work.contacts.add(asha) == asha
        work.commit()
    with storage.read() as work:
        assert work.contacts.find("whatsapp", "IN.123") == asha
        assert work.contacts.get("c1") == asha
        assert work.contacts.find("terminal", "IN.123") is None


def test_the_same_address_on_two_channels_is_two_contacts(storage: Storage) -> None:
    """A number that a person has on two channels does not make them one contact."""
    with storage.begin() as work:
        work.contacts.add(contact("c1", channel="whatsapp", address="+911"))
        assert work.contacts.add(contact("c2", channel="sms", address="+911")).id == "c2"


def test_adding_a_known_address_answers_the_stored_contact(storage: Storage) -> None:
    """Whoever comes second gets the first one's row and changes nothing."""
    with storage.begin() as work:
        work.contacts.add(contact("c1", address="a", language="hi"))
        assert work.contacts.add(contact("c2", address="a", language="ta")) == contact("c1", address="a", language="hi")


def test_two_first_messages_at_once_make_one_contact(storage: Storage) -> None:
    """Two processes that greet the same new person agree on who it is."""

    def greet(identity: str) -> str:
        with storage.begin() as work:
            stored = work.contacts.add(contact(identity, address="a"))
            work.commit()
        return stored.id

    ids = together(*(lambda n=n: greet(f"c{n}") for n in range(4)))
    assert len(set(ids)) == 1


def test_a_saved_contact_keeps_its_identity(storage: Storage) -> None:
    """Language, data and time change; channel and address never do."""
    fill(storage)
    with storage.begin() as work:
        locked = work.contacts.lock("c1")
        assert locked is not None
        changed = replace(locked, language="ta", data={"profiles": [1, 2]}, last_inbound_at=at(5))
        work.contacts.save(replace(changed, address="ignored"))
        work.commit()
    with storage.read() as work:
        assert work.contacts.get("c1") == changed
