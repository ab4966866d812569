"""The ledger: transfers from one account to another, written once and never changed.

A transfer takes an amount from one account and gives it to another, so every journal sums to zero by its shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Account(StrEnum):
    """GATEWAY is what Razorpay holds for us, BANK what it has paid out, FEES what it kept.

    CUSTOMERS is what people paid for and have not yet got, SALES what they have got. SUSPENSE is money that is not
    ours to keep or not yet explained, LOSSES what disputes have taken.
    """

    GATEWAY = "gateway"
    BANK = "bank"
    FEES = "fees"
    CUSTOMERS = "customers"
    SALES = "sales"
    SUSPENSE = "suspense"
    LOSSES = "losses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """`amount` (above zero) is debited to one account and credited to another. `key` is unique: it is booked once."""

    key: str
    debit: Account
    credit: Account
    amount: int
    currency: str
    order: str | None
    at: datetime
