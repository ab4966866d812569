"""The channel of a program that has no account: nothing leaves, and everything says why."""

from __future__ import annotations

from datetime import datetime

from engine.domain.deliveries import Answer, Report, Template, Verdict
from engine.domain.messages import Outbound
from engine.domain.sessions import Contact


class AbsentChannel:
    """A ChannelGateway that is never in order: messages wait until somebody has set an account up."""

    def send(self, contact: Contact, message: Outbound, reference: str, template: Template | None = None) -> Answer:  # noqa: ARG002
        """See ChannelGateway."""
        return Answer(verdict=Verdict.BROKEN, code="no-account")

    def find(
        self, contact: Contact, message: Outbound, reference: str, since: datetime, template: Template | None = None  # noqa: ARG002
    ) -> Answer:  # fmt: skip
        """See ChannelGateway."""
        return Answer(verdict=Verdict.UNCERTAIN, code="no-account")

    def report(self, provider_id: str) -> Report | None:  # noqa: ARG002
        """See ChannelGateway."""
        return None

    def typing(self, contact: Contact) -> None:
        """See ChannelGateway."""
