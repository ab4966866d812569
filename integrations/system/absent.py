"""The outside of a program that has no accounts: nothing leaves, and everything says why."""

from __future__ import annotations

from datetime import date, datetime

from engine.domain.deliveries import Answer, Report, Template, Verdict
from engine.domain.messages import Outbound
from engine.domain.sessions import Contact
from engine.interfaces.payments import LinkWanted, RefundWanted, Unavailable


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


class AbsentPayments:
    """A PaymentGateway that is not set up: what is asked of it was certainly not done, and may be asked again."""

    def create_link(self, wanted: LinkWanted) -> Unavailable:  # noqa: ARG002
        """See PaymentGateway."""
        return _NOT_SET_UP

    def link_by_reference(self, reference: str) -> Unavailable:  # noqa: ARG002
        """See PaymentGateway."""
        return _NOT_SET_UP

    def cancel_link(self, provider_id: str) -> Unavailable:  # noqa: ARG002
        """See PaymentGateway."""
        return _NOT_SET_UP

    def payments_of_link(self, provider_id: str) -> Unavailable:  # noqa: ARG002
        """See PaymentGateway."""
        return _NOT_SET_UP

    def payment(self, provider_id: str) -> Unavailable:  # noqa: ARG002
        """See PaymentGateway."""
        return _NOT_SET_UP

    def refund(self, wanted: RefundWanted) -> Unavailable:  # noqa: ARG002
        """See PaymentGateway."""
        return _NOT_SET_UP

    def refunds_of(self, payment: str) -> Unavailable:  # noqa: ARG002
        """See PaymentGateway."""
        return _NOT_SET_UP

    def payments_between(self, since: datetime, until: datetime) -> Unavailable:  # noqa: ARG002
        """See PaymentGateway."""
        return _NOT_SET_UP

    def settled_on(self, day: date) -> Unavailable:  # noqa: ARG002
        """See PaymentGateway."""
        return _NOT_SET_UP


_NOT_SET_UP = Unavailable(reason="not set up")
