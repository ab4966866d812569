"""The tables. What must be unique or bounded is so by constraint, not only by code.

Columns hold nothing but text, whole numbers and the bytes of files, so that a compiled statement runs as it is,
without converting values:

* JSON is TEXT on both databases. The code never asks the database about what is inside, TEXT is the fastest
  to write and read, and it keeps every value as it was: JSONB changes numbers and refuses the character NUL,
  which people do send.
* A time is microseconds since 1970 in UTC: exact, quick to compare, and without the zone that SQLite would
  lose.
* Yes is 1 and no is 0.
"""

from integrations.sql.tables.audit import audit, rounds
from integrations.sql.tables.costs import costs
from integrations.sql.tables.credits import endings, reservations, returns
from integrations.sql.tables.files import contents, files
from integrations.sql.tables.money import (
    attempts,
    disputes,
    entitlements,
    links,
    orders,
    payments,
    refunds,
    transfers,
)
from integrations.sql.tables.parts import metadata
from integrations.sql.tables.people import consents, contacts, identities
from integrations.sql.tables.queues import hooks, inbox, jobs, outbox, timers
from integrations.sql.tables.talks import definitions, sessions, turns

__all__ = [
    "attempts", "audit", "consents", "contacts", "contents", "costs", "definitions", "disputes", "endings",
    "entitlements", "files", "hooks", "identities", "inbox", "jobs", "links", "metadata", "orders", "outbox",
    "payments", "refunds", "reservations", "returns", "rounds", "sessions", "timers", "transfers", "turns",
]  # fmt: skip
