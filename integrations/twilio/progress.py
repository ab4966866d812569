"""What Twilio calls the states of a message, as far as it has come."""

from __future__ import annotations

from collections.abc import Mapping

from engine.domain.deliveries import Answer, Progress, Report
from integrations.twilio.codes import number_of, verdict_of

_PROGRESS: Mapping[str, Progress] = {
    "accepted": Progress.QUEUED, "scheduled": Progress.QUEUED, "queued": Progress.QUEUED,
    "sending": Progress.SENDING, "sent": Progress.SENT, "partially_delivered": Progress.DELIVERED,
    "delivered": Progress.DELIVERED, "read": Progress.READ,
    "undelivered": Progress.UNDELIVERED, "failed": Progress.FAILED, "canceled": Progress.FAILED,
}  # fmt: skip
_WAITS: Mapping[int, float] = {63038: 3600.0}
"""Seconds. All messages of the day are used up, and nobody tells when there are new ones: so it is tried each hour."""
_TROUBLE = (Progress.UNDELIVERED, Progress.FAILED)


def report_of(sid: str, status: str, error_code: object, reference: str | None = None) -> Report | None:
    """A report on a message, with what a failure means; None for a state that no message of ours is in."""
    progress = _PROGRESS.get(status)
    if progress is None:
        return None
    trouble = _trouble(error_code) if progress in _TROUBLE else None
    return Report(provider_id=sid, progress=progress, reference=reference, trouble=trouble)


def _trouble(error_code: object) -> Answer:
    code = number_of(error_code)
    return Answer(verdict=verdict_of(code), code=str(code) if code else "failed", wait=_WAITS.get(code))
