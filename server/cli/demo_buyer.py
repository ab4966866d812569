"""One person's money in the demo: a browser on the checkout page, and what comes of it in the books."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import click

from engine.domain.payments.records import Books, Entitlement, Order, RefundStatus
from engine.domain.payments.standing import kept
from engine.interfaces.orders import HookStatus
from server.cli.demo_guest import Guest

_LINK = re.compile(r"http://\S+/i/\S+")
_PATIENCE = 10.0
_WAITING = (HookStatus.NEW, HookStatus.PARKED)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A person who pays."""

    guest: Guest

    def pays(self, form: Mapping[str, str]) -> str:
        """Open the latest link in a browser and press a button; its address. ClickException, if there is no link."""
        address = self._link()
        self._open(urllib.request.Request(address))
        self._open(urllib.request.Request(address, data=urllib.parse.urlencode(form).encode()))
        return address

    def is_settled(self) -> bool:
        """Whether everything that money has led to is done."""
        with self.guest.house.storage.read() as work:
            if any(work.hooks.listed(status, 1) for status in _WAITING) or work.jobs.next_due() is not None:
                return False
            if any(work.inbox.waiting(order.id) for order in self.orders()):
                return False
        refunds = [refund for order in self.orders() for refund in self._books(order).refunds]
        return all(refund.status is RefundStatus.PROCESSED for refund in refunds) and self.guest.is_done()

    def orders(self) -> Sequence[Order]:
        """What they have ordered."""
        contact = self.guest.contact()
        if contact is None:
            return ()
        with self.guest.house.storage.read() as work:
            return work.orders.of_contact(contact.id)

    def rights(self) -> Sequence[Entitlement]:
        """What they may use."""
        contact = self.guest.contact()
        if contact is None:
            return ()
        with self.guest.house.storage.read() as work:
            return work.orders.entitlements(contact.id)

    def told(self) -> Iterator[str]:
        """Their books, a line each."""
        for order in self.orders():
            books = self._books(order)
            money = f"{_rupees(order.price)}, {_rupees(kept(books))} kept"
            yield f"order {order.id[:8]}: {order.product}, {order.status}, {money}"
            for payment in books.payments:
                yield f"  payment {payment.provider_id}: {_rupees(payment.amount)}, {payment.standing}"
            for refund in books.refunds:
                yield f"  refund {refund.provider_id or refund.id}: {_rupees(refund.amount)}, {refund.status}"
            for attempt in books.attempts:
                if attempt.reason:
                    yield f"  a try that failed: {attempt.reason}"
            if (right := books.entitlement) is not None:
                yield f"  entitlement: {right.quantity} x {right.kind}, {right.status}"

    def balances(self) -> Iterator[str]:
        """All accounts of the ledger, and what they sum to."""
        with self.guest.house.storage.read() as work:
            balances = work.ledger.balances()
        for account, _, amount in balances:
            yield f"  {account:<10} {_rupees(amount):>10}"
        yield f"  {'together':<10} {_rupees(sum(amount for _, _, amount in balances)):>10}"

    def _books(self, order: Order) -> Books:
        with self.guest.house.storage.read() as work:
            books = work.orders.books(order.id)
        if books is None:
            raise click.ClickException(f"there is no order {order.id}")
        return books

    def _link(self) -> str:
        for message in reversed(self.guest.phone.chat()):
            found = None if message.is_inbound else _LINK.search(message.body)
            if found:
                return found[0]
        raise click.ClickException("nothing on the phone holds a link to pay")

    def _open(self, request: urllib.request.Request) -> None:
        """As a browser does, which follows to where it is sent: after paying, back to our server."""
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
            answer.read()


def _rupees(paise: int) -> str:
    return f"₹{paise / 100:,.2f}"
