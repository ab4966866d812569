"""All statements of the repositories, compiled once for each kind of database."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import sqlalchemy as sa

from integrations.sql.audit import AuditStatements
from integrations.sql.checks import CheckStatements
from integrations.sql.consents import ConsentStatements
from integrations.sql.contacts import ContactStatements
from integrations.sql.costs import CostStatements
from integrations.sql.credits import CreditStatements
from integrations.sql.definitions import DefinitionStatements
from integrations.sql.files import FileStatements
from integrations.sql.hooks import HookStatements
from integrations.sql.inbox import InboxStatements
from integrations.sql.jobs import JobStatements
from integrations.sql.ledger import LedgerStatements
from integrations.sql.orders import OrderStatements
from integrations.sql.outbox_statements import OutboxStatements
from integrations.sql.rounds import RoundStatements
from integrations.sql.sessions import SessionStatements
from integrations.sql.statements import Compiler
from integrations.sql.timers import TimerStatements
from integrations.sql.turns import TurnStatements
from integrations.sql.upkeep import UpkeepStatements


class Statements:
    """All statements, compiled for one database."""

    def __init__(self, dialect: sa.Dialect) -> None:
        compiled = Compiler(dialect)
        self.contacts = ContactStatements(compiled)
        self.sessions = SessionStatements(compiled)
        self.inbox = InboxStatements(compiled)
        self.outbox = OutboxStatements(compiled)
        self.jobs = JobStatements(compiled)
        self.timers = TimerStatements(compiled)
        self.turns = TurnStatements(compiled)
        self.definitions = DefinitionStatements(compiled)
        self.consents = ConsentStatements(compiled)
        self.files = FileStatements(compiled)
        self.orders = OrderStatements(compiled)
        self.ledger = LedgerStatements(compiled)
        self.credits = CreditStatements(compiled)
        self.costs = CostStatements(compiled)
        self.hooks = HookStatements(compiled)
        self.audit = AuditStatements(compiled)
        self.rounds = RoundStatements(compiled)
        self.checks = CheckStatements(compiled)
        self.upkeep = UpkeepStatements(compiled)


def statements_for(engine: sa.Engine) -> Statements:
    """Those of this engine's kind of database."""
    return _statements(engine.dialect.name, engine.driver, engine.dialect.paramstyle)


@lru_cache(maxsize=8)
def _statements(dialect: str, driver: str, paramstyle: str) -> Statements:
    """Compiling takes longer than a whole conversation; the result depends on nothing but the kind of database."""
    make: Callable[..., sa.Dialect] = sa.make_url(f"{dialect}+{driver}://").get_dialect()
    return Statements(make(paramstyle=paramstyle))
