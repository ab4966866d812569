"""What must always be true of money, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class Broken(StrEnum):
    """A promise that is broken, by what it is about.

    LEDGER an order's transfers are not what its payments, refunds and disputes come to. UNBALANCED the ledger does not
    sum to zero. UNDELIVERED paid, and nothing was granted. UNPAID granted, and not paid. REFUND wanted, and the gateway
    has not answered. LINK wanted, and nobody knows whether it exists. DEAD a hook that was given up. LATE a hook that
    waits. SUSPENSE money that is neither ours nor on its way back. UNHEARD a payment that no hook has told of.
    CREDITS more or less of a right is used than was set aside for questions and not given back.
    """

    LEDGER = "ledger"
    UNBALANCED = "unbalanced"
    UNDELIVERED = "undelivered"
    UNPAID = "unpaid"
    REFUND = "refund"
    LINK = "link"
    DEAD = "dead"
    LATE = "late"
    SUSPENSE = "suspense"
    UNHEARD = "unheard"
    CREDITS = "credits"


GRACE: Mapping[Broken, timedelta] = MappingProxyType(
    {
        Broken.UNDELIVERED: timedelta(minutes=10), Broken.REFUND: timedelta(days=1), Broken.LINK: timedelta(hours=1),
        Broken.LATE: timedelta(minutes=10), Broken.SUSPENSE: timedelta(days=1), Broken.UNHEARD: timedelta(minutes=15),
    }
)  # fmt: skip
"""How long each may be so before it is a violation; the others may never be."""

LISTENING = timedelta(days=1)
"""How far back is looked for payments that no hook has told of: longer than the gateway tries to deliver one."""

REMEDIES: Mapping[Broken, str] = MappingProxyType(
    {
        Broken.LEDGER: "a mistake of ours, or a row changed by hand: compare with `boloastro orders show {order}`",
        Broken.UNBALANCED: "a mistake of ours, or rows changed by hand: let nobody refund before it is understood",
        Broken.UNDELIVERED: "`boloastro orders show {order}`, then `boloastro inbox list`: its chart has to grant it",
        Broken.UNPAID: "a mistake of ours: `boloastro orders show {order}`",
        Broken.REFUND: "`boloastro doctor`: it is asked for again and again; nobody has to repeat it",
        Broken.LINK: "`boloastro doctor`: it is looked up again; then `boloastro orders resend {order}`",
        Broken.DEAD: "`boloastro webhooks show {id}`, mend the cause, then `boloastro webhooks replay {id}`",
        Broken.LATE: "no worker, or its order is not there yet: `boloastro webhooks show {id}`",
        Broken.SUSPENSE: "find out whose it is: `boloastro orders show {id}`, then refund or match it",
        Broken.CREDITS: "a mistake of ours, or a row changed by hand: `boloastro orders show {order}`",
        Broken.UNHEARD: "the webhook is silent or disabled: look into Razorpay's dashboard; the money is booked",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One of them: the id of the row, and the order it belongs to."""

    kind: Broken
    id: str
    order: str | None

    @property
    def remedy(self) -> str:
        """What to do."""
        return REMEDIES[self.kind].format(id=self.id, order=self.order or self.id)
