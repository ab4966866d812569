"""Both ends of the room with the sandbox between them: what one says of Razorpay the other must understand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from engine.domain.payments.records import DisputeStatus, LinkStatus, RefundStatus
from engine.domain.payments.sightings import DisputeSeen, LinkSeen, Notice, PaymentSeen, PaymentState, RefundSeen
from engine.interfaces.payments import Done, LinkWanted, RefundWanted, Rejected
from integrations.razorpay.door import RazorpayDoor
from integrations.razorpay.gateway import RazorpayGateway
from integrations.sandbox import (
    AT_ONCE,
    Account,
    CountingSids,
    Doors,
    Merchant,
    Sandbox,
    SandboxClock,
    SandboxServer,
    Till,
    Wish,
)
from integrations.sandbox.razorpay.callback import callback_of
from integrations.system import SystemClock
from tests.razorpay.bodies import KEY, OLD_WEBHOOK, REFERENCE, SECRET, WEBHOOK
from tests.razorpay.conftest import WANTED, account
from tests.twilio.standin import NUMBER, SID, TOKEN


class Shop:
    """Listens where Razorpay posts to, and believes only what is signed."""

    def __init__(self, door: RazorpayDoor) -> None:
        self.door = door
        self.notices: list[Notice] = []
        self.forged = 0

    def __call__(self, environ: dict[str, object], start: object) -> object:
        """Handle a request."""
        request = Request(environ)
        body = request.get_data()
        if self.door.is_genuine(body, request.headers.get("X-Razorpay-Signature")):
            self.notices.append(self.door.notice(body))
        else:
            self.forged += 1
        return Response(status=200)(environ, start)  # type: ignore[arg-type]

    def of(self, event: str) -> Notice:
        """The last notice of an event."""
        return next(notice for notice in reversed(self.notices) if notice.event == event)


@pytest.fixture
def shop(door: RazorpayDoor) -> Shop:
    """The other end."""
    return Shop(door)


@pytest.fixture
def server(shop: Shop) -> Iterator[SandboxServer]:
    """A sandbox that calls the shop, and signs with the older of its secrets."""
    listener = make_server("127.0.0.1", 0, shop, threaded=True)  # type: ignore[arg-type]
    listener.RequestHandlerClass.log = lambda *_: None  # type: ignore[attr-defined]
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listener.server_port}"
    merchant = Merchant(
        key_id=KEY, key_secrets=(SECRET,), webhook_secrets=(OLD_WEBHOOK, WEBHOOK), webhook=f"{url}/webhooks/razorpay"
    )
    doors, twilio = (
        Doors(webhook=f"{url}/webhooks/twilio"),
        Account(sid=SID, tokens=(TOKEN,), number=NUMBER.removeprefix("whatsapp:")),
    )
    with SandboxServer(
        Sandbox(twilio, doors, SandboxClock(SystemClock()), CountingSids(), AT_ONCE, merchant)
    ) as running:
        yield running
    listener.shutdown()
    thread.join()
    listener.server_close()


@pytest.fixture
def till(server: SandboxServer) -> Till:
    """Who pays."""
    return server.till


@pytest.fixture
def sandboxed(server: SandboxServer) -> RazorpayGateway:
    """A gateway to the sandbox."""
    return RazorpayGateway(account(server.url))


def wanted(**changes: str) -> LinkWanted:
    """A link that ends in half an hour."""
    return replace(WANTED, expires_at=datetime.now(UTC) + timedelta(minutes=30), **changes)  # type: ignore[arg-type]


def made(gateway: RazorpayGateway) -> LinkSeen:
    """A link, made now."""
    outcome = gateway.create_link(wanted())
    assert isinstance(outcome, Done), outcome
    return outcome.value


def plain(seen: object) -> PaymentSeen:
    """A payment as all tell it: who bears the fee only some do."""
    assert isinstance(seen, PaymentSeen)
    return replace(seen, untold_fee=0)


def test_a_link_is_made_once_found_and_ended(sandboxed: RazorpayGateway) -> None:
    """A reference that was used is taken, for good."""
    assert sandboxed.link_by_reference(REFERENCE) == Done(None)
    link = made(sandboxed)
    assert (link.status, link.amount, link.reference) == (LinkStatus.CREATED, 49900, REFERENCE)
    again = sandboxed.create_link(wanted())
    assert isinstance(again, Rejected)
    assert (again.reason, again.is_setup) == ("taken", False)
    assert sandboxed.link_by_reference(REFERENCE) == Done(link)
    assert sandboxed.payments_of_link(link.provider_id) == Done([])
    ended = sandboxed.cancel_link(link.provider_id)
    assert isinstance(ended, Done)
    assert ended.value.status is LinkStatus.CANCELLED
    assert ended.value.ended_at is not None


def test_what_is_paid_is_told_and_shown_alike(
    sandboxed: RazorpayGateway, till: Till, server: SandboxServer, shop: Shop
) -> None:
    """In four events, by a look at the link and at the payment, and to the browser."""
    link = made(sandboxed)
    [paid] = till.pay(REFERENCE)
    assert server.settle()
    assert not shop.forged
    assert {notice.event for notice in shop.notices} == {
        "payment.authorized", "payment.captured", "order.paid", "payment_link.paid",
    }  # fmt: skip
    seen, payment = shop.of("payment_link.paid").sightings
    assert isinstance(seen, LinkSeen)
    assert (seen.provider_id, seen.status, seen.paid) == (link.provider_id, LinkStatus.PAID, 49900)
    assert isinstance(payment, PaymentSeen)
    assert (payment.reference, payment.link, payment.state) == (REFERENCE, link.provider_id, PaymentState.CAPTURED)
    for event in ("order.paid", "payment.captured"):
        assert [plain(one) for one in shop.of(event).sightings] == [plain(payment)]
    day = timedelta(days=1)
    looked = (
        sandboxed.payments_of_link(link.provider_id), sandboxed.payments_between(payment.at - day, payment.at + day),
    )  # fmt: skip
    for found in looked:
        assert isinstance(found, Done)
        assert [plain(one) for one in found.value] == [plain(payment)]
    one = sandboxed.payment(paid.id)
    assert isinstance(one, Done)
    assert plain(one.value) == plain(payment)
    too_late = sandboxed.cancel_link(link.provider_id)
    assert isinstance(too_late, Rejected)
    assert too_late.reason == "paid"
    address = callback_of(server.sandbox.books, till.link(REFERENCE), paid)
    assert address is not None
    assert shop.door.returned(dict(parse_qsl(urlsplit(address).query))) == REFERENCE


def test_money_is_sent_back_once(sandboxed: RazorpayGateway, till: Till, server: SandboxServer, shop: Shop) -> None:
    """However often it is asked for; another amount under the same key is refused."""
    made(sandboxed)
    [paid] = till.pay(REFERENCE)
    wish = RefundWanted(reference="refund-0123456789", payment=paid.id, amount=20000, notes={})
    first, second = sandboxed.refund(wish), sandboxed.refund(wish)
    assert isinstance(first, Done), first
    assert isinstance(second, Done), second
    assert first.value.provider_id == second.value.provider_id
    other = sandboxed.refund(replace(wish, amount=10000))
    assert isinstance(other, Rejected)
    assert other.reason == "other-body"
    too_much = sandboxed.refund(replace(wish, reference="refund-9999999999", amount=30000))
    assert isinstance(too_much, Rejected)
    assert not too_much.is_setup
    listed = sandboxed.refunds_of(paid.id)
    assert isinstance(listed, Done)
    assert [one.reference for one in listed.value] == ["refund-0123456789"]
    assert server.settle()
    back = shop.of("refund.processed").sightings[-1]
    assert isinstance(back, RefundSeen)
    assert (back.reference, back.status, back.is_automatic) == ("refund-0123456789", RefundStatus.PROCESSED, False)


def test_what_was_never_captured_goes_back_by_itself(
    sandboxed: RazorpayGateway, till: Till, server: SandboxServer, shop: Shop
) -> None:
    """And nobody takes it for money of ours, in an event or by a look."""
    made(sandboxed)
    [paid] = till.pay(REFERENCE, Wish(is_captured=False))
    till.refund(paid.id)
    assert server.settle()
    seen = [one for notice in shop.notices for one in notice.sightings]
    payments = [one for one in seen if isinstance(one, PaymentSeen)]
    assert {one.state for one in payments} == {PaymentState.AUTHORIZED}
    assert all(one.is_automatic for one in seen if isinstance(one, RefundSeen))
    looked, refunds = sandboxed.payment(paid.id), sandboxed.refunds_of(paid.id)
    assert isinstance(looked, Done)
    assert looked.value is not None
    assert looked.value.state is PaymentState.AUTHORIZED
    assert isinstance(refunds, Done)
    assert [one.is_automatic for one in refunds.value] == [True]


def test_failures_and_disputes_are_told(
    sandboxed: RazorpayGateway, till: Till, server: SandboxServer, shop: Shop
) -> None:
    """With their words."""
    made(sandboxed)
    till.fail(REFERENCE, "payment_cancelled")
    [paid] = till.pay(REFERENCE)
    till.dispute(paid.id)
    till.dispute(paid.id, "lost")
    assert server.settle()
    [failed] = shop.of("payment.failed").sightings
    assert isinstance(failed, PaymentSeen)
    assert (failed.state, failed.reason) == (PaymentState.FAILED, "payment_cancelled")
    payment, lost = shop.of("payment.dispute.lost").sightings
    assert isinstance(payment, PaymentSeen)
    assert isinstance(lost, DisputeSeen)
    assert (lost.status, lost.deducted, lost.payment) == (DisputeStatus.LOST, 49900, paid.id)


def test_settlements_are_read_line_by_line(sandboxed: RazorpayGateway, till: Till, server: SandboxServer) -> None:
    """What went in, less what Razorpay keeps."""
    made(sandboxed)
    [paid] = till.pay(REFERENCE)
    till.settle()
    today = server.sandbox.clock.now().astimezone(UTC).date()
    lines = [sandboxed.settled_on(today + timedelta(days=days)) for days in (0, 1)]
    found = [line for outcome in lines if isinstance(outcome, Done) for line in outcome.value]
    assert paid.id in {line.entity for line in found}, lines
    assert all(line.credit + line.debit > 0 for line in found)


def test_what_does_not_exist_is_told_as_that(sandboxed: RazorpayGateway) -> None:
    """And a wrong key as trouble with our set-up."""
    assert sandboxed.payment("pay_AAAAAAAAAAAAAA") == Done(None)
    missing = sandboxed.cancel_link("plink_AAAAAAAAAAAAAA")
    assert isinstance(missing, Rejected)
    assert (missing.reason, missing.is_setup) == ("missing", False)


def test_a_wrong_key_is_trouble_with_our_setup(server: SandboxServer) -> None:
    """Whatever is asked."""
    stranger = RazorpayGateway(account(server.url, key_secret="wrong"))
    outcome = stranger.create_link(wanted())
    assert isinstance(outcome, Rejected)
    assert (outcome.reason, outcome.is_setup) == ("keys", True)
