"""Messages of which the channel has told nothing: its reports may be lost, so it is asked, at most twice."""

from __future__ import annotations

from datetime import timedelta

import structlog

from engine.domain.deliveries import Report
from engine.domain.records import OutboxItem
from engine.domain.settling import asked_after
from engine.errors import BoloastroError
from engine.interfaces.channel import ChannelGateway
from engine.interfaces.clock import Clock
from engine.interfaces.unit_of_work import Storage
from engine.services.deliveries import Deliveries

_LATELY = timedelta(days=2)
"""What was sent before is history: nothing is done for it any more."""


class Asking:
    """Asks what has become of messages, and takes the answers in as if they had been reported."""

    def __init__(self, storage: Storage, channel: ChannelGateway, clock: Clock, deliveries: Deliveries) -> None:
        self._storage = storage
        self._channel = channel
        self._clock = clock
        self._deliveries = deliveries
        self._log = structlog.get_logger("delivery")

    def ask_next(self) -> bool:
        """Ask for one message; False when there is none to be asked for."""
        now = self._clock.now()
        with self._storage.begin() as work:
            items = work.outbox.unreported(now, now - _LATELY, 1)
            for item in items:
                work.outbox.save(asked_after(item, now))
            work.commit()
        for item in items:
            self._ask(item)
        return bool(items)

    def _ask(self, item: OutboxItem) -> None:
        report = self._told(item)
        self._log.info("message.asked", message=item.id, contact=item.contact, progress=report and report.progress)
        if report is not None:
            try:
                self._deliveries.report(report)
            except BoloastroError as error:  # it is asked once more, or its report comes after all
                self._log.error("message.unreported", message=item.id, contact=item.contact, code=error.code)

    def _told(self, item: OutboxItem) -> Report | None:
        if item.provider_id is None:
            return None
        try:
            return self._channel.report(item.provider_id)
        except Exception as error:  # the outer edge: one message must not hold up the others
            self._log.error("channel.failed", error=type(error).__name__)
            return None
