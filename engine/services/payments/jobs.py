"""The jobs of the charts of money, by name. None of them can grant what was not paid, whatever a flow says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from engine.actions.catalogue import Outcome, action
from engine.domain.payments.records import Entitlement, EntitlementStatus, RefundStatus
from engine.domain.payments.spending import left
from engine.domain.values import Json
from engine.errors import Unbookable
from engine.services.payments.counter import Payments
from engine.services.payments.credit_jobs import credit_actions
from engine.services.subjects import as_data

Counter = Callable[[], Payments]
"""Gives the counter where it is known; a catalogue that is only looked at has none."""


def payment_actions(counter: Counter) -> Sequence[Callable[..., Outcome]]:
    """The jobs, to be listed in the catalogue."""
    return (*_selling(counter), *_sending_back(counter), *_giving(counter), *credit_actions(counter))


def _selling(counter: Counter) -> Sequence[Callable[..., Outcome]]:

    @action("payments.order", outcomes=("opened", "owned", "unknown_product"))
    def order(person: Json, product: Json, details: Json = None) -> Outcome:
        wanted = details if isinstance(details, dict) else {}
        try:
            opened = counter().ordering.open(str(person), str(product), wanted)
        except LookupError:
            return Outcome("unknown_product")
        return Outcome("owned" if opened.is_owned else "opened", as_data(opened.order))

    @action("payments.withdraw", outcomes=("withdrawn", "nothing"))
    def withdraw(person: Json, whom: Json) -> Outcome:
        return Outcome("withdrawn" if counter().ordering.withdraw(str(person), str(whom)) else "nothing")

    @action("payments.create_link", outcomes=("created", "paid", "rejected", "unavailable"))
    def create_link(order: Json) -> Outcome:
        return counter().links.create(str(order))

    @action("payments.cancel_link", outcomes=("cancelled", "paid", "unavailable"))
    def cancel_link(order: Json) -> Outcome:
        return counter().links.cancel(str(order))

    @action("payments.fetch", outcomes=("paid", "unpaid", "ended", "unavailable"))
    def fetch(order: Json) -> Outcome:
        return counter().links.fetch(str(order))

    return (order, withdraw, create_link, cancel_link, fetch)


def _sending_back(counter: Counter) -> Sequence[Callable[..., Outcome]]:
    @action("payments.refund", outcomes=("wanted", "refunded", "rejected"))
    def refund(order: Json, reason: Json, payment: Json = None, amount: Json = None) -> Outcome:
        if amount is not None and type(amount) is not int:
            return Outcome("rejected")  # not everything, because something is no amount
        try:
            found = counter().refunds.want(
                str(order), payment=None if payment is None else str(payment), amount=amount, by="flow",
                reason=str(reason), key=_wish(order, payment, amount),
            )  # fmt: skip
        except Unbookable:
            return Outcome("rejected")
        statuses = {each.status for each in found}
        if statuses == {RefundStatus.PROCESSED}:
            return Outcome("refunded")
        return Outcome("rejected" if RefundStatus.FAILED in statuses else "wanted")

    return (refund,)


def _giving(counter: Counter) -> Sequence[Callable[..., Outcome]]:
    @action("payments.grant", outcomes=("granted", "not_paid"))
    def grant(order: Json) -> Outcome:
        entitlement = counter().grant(str(order))
        if entitlement is None or entitlement.status is not EntitlementStatus.GRANTED:
            return Outcome("not_paid")
        return Outcome("granted", _as_data(entitlement))

    @action("payments.revoke", outcomes=("revoked", "nothing"))
    def revoke(order: Json) -> Outcome:
        return Outcome("nothing" if counter().revoke(str(order)) is None else "revoked")

    @action("payments.entitlements", outcomes=("found",))
    def entitlements(person: Json) -> Outcome:
        with counter().storage.read() as work:
            owned = [each for each in work.orders.entitlements(str(person)) if left(each)]
            orders = [work.orders.get(each.order) for each in owned]
        whats = [dict(order.details) if order is not None else {} for order in orders]
        return Outcome("found", [_as_data(each, what) for each, what in zip(owned, whats, strict=True)])

    @action("payments.receipts", outcomes=("found", "none"))
    def receipts(person: Json) -> Outcome:
        found = list(counter().receipts.of(str(person)))
        return Outcome("found", found) if found else Outcome("none")

    @action("payments.look_up", outcomes=("paid", "returning", "returned", "unpaid", "none"))
    def look_up(person: Json, text: Json) -> Outcome:
        found = counter().receipts.about(str(person), str(text))
        return Outcome("none") if found is None else Outcome(*found)

    return (grant, revoke, entitlements, receipts, look_up)


def _wish(order: Json, payment: Json, amount: Json) -> str:
    """The same wish of a flow, however often its job is run; short enough for the gateway."""
    return "flow-" + hashlib.sha256(f"{order} {payment} {amount}".encode()).hexdigest()[:24]


def _as_data(entitlement: Entitlement, details: dict[str, Json] | None = None) -> Json:
    """With what it was bought for, where that is wanted."""
    whole = {} if details is None else {"details": details}
    return {
        "id": entitlement.id, "order": entitlement.order, "product": entitlement.product, "kind": entitlement.kind,
        "left": entitlement.quantity - entitlement.used, **whole,
    }  # fmt: skip
