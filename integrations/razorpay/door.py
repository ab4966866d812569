"""The way in from Razorpay: what it posts to us, and what browsers bring back from it, checked and read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.domain.payments.sightings import Notice
from integrations.razorpay.account import RazorpayAccount
from integrations.razorpay.events import notice_of
from integrations.razorpay.fields import is_identifier, parsed, reference
from integrations.razorpay.signature import Signatures

_STATUS = re.compile(r"[a-z_]{1,40}", re.ASCII)


class RazorpayDoor:
    """A PaymentDoor for one account. Whether an event is about it is for whoever reads the Notice to compare."""

    def __init__(self, account: RazorpayAccount) -> None:
        self._webhooks = Signatures(account.webhook_secrets)
        self._returns = Signatures((account.key_secret,))
        self._mode = account.mode

    def is_genuine(self, body: bytes, signature: str | None) -> bool:
        """See PaymentDoor."""
        return self._webhooks.is_genuine(body, signature)

    def notice(self, body: bytes) -> Notice:
        """See PaymentDoor."""
        return notice_of(parsed(body), self._mode)

    def returned(self, query: Mapping[str, str]) -> str | None:
        """See PaymentDoor. What is signed is joined by `|`, so nothing with one inside is taken."""
        link, payment = query.get("razorpay_payment_link_id"), query.get("razorpay_payment_id")
        ours = reference(query, "razorpay_payment_link_reference_id")
        status = query.get("razorpay_payment_link_status") or ""
        if ours is None or "|" in ours or not _STATUS.fullmatch(status):
            return None
        if not is_identifier(link, "plink") or not is_identifier(payment, "pay"):
            return None
        signed = f"{link}|{ours}|{status}|{payment}".encode()
        return ours if self._returns.is_genuine(signed, query.get("razorpay_signature")) else None
