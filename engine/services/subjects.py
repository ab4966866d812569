"""Whose session it is: a contact's conversation, one beside it, or an order's; they all speak to a contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.domain.payments.records import Order
from engine.domain.sessions import MOVED, Contact
from engine.domain.values import Json
from engine.interfaces.unit_of_work import UnitOfWork

ORDER_FLOW = "payment"
"""The root flow of an order's session."""

DAILY_FLOW = "daily"
"""The root flow of the session that goes on beside a conversation: its subject is `daily:<id of the contact>`."""

_DAILY = f"{DAILY_FLOW}:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A session's subject. `root` is its outermost flow, None in a conversation, and `given` the input of that flow."""

    contact: Contact
    root: str | None = None
    given: Mapping[str, Json] = field(default_factory=dict)

    @property
    def is_conversation(self) -> bool:
        return self.root is None

    def kept(self, after: Contact) -> Contact:
        """The contact after a turn. That people answer them, or that they leave, is for the conversation to change."""
        if self.is_conversation:
            return after
        return replace(after, held_at=self.contact.held_at, leaving_at=self.contact.leaving_at)


def subject_of(work: UnitOfWork, subject: str) -> Subject | None:
    """The subject with this id, its contact locked. None, if the one it speaks to is nobody any more.

    LookupError, if there is neither a contact nor an order with this id.
    """
    if subject.startswith(_DAILY):
        spoken_to = _somebody(work, subject.removeprefix(_DAILY))
        return Subject(contact=spoken_to, root=DAILY_FLOW) if spoken_to else None
    contact = work.contacts.lock(subject)
    if contact is not None:
        return Subject(contact=contact)
    order = work.orders.get(subject)
    if order is None:
        raise LookupError(f"no contact and no order for subject {subject!r}")
    owner = None if order.contact is None else _somebody(work, order.contact)
    return Subject(contact=owner, root=ORDER_FLOW, given={"order": as_data(order)}) if owner else None


def beside(contact: str) -> str:
    """The subject of the session that goes on beside the conversation of a contact."""
    return f"{_DAILY}{contact}"


def as_data(order: Order) -> dict[str, Json]:
    """What flows see of an order."""
    return {
        "id": order.id, "contact": order.contact, "product": order.product, "price": order.price,
        "currency": order.currency, "details": dict(order.details),
    }  # fmt: skip


def _somebody(work: UnitOfWork, contact: str) -> Contact | None:
    """The contact, locked; None for one who is leaving, or is somebody else now."""
    found = work.contacts.lock(contact)
    is_gone = found is None or found.leaving_at is not None or found.address.startswith(MOVED)
    return None if is_gone else found
