"""Why a payment fails, as Razorpay words it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from integrations.sandbox.razorpay.errors import BAD, GATEWAY


@dataclass(frozen=True, slots=True)
class Failure:
    """The five error fields of a payment."""

    reason: str
    description: str
    source: str = "bank"
    step: str = "payment_authorization"
    code: str = BAD


_ALL = (
    Failure("payment_failed", "Payment failed"),
    Failure("payment_cancelled", "You may have cancelled the payment. Try again or complete the payment later.",
            "customer", "payment_authentication"),
    Failure("payment_timed_out", "Payment was not completed on time. Try again using another method.",
            "customer", "payment_authentication"),
    Failure("insufficient_fund", "Your payment could not be completed due to insufficient account balance. Try again "
            "with another account.", "customer"),
    Failure("card_declined", "Your payment didn't go through as it was declined by the bank. Try another payment "
            "method or contact your bank.", "issuer_bank"),
    Failure("authentication_failed", "Your payment could not be completed as the cardholder could not be "
            "authenticated.", "customer", "payment_authentication"),
    Failure("invalid_otp", "Your payment was not successful as the OTP entered was incorrect. Try again.", "customer",
            "payment_authentication"),
    Failure("gateway_technical_error", "Your payment could not be completed due to a temporary technical issue. Try "
            "again later.", "gateway", code=GATEWAY),
)  # fmt: skip
FAILURES: Mapping[str, Failure] = {failure.reason: failure for failure in _ALL}
