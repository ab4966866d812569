"""What each of Razorpay's events shows. Each is a snapshot of the things in it, whatever its name promises.

The time of an event is not read: on `payment_link.*` it is that of the link, on `refund.speed_changed` it is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from engine.domain.payments.sightings import Merchant, Notice, PaymentSeen, PaymentState, Sighting
from engine.errors import Unreadable
from integrations.razorpay.entities import dispute_of, link_of, payment_of, refund_of
from integrations.razorpay.fields import Json, identifier, part, part_or_none, word

_OURS = (PaymentState.CAPTURED, PaymentState.REFUNDED)


def notice_of(event: Json, mode: str) -> Notice:
    """An event of ours as sightings, any other without. Unreadable, if it is none."""
    name = word(event, "event")
    if event.get("entity") != "event" or name is None:
        raise Unreadable("not an event")
    account = None if event.get("account_id") is None else identifier(event, "account_id", "acc")
    reader = _READERS.get(name)
    sightings = () if reader is None else tuple(reader(part(event, "payload")))
    return Notice(event=name, merchant=Merchant(account=account, mode=mode), sightings=sightings)


def _payment(payload: Json) -> Iterator[Sighting]:
    yield payment_of(_needed(payload, "payment"), _entity(payload, "order"))


def _link(payload: Json) -> Iterator[Sighting]:
    link, payment = _needed(payload, "payment_link"), _entity(payload, "payment")
    yield link_of(link)
    if payment is not None:
        yield payment_of(payment, _entity(payload, "order"), link)


def _refund(payload: Json) -> Iterator[Sighting]:
    payment = _entity(payload, "payment")
    yield from _if_ours(payment)
    yield refund_of(_needed(payload, "refund"), payment)


def _dispute(payload: Json) -> Iterator[Sighting]:
    payment = _entity(payload, "payment")
    yield from _if_ours(payment)
    yield dispute_of(_needed(payload, "dispute"), payment)


def _if_ours(payment: Json | None) -> Iterator[PaymentSeen]:
    """The payment, if it was captured: what goes back or is disputed is then known, should this event come first."""
    seen = None if payment is None else payment_of(payment)
    if seen is not None and seen.state in _OURS:
        yield seen


def _entity(payload: Json, name: str) -> Json | None:
    holder = part_or_none(payload, name)
    return None if holder is None else part(holder, "entity")


def _needed(payload: Json, name: str) -> Json:
    return part(part(payload, name), "entity")


_READERS: Mapping[str, Callable[[Json], Iterator[Sighting]]] = {
    **dict.fromkeys(("payment.authorized", "payment.captured", "payment.failed", "order.paid"), _payment),
    **{f"payment_link.{name}": _link for name in ("paid", "partially_paid", "cancelled", "expired")},
    **{f"refund.{name}": _refund for name in ("created", "processed", "failed", "speed_changed")},
    **{
        f"payment.dispute.{name}": _dispute
        for name in ("created", "under_review", "action_required", "won", "lost", "closed")
    },
}
