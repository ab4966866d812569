"""The way out: messages are claimed, handed to their channel and settled. What is uncertain is looked up.

Between the claim and the settling anything may die. A message whose claim has ended is uncertain: it is never sent
again before the channel was asked. Whoever settles holds the contact, so that a report that comes at the same
moment is not written over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from engine.domain.deliveries import Answer, Verdict
from engine.domain.payloads import outbound_of
from engine.domain.records import OutboxItem, OutboxStatus
from engine.domain.sessions import Contact
from engine.domain.settling import REPAIR, attempted_at, looked_up, settled
from engine.domain.windows import QuietHours, is_open
from engine.errors import BoloastroError
from engine.interfaces.channel import ChannelGateway
from engine.interfaces.clock import Clock
from engine.interfaces.rates import Rate, RateGateway
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from engine.services.addressees import addressee, is_moved, is_out_of_reach, is_unwanted, why_unwanted
from engine.services.asking import Asking
from engine.services.deliveries import Deliveries
from engine.services.heeding import (
    TemplateOf,
    has_template,
    heed_block,
    is_in_template,
    tell,
    template_for,
    unless_in_template,
)

CLAIM = timedelta(seconds=120)
"""Longer than any call of a channel may take."""
SETTLED = timedelta(seconds=2)
_BATCH = 20
_SENDER = "sender"


class _After(Protocol):
    def __call__(self, item: OutboxItem, answer: Answer, now: datetime, *, has_template: bool) -> OutboxItem: ...


class Sending:
    """Sends what the outbox holds; each contact's messages one after the other. Shared by all sending threads."""

    def __init__(
        self, storage: Storage, channel: ChannelGateway, clock: Clock, template_of: TemplateOf, rates: RateGateway,
        per_second: int = 80, *, quiet: QuietHours | None = None,
    ) -> None:  # fmt: skip
        """`per_second` is how many messages our number may send, all processes together.

        What became due by day and could not be sent then is not sent in `quiet` hours, if nobody asked for it.
        """
        self._storage = storage
        self._channel = channel
        self._clock = clock
        self._template_of = template_of
        self._rates = rates
        self._rate = Rate("sending", per_second, 1)
        self._asking = Asking(storage, channel, clock, Deliveries(storage, clock, template_of))
        self._quiet = quiet
        self._rest_until: datetime | None = None
        self._log = structlog.get_logger("delivery")

    def send_messages(self) -> int:
        """Send what is due, one after the other, at most a batch; how many were handled."""
        return sum(1 for _ in zip(range(_BATCH), iter(self.send_next, False), strict=False))

    def send_next(self) -> bool:
        """Send one message; False when none may be sent now."""
        if self.pause() > 0:
            return False
        now = self._clock.now()
        claimed = self._claimed(now)
        if claimed is None:
            return False
        item, contact, why = claimed
        if contact is None or why or is_unwanted(item, contact):
            self._drop(replace(item, attempts=item.attempts - 1), contact, why)
            return True
        if self._quiet is not None and not item.asked and self._quiet.contains(now):
            self._put_off(item, self._quiet.waking(now))
            return True
        if not self._rates.take(self._rate, _SENDER):
            self._give_back(item)
            return False
        item, answer = self._attempt(replace(item, sent_at=now), contact)
        self._heed(answer)
        self._settle(item, answer, "sender", settled)
        return True

    def pause(self) -> float:
        """Seconds until this process may send again: the channel is left alone, or our number is fast enough."""
        if self._rest_until is None:
            return 0.0
        return max((self._rest_until - self._clock.now()).total_seconds(), 0.0)

    def look_up(self) -> int:
        """Ask the channel for uncertain messages, and for those of which it told nothing; how many were looked up."""
        found = sum(1 for _ in zip(range(_BATCH), iter(self._look_up_next, False), strict=False))
        if self.pause() > 0:
            return found
        return found + sum(1 for _ in zip(range(_BATCH), iter(self._asking.ask_next, False), strict=False))

    # -- one message

    def _claimed(self, now: datetime) -> tuple[OutboxItem, Contact | None, str | None] | None:
        """A message, for whom, and why it would be in vain."""
        with self._storage.begin() as work:
            items = work.outbox.claim(now, now + CLAIM, now - SETTLED, 1)
            found = [(item, addressee(work, item.contact)) for item in items]
            vain = [self._why_in_vain(work, item, contact, now) for item, contact in found]
            work.commit()
        return (*found[0], vain[0]) if found else None

    def _why_in_vain(self, work: UnitOfWork, item: OutboxItem, contact: Contact | None, now: datetime) -> str | None:
        if is_in_template(work, item):
            return "in-template"
        return "unreachable" if contact is not None and is_out_of_reach(work, item, contact, now) else None

    def _attempt(self, item: OutboxItem, contact: Contact) -> tuple[OutboxItem, Answer]:
        """Hand the message over, as free text or as its template; the message as it was sent, and the answer."""
        try:
            late = item.as_template or not is_open(contact.last_inbound_at, self._clock.now())
            template = template_for(item, self._template_of) if late else None
            message = outbound_of(item.body)
        except Exception as error:  # the outer edge of a sending: nothing was sent, and the others must be
            item = replace(item, failures=item.failures + 1)  # time will not mend it
            return item, Answer(verdict=Verdict.RETRY, code=type(error).__name__)
        if late:
            item = replace(item, as_template=True)
            if template is None:
                return item, Answer(verdict=Verdict.LATE, code="no-template")
        if self._clock.now() >= item.due_at:  # held up for longer than the claim: somebody may be looking it up
            return item, Answer(verdict=Verdict.UNCERTAIN, code="claim-ended")
        return item, self._called(lambda: self._channel.send(contact, message, item.id, template))

    def _called(self, call: Callable[[], Answer]) -> Answer:
        """What the channel answers. It may have a bug; then nobody knows what it did before."""
        try:
            return call()
        except Exception as error:  # the outer edge of a sending: one message must not hold up the others
            self._log.error("channel.failed", error=type(error).__name__)
            return Answer(verdict=Verdict.UNCERTAIN, code=type(error).__name__)

    def _heed(self, answer: Answer) -> None:
        """A channel that is not in order, or says for how long, is left alone by this process."""
        wait = REPAIR if answer.verdict is Verdict.BROKEN else timedelta(seconds=answer.wait or 0)
        if wait > timedelta():
            self._rest_until = self._clock.now() + min(wait, REPAIR)

    def _drop(self, item: OutboxItem, contact: Contact | None, why: str | None = None) -> None:
        """Not to be sent at all: for somebody who is gone, or who did not ask for it and wants no messages."""
        item = replace(item, status=OutboxStatus.DEAD if contact is None else OutboxStatus.WITHHELD)
        with self._storage.begin() as work:
            is_ours = work.outbox.save(item)
            work.commit()
        if is_ours:
            tell(item, "unwanted", why or why_unwanted(item, contact), by="sender")

    def _give_back(self, item: OutboxItem) -> None:
        """Our number is fast enough at this moment: this process rests, and the message stays before its followers."""
        self._rest_until = self._clock.now() + timedelta(seconds=self._rates.wait(self._rate, _SENDER))
        self._put_off(item, item.created_at)

    def _put_off(self, item: OutboxItem, until: datetime) -> None:
        """Not tried, and not counted: somebody takes it from then on."""
        waiting = replace(item, status=OutboxStatus.PENDING, attempts=item.attempts - 1, due_at=until)
        with self._storage.begin() as work:
            work.outbox.save(waiting)
            work.commit()

    # -- settle

    def _settle(self, item: OutboxItem, answer: Answer, by: str, after: _After) -> None:
        """Write down what became of it. If even the second try fails, the claim ends and it is looked up."""
        try:
            try:
                self._store(item, answer, by, after)
            except BoloastroError:
                self._store(item, self._with_new_id(item, answer), by, after)
        except BoloastroError as error:
            self._log.error(
                "message.unsettled", message=item.id, contact=item.contact, verdict=answer.verdict, code=error.code
            )

    def _store(self, item: OutboxItem, answer: Answer, by: str, after: _After) -> None:
        now = self._clock.now()
        with self._storage.begin() as work:
            contact = work.contacts.lock(item.contact)
            current = work.outbox.get(item.id)
            if current is None or current.claims != item.claims or current.status is not item.status:
                self._log.info("message.overtaken", message=item.id, contact=item.contact, verdict=answer.verdict)
                return  # a report was faster, or another worker has claimed it
            late = answer.verdict is Verdict.LATE and has_template(item, self._template_of)
            stored = unless_in_template(work, after(item, answer, now, has_template=late))
            work.outbox.save(stored)
            if answer.verdict is Verdict.STOPPED and contact is not None:
                heed_block(work, contact, stored, answer, now)
            work.commit()
        tell(stored, answer.verdict, answer.code, by=by)

    def _with_new_id(self, item: OutboxItem, answer: Answer) -> Answer:
        """Without an id that the channel has given to another message before."""
        with self._storage.read() as work:
            other = work.outbox.find(answer.provider_id) if answer.provider_id else None
        if other is None or other.id == item.id:
            return answer
        self._log.error("message.id_repeated", message=item.id, contact=item.contact, other=other.id)
        return replace(answer, provider_id=None)

    # -- uncertain ones

    def _look_up_next(self) -> bool:
        now = self._clock.now()
        with self._storage.begin() as work:
            items = work.outbox.claim_uncertain(now, now + CLAIM, 1)
            found = [(item, addressee(work, item.contact)) for item in items]
            work.commit()
        for item, contact in found:
            if contact is None or is_moved(contact) or not item.body:
                self._drop(item, contact)
            else:
                self._settle(item, self._found(item, contact), "look", looked_up)
        return bool(found)

    def _found(self, item: OutboxItem, contact: Contact) -> Answer:
        """What the channel knows of a message. The id of an earlier sending that failed is none of this one."""
        answer = self._called(lambda: self._looked_for(item, contact))
        if answer.verdict is not Verdict.SENT or answer.provider_id is None:
            return answer
        if answer.provider_id == item.provider_id:
            return Answer(verdict=Verdict.RETRY, code="earlier-sending")
        with self._storage.read() as work:
            other = work.outbox.find(answer.provider_id)
        if other is None or other.id == item.id:
            return answer
        return Answer(verdict=Verdict.UNCERTAIN, code="other-message")

    def _looked_for(self, item: OutboxItem, contact: Contact) -> Answer:
        """Whether it went as its template or not: who has died in between has not written that down."""
        template = template_for(item, self._template_of)
        return self._channel.find(contact, outbound_of(item.body), item.id, attempted_at(item), template)
