"""What the stand-in keeps: links, orders, payments, refunds, disputes, settlements, events. Times are unix seconds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from integrations.sandbox.razorpay.reasons import Failure

ACCOUNT = "acc_SandboxBolo001"
ELSEWHERE = "acc_SomebodyElse01"
"""Another account, for events that are not ours."""
OPEN = frozenset({"created", "partially_paid"})
METHODS = ("upi", "card", "netbanking", "wallet")
Notes = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """Our account at Razorpay. Of several secrets the first signs; each opens the API. `webhook`: where events go."""

    key_id: str
    key_secrets: tuple[str, ...]
    webhook_secrets: tuple[str, ...]
    webhook: str
    name: str = "Boloastro"
    account: str = ACCOUNT

    def __post_init__(self) -> None:
        if not re.fullmatch(r"rzp_(test|live)_[0-9A-Za-z]+", self.key_id):
            raise ValueError("a key id is rzp_test_ and letters and digits")
        if not re.fullmatch(r"acc_[0-9A-Za-z]{14}", self.account):
            raise ValueError("an account id is acc_ and 14 letters and digits")
        if not all((self.key_secrets, self.webhook_secrets, *self.key_secrets, *self.webhook_secrets)):
            raise ValueError("there is a key secret and a webhook secret, and none is empty")


@dataclass(slots=True, kw_only=True)
class Order:
    """What is to be paid. `link` is the payment link it was made for."""

    id: str
    amount: int
    currency: str
    receipt: str | None
    created: int
    notes: Notes = field(default_factory=dict)
    link: str | None = None
    is_partial: bool = False
    paid: int = 0
    attempts: int = 0
    status: str = "created"


@dataclass(slots=True, kw_only=True)
class Link:
    """A payment link. `expire_by` is 0 when nobody said it, `ends` when it is over; opening it makes its `order`."""

    id: str
    amount: int
    currency: str
    created: int
    updated: int
    ends: int
    reference: str = ""
    description: str = ""
    expire_by: int = 0
    customer: Mapping[str, str] = field(default_factory=dict)
    notes: Notes = field(default_factory=dict)
    notify: Mapping[str, bool] = field(default_factory=dict)
    callback_url: str = ""
    accepts_partial: bool = False
    first_minimum: int = 0
    reminds: bool = True
    status: str = "created"
    paid: int = 0
    cancelled_at: int = 0
    expired_at: int = 0
    order: str | None = None
    payments: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it can be paid."""
        return self.status in OPEN


@dataclass(slots=True, kw_only=True)
class Payment:
    """One attempt to pay, and what became of it. `surcharge`: Razorpay's fee, if the customer paid it on top."""

    id: str
    amount: int
    currency: str
    method: str
    created: int
    order: str | None = None
    link: str | None = None
    notes: Notes = field(default_factory=dict)
    contact: str = "+919800000001"
    email: str = "void@razorpay.com"
    status: str = "created"
    is_captured: bool = False
    captured_at: int = 0
    refunded: int = 0
    fee: int | None = None
    tax: int | None = None
    surcharge: int = 0
    failure: Failure | None = None
    settlement: str | None = None


@dataclass(slots=True, kw_only=True)
class Refund:
    """Money that goes back. `speed` is the one asked for, `sped` the one it has."""

    id: str
    payment: str
    amount: int
    currency: str
    created: int
    notes: Notes = field(default_factory=dict)
    receipt: str | None = None
    speed: str = "normal"
    sped: str = "normal"
    status: str = "pending"
    settlement: str | None = None


@dataclass(slots=True, kw_only=True)
class Dispute:
    """A customer's bank wants money back."""

    id: str
    payment: str
    amount: int
    currency: str
    created: int
    respond_by: int
    phase: str = "chargeback"
    reason: str = "goods_or_services_not_received_or_partially_received"
    status: str = "open"
    deducted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What Razorpay paid out, and the lines it consists of."""

    id: str
    at: int
    amount: int
    fees: int
    tax: int
    utr: str
    lines: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class Post:
    """One attempt to hand over an event, and how it was answered."""

    at: datetime
    status: int | None
    is_forged: bool = False


@dataclass(slots=True, kw_only=True)
class Event:
    """Something the bot is told. `secret` is the one it was signed with first; `is_over`: it is not tried again.

    Events of one `lane` are posted one after the other.
    """

    number: int
    id: str
    name: str
    body: bytes
    lane: str
    created: datetime
    secret: str
    posts: list[Post] = field(default_factory=list)
    is_over: bool = False

    @property
    def is_taken(self) -> bool:
        """Whether the bot has said so."""
        return any(post.status is not None and 200 <= post.status < 300 for post in self.posts)
