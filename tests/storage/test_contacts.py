"""Contacts: a person is found by any of their identities on a channel, and nobody else is."""

from __future__ import annotations

from dataclasses import replace

from engine.interfaces.unit_of_work import Storage
from tests.databases import OpenStorage
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


def test_whoever_comes_second_leaves_no_contact_behind(storage: Storage) -> None:
    """One who has no identity would never be found."""
    with storage.begin() as work:
        work.contacts.add(contact("c1", address="a"))
        work.contacts.add(contact("c2", address="a"))
        assert work.contacts.get("c2") is None


def test_a_saved_contact_keeps_its_channel(storage: Storage) -> None:
    """All else may change."""
    fill(storage)
    with storage.begin() as work:
        locked = work.contacts.lock("c1")
        assert locked is not None
        changed = replace(
            locked,
            address="elsewhere",
            language="ta",
            data={"profiles": [1, 2]},
            last_inbound_at=at(5),
            last_inbound="SM9",
            silent=True,
            held_at=at(6),
            leaving_at=at(7),
        )
        work.contacts.save(replace(changed, channel="other"))
        work.commit()
    with storage.read() as work:
        assert work.contacts.get("c1") == changed


def test_a_contact_is_answered_where_it_was_not_first_found(storage: Storage) -> None:
    """To change the address changes no identity."""
    fill(storage)
    with storage.begin() as work:
        work.contacts.save(contact(address="elsewhere"))
        assert work.contacts.find("test", "elsewhere") is None
        assert work.contacts.find("test", "address of c1") == contact(address="elsewhere")


def test_a_contact_has_many_identities(storage: Storage) -> None:
    """On its own channel, the oldest first; to link one twice does nothing."""
    fill(storage)
    with storage.begin() as work:
        for address in ("IN.7", "+911", "IN.7"):
            work.contacts.link(contact(), address)
        assert work.contacts.identities("c1") == ["address of c1", "IN.7", "+911"]
        assert work.contacts.find("test", "IN.7") == work.contacts.find("test", "+911") == contact()
        assert work.contacts.find("other", "IN.7") is None
        assert work.contacts.identities("c2") == []


def test_an_identity_belongs_to_one_contact(storage: Storage) -> None:
    """A number with a new owner is the new owner's youngest; the one before is found by the others they have."""
    fill(storage, "1", "2")
    with storage.begin() as work:
        work.contacts.link(contact("c1"), "+911")
        work.contacts.link(contact("c2"), "IN.8")
        work.contacts.link(contact("c2"), "+911")
        assert work.contacts.identities("c1") == ["address of c1"]
        assert work.contacts.identities("c2") == ["address of c2", "IN.8", "+911"]
        assert work.contacts.find("test", "+911") == contact("c2")


def test_who_is_unlinked_is_somebody_new_when_they_write_again(storage: Storage) -> None:
    """The contact stays, for rows that name it."""
    fill(storage, "1", "2")
    with storage.begin() as work:
        work.contacts.link(contact("c1"), "IN.7")
        work.contacts.unlink("c1")
        assert work.contacts.identities("c1") == []
        assert work.contacts.find("test", "address of c1") is None
        assert work.contacts.get("c1") == contact("c1")
        assert work.contacts.add(contact("c3", address="address of c1")).id == "c3"
        assert work.contacts.find("test", "address of c2") == contact("c2")


def test_many_who_link_one_address_agree_in_the_end(storage: Storage) -> None:
    """It is the identity of one of them."""
    people = [f"c{n}" for n in range(4)]
    fill(storage, *"0123")

    def link(identity: str) -> None:
        with storage.begin() as work:
            work.contacts.link(contact(identity), "+911")
            work.commit()

    together(*(lambda p=p: link(p) for p in people))
    with storage.read() as work:
        found = work.contacts.find("test", "+911")
        owners = [p for p in people if "+911" in work.contacts.identities(p)]
    assert found is not None
    assert owners == [found.id]


def test_those_held_by_people_are_listed(storage: Storage) -> None:
    """Who has waited longest first."""
    fill(storage, "1", "2", "3")
    with storage.begin() as work:
        assert work.contacts.held(5) == []
        work.contacts.save(contact("c1", held_at=at(9)))
        work.contacts.save(contact("c3", held_at=at(1)))
        assert [c.id for c in work.contacts.held(5)] == ["c3", "c1"]
        assert [c.id for c in work.contacts.held(1)] == ["c3"]


def test_those_who_leave_are_listed(storage: Storage) -> None:
    """Who has waited longest first."""
    fill(storage, "1", "2", "3")
    with storage.begin() as work:
        work.contacts.save(contact("c1", leaving_at=at(9)))
        work.contacts.save(contact("c3", leaving_at=at(1)))
        assert [c.id for c in work.contacts.leaving(5)] == ["c3", "c1"]
        assert [c.id for c in work.contacts.leaving(1)] == ["c3"]


def test_two_workers_erase_different_people(postgres_url: str, open_storage: OpenStorage) -> None:
    """Each passes by whom the other has."""
    storage = open_storage(postgres_url)
    fill(storage, "1", "2")
    with storage.begin() as work:
        for identity in ("c1", "c2"):
            work.contacts.save(contact(identity, leaving_at=NOON))
        work.commit()
    with storage.begin() as first, storage.begin() as second:
        assert [c.id for c in first.contacts.leaving(1)] == ["c1"]
        assert [c.id for c in second.contacts.leaving(5)] == ["c2"]
