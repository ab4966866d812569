"""The way in from WhatsApp: what Twilio posts to us, checked and read."""

from __future__ import annotations

from collections.abc import Sequence

from engine.domain.deliveries import Report
from engine.domain.messages import Received
from engine.errors import Unreadable
from engine.interfaces.channel import Form
from integrations.twilio.fields import check_is_ours, message_sid, only, text_of
from integrations.twilio.inbound import received
from integrations.twilio.progress import report_of
from integrations.twilio.signature import Signatures

LONGEST_REFERENCE = 100


class TwilioDoor:
    """A ChannelDoor for one number of one account; any of the tokens may have signed. Empty tokens are refused."""

    def __init__(self, tokens: Sequence[str], account_sid: str, number: str) -> None:
        if not account_sid or not number:
            raise ValueError("the account SID or the number is missing")
        self._signatures = Signatures(tokens)
        self._account_sid = account_sid
        self._number = number

    def is_genuine(self, url: str, form: Form, body: bytes, signature: str | None) -> bool:
        """See ChannelDoor. Never raises."""
        return self._signatures.is_genuine(url, form, body, signature)

    def message(self, form: Form) -> Received:
        """See ChannelDoor."""
        check_is_ours(form, self._account_sid, "To", self._number)
        return received(form)

    def report(self, form: Form, reference: str | None) -> Report:
        """See ChannelDoor."""
        check_is_ours(form, self._account_sid, "From", self._number)
        status, code = only(form, "MessageStatus"), text_of(form, "ErrorCode", 10).strip()
        report = report_of(message_sid(form), status, code, _reference(reference))
        if report is None:
            raise Unreadable("MessageStatus is none of a message of ours")
        return report


def _reference(reference: str | None) -> str | None:
    usable = reference is not None and 0 < len(reference) <= LONGEST_REFERENCE and reference.isprintable()
    return reference if usable else None
