"""What becomes of a message in the outbox when its channel has answered: pure, and the same for sender and reports."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from engine.domain.deliveries import Answer, Verdict
from engine.domain.records import OutboxItem, OutboxStatus

MOST_ATTEMPTS = 150
"""Sendings that the channel did not take: with the waits between them four hours, so an outage costs no message."""
MOST_FAILURES = 10
"""Sendings that the channel took and failed later: each may cost money, so for the same hours they are far fewer."""
MOST_LOOKS = 10
REPAIR = timedelta(seconds=60)
"""How long a channel that is not in order is left alone."""
CERTAIN = timedelta(seconds=20)
"""So long after a sending its channel lists it, if it ever took it."""
_LOOKS = (5, 30, 120, 600)
_PASSING = (Verdict.RETRY, Verdict.THROTTLED, Verdict.BROKEN)
_CERTAIN_FAILURES = (Verdict.LATE, Verdict.UNREACHABLE, Verdict.REFUSED, Verdict.STOPPED)
_LEAST_SEARCH = timedelta(minutes=30)
_LONGEST_WAIT = 80.0
_AFTER_FAILURE = 30.0
_LONGEST_AFTER_FAILURE = 3600.0
_ASKED_AFTER = (timedelta(minutes=10), timedelta(hours=1))
NEVER = timedelta(days=10_000)
_ABSENT = "absent:"


def settled(item: OutboxItem, answer: Answer, now: datetime, *, has_template: bool) -> OutboxItem:
    """The message after an answer to its sending. A late one goes once as its template, if it has one."""
    item = replace(item, error=_error(answer))
    match answer.verdict:
        case Verdict.SENT:
            progress = item.progress if answer.provider_id == item.provider_id else None
            sent = replace(item, provider_id=answer.provider_id, sent_at=now, progress=progress)
            return taken(sent, now)
        case Verdict.RETRY | Verdict.THROTTLED:
            return _again(item, now + max(backoff(item), timedelta(seconds=answer.wait or 0)))
        case Verdict.BROKEN:  # no fault of the message: it is not counted, and tried for ever
            return replace(item, status=OutboxStatus.PENDING, due_at=now + REPAIR, attempts=item.attempts - 1)
        case Verdict.LATE if has_template and not item.as_template:
            return replace(item, status=OutboxStatus.PENDING, due_at=now, as_template=True, progress=None)
        case Verdict.LATE:
            return replace(item, status=OutboxStatus.PARKED)
        case Verdict.UNCERTAIN:
            return replace(item, status=OutboxStatus.UNCERTAIN, due_at=now + timedelta(seconds=_LOOKS[0]))
        case Verdict.UNREACHABLE | Verdict.REFUSED | Verdict.STOPPED:
            return replace(item, status=OutboxStatus.DEAD)


def failed(item: OutboxItem, trouble: Answer, now: datetime, *, has_template: bool) -> OutboxItem:
    """The message after its channel has taken it and failed it later.

    Unlike a refusal at once each sending again counts, also when our account is not in order; unless the channel says
    when to come again, which is none of the message's fault.
    """
    if trouble.verdict in (Verdict.SENT, Verdict.UNCERTAIN):
        trouble = replace(trouble, verdict=Verdict.REFUSED)
    item = replace(item, failures=item.failures + (trouble.wait is None))
    if trouble.verdict not in _PASSING:
        return settled(item, trouble, now, has_template=has_template)
    wait = max(_after_failure(item), timedelta(seconds=trouble.wait or 0))
    return _again(replace(item, error=_error(trouble)), now + wait)


def looked_up(item: OutboxItem, answer: Answer, now: datetime, *, has_template: bool) -> OutboxItem:
    """An uncertain message after a look at its channel, which may also tell why it failed.

    That it is not there is believed only when it would have been listed by now, and when the look before this one
    has found the same: a claim that ended because somebody has set the clock says nothing about who has it in hand.
    """
    since = now - attempted_at(item)
    if answer.verdict is Verdict.SENT:
        return replace(settled(item, answer, now, has_template=False), sent_at=attempted_at(item))
    if answer.verdict in _CERTAIN_FAILURES:
        return settled(item, answer, now, has_template=has_template)
    is_absent = answer.verdict is Verdict.RETRY
    if is_absent and since >= CERTAIN and _was_absent(item):
        return _again(replace(item, error=_error(answer)), now)
    if item.claims - item.attempts >= MOST_LOOKS and since >= _LEAST_SEARCH:
        return replace(item, status=OutboxStatus.DEAD, error=_error(replace(answer, verdict=Verdict.UNCERTAIN)))
    item = replace(item, error=f"{_ABSENT}{answer.code}" if is_absent else _error(answer))
    later = (seconds for seconds in _LOOKS if timedelta(seconds=seconds) > since)
    wait = timedelta(seconds=next(later)) - since if since < timedelta(seconds=_LOOKS[-1]) else REPAIR * 10
    return replace(item, status=OutboxStatus.UNCERTAIN, due_at=now + (CERTAIN if is_absent else wait))


def taken(item: OutboxItem, now: datetime) -> OutboxItem:
    """A message the channel has. If it does not tell that it left, it is asked after a while."""
    return replace(item, status=OutboxStatus.SENT, due_at=now + _ASKED_AFTER[0])


def asked_after(item: OutboxItem, now: datetime) -> OutboxItem:
    """A message its channel is being asked about: how often it was asked is in when it was due. Twice is enough."""
    again = attempted_at(item) + _ASKED_AFTER[1]
    return replace(item, due_at=max(again, now + _ASKED_AFTER[0]) if item.due_at < again else now + NEVER)


def attempted_at(item: OutboxItem) -> datetime:
    """When the last sending began; not earlier than that, for a message whose worker died."""
    return item.sent_at or item.created_at


def backoff(item: OutboxItem) -> timedelta:
    """1, 2, 4, ... seconds, at most two minutes: up to half as much again, so that not all are tried together."""
    return _spread(item, min(2.0 ** min(max(item.attempts - 1, 0), 10), _LONGEST_WAIT))


def _after_failure(item: OutboxItem) -> timedelta:
    """30 seconds, 1, 2, 4, ... minutes, at most an hour: three hours or more in all."""
    return _spread(item, min(_AFTER_FAILURE * 2.0 ** max(item.failures - 1, 0), _LONGEST_AFTER_FAILURE))


def _spread(item: OutboxItem, seconds: float) -> timedelta:
    seed = hashlib.sha256(f"{item.id}:{item.attempts}".encode()).digest()
    return timedelta(seconds=seconds * (1 + seed[0] / 512))


def _was_absent(item: OutboxItem) -> bool:
    """Whether the last look has not found it; each is at least CERTAIN after the one before."""
    return (item.error or "").startswith(_ABSENT)


def _again(item: OutboxItem, due_at: datetime) -> OutboxItem:
    if item.attempts >= MOST_ATTEMPTS or item.failures >= MOST_FAILURES:
        return replace(item, status=OutboxStatus.DEAD)
    return replace(item, status=OutboxStatus.PENDING, due_at=due_at, progress=None)


def _error(answer: Answer) -> str | None:
    if answer.verdict is Verdict.SENT:
        return None
    return f"{answer.verdict}:{answer.code}" if answer.code else str(answer.verdict)
