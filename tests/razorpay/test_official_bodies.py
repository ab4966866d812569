"""The bodies Razorpay publishes are read; skipped where they are not at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.domain.payments.sightings import DisputeSeen, LinkSeen, PaymentSeen, PaymentState, RefundSeen
from integrations.razorpay.door import RazorpayDoor

BODIES = Path(__file__).resolve().parents[3] / "shared" / "data" / "razorpay_webhooks"
FILES = sorted(BODIES.glob("*.json")) if BODIES.is_dir() else []

pytestmark = pytest.mark.skipif(not FILES, reason="Razorpay's bodies are not here")

FIRST_AND_LAST = {
    "order": (PaymentSeen, PaymentSeen),
    "payment": (PaymentSeen, PaymentSeen),
    "payment_link": (LinkSeen, LinkSeen),
    "refund": (PaymentSeen, RefundSeen),
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_published_body_shows_what_it_is_about(door: RazorpayDoor, file: Path) -> None:
    """And a downtime shows nothing."""
    body = file.read_bytes()
    notice = door.notice(body)
    assert notice.event == file.name.partition("__")[0]
    assert notice.merchant.account == json.loads(body)["account_id"]
    kinds = [type(seen) for seen in notice.sightings]
    match notice.event.split("."):
        case ["payment", "downtime", _]:
            assert not kinds
        case ["payment", "dispute", _]:
            assert kinds[-1] is DisputeSeen
        case ["payment_link", "paid"]:
            assert kinds == [LinkSeen, PaymentSeen]
        case [family, _]:
            assert (kinds[0], kinds[-1]) == FIRST_AND_LAST[family]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_only_captured_money_is_shown_as_captured(door: RazorpayDoor, file: Path) -> None:
    """By the status; some of these bodies say `captured: true` of what failed."""
    body = json.loads(file.read_bytes())
    status = body["payload"].get("payment", {}).get("entity", {}).get("status")
    seen = [one for one in door.notice(file.read_bytes()).sightings if isinstance(one, PaymentSeen)]
    assert [one.state is PaymentState.CAPTURED for one in seen] in ([], [status == "captured"])


def test_a_published_link_that_was_paid_is_matched_in_all_ways(door: RazorpayDoor) -> None:
    """By its own id, by its order's product, by its payment's description."""
    [file] = [file for file in FILES if file.name.startswith("payment_link.paid")]
    body = json.loads(file.read_bytes())
    link, payment = door.notice(file.read_bytes()).sightings
    assert isinstance(link, LinkSeen)
    assert isinstance(payment, PaymentSeen)
    assert (
        (payment.link, payment.reference) == (link.provider_id, link.reference) == ("plink_Qb2gHrKr01Maky", "UPItest2")
    )
    body["event"] = "order.paid"
    [again] = door.notice(json.dumps(body).encode()).sightings
    assert again == payment
