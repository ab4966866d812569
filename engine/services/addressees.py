"""Whom a message or a job is for, as far as that can be told."""

from __future__ import annotations

import structlog

from engine.domain.sessions import Contact
from engine.interfaces.unit_of_work import UnitOfWork

_log = structlog.get_logger("delivery")


def addressee(work: UnitOfWork, contact: str) -> Contact | None:
    """The contact with this id; None if there is none, or nobody can read it: the others must not wait for that."""
    try:
        return work.contacts.get(contact)
    except (ValueError, RecursionError) as error:  # as another program has changed it, or a disk
        _log.error("contact.unreadable", contact=contact, error=type(error).__name__)
        return None
