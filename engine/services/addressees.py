"""Whom a message or a job is for, as far as that can be told, and whether they want it."""

from __future__ import annotations

import structlog

from engine.domain.records import OutboxItem
from engine.domain.sessions import MOVED, Contact
from engine.interfaces.unit_of_work import UnitOfWork

_log = structlog.get_logger("delivery")


def addressee(work: UnitOfWork, contact: str) -> Contact | None:
    """The contact with this id; None if there is none, or nobody can read it: the others must not wait for that."""
    try:
        return work.contacts.get(contact)
    except (ValueError, RecursionError) as error:  # as another program has changed it, or a disk
        _log.error("contact.unreadable", contact=contact, error=type(error).__name__)
        return None


def is_unwanted(item: OutboxItem, contact: Contact) -> bool:
    """Nobody asked for it, and the person wants no messages or is leaving; its words are erased, or its address."""
    is_silent = contact.silent or contact.leaving_at is not None
    return not item.body or is_moved(contact) or (is_silent and not item.asked)


def is_moved(contact: Contact) -> bool:
    """Whether the person was found to be another contact: they are answered there."""
    return contact.address.startswith(MOVED)


def why_unwanted(item: OutboxItem, contact: Contact | None) -> str:
    """The word for it in the log."""
    if contact is None:
        return "no-contact"
    if not item.body:
        return "erased"
    return "moved" if is_moved(contact) else "silent"
