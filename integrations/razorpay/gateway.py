"""The way out to Razorpay: one question, and one typed outcome for whatever comes back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import structlog

from engine.domain.payments.sightings import LinkSeen, PaymentSeen, RefundSeen
from engine.errors import Unreadable
from engine.interfaces.payments import Asked, Done, LinkWanted, RefundWanted, Rejected, Settled, Unavailable
from integrations.razorpay.account import RazorpayAccount
from integrations.razorpay.answers import MISSING, asked, read
from integrations.razorpay.entities import NOTE, REFUND_NOTE, link_of, payment_of, refund_of, settled_of
from integrations.razorpay.fields import Json, identifier, is_identifier, parts
from integrations.razorpay.inline import InlineAdapter
from integrations.razorpay.wire import Wire

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

T = TypeVar("T")
Known = TypeVar("Known", LinkSeen, PaymentSeen, RefundSeen)

PAGE = 100
LINES = 1000
MOST_PAGES = 100
MOST_PAYMENTS = 20
_REFERENCE = re.compile(r"[A-Za-z0-9_.:-]{1,40}", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9_-]{10,40}", re.ASCII)


class RazorpayGateway:
    """A PaymentGateway over Razorpay's REST API. All threads share one; no SDK is in between, see ADR 17.

    ValueError for an id or a reference that Razorpay could take for something else: that is a mistake of ours.
    """

    def __init__(self, account: RazorpayAccount, application: WSGIApplication | None = None) -> None:
        """With an `application` all is asked of that one, in this process, instead of the account's address."""
        self._wire = Wire(account, None if application is None else InlineAdapter(application))
        self._patience = account.listing_timeout
        self._log = structlog.get_logger("razorpay")

    def create_link(self, wanted: LinkWanted) -> Asked[LinkSeen]:
        """See PaymentGateway. Razorpay writes to nobody for us, and is not told who the person is."""
        body: dict[str, object] = {
            "accept_partial": False, "amount": wanted.amount, "currency": wanted.currency,
            "description": wanted.description, "expire_by": int(wanted.expires_at.timestamp()),
            "notes": {**wanted.notes, NOTE: wanted.reference}, "notify": {"email": False, "sms": False},
            "reference_id": _reference(wanted.reference), "reminder_enable": False,
        }  # fmt: skip
        if wanted.returns_to is not None:
            body |= {"callback_method": "get", "callback_url": wanted.returns_to}
        return self._change("payment_links", body, lambda answer: _made(answer, wanted))

    def link_by_reference(self, reference: str) -> Asked[LinkSeen | None]:
        """See PaymentGateway. A list without our link that is not empty tells nothing: it was not filtered."""
        query = {"reference_id": _reference(reference)}
        return self._look("payment_links", lambda answer: _ours(answer, reference), query)

    def cancel_link(self, provider_id: str) -> Asked[LinkSeen]:
        """See PaymentGateway."""
        path = f"payment_links/{_id(provider_id, 'plink')}/cancel"
        return self._change(path, {}, lambda answer: _same(link_of(answer), provider_id))

    def payments_of_link(self, provider_id: str) -> Asked[Sequence[PaymentSeen]]:
        """See PaymentGateway. A link shows little of its payments, so each is asked for."""
        deadline = time.monotonic() + self._patience
        path = f"payment_links/{_id(provider_id, 'plink')}"
        link = self._look(path, lambda answer: (_same(link_of(answer), provider_id), _paid_by(answer)))
        if not isinstance(link, Done):
            return link
        reference, found = link.value[0].reference, list[PaymentSeen]()
        for one in link.value[1]:
            payment = self._payment(one) if time.monotonic() < deadline else Unavailable(reason="timeout")
            if not isinstance(payment, Done):
                return Unavailable(reason=MISSING) if _is_missing(payment) else payment
            found.append(replace(payment.value, link=provider_id, reference=reference or payment.value.reference))
        return Done(found)

    def payment(self, provider_id: str) -> Asked[PaymentSeen | None]:
        """See PaymentGateway."""
        found = self._payment(_id(provider_id, "pay"))
        if isinstance(found, Done):
            return Done(found.value)
        return Done(None) if _is_missing(found) else found

    def refund(self, wanted: RefundWanted) -> Asked[RefundSeen]:
        """See PaymentGateway. The amount is always told: without one Razorpay sends back everything."""
        if not _KEY.fullmatch(wanted.reference):
            raise ValueError("a refund's reference is 10 to 40 letters, digits, _ and -")
        body = {
            "amount": wanted.amount, "notes": {**wanted.notes, REFUND_NOTE: wanted.reference},
            "receipt": wanted.reference, "speed": "normal",
        }  # fmt: skip
        path, headers = f"payments/{_id(wanted.payment, 'pay')}/refund", {"X-Refund-Idempotency": wanted.reference}
        return self._change(path, body, lambda answer: _sent_back(answer, wanted), headers)

    def refunds_of(self, payment: str) -> Asked[Sequence[RefundSeen]]:
        """See PaymentGateway. Whether Razorpay made them by itself stands in the payment alone."""
        path = f"payments/{_id(payment, 'pay')}"
        refunds = self._pages(f"{path}/refunds", {}, PAGE)
        if not isinstance(refunds, Done) or not refunds.value:
            return refunds if not isinstance(refunds, Done) else Done([])
        paid = self._look(path, lambda answer: answer)
        return read(paid, lambda of: _each_once(refund_of(one, of) for one in refunds.value), is_change=False)

    def payments_between(self, since: datetime, until: datetime) -> Asked[Sequence[PaymentSeen]]:
        """See PaymentGateway."""
        query = {"from": int(since.timestamp()), "to": int(until.timestamp())}
        found = self._pages("payments", query, PAGE)
        return read(found, lambda items: _each_once(payment_of(one) for one in items), is_change=False)

    def settled_on(self, day: date) -> Asked[Sequence[Settled]]:
        """See PaymentGateway. The day is one of India."""
        query = {"year": f"{day.year:04d}", "month": f"{day.month:02d}", "day": f"{day.day:02d}"}
        found = self._pages("settlements/recon/combined", query, LINES)
        return read(found, lambda items: [settled_of(one) for one in items], is_change=False)

    def _payment(self, provider_id: str) -> Asked[PaymentSeen]:
        return self._look(f"payments/{provider_id}", lambda answer: _same(payment_of(answer), provider_id))

    def _pages(self, path: str, query: Mapping[str, str | int], size: int) -> Asked[list[Json]]:
        """All of a list, or nothing: the first page that is not full is the last."""
        deadline = time.monotonic() + self._patience
        found: list[Json] = []
        for number in range(MOST_PAGES):
            page = self._look(path, lambda answer: parts(answer, "items"), {
                **query, "count": size, "skip": number * size,
            })  # fmt: skip
            if not isinstance(page, Done):
                return page
            found += page.value
            if len(page.value) < size:
                return Done(found)
            if time.monotonic() > deadline:
                return Unavailable(reason="timeout")
        return Unavailable(reason="too-many")

    def _look(
        self, path: str, reader: Callable[[Json], T], query: Mapping[str, str | int] = MappingProxyType({})
    ) -> Asked[T]:
        answer = asked(lambda: self._wire.get(path, query), is_change=False, is_of_one=_is_of_one(path))
        return self._told(path, read(answer, reader, is_change=False))

    def _change(
        self, path: str, body: Mapping[str, object], reader: Callable[[Json], T],
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Asked[T]:  # fmt: skip
        answer = asked(lambda: self._wire.post(path, body, headers), is_change=True, is_of_one=_is_of_one(path))
        return self._told(path, read(answer, reader, is_change=True))

    def _told(self, path: str, outcome: Asked[T]) -> Asked[T]:
        if not isinstance(outcome, Done):
            self._log.warning(
                "gateway.refused", path=path, outcome=type(outcome).__name__.lower(), reason=outcome.reason
            )
        return outcome


def _reference(reference: str) -> str:
    if not _REFERENCE.fullmatch(reference):
        raise ValueError("a link's reference is 1 to 40 letters, digits and _ . : -")
    return reference


def _id(provider_id: str, kind: str) -> str:
    if not is_identifier(provider_id, kind):
        raise ValueError(f"no id of a {kind}: the request would go elsewhere")
    return provider_id


def _same(seen: Known, provider_id: str) -> Known:
    if seen.provider_id != provider_id:
        raise Unreadable("an answer about something else")
    return seen


def _made(answer: Json, wanted: LinkWanted) -> LinkSeen:
    """The link, if it is the one we wanted, and can be opened."""
    link = link_of(answer)
    if (link.reference, link.amount, link.currency) != (wanted.reference, wanted.amount, wanted.currency):
        raise Unreadable("a link we have not wanted")
    if link.url is None:
        raise Unreadable("a link nobody can open")
    return link


def _ours(answer: Json, reference: str) -> LinkSeen | None:
    """The one with our reference; the paid one, should there be two."""
    listed = parts(answer, "payment_links")
    found = [link_of(one) for one in listed if one.get("reference_id") == reference]
    if listed and not found:
        raise Unreadable("links of others")
    return max(found, key=lambda link: link.paid, default=None)


def _paid_by(answer: Json) -> list[str]:
    listed = parts(answer, "payments") if answer.get("payments") else []  # null, where there are none
    ids = list(dict.fromkeys(identifier(one, "payment_id", "pay") for one in listed))
    if len(ids) > MOST_PAYMENTS:
        raise Unreadable("more payments than a link can have")
    return ids


def _sent_back(answer: Json, wanted: RefundWanted) -> RefundSeen:
    """The refund, if it is the one we wanted. It is ours, whether the answer repeats our reference or not."""
    refund = refund_of(answer, None)
    if (refund.payment, refund.amount) != (wanted.payment, wanted.amount):
        raise Unreadable("a refund we have not wanted")
    return replace(refund, reference=wanted.reference)


def _each_once(seen: Iterable[Known]) -> list[Known]:
    """A list that grows while its pages are read shows some of it twice."""
    return list({one.provider_id: one for one in seen}.values())


def _is_of_one(path: str) -> bool:
    return path.startswith(("payments/", "payment_links/"))


def _is_missing(outcome: object) -> bool:
    return isinstance(outcome, Rejected) and outcome.reason == MISSING
