"""Whether a message that may have gone out is among those Twilio lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.domain.deliveries import Answer, Template, Verdict
from engine.domain.messages import Outbound
from integrations.twilio.cleaning import comparable
from integrations.twilio.codes import verdict_of
from integrations.twilio.interactive import numbered, template_values

# Twilio's clock and ours differ, and its times are whole seconds.
SKEW = timedelta(minutes=5)
FAILED = ("failed", "undelivered", "canceled")
_PLACE = re.compile(r"\{\{\s*([0-9]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as Twilio lists it, without the words of its body left as they were."""

    sid: str
    body: str
    status: str
    error_code: object
    has_media: bool
    created: datetime | None

    @classmethod
    def of(cls, message: Any) -> Listed:
        """From what twilio-python makes of the JSON."""
        created = message.date_created
        return cls(
            sid=str(message.sid or ""), body=comparable(str(message.body or "")), status=str(message.status or ""),
            error_code=message.error_code, has_media=str(message.num_media or "0") != "0",
            created=created if isinstance(created, datetime) else None,
        )  # fmt: skip


def outbound_since(messages: Iterable[Any], since: datetime) -> list[Listed]:
    """What the API was asked to send at a time or later; a message without a time may be one."""
    listed = [Listed.of(message) for message in messages if str(message.direction or "") in ("outbound-api", "")]
    return [message for message in listed if message.created is None or message.created >= since - SKEW]


def judge(
    listed: Sequence[Listed], message: Outbound, template: Template | None, is_known: Callable[[str], bool]
) -> Answer:
    """SENT with its id, or what became of it; RETRY if nothing can be it; UNCERTAIN if something might be.

    A message that is known to be another one of ours is not it, even if it says the same.
    """
    others = [candidate for candidate in listed if candidate.sid and not is_known(candidate.sid)]
    fitting = [each for each in others if _fits(each, message) or _is_approved(each, message, template)]
    alive = [candidate for candidate in fitting if candidate.status not in FAILED]
    if alive:
        return Answer(verdict=Verdict.SENT, provider_id=alive[-1].sid)  # the oldest: the latest are listed first
    if fitting:
        code = fitting[-1].error_code
        return Answer(verdict=verdict_of(code if isinstance(code, int) else None), code=str(code or "failed"))
    if any(_may_be(candidate, message) for candidate in others):
        return Answer(verdict=Verdict.UNCERTAIN, code="similar")
    return Answer(verdict=Verdict.RETRY, code="absent")


def _fits(candidate: Listed, message: Outbound) -> bool:
    text, body = comparable(message.text), candidate.body
    if not text:
        return not body and candidate.has_media and message.media is not None
    if body in (text, comparable(numbered(message))):
        return True
    if message.choices and text in body:  # as buttons or a list: whatever else Twilio writes into it
        return True
    values = [comparable(value) for value in message.variables if comparable(value)]
    return message.template is not None and bool(values) and all(value in body for value in values)


def _is_approved(candidate: Listed, message: Outbound, template: Template | None) -> bool:
    """Whether it says what was approved, with the values of this message in their places."""
    if template is None or not template.text:
        return False
    values = template_values(message.variables[: template.variables])
    return candidate.body == comparable(_PLACE.sub(lambda place: values.get(place[1], place[0]), template.text))


def _may_be(candidate: Listed, message: Outbound) -> bool:
    """Whether nobody can tell: a body that is not shown, or a template, whose words Twilio may have otherwise."""
    return not candidate.body or message.template is not None
