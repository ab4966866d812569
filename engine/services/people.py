"""Who writes: a person is found by any of their identities on a channel, and a number may get a new owner."""

from __future__ import annotations

from dataclasses import replace

import structlog

from engine.domain.sessions import MOVED, Contact
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import UnitOfWork


def is_user_id(address: str) -> bool:
    """Whether an address is the channel's own name for a person, such as `whatsapp:IN.4566546130240823`.

    Two letters and a full stop; a telephone number is digits.
    """
    name = address.rpartition(":")[2]
    return name[:2].isascii() and name[:2].isalpha() and name[2:3] == "."


def other_name(address: str, user: str | None, number: str | None) -> str:
    """By what a person is known beside the address they write from; that itself, if by nothing."""
    return (number if is_user_id(address) else user) or address


class People:
    """Finds or makes the contact of a message. Every method works inside the given unit of work."""

    def __init__(self, identifiers: Identifiers, language: str) -> None:
        """`language` is what somebody new is spoken to in until they choose."""
        self._identifiers = identifiers
        self._language = language
        self._log = structlog.get_logger("people")

    def meet(
        self, work: UnitOfWork, channel: str, address: str, user: str | None = None, number: str | None = None
    ) -> Contact:
        """The contact who writes from this address and is called `user` by the channel, answered there from now on.

        The user id is asked first. Known, it decides, and the number is linked to its contact: that of the address, or
        `number`, if the address is a user id. Unknown, it is linked to the contact of the number, unless that one has
        another user id: then the number has got a new owner.
        """
        place = address
        if is_user_id(address):
            user, place = address, other_name(address, user, number)
        if user is None:
            known = work.contacts.find(channel, address) or work.contacts.add(self._somebody(channel, address))
            return self._answered_at(work, known, address)
        contact = work.contacts.find(channel, user) or self._introduced(work, channel, place, user)
        owner = contact if place == user else work.contacts.find(channel, place)
        if owner is None:
            work.contacts.link(contact, place)
        elif owner.id != contact.id:
            self._take(work, place, owner, contact)
        return self._answered_at(work, contact, address)

    def successor(self, work: UnitOfWork, contact: Contact) -> Contact | None:
        """Who gets what was recorded for a contact that nobody is any more."""
        if contact.leaving_at is not None:
            return self.meet(work, contact.channel, contact.address)
        if contact.address.startswith(MOVED):
            return work.contacts.get(contact.address.removeprefix(MOVED))
        return work.contacts.find(contact.channel, contact.address)

    def _introduced(self, work: UnitOfWork, channel: str, address: str, user: str) -> Contact:
        """The contact of a user id nobody has seen before: the owner of the address, or somebody new.

        The user id is claimed before the address: whoever claims it at the same moment waits here.
        """
        owner = None if address == user else work.contacts.find(channel, address)
        if owner is None or any(map(is_user_id, work.contacts.identities(owner.id))):
            return work.contacts.add(self._somebody(channel, user))
        work.contacts.link(owner, user)
        return owner

    def _take(self, work: UnitOfWork, address: str, owner: Contact, contact: Contact) -> None:
        """The address is the contact's now. What is still to be said to the owner before must not be sent there."""
        work.contacts.link(contact, address)
        left = [each for each in work.contacts.identities(owner.id) if each != address]
        before = work.contacts.lock(owner.id)
        if before is not None and before.address == address:
            work.contacts.save(replace(before, address=left[-1] if left else f"{MOVED}{contact.id}"))
        if before is not None and before.silent and not left:  # they are one person, who has said STOP
            work.contacts.save(replace(work.contacts.lock(contact.id) or contact, silent=True))
        self._log.info("contact.moved" if left else "contact.joined", contact=contact.id)
        self._log.info("contact.lost_address", contact=owner.id, left=len(left))

    def _answered_at(self, work: UnitOfWork, contact: Contact, address: str) -> Contact:
        if contact.address == address:
            return contact
        locked = work.contacts.lock(contact.id) or contact
        moved = replace(locked, address=address)
        work.contacts.save(moved)
        return moved

    def _somebody(self, channel: str, address: str) -> Contact:
        return Contact(id=self._identifiers.new(), channel=channel, address=address, language=self._language)
