"""Whom a message or a job is for, as far as that can be told, and whether they want it."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from engine.domain.deliveries import Verdict
from engine.domain.records import OutboxItem, OutboxStatus
from engine.domain.sessions import MOVED, Contact
from engine.interfaces.unit_of_work import UnitOfWork

_OUT_OF_REACH = timedelta(days=1)
_LATEST = 50
_TRIED = (OutboxStatus.SENT, OutboxStatus.DEAD)
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


def is_out_of_reach(work: UnitOfWork, item: OutboxItem, contact: Contact, now: datetime) -> bool:
    """Nobody asked for it, and the channel could not reach them with the last message, not long ago.

    Until they write, or something else is sent: what they ask for is always tried.
    """
    if item.asked:
        return False
    tried = (each for each in work.outbox.of_contact(contact.id, _LATEST) if each.status in _TRIED)
    last = next(tried, None)
    if last is None or last.status is OutboxStatus.SENT or not (last.error or "").startswith(Verdict.UNREACHABLE):
        return False
    since = last.sent_at or last.created_at
    return now - since < _OUT_OF_REACH and (contact.last_inbound_at is None or contact.last_inbound_at < since)


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
