"""A small server in Razorpay's place: answers as it is told to, also with nonsense, late, half, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.razorpay.bodies import error
from tests.twilio.standin import Asked, Reply, StandIn, as_json

NOWHERE = as_json(404, error("The requested URL was not found on the server."))


class RazorpayStandIn(StandIn):
    """What was ordered is used up first, in order; then the shelf is looked at, by method and path."""

    def __init__(self) -> None:
        self.shelf: dict[str, Reply] = {}
        super().__init__()

    def then(self, *replies: Reply) -> None:
        """The next answers."""
        self.order("else", *replies)

    def put(self, call: str, body: object, status: int = 200) -> None:
        """What a call is answered, `GET /v1/payments/pay_1` for example, whatever its query."""
        self.shelf[call] = as_json(status, body)

    @property
    def calls(self) -> list[str]:
        """What was asked, by method and path."""
        return [f"{asked.method} {asked.path}" for asked in self.asked]

    def _well(self, asked: Asked) -> Reply:
        return self.shelf.get(f"{asked.method} {asked.path}", NOWHERE)


@contextmanager
def stand_in() -> Iterator[RazorpayStandIn]:
    """One that listens until the end of the block."""
    server = RazorpayStandIn()
    try:
        yield server
    finally:
        server.close()
