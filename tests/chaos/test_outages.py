"""Redis and PostgreSQL go away and come back while people talk, and clocks are set: nothing is lost or doubled."""

from __future__ import annotations

import time
from pathlib import Path

from tests.chaos.conftest import OwnPostgres
from tests.chaos.crew import Crew, Crowd
from tests.chaos.ledger import check_all
from tests.chaos.story import PLAIN, SHORT
from tests.redis_server import RedisServer

PEOPLE = 40
AT_ONCE = 20
PATIENCE = 120.0
DAY = 86_400.0
HOUR = 3600.0
PROCESSES = ("web-1", "worker-1", "worker-2")


def test_nobody_notices_that_redis_is_away(tmp_path: Path, postgres_url: str, own_redis: RedisServer) -> None:
    """It is killed, comes back without memory, and hangs for a while."""
    with Crew("short", tmp_path, postgres_url, redis=own_redis.url) as crew:
        crew.start(*PROCESSES)
        crowd = Crowd(crew.town, SHORT, PEOPLE, AT_ONCE)
        counted: list[bytes] = []  # while it is still there, a part of the talk is over

        def kill() -> None:
            counted.append(own_redis.command("DBSIZE"))
            own_redis.kill()

        happenings = [kill, own_redis.start, own_redis.freeze, own_redis.thaw]
        try:
            crowd.talk(happenings, patience=PATIENCE)
        finally:
            own_redis.thaw()
        check_all(postgres_url, crew.town, crowd.phones, SHORT, patience=PATIENCE)
        assert counted[0].startswith(b":")
        assert int(counted[0][1:]) > 0, "it was never asked"


def test_everybody_goes_on_when_postgresql_was_restarted(tmp_path: Path, own_postgres: OwnPostgres) -> None:
    """It ends at once, twice, with all connections. What was not acknowledged meanwhile is sent again by its owner."""
    with Crew("plain", tmp_path, own_postgres.url) as crew:

        def restart() -> None:
            own_postgres.crash()
            time.sleep(0.5)  # so long it is away
            own_postgres.start()

        crew.start(*PROCESSES)
        crowd = Crowd(crew.town, PLAIN, PEOPLE, AT_ONCE)
        crowd.talk([restart, restart], patience=PATIENCE)
        check_all(own_postgres.url, crew.town, crowd.phones, PLAIN, patience=PATIENCE)
        assert crew.town.statuses[503] > 0


def test_a_clock_may_be_set_a_day_forward_and_an_hour_back(tmp_path: Path, postgres_url: str) -> None:
    """What was written too long ago by then goes out as its template."""
    with Crew("plain", tmp_path, postgres_url) as crew:
        crew.start(*PROCESSES)
        crowd = Crowd(crew.town, PLAIN, PEOPLE, AT_ONCE)
        crowd.talk([lambda: crew.town.step(DAY), lambda: crew.town.step(-HOUR)], patience=PATIENCE)
        ledgers = check_all(postgres_url, crew.town, crowd.phones, PLAIN, patience=PATIENCE)
        moments = [item.created_at for rows in ledgers for item in rows.outbox]
        assert (max(moments) - min(moments)).total_seconds() > DAY - 2 * HOUR


def test_a_clock_set_while_messages_are_on_their_way_doubles_none(tmp_path: Path, postgres_url: str) -> None:
    """Every claim ends at that moment, and Twilio takes the messages only after that."""
    with Crew("plain", tmp_path, postgres_url) as crew:
        crew.start(*PROCESSES)
        crowd = Crowd(crew.town, PLAIN, PEOPLE, AT_ONCE)
        crowd.talk([lambda: _step_meanwhile(crew)], patience=PATIENCE)
        check_all(postgres_url, crew.town, crowd.phones, PLAIN, patience=PATIENCE)


def _step_meanwhile(crew: Crew) -> None:
    crew.town.hang(3.0, times=4)
    crew.town.step(DAY)
