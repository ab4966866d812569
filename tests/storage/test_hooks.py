"""Webhooks of the payment gateway: each is kept once, byte for byte, and worked off by one at a time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from engine.errors import Unstorable
from engine.interfaces.orders import Hook, HookStatus
from engine.interfaces.unit_of_work import Storage
from tests.databases import OpenStorage
from tests.storage.purchases import hook, order
from tests.storage.samples import NOON, at, fill, together


def record(storage: Storage, *hooks: Hook) -> None:
    with storage.begin() as work:
        for each in hooks:
            assert work.hooks.record(each)
        work.commit()


def ids(hooks: Sequence[Hook]) -> list[str]:
    return [each.id for each in hooks]


def test_a_hook_comes_back_as_it_was(storage: Storage) -> None:
    """Byte for byte: its signature is over these bytes."""
    fill(storage)
    whole = hook(
        "h2", event="payment.captured", status=HookStatus.HANDLED, attempts=3, error="KeyError", order="or1",
        body=bytes(range(256)) * 3, due_at=at(9),
    )  # fmt: skip
    empty = hook("h3", event_id="", body=b"")
    with storage.begin() as work:
        work.orders.open(order())
        work.commit()
    record(storage, hook(), whole, empty)
    with storage.read() as work:
        assert [work.hooks.get(each) for each in ("h1", "h2", "h3", "h4")] == [hook(), whole, empty, None]


def test_a_hook_is_kept_once(storage: Storage) -> None:
    """The same key is the same hook, whatever else is said; another key is another, letter for letter."""
    record(storage, hook(key="evt_A:1"))
    with storage.begin() as work:
        assert not work.hooks.record(hook("h2", key="evt_A:1", body=b"other"))
        assert work.hooks.record(hook("h3", key="evt_a:1"))
        assert work.hooks.get("h2") is None


def test_two_that_come_at_once_are_one(storage: Storage) -> None:
    """Only one of them is told that it is new."""

    def come(number: int) -> bool:
        with storage.begin() as work:
            is_new = work.hooks.record(hook(f"h{number}", key="the same"))
            work.commit()
        return is_new

    assert sorted(together(*(lambda n=n: come(n) for n in range(6)))) == [False] * 5 + [True]


def test_the_oldest_that_is_due_is_claimed(storage: Storage) -> None:
    """New or parked; nothing else, and nothing before its time."""
    with storage.begin() as work:
        for number, status in enumerate(HookStatus):
            work.hooks.record(hook(f"{status}", status=status, due_at=at(-number)))
        work.hooks.record(hook("later", due_at=at(60)))
        claimed = []
        while (found := work.hooks.claim(NOON)) is not None:
            claimed.append(found.id)
            work.hooks.settle(found.id, HookStatus.HANDLED, event="order.paid", order=None, error=None)
        assert claimed == ["parked", "new"]
        assert work.hooks.next_due() == at(60)


def test_what_became_of_a_hook_is_kept(storage: Storage) -> None:
    """Each attempt is counted."""
    fill(storage)
    record(storage, hook())
    with storage.begin() as work:
        work.orders.open(order())
        work.hooks.put_off("h1", at(60), event="payment.captured", error="no order\x00 yet")
        parked = work.hooks.get("h1")
        assert parked == hook(
            event="payment.captured", status=HookStatus.PARKED, due_at=at(60), attempts=1, error="no order yet"
        )
        assert work.hooks.claim(at(59)) is None
        assert work.hooks.claim(at(60)) == parked
        work.hooks.settle("h1", HookStatus.HANDLED, event="order.paid", order="or1", error=None)
        assert work.hooks.get("h1") == hook(
            event="order.paid", status=HookStatus.HANDLED, due_at=at(60), attempts=2, order="or1"
        )
        assert work.hooks.next_due() is None


@pytest.mark.parametrize("status", HookStatus)
def test_any_hook_can_be_booked_again(storage: Storage, status: HookStatus) -> None:
    """As if it had come now; to book it again changes nothing."""
    record(storage, hook(status=status, attempts=7, error="x"))
    with storage.begin() as work:
        assert work.hooks.replay("h1", at(9))
        assert not work.hooks.replay("h2", at(9))
        assert work.hooks.claim(at(9)) == hook(due_at=at(9))


def test_hooks_are_listed_with_the_latest_first(storage: Storage) -> None:
    """Of all, or of a status; no more than asked for. The last one tells that the gateway still posts."""
    with storage.read() as work:
        assert work.hooks.latest() is None
    for number in range(4):
        status = HookStatus.DEAD if number % 2 else HookStatus.NEW
        record(storage, hook(f"h{number}", status=status, received_at=at(number)))
    with storage.read() as work:
        assert ids(work.hooks.listed(None, 3)) == ["h3", "h2", "h1"]
        assert ids(work.hooks.listed(HookStatus.DEAD, 9)) == ["h3", "h1"]
        assert ids(work.hooks.listed(HookStatus.NEW, 1)) == ["h2"]
        assert work.hooks.listed(HookStatus.PARKED, 9) == []
        assert work.hooks.latest() == at(3)


def test_a_hook_is_never_lost_for_its_name(storage: Storage) -> None:
    """Whatever a header or a body calls it, as long as it likes."""
    record(storage, hook(event_id="e\x00\ud800" * 200, event="x" * 999))
    with storage.begin() as work:
        found = work.hooks.get("h1")
        assert found is not None
        assert (found.event_id, found.event) == (("e?" * 128)[:255], "x" * 255)
        work.hooks.settle("h1", HookStatus.DEAD, event="\x00y" * 999, order=None, error="\ud800")
        work.hooks.put_off("h1", NOON, event="\x00y" * 999, error="\ud800")


def test_workers_claim_different_hooks(postgres_url: str, open_storage: OpenStorage) -> None:
    """On PostgreSQL, where several work at once: none waits for another."""
    storage = open_storage(postgres_url)
    record(storage, hook("h1"), hook("h2"))
    with storage.begin() as first, storage.begin() as second, storage.begin() as third:
        claimed = [work.hooks.claim(NOON) for work in (first, second, third)]
        assert [found and found.id for found in claimed] == ["h1", "h2", None]


def test_every_hook_is_claimed_once(storage: Storage) -> None:
    """Four workers empty the queue; one that fails leaves its hook to the others."""
    record(storage, *(hook(f"h{number:02}") for number in range(20)))
    lock, seen, failed = threading.Lock(), list[str](), list[str]()

    def work_off() -> None:
        while True:
            with storage.begin() as work:
                found = work.hooks.claim(NOON)
                if found is None:
                    return
                with lock:
                    if not failed:
                        failed.append(found.id)
                        continue
                    seen.append(found.id)
                work.hooks.settle(found.id, HookStatus.HANDLED, event="", order=None, error=None)
                work.commit()

    together(work_off, work_off, work_off, work_off)
    work_off()
    assert sorted(seen) == [f"h{number:02}" for number in range(20)]


@pytest.mark.parametrize("changed", [{"identity": ""}, {"key": "k" * 256}, {"attempts": -1}, {"order": "none"}])
def test_the_database_refuses_what_is_out_of_bounds(storage: Storage, changed: dict[str, Any]) -> None:
    """A mistake in the code cannot store nonsense."""
    with storage.begin() as work, pytest.raises(Unstorable, match=r"(?i)ck_hooks_|foreign key"):
        work.hooks.record(hook(**changed))
