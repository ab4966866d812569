"""What people, banks and operators do at Razorpay, for tests and demos: without a browser, by one call each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from integrations.sandbox.razorpay import disputing, linking, paying, posting, refunding, settling
from integrations.sandbox.razorpay.callback import callback_of
from integrations.sandbox.razorpay.paying import Wish
from integrations.sandbox.razorpay.records import Dispute, Event, Link, Order, Payment, Refund, Settlement
from integrations.sandbox.razorpay.refunding import Return
from integrations.sandbox.state import Sandbox

_Found = TypeVar("_Found")


class Till:
    """The other side of Razorpay. A link is named by its id, reference or short name; LookupError if there is none."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def link(self, name: str) -> Link:
        """One link."""
        with self.sandbox.lock:
            linking.expire_due(self.sandbox)
            return _known(self.sandbox.books.any_link(name), name)

    def links(self) -> Sequence[Link]:
        """All links, oldest first."""
        with self.sandbox.lock:
            linking.expire_due(self.sandbox)
            return list(self.sandbox.books.links.values())

    def payments(self, link: str | None = None) -> Sequence[Payment]:
        """All payments, oldest first; of one link, if it is named."""
        with self.sandbox.lock:
            wanted = None if link is None else self.link(link).id
            return [known for known in self.sandbox.books.payments.values() if wanted in (None, known.link)]

    def refunds(self) -> Sequence[Refund]:
        """All refunds, oldest first."""
        with self.sandbox.lock:
            return list(self.sandbox.books.refunds.values())

    def events(self, name: str | None = None) -> Sequence[Event]:
        """All events, oldest first; of one kind, if it is named."""
        with self.sandbox.lock:
            return [event for event in self.sandbox.books.events.values() if name in (None, event.name)]

    def open(self, name: str) -> Order:
        """Open the page of a link: its order comes to be."""
        return paying.open_link(self.sandbox, self.link(name))

    def pay(self, name: str, wish: Wish | None = None, times: int = 1) -> Sequence[Payment]:
        """Pay a link, perhaps more than once."""
        link, how = self.link(name), wish or Wish()
        with self.sandbox.lock:
            first = paying.pay_link(self.sandbox, link, how)
            return [first, *(paying.pay_again(self.sandbox, link, how) for _ in range(times - 1))]

    def pay_order(self, id: str, wish: Wish | None = None) -> Payment:
        """Pay an order."""
        return paying.pay_order(self.sandbox, _known(self.sandbox.books.orders.get(id), id), wish or Wish())

    def fail(self, name: str, reason: str = "payment_failed", wish: Wish | None = None) -> Payment:
        """An attempt that fails."""
        return paying.fail(self.sandbox, self.link(name), reason, wish or Wish())

    def confirm(self, id: str) -> Payment:
        """What failed, or was only authorized, is captured late."""
        return paying.confirm(self.sandbox, self.payment(id))

    def cancel(self, name: str) -> Link:
        """An operator cancels a link on the dashboard."""
        link = self.link(name)
        linking.cancel(self.sandbox, link)
        return link

    def payment(self, id: str) -> Payment:
        """One payment."""
        return _known(self.sandbox.books.payments.get(id), id)

    def refund(self, id: str, wanted: Return | None = None) -> Refund:
        """An operator gives money back on the dashboard; what was only authorized Razorpay gives back by itself."""
        payment = self.payment(id)
        if payment.status == "authorized" and wanted is None:
            return refunding.refund_uncaptured(self.sandbox, payment)
        return refunding.refund(self.sandbox, payment, wanted or Return())

    def end_refund(self, id: str, outcome: str) -> Refund:
        """A refund is processed, has failed, or has changed its speed."""
        refund = _known(self.sandbox.books.refunds.get(id), id)
        refunding.end(self.sandbox, refund, outcome)
        return refund

    def dispute(self, id: str, step: str = "created", phase: str = "chargeback", amount: int | None = None) -> Dispute:
        """A step of a payment's dispute."""
        return disputing.dispute(self.sandbox, self.payment(id), step, phase, amount)

    def downtime(self, status: str, method: str = "upi", instrument: Mapping[str, str] | None = None) -> str:
        """A way to pay is down, or up again."""
        return disputing.downtime(self.sandbox, status, method, instrument or {"psp": "bhim", "flow": "collect"})

    def settle(self) -> Settlement:
        """A day of settlement."""
        return settling.settle_all(self.sandbox)

    def replay(self, id: str, *, is_new: bool = False, days: int = 0) -> Event:
        """An event is posted again; with `is_new` under another id; with `days` as if it had happened so long ago."""
        event = _known(self.sandbox.books.events.get(id), id)
        return posting.replay(self.sandbox, event, is_new=is_new, days=days)

    def callback(self, link: str, payment: str) -> str | None:
        """Where the payer's browser goes after a payment."""
        return callback_of(self.sandbox.books, self.link(link), self.payment(payment))


def _known(found: _Found | None, name: str) -> _Found:
    if found is None:
        raise LookupError(f"there is no {name}")
    return found
