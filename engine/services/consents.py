"""What people allow and forbid. It is known before a chart hears of it, and whatever the chart makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.domain.records import Consent
from engine.domain.sessions import Contact, Session
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import UnitOfWork
from engine.services.hearing import Heard

STOP = "stop"
START = "start"
SERVICE = "service"
MESSAGES = "messages"


def obeyed(contact: Contact, command: str | None) -> Contact:
    """The contact after a command: who said STOP gets nothing unasked until they say START."""
    silent = {STOP: True, START: False}.get(command or "", contact.silent)
    return contact if silent is contact.silent else replace(contact, silent=silent)


def write_consents(
    work: UnitOfWork, identifiers: Identifiers, contact: Contact, session: Session, heard: Heard, now: datetime
) -> None:
    """What a message says about it: the first one allows to be answered, STOP and START speak of all the rest.

    `session` is where the message found them: in a new one nothing was said to them yet.
    """
    given = [(MESSAGES, heard.command == START)] if heard.command in (STOP, START) else []
    if not session.frames and not work.consents.of_contact(contact.id):
        given.insert(0, (SERVICE, True))
    for purpose, is_given in given:
        work.consents.add(
            Consent(
                id=identifiers.new(), contact=contact.id, purpose=purpose, given=is_given,
                wording=_wording(session, contact.language), channel=contact.channel,
                message=heard.provider_id(contact), at=now,
            )
        )  # fmt: skip


def _wording(session: Session, language: str) -> str:
    """Which words they had before them: `commands@3/hi`; nothing but the language, before anything was said."""
    return f"{session.frames[0].flow}@{session.frames[0].version}/{language}" if session.frames else language
