"""Events on their way: tried again until they are taken, replayed, and with what was ordered to go wrong."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from integrations.sandbox import Fault, Kind, SandboxServer
from tests.sandbox.razorpay.conftest import HOOK, NOW, Api, Shop

PAID = ["payment.authorized", "payment.captured", "order.paid", "payment_link.paid"]


def test_what_is_not_taken_comes_again(api: Api, shop: Shop, server: SandboxServer) -> None:
    """Later and later by the sandbox's clock, the same to the byte, under the same id."""
    link = api.link()
    shop.statuses = [500, 404]
    server.till.cancel(link["id"])
    for wait, calls in ((0, 1), (9, 1), (1, 2), (19, 2), (1, 3), (86_400, 3)):
        server.sandbox.turn(wait)
        assert server.settle()
        assert len(shop.calls) == calls
    assert len({(call.id, call.raw) for call in shop.calls}) == 1
    event = server.till.events()[0]
    assert ([post.status for post in event.posts], event.is_taken, event.is_over) == ([500, 404, 200], True, True)


def test_after_a_day_the_webhook_is_switched_off(api: Api, shop: Shop, server: SandboxServer) -> None:
    """Events of then are not posted; a replay switches it on again."""
    shop.statuses = [500] * 100
    link = api.link()
    server.till.cancel(link["id"])
    for _ in range(40):
        server.sandbox.turn(3600)
        assert server.settle()
    tried = len(shop.calls)
    assert 10 < tried < 20
    assert server.sandbox.books.is_enabled is False
    api.link("order-2", expire_by=NOW + 7 * 86_400)
    server.till.pay("order-2")
    assert server.settle()
    assert len(shop.calls) == tried
    shop.statuses = []
    server.till.replay(server.till.events()[0].id)
    assert server.settle()
    assert (shop.names()[-1], server.sandbox.books.is_enabled) == ("payment_link.cancelled", True)


@pytest.mark.parametrize(("kind", "names", "ids"), [
    (Kind.DUPLICATE, [name for name in PAID for _ in range(2)], 4),
    (Kind.RENEW, [name for name in PAID for _ in range(2)], 8), (Kind.REORDER, PAID[::-1], 4), (Kind.LOSE, [], 0),
    (Kind.DELAY, [], 0),
])  # fmt: skip
def test_what_can_go_wrong_on_the_way(
    api: Api, shop: Shop, server: SandboxServer, kind: Kind, names: list[str], ids: int
) -> None:
    """All events of one payment."""
    api.link()
    server.sandbox.faults.order(Fault(endpoint="events", kind=kind, seconds=60))
    server.till.pay("order-1")
    assert server.settle()
    assert (shop.names(), len({call.id for call in shop.calls})) == (names, ids)
    assert len({call.raw for call in shop.calls}) == len(set(names))
    server.sandbox.turn(60)
    assert server.settle()
    assert shop.names() == (PAID if kind is Kind.DELAY else names)
    assert all(call.is_genuine for call in shop.calls)


def test_a_forged_event_is_not_signed(api: Api, shop: Shop, server: SandboxServer) -> None:
    """Refused, the true one comes after it."""
    link = api.link()
    shop.statuses = [401]
    server.sandbox.faults.order(Fault(endpoint="events", kind=Kind.FORGE))
    server.till.cancel(link["id"])
    assert server.settle()
    server.sandbox.turn(10)
    assert server.settle()
    assert [call.is_genuine for call in shop.calls] == [False, True]


def test_lost_events_can_be_replayed(api: Api, shop: Shop, server: SandboxServer) -> None:
    """As they were; under a new id; as if they were 15 days old."""
    api.link()
    server.sandbox.faults.order(Fault(endpoint="events", kind=Kind.LOSE))
    server.till.pay("order-1")
    captured = server.till.events("payment.captured")[0]
    server.till.replay(captured.id)
    assert server.settle()
    server.till.replay(captured.id, is_new=True)
    assert server.settle()
    server.till.replay(captured.id, days=15)
    assert server.settle()
    first, renewed, old = shop.calls
    assert (first.id, first.raw) == (captured.id, renewed.raw)
    assert renewed.id != first.id
    assert old.body["created_at"] == first.body["created_at"] - 15 * 86_400
    assert old.id == first.id
    assert all(call.is_genuine for call in shop.calls)


def test_secrets_are_changed(api: Api, shop: Shop, server: SandboxServer) -> None:
    """What is tried again keeps the old one; what is new, or replayed, is signed with the new one."""
    link = api.link()
    shop.statuses = [500]
    server.till.cancel(link["id"])
    assert server.settle()
    server.sandbox.books.secret = "a newer secret"
    server.sandbox.turn(10)
    assert server.settle()
    server.till.replay(server.till.events()[0].id)
    assert server.settle()
    newer = hmac.new(b"a newer secret", shop.calls[2].raw, hashlib.sha256).hexdigest()
    assert [call.is_genuine for call in shop.calls] == [True, True, False]
    assert shop.calls[2].headers["X-Razorpay-Signature"] == newer
    assert HOOK not in str(shop.calls[2].headers)


def test_bodies_are_not_what_python_would_write(api: Api, shop: Shop, server: SandboxServer) -> None:
    """The older events escape slashes and letters, the newer ones are sorted: who writes them anew breaks the seal."""
    api.link(notes={"name": "आशा", "at": "a/b", "and": "<&>"})
    server.till.pay("order-1")
    assert server.settle()
    raw = {call.name: call.raw for call in shop.calls}
    assert b'"a\\/b"' in raw["order.paid"]
    assert b"\\u0906" in raw["order.paid"]
    assert "आशा".encode() in raw["payment_link.paid"]
    assert b"\\u003c\\u0026\\u003e" in raw["payment_link.paid"]
    assert raw["payment_link.paid"].startswith(b'{"account_id":')
    assert raw["order.paid"].startswith(b'{"entity":"event"')


def test_ids_are_scattered_and_the_same_in_every_run(api: Api) -> None:
    """Upper and lower case differ."""
    ids = [api.link(f"order-{number}")["id"] for number in range(3)]
    assert ids[0] == "plink_cGV3okpD4eO8o3"
    assert len({id.lower() for id in ids}) == 3
