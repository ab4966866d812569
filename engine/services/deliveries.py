"""What a channel tells about messages it took: how far they have come. Told twice and in any order, all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog

from engine.domain.deliveries import Answer, Progress, Report, Verdict, further
from engine.domain.records import OutboxItem, OutboxStatus
from engine.domain.settling import failed, taken
from engine.errors import Conflict
from engine.interfaces.clock import Clock
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from engine.services.heeding import TemplateOf, has_template, heed_block, tell, unless_in_template, withhold_parts

_FAILURES = (Progress.UNDELIVERED, Progress.FAILED)
_OPEN = (OutboxStatus.PENDING, OutboxStatus.SENDING, OutboxStatus.UNCERTAIN)
_TRIES = 5


class Deliveries:
    """Takes reports in. A report proves that the channel had the message, whatever we thought of it."""

    def __init__(self, storage: Storage, clock: Clock, template_of: TemplateOf) -> None:
        self._storage = storage
        self._clock = clock
        self._template_of = template_of
        self._log = structlog.get_logger("delivery")

    def report(self, report: Report) -> bool:
        """Stored when this returns; False, and nothing stored, for a message that is none of ours."""
        for _ in range(_TRIES):
            known = self._taken(report)
            if known is not None:
                return known
        raise Conflict("a message was claimed by others five times in a row; the report was not stored")

    def _taken(self, report: Report) -> bool | None:
        """None, if somebody has claimed the message meanwhile."""
        now = self._clock.now()
        with self._storage.begin() as work:
            item = _found(work, report)
            if item is None:
                return False
            contact = work.contacts.lock(item.contact)
            item = work.outbox.get(item.id)
            if item is None or contact is None:
                return False
            news = unless_in_template(work, self._news(item, report, now))
            if news == item:
                return True
            if news.status is item.status and news.provider_id == item.provider_id:
                work.outbox.progress(news)
            elif not work.outbox.save(news):
                return None
            if news.as_template and not item.as_template:
                withhold_parts(work, news)
            trouble = _trouble(report)
            if _failed(report) and trouble.verdict is Verdict.STOPPED:
                heed_block(work, contact, news, trouble, now)
            work.commit()
        self._tell(item, news, report)
        return True

    def _news(self, item: OutboxItem, report: Report, now: datetime) -> OutboxItem:
        """The message as it is after the report; itself, if that tells nothing new."""
        is_known = item.provider_id == report.provider_id
        if not is_known and _is_older(item, report):
            return item
        known = _known(item) if is_known else None
        progress = further(known, report.progress)
        if progress is known:
            return item
        item = replace(item, provider_id=report.provider_id, progress=progress, sent_at=item.sent_at or now)
        if progress in _FAILURES:
            return self._after_failure(item, _trouble(report), now)
        return replace(item if item.status is OutboxStatus.SENT else taken(item, now), error=None)

    def _after_failure(self, item: OutboxItem, trouble: Answer, now: datetime) -> OutboxItem:
        """It was taken and did not arrive."""
        is_late = trouble.verdict is Verdict.LATE
        return failed(item, trouble, now, has_template=is_late and has_template(item, self._template_of))

    def _tell(self, before: OutboxItem, after: OutboxItem, report: Report) -> None:
        if _failed(report):
            trouble = _trouble(report)
            tell(after, trouble.verdict, trouble.code, by="report")
        elif after.status is not before.status:
            tell(after, Verdict.SENT, report.progress, by="report")
        self._log.info(
            "message.reported", message=after.id, contact=after.contact, progress=report.progress, status=after.status
        )


def _found(work: UnitOfWork, report: Report) -> OutboxItem | None:
    """By the channel's id; by ours, for one whose sending we have not settled, or not survived."""
    found = work.outbox.find(report.provider_id)
    if found is None and report.reference:
        found = work.outbox.get(report.reference)
    return found


def _known(item: OutboxItem) -> Progress | None:
    """How far the last sending had come. That it failed is why a message that has an id is to be sent again."""
    return Progress.UNDELIVERED if item.status in _OPEN else item.progress


def _is_older(item: OutboxItem, report: Report) -> bool:
    """Whether a report with another id is about a sending before the last one, and so tells nothing that counts.

    While a sending is in the air, or was looked for in vain, it may be about that. That something has arrived counts;
    that something failed does not, if something has failed before: it would be sent again for an old report.
    """
    if item.provider_id is None:
        return item.status is OutboxStatus.PENDING and _failed(report)
    is_open = item.status in _OPEN or item.may_have_arrived
    return not is_open or _failed(report)


def _failed(report: Report) -> bool:
    return report.progress in _FAILURES


def _trouble(report: Report) -> Answer:
    return report.trouble or Answer(verdict=Verdict.REFUSED, code="unknown")
