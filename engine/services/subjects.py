"""Whose session it is: a contact's conversation, or an order's, which speaks to the contact who has ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.domain.payments.records import Order
from engine.domain.sessions import MOVED, Contact
from engine.domain.values import Json
from engine.interfaces.unit_of_work import UnitOfWork

ORDER_FLOW = "payment"
"""The root flow of an order's session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A session's subject. `root` is its outermost flow, None in a conversation, and `given` the input of that flow."""

    contact: Contact
    root: str | None = None
    given: Mapping[str, Json] = field(default_factory=dict)

    @property
    def is_order(self) -> bool:
        return self.root is not None

    def kept(self, after: Contact) -> Contact:
        """The contact after a turn. That people answer them, or that they leave, is not for an order to change."""
        if not self.is_order:
            return after
        return replace(after, held_at=self.contact.held_at, leaving_at=self.contact.leaving_at)


def subject_of(work: UnitOfWork, subject: str) -> Subject | None:
    """The subject with this id, its contact locked. None for an order whose owner is nobody any more.

    LookupError, if there is neither a contact nor an order with this id.
    """
    contact = work.contacts.lock(subject)
    if contact is not None:
        return Subject(contact=contact)
    order = work.orders.get(subject)
    if order is None:
        raise LookupError(f"no contact and no order for subject {subject!r}")
    owner = None if order.contact is None else work.contacts.lock(order.contact)
    if owner is None or owner.leaving_at is not None or owner.address.startswith(MOVED):
        return None
    return Subject(contact=owner, root=ORDER_FLOW, given={"order": as_data(order)})


def as_data(order: Order) -> dict[str, Json]:
    """What flows see of an order."""
    return {
        "id": order.id, "contact": order.contact, "product": order.product, "price": order.price,
        "currency": order.currency, "details": dict(order.details),
    }  # fmt: skip
