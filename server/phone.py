"""The other end of a channel that is nowhere but in this process: the phone of play, the journeys and the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.domain.deliveries import Answer, Progress, Report, Template, Verdict
from engine.domain.messages import Outbound
from engine.domain.sessions import Contact


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as it lies on the phone. `reference` is the outbox's id, `template` the one it came as."""

    contact: Contact
    message: Outbound
    reference: str
    template: Template | None


class Phone:
    """The channel's other end: keeps what was sent to each address."""

    def __init__(self) -> None:
        self.received: list[Arrived] = []

    def send(self, contact: Contact, message: Outbound, reference: str, template: Template | None = None) -> Answer:
        """Show the message; `reference` comes back as the channel's id."""
        self.received.append(Arrived(contact, message, reference, template))
        return Answer(verdict=Verdict.SENT, provider_id=_provider_id(reference))

    def find(
        self, contact: Contact, message: Outbound, reference: str, since: datetime, template: Template | None = None  # noqa: ARG002
    ) -> Answer:  # fmt: skip
        """Whether it lies on the phone."""
        if any(arrived.reference == reference for arrived in self.received):
            return Answer(verdict=Verdict.SENT, provider_id=_provider_id(reference))
        return Answer(verdict=Verdict.RETRY)

    def report(self, provider_id: str) -> Report | None:  # noqa: ARG002
        """It has told all it knows."""
        return None

    def typing(self, contact: Contact) -> None:
        """Nobody looks."""


def delivered(reference: str) -> Report:
    """What a channel tells about a message that has arrived."""
    return Report(provider_id=_provider_id(reference), progress=Progress.DELIVERED, reference=reference)


def _provider_id(reference: str) -> str:
    return f"phone-{reference}"
