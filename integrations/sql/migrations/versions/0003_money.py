"""Money: orders with all that belongs to them, the ledger, and the hooks of the payment gateway.

Revision: 0003
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEPT = ("orders", "links", "attempts", "payments", "refunds", "disputes", "entitlements", "transfers")
"""Tables whose rows are never deleted, in the order they are made."""
_ACCOUNTS = "'gateway', 'bank', 'fees', 'customers', 'sales', 'suspense', 'losses'"
_CURRENCY = "length(currency) = 3"
_INDEXES = (
    ("orders", "ix_orders_contact_created_at_sequence", "contact created_at sequence", None),
    ("orders", "ix_orders_created_at_sequence", "created_at sequence", None),
    ("orders", "ix_orders_status_created_at_sequence", "status created_at sequence", None),
    ("links", "uq_links_provider_id", "provider_id", "provider_id IS NOT NULL"),
    ("links", "uq_links_open_order", "order", "status IN ('wanted', 'created', 'partial')"),
    ("links", "ix_links_look_at", "look_at sequence", "look_at IS NOT NULL"),
    ("payments", "ix_payments_paid_at_sequence", "paid_at sequence", None),
    ("refunds", "uq_refunds_provider_id", "provider_id", "provider_id IS NOT NULL"),
    ("refunds", "ix_refunds_look_at", "look_at sequence", "look_at IS NOT NULL"),
    ("entitlements", "ix_entitlements_contact_granted_at_sequence", "contact granted_at sequence", None),
    ("hooks", "ix_hooks_waiting_due", "due_at sequence", "status IN ('new', 'parked')"),
    ("hooks", "ix_hooks_status_received_at_sequence", "status received_at sequence", None),
    ("hooks", "ix_hooks_order", "order", None),
    *(
        (table, f"ix_{table}_order_sequence", "order sequence", None)
        for table in ("links", "attempts", "payments", "refunds", "disputes", "transfers")
    ),
)
"""Table, name (`uq` is unique), columns, and the condition of an index of some rows."""
_FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = '23000', MESSAGE = TG_NAME || ': these rows are kept as they are';
END
$$
"""


def upgrade() -> None:
    """Nobody has bought anything before."""
    _make_orders()
    _make_what_is_asked_for()
    _make_what_comes()
    _make_what_goes_back()
    _make_entitlements()
    _make_transfers()
    _make_hooks()
    for table, name, columns, condition in _INDEXES:
        op.create_index(op.f(name), table, columns.split(), unique=name.startswith("uq_"), **_only(condition))
    if _is_postgresql():
        op.execute(_FUNCTION)
    for table in _KEPT:
        _keep(table)


def downgrade() -> None:
    """All that is known of money is lost."""
    for table in ("hooks", *reversed(_KEPT)):
        op.drop_table(table)  # with its indexes and triggers
    if _is_postgresql():
        op.execute("DROP FUNCTION refuse_change()")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _keep(table: str) -> None:
    """No row is ever deleted; a transfer never changes either."""
    _guard(f"tr_{table}_kept", table, "DELETE")
    if _is_postgresql():
        op.execute(f"CREATE TRIGGER tr_{table}_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")
    if table == "transfers":
        _guard(f"tr_{table}_unchanged", table, "UPDATE")


def _guard(name: str, table: str, deed: str) -> None:
    refusal = f"BEGIN SELECT RAISE(ABORT, '{name}: these rows are kept as they are'); END"
    answer = "EXECUTE FUNCTION refuse_change()" if _is_postgresql() else refusal
    op.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW {answer}")


def _only(condition: str | None) -> dict[str, Any]:
    """An index of the rows for which the condition holds, on both databases."""
    return {} if condition is None else {f"{name}_where": sa.text(condition) for name in ("sqlite", "postgresql")}


def _make(table: str, *parts: sa.schema.SchemaItem) -> None:
    """A table whose rows are counted in the order of recording."""
    op.create_table(table, _whole("sequence"), *parts, sa.PrimaryKeyConstraint("sequence", name=op.f(f"pk_{table}")))


def _text(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=nullable) for name in names]


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _WHOLE, nullable=nullable)


def _check(table: str, **conditions: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in conditions.items()]


def _short(table: str, *names: str) -> list[sa.CheckConstraint]:
    return _check(table, **{name: f"length({name}) BETWEEN 1 AND 255" for name in names})


def _above_zero(table: str, *names: str) -> list[sa.CheckConstraint]:
    return _check(table, **{name: f"CAST({name} AS BIGINT) = {name} AND {name} > 0" for name in names})


def _unique(table: str, *names: str) -> list[sa.UniqueConstraint]:
    return [sa.UniqueConstraint(name, name=op.f(f"uq_{table}_{name}")) for name in names]


def _refers(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}"))


def _make_orders() -> None:
    _make(
        "orders",
        *_text("id", "key", "product", "grants", "currency", "language", "details", "when_late", "account", "mode"),
        *_text("status"),
        *_text("contact", nullable=True),
        *(_whole(name) for name in ("quantity", "price", "link_seconds", "created_at", "revision")),
        _whole("paid_at", nullable=True),
        _refers("orders", "contact", "contacts"),
        *_unique("orders", "id", "key"),
        *_short("orders", "id", "key", "product", "grants"),
        *_above_zero("orders", "quantity", "price", "link_seconds"),
        *_check(
            "orders",
            currency=_CURRENCY,
            when_late="when_late IN ('fulfil', 'refund')",
            account="length(account) <= 255",
            mode="mode IN ('test', 'live')",
            status="status IN ('open', 'closed', 'paid', 'refunded')",
            revision="revision >= 0",
        ),
    )


def _make_what_is_asked_for() -> None:
    _make(
        "links",
        *_text("id", "order", "currency", "status"),
        *_text("provider_id", "url", nullable=True),
        *(_whole(name) for name in ("amount", "created_at", "expires_at", "looks")),
        *(_whole(name, nullable=True) for name in ("ended_at", "look_at")),
        _refers("links", "order", "orders"),
        *_unique("links", "id"),
        *_short("links", "id", "provider_id"),
        *_above_zero("links", "amount"),
        *_check(
            "links",
            currency=_CURRENCY,
            status="status IN ('wanted', 'refused', 'created', 'partial', 'expired', 'cancelled', 'paid')",
            looks="looks >= 0",
        ),
    )
    _make(
        "attempts",
        *_text("provider_id", "order", "status"),
        *_text("reason", "method", nullable=True),
        _whole("at"),
        _refers("attempts", "order", "orders"),
        *_unique("attempts", "provider_id"),
        *_short("attempts", "provider_id"),
        *_check("attempts", status="status IN ('started', 'failed', 'authorized', 'captured')"),
    )


def _make_what_comes() -> None:
    _make(
        "payments",
        *_text("provider_id", "standing", "currency"),
        *_text("order", "method", nullable=True),
        *(_whole(name) for name in ("amount", "paid_at", "refunded")),
        _refers("payments", "order", "orders"),
        *_unique("payments", "provider_id"),
        *_short("payments", "provider_id"),
        *_above_zero("payments", "amount"),
        *_check(
            "payments",
            order="(\"order\" IS NULL) = (standing = 'unmatched')",
            standing="standing IN ('credited', 'surplus', 'mismatched', 'late', 'unmatched')",
            currency=_CURRENCY,
            refunded="CAST(refunded AS BIGINT) = refunded AND refunded BETWEEN 0 AND amount",
        ),
    )


def _make_what_goes_back() -> None:
    _make(
        "refunds",
        *_text("id", "payment", "order", "currency", "status", "by", "reason"),
        *_text("provider_id", nullable=True),
        *(_whole(name) for name in ("amount", "created_at", "looks")),
        _whole("look_at", nullable=True),
        _refers("refunds", "order", "orders"),
        *_unique("refunds", "id"),
        *_short("refunds", "id", "payment", "provider_id"),
        *_above_zero("refunds", "amount"),
        *_check(
            "refunds",
            currency=_CURRENCY,
            status="status IN ('wanted', 'pending', 'failed', 'processed')",
            by="\"by\" IN ('rule', 'operator', 'flow', 'gateway')",
            looks="looks >= 0",
        ),
    )
    _make(
        "disputes",
        *_text("provider_id", "payment", "order", "status"),
        *_text("reason", nullable=True),
        *(_whole(name) for name in ("amount", "deducted", "at")),
        _refers("disputes", "order", "orders"),
        *_unique("disputes", "provider_id"),
        *_short("disputes", "provider_id", "payment"),
        *_above_zero("disputes", "amount"),
        *_check(
            "disputes",
            status="status IN ('open', 'closed', 'won', 'lost')",
            deducted="CAST(deducted AS BIGINT) = deducted AND deducted >= 0",
        ),
    )


def _make_entitlements() -> None:
    _make(
        "entitlements",
        *_text("id", "order", "product", "kind", "status"),
        *_text("contact", nullable=True),
        *(_whole(name) for name in ("quantity", "used", "granted_at")),
        _refers("entitlements", "order", "orders"),
        _refers("entitlements", "contact", "contacts"),
        *_unique("entitlements", "id", "order"),
        *_short("entitlements", "id", "product", "kind"),
        *_above_zero("entitlements", "quantity"),
        *_check(
            "entitlements",
            used="CAST(used AS BIGINT) = used AND used BETWEEN 0 AND quantity",
            status="status IN ('granted', 'frozen', 'revoked')",
        ),
    )


def _make_transfers() -> None:
    _make(
        "transfers",
        *_text("key", "debit", "credit", "currency"),
        *_text("order", nullable=True),
        *(_whole(name) for name in ("amount", "at")),
        _refers("transfers", "order", "orders"),
        *_unique("transfers", "key"),
        *_short("transfers", "key"),
        *_above_zero("transfers", "amount"),
        *_check(
            "transfers",
            debit=f"debit IN ({_ACCOUNTS})",
            credit=f"credit IN ({_ACCOUNTS})",
            accounts="debit <> credit",
            currency=_CURRENCY,
        ),
    )


def _make_hooks() -> None:
    _make(
        "hooks",
        *_text("id", "key", "event_id", "event", "status"),
        *_text("error", "order", nullable=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        *(_whole(name) for name in ("received_at", "due_at", "attempts")),
        _refers("hooks", "order", "orders"),
        *_unique("hooks", "id", "key"),
        *_short("hooks", "id", "key"),
        *_check(
            "hooks",
            event_id="length(event_id) <= 255",
            event="length(event) <= 255",
            status="status IN ('new', 'handled', 'ignored', 'parked', 'dead')",
            attempts="attempts >= 0",
        ),
    )
