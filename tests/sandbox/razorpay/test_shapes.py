"""Every event has the shape of Razorpay's own sample of it, and of the fixtures kept here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest

from integrations.sandbox import Return, SandboxServer, Wish
from tests.sandbox.razorpay.conftest import Api, Json, Shop
from tests.sandbox.razorpay.shapes import OFFICIAL, OURS, differences, fixture

Act = Callable[[Api, SandboxServer], object]


def _pay(method: str) -> Act:
    return lambda _, server: server.till.pay("order-1", Wish(method=method))


def _fail(method: str) -> Act:
    return lambda _, server: server.till.fail("order-1", "payment_failed", Wish(method=method))


def _refund(outcome: str) -> Act:
    def act(_: Api, server: SandboxServer) -> None:
        payment = server.till.pay("order-1", Wish(method="netbanking"))[0]
        refund = server.till.refund(payment.id, Return(amount=10_000))
        if outcome != "created":
            server.till.end_refund(refund.id, outcome)

    return act


def _dispute(step: str) -> Act:
    def act(_: Api, server: SandboxServer) -> None:
        server.till.dispute(server.till.pay("order-1", Wish(method="card"))[0].id, step)

    return act


def _downtime(status: str, method: str, instrument: Mapping[str, str]) -> Act:
    return lambda _, server: server.till.downtime(status, method, instrument)


def _expire(is_opened: bool) -> Act:
    def act(_: Api, server: SandboxServer) -> None:
        if is_opened:
            server.till.open("order-1")
        server.sandbox.turn(4000)

    return act


def _part(_: Api, server: SandboxServer) -> None:
    server.till.pay("order-1", Wish(amount=10_000))


def _settle(_: Api, server: SandboxServer) -> None:
    server.till.pay("order-1")
    server.till.settle()


_INSTRUMENTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Card_Issuer": ("card", {"issuer": "SBIN", "type": "credit"}),
    "Card_Network": ("card", {"network": "MC", "type": "credit"}),
    "UPI_PSP": ("upi", {"psp": "bhim", "flow": "collect"}), "Turbo_UPI": ("upi", {"flow": "in_app"}),
}  # fmt: skip
ACTS: Mapping[str, Act] = {
    **{f"payment.authorized__{name}": _pay(method) for name, method in
       (("Card", "card"), ("UPI", "upi"), ("Wallets", "wallet"))},
    **{f"payment.captured__{name}": _pay(method) for name, method in
       (("Card", "card"), ("UPI", "upi"), ("Netbanking", "netbanking"))},
    **{f"payment.failed__{name}": _fail(method) for name, method in
       (("Card", "card"), ("Netbanking", "netbanking"), ("Wallets", "wallet"))},
    **{f"order.paid__{name}": _pay(method) for name, method in
       (("Card", "card"), ("Netbanking", "netbanking"), ("Wallets", "wallet"))},
    "payment_link.paid__UPI": _pay("upi"), "payment_link.partially_paid__UPI": _part,
    "payment_link.cancelled__Standard": lambda _, server: server.till.cancel("order-1"),
    "payment_link.expired__Standard": _expire(False), "payment_link.expired__UPI": _expire(True),
    **{f"refund.{outcome}__": _refund(outcome) for outcome in ("created", "processed", "failed", "speed_changed")},
    **{f"payment.dispute.{step}__": _dispute(step) for step in
       ("created", "action_required", "under_review", "won", "lost", "closed")},
    **{f"payment.downtime.{status}__{name}": _downtime(status, *_INSTRUMENTS[name])
       for status in ("started", "updated", "resolved") for name in _INSTRUMENTS},
    "settlement.processed__": _settle,
}  # fmt: skip
"""What makes an event, by event and variant, as the official samples are named."""


def _sent(api: Api, server: SandboxServer, shop: Shop, case: str) -> Json:
    api.link(
        notes={"product": "kundali"}, description="A reading", accept_partial=True,
        customer={"name": "Asha", "contact": "+919800000001", "email": "asha@example.org"},
        callback_url="http://127.0.0.1:9/return", callback_method="get",
    )  # fmt: skip
    ACTS[case](api, server)
    assert server.settle()
    return next(call.body for call in shop.calls if call.name == case.partition("__")[0])


@pytest.mark.parametrize("case", ACTS)
def test_an_event_has_its_shape(api: Api, server: SandboxServer, shop: Shop, case: str) -> None:
    """The same fields, with values of the same kind, as in the fixture."""
    assert not list(differences(_sent(api, server, shop, case), fixture(case.rstrip("_"))))


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="Razorpay's samples do not lie beside the repository")
@pytest.mark.parametrize("case", ACTS)
def test_an_event_looks_like_razorpays_own(api: Api, server: SandboxServer, shop: Shop, case: str) -> None:
    """For each sample of the same event and variant. A card pays, or fails, with words where the sample has none."""
    name, _, variant = case.partition("__")
    samples = [path for path in OFFICIAL.glob(f"{name}__*.json") if variant in path.name]
    if not samples:
        pytest.skip("there is no sample of it")
    sent = _sent(api, server, shop, case)
    for path in samples:
        sample = json.loads(path.read_text(encoding="utf-8"))
        assert not list(differences(sent, sample)), path.name
        assert sent["contains"] == sample["contains"]
        assert ("created_at" in sent) == ("created_at" in sample)


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="Razorpay's samples do not lie beside the repository")
def test_every_sample_is_compared_with_something() -> None:
    """None of them is passed over."""
    cases = [case.partition("__") for case in ACTS]
    seen = [any(path.name.startswith(f"{n}__") and v in path.name for n, _, v in cases) for path in OFFICIAL.iterdir()]
    assert all(seen)
    assert len(seen) > 30


def test_every_fixture_is_used() -> None:
    """And there is one for each event."""
    assert {path.stem for path in OURS.iterdir()} == {case.rstrip("_") for case in ACTS}


def test_another_shape_would_be_seen() -> None:
    """Fields that are missing or too much, and values of another kind."""
    assert sorted(differences({"a": 1, "b": {"c": "x"}}, {"b": {"c": 1}, "d": 2})) == [
        ".a is too much", ".b.c: str, not int", ".d is missing",
    ]  # fmt: skip
