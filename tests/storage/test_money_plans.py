"""How statements of money find their rows among those of 100,000 orders: through indexes, on both databases."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing

import psycopg
import pytest

from tests.storage.test_plans import SCANNING, nodes, statements

HOT: Mapping[str, set[str]] = {
    "hooks.claim": {"ix_hooks_waiting_due"},
    "hooks.next_due": {"ix_hooks_waiting_due"},
    "upkeep.backlog.hooks.dead": {"ix_hooks_status_received_at_sequence"},
    "upkeep.backlog.oldest_hook": {"ix_hooks_waiting_due"},
    "hooks.forget": {"ix_hooks_status_received_at_sequence"},
    "orders.looks.links": {"ix_links_look_at"},
    "orders.looks.refunds": {"ix_refunds_look_at"},
    "orders.of_link": {"uq_links_provider_id"},
    "orders.payments_between": {"ix_payments_paid_at_sequence"},
    "orders.of_contact": {"ix_orders_contact_created_at_sequence"},
    "orders.entitlements": {"ix_entitlements_contact_granted_at_sequence"},
    "orders.listed.closed": {"ix_orders_status_created_at_sequence"},
    "ledger.of_order": {"ix_transfers_order_sequence"},
    "credits.open_of": {"ix_entitlements_contact_granted_at_sequence", "ix_reservations_entitlement_sequence"},
    "credits.lost": {
        "ix_entitlements_contact_granted_at_sequence",
        "ix_reservations_entitlement_sequence",
        "ix_outbox_contact_created_at_sequence",
    },
    "audit.of_order": {"ix_audit_order_sequence"},
    "checks.found.undelivered": {"ix_payments_paid_at_sequence"},
    "checks.found.refund": {"ix_refunds_wanted"},
    "checks.found.link": {"ix_links_wanted"},
    "checks.found.dead": {"ix_hooks_status_received_at_sequence"},
    "checks.found.suspense": {"ix_payments_suspense"},
    "checks.found.unheard": {"ix_payments_paid_at_sequence", "ix_hooks_order"},
    **{
        f"orders.books.{part}.of_order": {f"ix_{part}_order_sequence"}
        for part in ("links", "attempts", "payments", "refunds", "disputes")
    },
}
"""What a purchase, a webhook, a look and an operator run, and an index each of them must read."""

FILLING = """
INSERT INTO contacts (id, channel, address, language, data, silent)
    SELECT 'c' || n, 'test', 'a' || n, 'en', '{}', 0 FROM numbers WHERE n <= 20000;
INSERT INTO orders (id, contact, key, product, grants, quantity, price, currency, language, details, thing,
        link_seconds, when_late, account, mode, status, created_at, paid_at, revision)
    SELECT 'o' || n, 'c' || (n % 20000 + 1), 'k' || n, 'p', 'g', 1, 100, 'INR', 'en', '{}', 'p', 60, 'fulfil', '',
        'test', CASE WHEN n % 3 = 0 THEN 'open' ELSE 'paid' END, n, n, 1 FROM numbers;
INSERT INTO links (id, "order", amount, currency, status, created_at, expires_at, provider_id, url, look_at, looks)
    SELECT 'l' || n, 'o' || n, 100, 'INR', CASE WHEN n % 3 = 0 THEN 'expired' ELSE 'paid' END, n, n, 'pl' || n, 'u',
        CASE WHEN n > 99900 THEN n END, 1 FROM numbers;
INSERT INTO attempts (provider_id, "order", status, at) SELECT 'p' || n, 'o' || n, 'captured', n FROM numbers;
INSERT INTO payments (provider_id, "order", standing, amount, currency, paid_at, refunded)
    SELECT 'p' || n, 'o' || n, 'credited', 100, 'INR', n, 0 FROM numbers;
INSERT INTO refunds (id, payment, "order", amount, currency, status, "by", reason, created_at, provider_id, look_at,
        looks)
    SELECT 'r' || n, 'p' || n, 'o' || n, 100, 'INR', 'processed', 'rule', '', n, 'rf' || n,
        CASE WHEN n > 19990 THEN n END, 1 FROM numbers WHERE n <= 20000;
INSERT INTO disputes (provider_id, payment, "order", status, amount, deducted, at)
    SELECT 'd' || n, 'p' || n, 'o' || n, 'won', 100, 0, n FROM numbers WHERE n <= 20000;
INSERT INTO entitlements (id, "order", contact, product, kind, quantity, used, status, granted_at, made)
    SELECT 'e' || n, 'o' || n, 'c' || (n % 20000 + 1), 'p', 'g', 1, 0, 'granted', n, '[]' FROM numbers;
INSERT INTO reservations (id, entitlement, at) SELECT 'q' || n, 'e' || n, n FROM numbers;
INSERT INTO endings (reservation, how, at) SELECT 'q' || n, 'committed', n FROM numbers;
INSERT INTO sessions (id, subject, flow, version, structure_hash, configuration, history, data, stack, counter, status,
        revision, newest_at)
    SELECT 's' || n, 'c' || n, 'f', 1, 'x', '[]', '{}', '{}', '{}', 0, 'open', 0, 0 FROM numbers WHERE n <= 20000;
INSERT INTO outbox (id, contact, session, key, body, created_at, due_at, status, attempts, claims, asked, as_template,
        failures)
    SELECT 'o' || n, 'c' || (n % 20000 + 1), 's' || (n % 20000 + 1), 'k', '{}', n, n, 'sent', 1, 1, 1, 0, 0
        FROM numbers;
INSERT INTO returns (reservation, at) SELECT 'q' || n, n FROM numbers WHERE n <= 20000;
INSERT INTO transfers (key, debit, credit, amount, currency, "order", at)
    SELECT 't' || n, 'gateway', 'customers', 100, 'INR', 'o' || n, n FROM numbers;
INSERT INTO hooks (id, key, event_id, event, body, received_at, due_at, status, attempts, "order")
    SELECT 'h' || n, 'k' || n, '', 'order.paid', 'x', n, n, CASE WHEN n > 99900 THEN 'new' ELSE 'handled' END, 1,
        'o' || n FROM numbers;
INSERT INTO audit (at, "by", deed, about, "order", reason, details)
    SELECT n, 'asha', 'refunded', 'r' || n, 'o' || n, '', '{}' FROM numbers WHERE n <= 20000;
ANALYZE;
"""
NUMBERS = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000) "
GIVEN: Mapping[str, object] = {
    "contact": "c9", "order": "o9", "this": "o9", "key": "k9", "limit": 5, "now": 40, "since": 40, "until": 50,
    "before": 40, "body": b"", "no_body": b"", "recent": 5, "at": 40, "name": "n", "done_for": "d",
}  # fmt: skip


def is_of_money(name: str) -> bool:
    parts = ("orders.", "ledger.", "hooks.", "audit.", "checks.", "credits.")
    counts = ("upkeep.backlog.hooks.", "upkeep.backlog.oldest_hook", "upkeep.erase.owners.", "upkeep.forget.old.hooks")
    return name.startswith(parts + counts) and name not in SCANNING


def given(names: list[str]) -> dict[str, object]:
    """A value for each parameter."""
    return {name: GIVEN.get(name, 0) for name in names}


@pytest.fixture
def sqlite_plans(sqlite_url: str) -> dict[str, list[str]]:
    """What SQLite does for each statement, with statistics."""
    plans = {}
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute(f"CREATE TEMP TABLE numbers AS {NUMBERS} SELECT n FROM numbers")
        connection.executescript(FILLING)
        for name, sql in statements(sqlite_url):
            if is_of_money(name):
                rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", given(re.findall(r":(\w+)", sql)))
                plans[name] = [row[3] for row in rows]
    return plans


@pytest.fixture
def postgres_plans(postgres_url: str) -> dict[str, dict[str, set[str]]]:
    """What PostgreSQL does for each statement: kinds of nodes, indexes."""
    plans = {}
    with psycopg.connect(postgres_url) as connection:
        connection.execute("SET session_replication_role = replica")  # these rows fit, nobody need look
        connection.execute(f"CREATE TEMP TABLE numbers AS {NUMBERS} SELECT n FROM numbers".encode())
        connection.execute(FILLING)
        for name, sql in statements(postgres_url):
            if is_of_money(name):
                values = given(re.findall(r"%\((\w+)\)s", sql))
                row = connection.execute(f"EXPLAIN (FORMAT JSON) {sql}".encode(), values).fetchone()
                assert row is not None
                found = list(nodes(json.loads(row[0]) if isinstance(row[0], str) else row[0]))
                plans[name] = {key: {node[key] for node in found if key in node} for key in ("Node Type", "Index Name")}
    return plans


def test_sqlite_reads_no_whole_table(sqlite_plans: dict[str, list[str]]) -> None:
    """Nor an index as a whole, but that of what waits."""
    assert len(sqlite_plans) > 50
    scans = {name: [s for s in plan if s.startswith("SCAN")] for name, plan in sqlite_plans.items()}
    waiting = "SCAN hooks USING COVERING INDEX ix_hooks_waiting_due"
    assert {name: steps for name, steps in scans.items() if steps and steps != [waiting]} == {}
    for name, indexes in HOT.items():
        assert indexes <= {found for step in sqlite_plans[name] for found in re.findall(r"INDEX (\w+)", step)}, name


def test_postgresql_reads_no_whole_table(postgres_plans: dict[str, dict[str, set[str]]]) -> None:
    """Every row is found through an index."""
    assert len(postgres_plans) > 50
    whole = {name: plan for name, plan in postgres_plans.items() if "Seq Scan" in plan["Node Type"]}
    assert whole == {}
    assert {name: indexes - postgres_plans[name]["Index Name"] for name, indexes in HOT.items()} == {
        name: set() for name in HOT
    }
