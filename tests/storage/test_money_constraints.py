"""What the database itself refuses of money, whatever the code does: each constraint is broken once, in plain SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
import pytest

from engine.domain.payments.records import Books
from engine.errors import Conflict, Unstorable
from integrations.sql.engine import open_engine
from integrations.sql.statements import Sql, Transaction
from integrations.sql.tables import metadata
from tests.databases import OpenStorage
from tests.storage.purchases import full, hook, order, stored, transfer

KEPT = ("orders", "links", "attempts", "payments", "refunds", "disputes", "entitlements", "transfers")
TABLES = (*KEPT, "hooks")

FRESH: Mapping[str, Mapping[str, str]] = {
    "orders": {"id": "id || '+'", "key": "\"key\" || '+'"},
    "links": {"id": "id || '+'", "provider_id": "NULL", "status": "'expired'"},
    "attempts": {"provider_id": "provider_id || '+'"},
    "payments": {"provider_id": "provider_id || '+'"},
    "refunds": {"id": "id || '+'", "provider_id": "NULL"},
    "disputes": {"provider_id": "provider_id || '+'"},
    "entitlements": {"id": "id || '+'", '"order"': "'or2'", "used": "0"},
    "transfers": {'"key"': "\"key\" || '+'"},
    "hooks": {"id": "id || '+'", '"key"': "\"key\" || '+'"},
}
"""What makes a copy of a row one that may be stored."""

AMOUNTS = ("0", "-1")
CURRENCIES = ("''", "'RS'", "'INRX'")
NAMES = ("''", "'" + "x" * 256 + "'")
STATUS = ("'odd'", "''")

BROKEN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "orders": {
        "id": NAMES, '"key"': NAMES, "product": NAMES, "grants": NAMES, "quantity": AMOUNTS, "price": AMOUNTS,
        "currency": CURRENCIES, "link_seconds": AMOUNTS, "when_late": ("'later'",), "account": NAMES[1:],
        "mode": ("'prod'", "''"), "status": STATUS, "revision": ("-1",), "withdrawn": (*STATUS, "'paid'"),
    },
    "links": {
        "id": NAMES, "provider_id": NAMES, "amount": AMOUNTS, "currency": CURRENCIES, "status": STATUS,
        "looks": ("-1",),
    },
    "attempts": {"provider_id": NAMES, "status": STATUS},
    "payments": {
        "provider_id": NAMES, "standing": STATUS, "amount": AMOUNTS, "currency": CURRENCIES,
        "refunded": ("-1", "amount + 1"), '"order"': ("NULL",),
    },
    "refunds": {
        "id": NAMES, "provider_id": NAMES, "payment": NAMES, "amount": AMOUNTS, "currency": CURRENCIES,
        "status": STATUS, '"by"': ("'nobody'",), "looks": ("-1",),
    },
    "disputes": {
        "provider_id": NAMES, "payment": NAMES, "status": STATUS, "amount": AMOUNTS, "deducted": ("-1",),
    },
    "entitlements": {
        "id": NAMES, "product": NAMES, "kind": NAMES, "used": ("-1", "quantity + 1"), "status": STATUS,
        "quantity": AMOUNTS[:1],  # below that there are two checks it breaks, and either may be named
    },
    "transfers": {
        '"key"': NAMES, "debit": STATUS, "credit": STATUS, "amount": AMOUNTS, "currency": CURRENCIES,
    },
    "hooks": {
        "id": NAMES, '"key"': NAMES, "event_id": NAMES[1:], "event": NAMES[1:], "status": STATUS, "attempts": ("-1",),
    },
}  # fmt: skip
"""For each table and column what breaks its check, as SQL."""

TAKEN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "uq_orders_id": ("orders.id", {"id": "id"}),
    "uq_orders_key": ("orders.key", {"key": '"key"'}),
    "uq_links_id": ("links.id", {"id": "id"}),
    "uq_links_provider_id": ("links.provider_id", {"provider_id": "'plink_or1'"}),
    "uq_links_open_order": ("links.order", {"status": "'partial'"}),
    "uq_attempts_provider_id": ("attempts.provider_id", {"provider_id": "provider_id"}),
    "uq_payments_provider_id": ("payments.provider_id", {"provider_id": "provider_id"}),
    "uq_refunds_id": ("refunds.id", {"id": "id"}),
    "uq_refunds_provider_id": ("refunds.provider_id", {"provider_id": "'rfnd_or1'"}),
    "uq_disputes_provider_id": ("disputes.provider_id", {"provider_id": "provider_id"}),
    "uq_entitlements_id": ("entitlements.id", {"id": "id"}),
    "uq_entitlements_order": ("entitlements.order", {'"order"': '"order"'}),
    "uq_transfers_key": ("transfers.key", {'"key"': '"key"'}),
    "uq_hooks_id": ("hooks.id", {"id": "id"}),
    "uq_hooks_key": ("hooks.key", {'"key"': '"key"'}),
}
"""The name of each unique key, the column as SQLite names it, and what makes a copy have the same."""

FOREIGN = {f"fk_{table}_order" for table in TABLES if table != "orders"} | {
    "fk_orders_contact",
    "fk_entitlements_contact",
}

WHOLE = (
    ("orders", "price"), ("orders", "quantity"), ("links", "amount"), ("payments", "amount"), ("payments", "refunded"),
    ("refunds", "amount"), ("disputes", "amount"), ("disputes", "deducted"), ("entitlements", "used"),
    ("transfers", "amount"),
)  # fmt: skip


@contextmanager
def running(url: str, open_storage: OpenStorage) -> Iterator[Transaction]:
    """A transaction on a database with a row of everything, and another order without anything."""
    storage = open_storage(url)
    stored(storage, full())
    stored(storage, Books(order=order("or2")))
    with storage.begin() as work:
        work.ledger.book([transfer()])
        work.hooks.record(hook(order="or1"))
        work.commit()
    engine = open_engine(url)
    with engine.connect() as connection, connection.begin():
        yield Transaction(connection)
    engine.dispose()


@pytest.fixture
def run(database_url: str, open_storage: OpenStorage) -> Iterator[Transaction]:
    """The same on each database in turn."""
    with running(database_url, open_storage) as transaction:
        yield transaction


def copied(run: Transaction, table: str, changed: Mapping[str, str]) -> int:
    """Copy the first row of the first order with other values."""
    columns = [f'"{c.name}"' for c in metadata.tables[table].columns if c.name != "sequence"]
    plain = {name.strip('"'): text for name, text in {**FRESH[table], **changed}.items()}
    values = [plain.get(name.strip('"'), name) for name in columns]
    found = f"SELECT {', '.join(values)} FROM {table} ORDER BY sequence LIMIT 1"
    return run.change(Sql(f"INSERT INTO {table} ({', '.join(columns)}) {found}"), {})


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_breaks_nothing_is_stored(run: Transaction, table: str) -> None:
    """So whatever is refused below is refused for what was changed."""
    assert copied(run, table, {}) == 1


@pytest.mark.parametrize("table", TABLES)
def test_a_value_out_of_bounds_is_refused(run: Transaction, table: str) -> None:
    """By the check that has the name of its column."""
    for column, texts in BROKEN[table].items():
        for text in texts:
            refused(run, table, column.strip('"'), text)


def refused(run: Transaction, table: str, column: str, text: str) -> None:
    """A copy with this value is refused; the transaction goes on."""
    run.change(Sql("SAVEPOINT before"), {})
    with pytest.raises(Unstorable, match=f"ck_{table}_{column}"):
        copied(run, table, {column: text})
    run.change(Sql("ROLLBACK TO before"), {})


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_unique_is_there_once(run: Transaction, name: str) -> None:
    """One order for a key, one open link and one entitlement for an order, each id of the gateway once."""
    column, changed = TAKEN[name]
    with pytest.raises(Conflict, match=rf"{name}\b|UNIQUE constraint failed: {column}$"):
        copied(run, column.partition(".")[0], changed)


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_a_row_belongs_to_what_is_there(run: Transaction, name: str) -> None:
    """An order, or a person."""
    _, table, column = name.split("_")
    with pytest.raises(Unstorable, match=rf"{name}\b|FOREIGN KEY constraint failed"):
        copied(run, table, {column: "'nobody'"})


def test_money_goes_from_one_account_to_another(run: Transaction) -> None:
    """Not to itself."""
    with pytest.raises(Unstorable, match="ck_transfers_accounts"):
        copied(run, "transfers", {"credit": "debit"})


def test_an_open_link_may_follow_one_that_has_ended(run: Transaction) -> None:
    """As many as there are, one of them open; ids that nobody has given yet may be many."""
    run.change(Sql("UPDATE links SET status = 'cancelled'"), {})
    assert copied(run, "links", {"status": "'wanted'"}) == 1
    with pytest.raises(Conflict):
        copied(run, "links", {"id": "'another'", "status": "'created'"})


@pytest.mark.parametrize("standing", ["'unmatched'", "'credited'"])
def test_unmatched_money_is_of_no_order_and_no_other_is(run: Transaction, standing: str) -> None:
    """Either both or none."""
    order = "NULL" if standing == "'credited'" else '"order"'
    with pytest.raises(Unstorable, match="ck_payments_order"):
        copied(run, "payments", {"standing": standing, "order": order})


@pytest.mark.parametrize("table", ["links", "attempts", "payments", "refunds", "disputes"])
def test_ids_of_the_gateway_are_compared_letter_for_letter(run: Transaction, table: str) -> None:
    """pay_A and pay_a are two payments."""
    assert copied(run, table, {"provider_id": "upper(provider_id)"}) == 1


def test_on_sqlite_an_amount_is_a_whole_number(sqlite_url: str, open_storage: OpenStorage) -> None:
    """It would store fractions and words in a column of numbers; PostgreSQL has a type for it."""
    with running(sqlite_url, open_storage) as run:
        for table, column in WHOLE:
            for text in ("0.5", "1.5", "'many'", "1e400", "x'31'"):
                refused(run, table, column, text)


@pytest.mark.parametrize("table", KEPT)
def test_rows_of_money_are_never_deleted(run: Transaction, table: str) -> None:
    """Not one of them, by nobody."""
    with pytest.raises(Unstorable, match=f"tr_{table}_kept: these rows are kept"):
        run.change(Sql(f"DELETE FROM {table}"), {})


@pytest.mark.parametrize("table", KEPT)
def test_on_postgresql_tables_of_money_are_never_emptied(postgres_url: str, table: str) -> None:
    """TRUNCATE asks no trigger of rows; so there is another."""
    with (
        psycopg.connect(postgres_url) as connection,
        pytest.raises(psycopg.errors.IntegrityConstraintViolation, match=r"tr_[a-z]+_emptied"),
    ):
        connection.execute(f"TRUNCATE {table} CASCADE".encode())


@pytest.mark.parametrize("change", ["amount = amount + 1", "credit = 'bank'", "at = 0", "amount = amount"])
def test_a_transfer_never_changes(run: Transaction, change: str) -> None:
    """What was wrong is booked the other way round."""
    with pytest.raises(Unstorable, match="tr_transfers_unchanged: these rows are kept"):
        run.change(Sql(f"UPDATE transfers SET {change}"), {})


def test_hooks_may_go(run: Transaction) -> None:
    """They are no money, only news of it."""
    assert run.change(Sql("DELETE FROM hooks"), {}) == 1


def test_every_constraint_was_broken(postgres_url: str) -> None:
    """Whoever adds one adds its case above."""
    with psycopg.connect(postgres_url) as connection:
        constraints = connection.execute(
            "SELECT conname FROM pg_constraint WHERE contype IN ('c', 'u', 'f') AND conrelid::regclass::text = ANY(%s)",
            [list(TABLES)],
        ).fetchall()
        indexes = connection.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = ANY(%s) AND indexname LIKE 'uq%%'", [list(TABLES)]
        ).fetchall()
    checks = {f"ck_{table}_" + column.strip('"') for table, columns in BROKEN.items() for column in columns}
    known = checks | {"ck_transfers_accounts"} | set(TAKEN) | FOREIGN
    assert {name for (name,) in constraints + indexes} == known
