"""Rules of settlements: what the gateway has paid out goes from its account to our bank, less what it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.domain.payments.ledger import Account, Transfer

PAYMENT = "payment"
REFUND = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A line of what the gateway has paid out, or will. Amounts in the smallest unit; one of `credit` and `debit` is 0.

    `kind` is the gateway's word: payment, refund, adjustment, transfer. `payment` is that of a refund.
    """

    entity: str
    kind: str
    credit: int
    debit: int
    fee: int
    tax: int
    currency: str
    settlement: str | None
    settled_at: datetime | None
    payment: str | None = None


def transfers_of(line: Settled, amount: int | None, order: str | None, now: datetime) -> tuple[Transfer, ...] | None:
    """What a line moves; None when it is not what `amount`, the payment or refund as we know it, makes one expect.

    Without an amount, for lines of other kinds, it is booked as it is. The gateway's fee has its tax in it.
    """
    net = line.credit - line.debit
    fee = 0 if amount is None else (amount if line.kind == PAYMENT else -amount) - net
    if fee not in (0, line.fee):
        return None
    moved = ((f"settled:{line.entity}", Account.BANK, net), (f"fee:{line.entity}", Account.FEES, fee))
    return tuple(
        Transfer(
            key=key, debit=account if value > 0 else Account.GATEWAY, credit=Account.GATEWAY if value > 0 else account,
            amount=abs(value), currency=line.currency, order=order, at=line.settled_at or now,
        )
        for key, account, value in moved
        if value
    )  # fmt: skip
