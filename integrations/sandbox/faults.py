"""Faults to order: what goes wrong, where, and how many times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from integrations.sandbox.razorpay.endpoints import DOORS, EVENTS, PAYMENT, RAZORPAY, REFUND
from integrations.sandbox.sids import Sids


class Kind(StrEnum):
    """What can go wrong.

    At an address of the API: THROTTLE answers 429 with Retry-After. ERROR answers `status` with Twilio's shape, REFUSE
    an error `code`. HTML answers a page with `status`. TRUNCATE breaks off in the middle of the answer. HANG waits
    `seconds` before it answers. DROP closes the connection without a word. With `accepts` the request is carried out
    all the same.
    What becomes of a message: FAIL ends it with `code`.
    Its callbacks, or what people send: DUPLICATE, REORDER, DELAY by `seconds`, LOSE (callbacks), FORGE a signature.
    At Razorpay's doors all of the first, in its shape; REFUSE with `reason` as the description; with `accepts` HANG
    carries out first and waits then; EARLY carries out and answers only when the events of it were posted, or `seconds`
    later. Events: as callbacks, and RENEW, which is DUPLICATE with a new id.
    A payment: TWICE, in a wrong AMOUNT or CURRENCY, at another ACCOUNT, with a SURCHARGE that the customer pays.
    A refund: FAIL, or SLOW, which was to be instant and takes days.
    """

    THROTTLE = "throttle"
    ERROR = "error"
    REFUSE = "refuse"
    HTML = "html"
    TRUNCATE = "truncate"
    HANG = "hang"
    DROP = "drop"
    FAIL = "fail"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    DELAY = "delay"
    LOSE = "lose"
    FORGE = "forge"
    EARLY = "early"
    RENEW = "renew"
    TWICE = "twice"
    AMOUNT = "amount"
    CURRENCY = "currency"
    ACCOUNT = "account"
    SURCHARGE = "surcharge"
    SLOW = "slow"


ENDPOINTS = (
    "messages.create", "messages.list", "messages.fetch", "content.create", "content.list", "content.fetch",
    "content.delete", "approval.create", "approval.fetch", "typing.create", "media.fetch", "media.list",
)  # fmt: skip
OUTCOME = "outcome"
CALLBACKS = "callbacks"
INBOUND = "inbound"
ANYWHERE = "*"

_OF_API = frozenset({Kind.THROTTLE, Kind.ERROR, Kind.REFUSE, Kind.HTML, Kind.TRUNCATE, Kind.HANG, Kind.DROP})
KINDS: Mapping[str, frozenset[Kind]] = {
    **dict.fromkeys((*ENDPOINTS, ANYWHERE), _OF_API),
    OUTCOME: frozenset({Kind.FAIL}),
    CALLBACKS: frozenset({Kind.DUPLICATE, Kind.REORDER, Kind.DELAY, Kind.LOSE, Kind.FORGE}),
    INBOUND: frozenset({Kind.DUPLICATE, Kind.REORDER, Kind.DELAY, Kind.FORGE}),
    **dict.fromkeys((*DOORS, RAZORPAY), _OF_API | {Kind.EARLY}),
    EVENTS: frozenset({Kind.DUPLICATE, Kind.RENEW, Kind.REORDER, Kind.DELAY, Kind.LOSE, Kind.FORGE}),
    PAYMENT: frozenset({Kind.TWICE, Kind.AMOUNT, Kind.CURRENCY, Kind.ACCOUNT, Kind.SURCHARGE}),
    REFUND: frozenset({Kind.FAIL, Kind.SLOW}),
}
"""Which kinds make sense where."""
_WILD: Mapping[str, Sequence[str]] = {ANYWHERE: ENDPOINTS, RAZORPAY: DOORS}
"""What stands for several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One order. `times` is how often it still happens; None is always."""

    endpoint: str
    kind: Kind
    times: int | None = 1
    seconds: float = 2.0
    code: int = 63016
    status: int = 500
    accepts: bool = False
    reason: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS.get(self.endpoint, frozenset()):
            raise ValueError(f"no '{self.kind}' at '{self.endpoint}'")
        if self.times is not None and self.times < 1:
            raise ValueError("a fault happens once at least")
        if not 0 <= self.seconds <= 86_400:
            raise ValueError("seconds are between 0 and a day")
        if not 100 <= self.status <= 599:
            raise ValueError("status is one of HTTP's")


class Faults:
    """All orders, first come first served. Whoever holds it guards it with a lock."""

    def __init__(self, sids: Sids) -> None:
        self._sids = sids
        self._waiting: list[Fault] = []

    def order(self, fault: Fault) -> Fault:
        """Take an order."""
        taken = replace(fault, id=self._sids.new("FA"))
        self._waiting.append(taken)
        return taken

    def take(self, endpoint: str) -> Fault | None:
        """The fault that happens here now, if one was ordered."""
        for place, fault in enumerate(self._waiting):
            if endpoint in _WILD.get(fault.endpoint, (fault.endpoint,)):
                self._count_down(place, fault)
                return fault
        return None

    def waiting(self) -> Sequence[Fault]:
        """What is still to happen."""
        return tuple(self._waiting)

    def clear(self, id: str | None = None) -> None:
        """Take one order back, or all."""
        self._waiting = [fault for fault in self._waiting if id is not None and fault.id != id]

    def _count_down(self, place: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times == 1:
            del self._waiting[place]
        else:
            self._waiting[place] = replace(fault, times=fault.times - 1)
