"""What becomes of a message that was handed to a channel: what it answered, and how far the message has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a channel's answer means for the message.

    SENT it was taken. RETRY it was not, try again. THROTTLED too much at once, try again later. LATE the window for
    free text is closed. UNREACHABLE this person cannot be reached. STOPPED this person has blocked us. REFUSED this
    message will never be taken. BROKEN our account or number is not in order: nothing can be sent. UNCERTAIN nobody
    knows whether it was taken.
    """

    SENT = "sent"
    RETRY = "retry"
    THROTTLED = "throttled"
    LATE = "late"
    UNREACHABLE = "unreachable"
    STOPPED = "stopped"
    REFUSED = "refused"
    BROKEN = "broken"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A channel's answer to a sending. `provider_id` when it was SENT; `code` is the provider's own word for trouble.

    `wait` is how many seconds the channel wants to be left alone, if it said so.
    """

    verdict: Verdict
    provider_id: str | None = None
    code: str = ""
    wait: float | None = None


class Progress(StrEnum):
    """How far a sent message has come, as its channel reports."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"


_RANK: Mapping[Progress, int] = {
    Progress.QUEUED: 0, Progress.SENDING: 1, Progress.SENT: 2, Progress.UNDELIVERED: 3, Progress.FAILED: 3,
    Progress.DELIVERED: 4, Progress.READ: 5,
}  # fmt: skip


def further(known: Progress | None, reported: Progress) -> Progress:
    """The later of the two: reports come twice and in any order, and what has arrived has not failed."""
    return reported if known is None or _RANK[reported] > _RANK[known] else known


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A channel tells how far a message has come.

    `reference` is ours, if it came along; `trouble` says what a failure means.
    """

    provider_id: str
    progress: Progress
    reference: str | None = None
    trouble: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An approved template in one language: the channel's id of its content, and how many values it takes.

    `text` is what was approved, with {{1}}, {{2}}, ... for the values: only to know it again, for the id is sent.
    """

    content: str
    variables: int = 0
    text: str = ""
