"""A channel that does what is laid down for it, and knows the truth: what it has really taken."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from engine.domain.deliveries import Answer, Progress, Report, Template, Verdict
from engine.domain.messages import Outbound
from engine.domain.sessions import Contact


class Mishap(StrEnum):
    """What can happen to a sending beside an answer."""

    LOST = "the message is taken, the answer is lost"
    VANISHED = "neither the message nor the answer arrives"
    DIED_BEFORE = "the process dies before the call"
    DIED_AFTER = "the process dies after the call"


@dataclass(frozen=True, slots=True)
class Taken:
    """A message the channel has taken."""

    address: str
    reference: str
    text: str
    provider_id: str
    template: Template | None
    at: datetime

    def report(self, progress: Progress, trouble: Answer | None = None) -> Report:
        """What the channel tells of it."""
        return Report(provider_id=self.provider_id, progress=progress, reference=self.reference, trouble=trouble)


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Channel:
    """Takes everything, unless the next thing in `plan` says otherwise.

    `before` is called before anything else, `taking` while what was taken is not yet answered.
    """

    now: Callable[[], datetime]
    plan: list[Answer | Mishap | Exception] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    searched: list[datetime] = field(default_factory=list)
    sought: list[Template | None] = field(default_factory=list)
    asked: list[tuple[datetime, str]] = field(default_factory=list)
    reports: dict[str, Report] = field(default_factory=dict)
    blind: bool = False
    prefix: str = "SM"
    before: Callable[[], None] | None = None
    taking: Callable[[Taken], None] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, contact: Contact, message: Outbound, reference: str, template: Template | None = None) -> Answer:
        """See ChannelGateway."""
        if self.before is not None:
            self.before()
        with self._lock:
            self.calls.append(reference)
            step = self.plan.pop(0) if self.plan else None
            if isinstance(step, Exception):
                raise step
            if isinstance(step, Answer) and step.verdict is not Verdict.SENT:
                return step
            if step is Mishap.DIED_BEFORE:
                raise Killed
            if step is Mishap.VANISHED:
                return Answer(verdict=Verdict.UNCERTAIN, code="timeout")
            provider_id = step.provider_id if isinstance(step, Answer) else None
            one = Taken(
                contact.address,
                reference,
                message.text,
                provider_id or f"{self.prefix}{len(self.taken) + 1}",
                template,
                self.now(),
            )
            self.taken.append(one)
        if self.taking is not None:
            self.taking(one)
        if step is Mishap.DIED_AFTER:
            raise Killed
        if step is Mishap.LOST:
            return Answer(verdict=Verdict.UNCERTAIN, code="timeout")
        return Answer(verdict=Verdict.SENT, provider_id=one.provider_id)

    def find(
        self, contact: Contact, message: Outbound, reference: str, since: datetime, template: Template | None = None  # noqa: ARG002
    ) -> Answer:  # fmt: skip
        """See ChannelGateway. Like Twilio it knows no references: what was said to whom is all it compares."""
        self.searched.append(since)
        self.sought.append(template)
        if self.blind:
            return Answer(verdict=Verdict.UNCERTAIN, code="unreachable")
        for one in reversed(self.taken):
            if one.address == contact.address and one.text == message.text and one.at >= since:
                return Answer(verdict=Verdict.SENT, provider_id=one.provider_id)
        return Answer(verdict=Verdict.RETRY, code="absent")

    def report(self, provider_id: str) -> Report | None:
        """See ChannelGateway. What it is asked is kept, and what it has to say is laid down in `reports`."""
        self.asked.append((self.now(), provider_id))
        return self.reports.get(provider_id)

    def typing(self, contact: Contact) -> None:
        """See ChannelGateway."""
        self.typed.append(contact.address)
