"""Whether Razorpay is there, and lets us in."""

from __future__ import annotations

from dataclasses import replace

from engine.interfaces.payments import Done, Rejected
from integrations.razorpay.account import RazorpayAccount
from integrations.razorpay.answers import asked
from integrations.razorpay.wire import Wire


def trouble_with(account: RazorpayAccount, patience: float) -> str | None:
    """Why it cannot be used; None, if it shows us a payment, or that there is none. Nothing of a key is told."""
    hurried = replace(account, connect_timeout=patience, read_timeout=patience, whole_timeout=patience)
    answer = asked(lambda: Wire(hurried).get("payments", {"count": 1}), is_change=False, is_of_one=False)
    if isinstance(answer, Done):
        return None
    if isinstance(answer, Rejected) and answer.reason == "keys":
        return "RAZORPAY_KEY_ID or RAZORPAY_KEY_SECRET is refused"
    return f"no answer we understand ({answer.reason}): is the address right?"
