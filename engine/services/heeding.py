"""What the sender and the reports have in common: the template of a message, heeding a block, and telling the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

import structlog

from engine.domain.deliveries import Answer, Template, Verdict
from engine.domain.messages import Outbound
from engine.domain.payloads import begun_by, outbound_of
from engine.domain.records import Consent, OutboxItem, OutboxStatus
from engine.domain.sessions import Contact
from engine.interfaces.unit_of_work import UnitOfWork
from engine.services.consents import MESSAGES

TemplateOf: TypeAlias = Callable[[Outbound], Template | None]

_NAMES = {
    OutboxStatus.SENT: ("info", "message.sent"),
    OutboxStatus.PENDING: ("warning", "message.retried"),
    OutboxStatus.SENDING: ("info", "message.sending"),
    OutboxStatus.UNCERTAIN: ("warning", "message.uncertain"),
    OutboxStatus.PARKED: ("error", "message.parked"),
    OutboxStatus.WITHHELD: ("info", "message.withheld"),
    OutboxStatus.DEAD: ("error", "message.dead"),
}
_NOT_SAID = (OutboxStatus.PARKED, OutboxStatus.WITHHELD, OutboxStatus.DEAD)
_PENDING = {Verdict.BROKEN: ("error", "channel.broken"), Verdict.LATE: ("warning", "message.late")}


def template_for(item: OutboxItem, template_of: TemplateOf) -> Template | None:
    """The template a message can go as: it has one in its language, and all the values that takes."""
    if not item.body:
        return None
    message = outbound_of(item.body)
    template = template_of(message)
    return template if template is not None and template.variables <= len(message.variables) else None


def has_template(item: OutboxItem, template_of: TemplateOf) -> bool:
    """Whether a message can go as a template. If that cannot be told it cannot, and a person will look at it."""
    try:
        return template_for(item, template_of) is not None
    except Exception as error:  # the outer edge of a sending and of a report
        structlog.get_logger("delivery").error("template.failed", message=item.id, error=type(error).__name__)
        return False


def is_in_template(work: UnitOfWork, item: OutboxItem) -> bool:
    """Whether the template that the first part of the message went as, or will go as, has said this part, too."""
    begun = begun_by(item.body)
    first = None if begun is None else work.outbox.get(begun)
    return first is not None and first.as_template and first.status not in _NOT_SAID


def unless_in_template(work: UnitOfWork, item: OutboxItem) -> OutboxItem:
    """A part that came too late is missed by nobody, if the template says it."""
    is_said = item.status is OutboxStatus.PARKED and is_in_template(work, item)
    return replace(item, status=OutboxStatus.WITHHELD) if is_said else item


def withhold_parts(work: UnitOfWork, first: OutboxItem) -> None:
    """The other parts of a message that will go as its template, as far as they were parked before that was known."""
    for each in work.outbox.of_session(first.session):
        if each.status is OutboxStatus.PARKED and begun_by(each.body) == first.id:
            work.outbox.save(replace(each, status=OutboxStatus.WITHHELD))


def heed_block(work: UnitOfWork, contact: Contact, item: OutboxItem, answer: Answer, now: datetime) -> None:
    """The person has blocked us at the channel: that is as good as STOP. `contact` is locked."""
    if contact.silent:
        return
    work.contacts.save(replace(contact, silent=True))
    work.consents.add(
        Consent(
            id=f"{item.id[:48]}:{item.claims}", contact=contact.id, purpose=MESSAGES, given=False,
            wording=f"blocked {answer.code}".strip(), channel=contact.channel, message=item.provider_id or "", at=now,
        )
    )  # fmt: skip


def tell(item: OutboxItem, verdict: str, code: str, *, by: str) -> None:
    """One line for each message that has come to something; `by` is `sender`, `look` or `report`.

    The metrics count these lines: the names and the fields `verdict`, `code`, `by` and `seconds` stay as they are.
    """
    level, name = _NAMES[item.status]
    if item.status is OutboxStatus.PENDING:
        level, name = _PENDING.get(Verdict(verdict), (level, name))
    waited = (item.sent_at - item.created_at).total_seconds() if item.sent_at else None
    getattr(structlog.get_logger("delivery"), level)(
        name, message=item.id, contact=item.contact, key=item.key, verdict=verdict, code=code, by=by,
        attempts=item.attempts, seconds=waited if item.status is OutboxStatus.SENT else None,
        template=item.as_template,
    )  # fmt: skip
