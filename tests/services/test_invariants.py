"""What must be true of money, looked for as a whole: by an operator, and at each scrape."""

from __future__ import annotations

from engine.domain.payments.ledger import Account
from engine.domain.payments.records import Books, OrderStatus
from engine.domain.payments.violations import REMEDIES, Broken, Violation
from engine.interfaces.orders import LedgerRepository
from engine.interfaces.unit_of_work import Storage
from engine.services.payments import invariants as services
from engine.services.payments.invariants import Invariants
from integrations.system import ManualClock
from tests.storage.purchases import order, payment, stored, transfer
from tests.storage.samples import NOON, at

UNDELIVERED = Books(order=order(status=OrderStatus.PAID, paid_at=NOON), payments=(payment(paid_at=NOON),))


def test_where_nothing_is_wrong_nothing_is_found(storage: Storage) -> None:
    """In an empty database, too; the metric tells of every kind, so that its absence means something else."""
    found = Invariants(storage, ManualClock(NOON))
    assert found.violations() == []
    assert found.counted() == {kind.value: 0 for kind in Broken if kind is not Broken.UNBALANCED}


def test_what_is_wrong_is_found_with_what_to_do(storage: Storage) -> None:
    """Each row under its kind, with its id in the remedy."""
    stored(storage, Books(order=order()), UNDELIVERED)
    found = Invariants(storage, ManualClock(at(3600)))
    assert found.violations() == [
        Violation(kind=Broken.LEDGER, id="or1", order="or1"),
        Violation(kind=Broken.UNDELIVERED, id="or1", order="or1"),
        Violation(kind=Broken.UNHEARD, id="pay_1", order="or1"),
    ]
    assert "boloastro orders show or1" in found.violations()[1].remedy
    assert {kind for kind, number in found.counted().items() if number} == {"ledger", "undelivered", "unheard"}


def test_a_ledger_that_does_not_sum_to_zero_would_be_found() -> None:
    """No table can hold such a one, so somebody only says so."""

    class Ledger:
        def balances(self) -> list[tuple[Account, str, int]]:
            return [(Account.BANK, "INR", 5), (Account.FEES, "INR", -4), (Account.BANK, "USD", 0)]

    class Work:
        ledger: LedgerRepository = Ledger()  # type: ignore[assignment]

    assert services._unbalanced(Work()) == [Violation(kind=Broken.UNBALANCED, id="INR", order=None)]  # type: ignore[arg-type]


def test_every_kind_has_a_remedy() -> None:
    """Which names what it is about."""
    assert set(REMEDIES) == set(Broken)
    for kind in Broken:
        assert "{" not in Violation(kind=kind, id="x", order=None).remedy


def test_looking_changes_nothing(storage: Storage) -> None:
    """However often."""
    before = stored(storage, Books(order=order()), UNDELIVERED)
    with storage.begin() as work:
        work.ledger.book([transfer()])
        work.commit()
    found = Invariants(storage, ManualClock(at(3600)))
    assert [each.kind for each in found.violations()] == [each.kind for each in found.violations()]
    with storage.read() as work:
        assert work.orders.books("or1") == before
