"""Takes the owner from orders, in SQL: what is left are numbers and ids without a person."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from engine.interfaces.orders import HookStatus
from integrations.sql.columns import encode
from integrations.sql.statements import Compiler, Transaction, among, one_more, param
from integrations.sql.tables import entitlements, hooks, orders

SETTLED_HOOKS = (HookStatus.HANDLED, HookStatus.IGNORED)
_NOTHING = encode({})
_NO_WORDS = encode([])


class OwnerStatements:
    """Compiled once for a database. Each takes the id of the contact as `contact`."""

    def __init__(self, compiled: Compiler) -> None:
        o, e, h = orders.c, entitlements.c, hooks.c
        mine = o.contact == param("contact", o.contact)
        settled = (among(h.status, SETTLED_HOOKS), h.order.in_(sa.select(o.id).where(mine)))
        emptied = {"details": param("nothing", o.details), "thing": o.product, "revision": one_more(o.revision)}
        self.hooks = compiled(sa.update(hooks).where(*settled).values(body=param("no_body", h.body), error=sa.null()))
        self.orders = compiled(sa.update(orders).where(mine).values({"contact": sa.null(), **emptied}))
        self.entitlements = compiled(
            sa.update(entitlements)
            .where(e.contact == param("contact", e.contact))
            .values(contact=sa.null(), made=param("no_words", e.made))
        )


def forget_owner(run: Transaction, sql: OwnerStatements, contact: str) -> Mapping[str, int]:
    """How many rows were emptied, by table. A hook still to be booked keeps its body, or money would be lost."""
    who = {"contact": contact}
    return {
        "hooks": run.change(sql.hooks, {**who, "no_body": b""}),
        "orders": run.change(sql.orders, {**who, "nothing": _NOTHING}),
        "entitlements": run.change(sql.entitlements, {**who, "no_words": _NO_WORDS}),
    }
