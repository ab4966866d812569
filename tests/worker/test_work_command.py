"""`boloastro work`: a worker in a process of its own."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from engine.domain.messages import Inbound
from engine.domain.records import OutboxStatus
from server.cli.server_process import free_port
from server.settings import Settings
from server.wiring import Application, build_server
from tests.cli.runs import ROOT, environment, invoked
from tests.server.house import SETTINGS
from tests.worker.bot import until

KEY = "key-of-those-who-watch-0123456789-abc"


@pytest.fixture
def door(database_url: str) -> Iterator[Application]:
    """The application of a server without a worker inside, and without an account at Twilio."""
    application = build_server(Settings.model_validate({"DATABASE_URL": database_url}))
    yield application
    application.close()


@pytest.fixture
def process(door: Application, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker beside it, with its log in a file."""
    with (tmp_path / "log").open("wb") as log:
        process = _started(door, log.fileno())
        yield process
    process.kill()
    process.wait()


def test_it_works_until_it_is_told_to_end(door: Application, process: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """The message is handled by the other process; without an account the answers wait, and the log says why."""
    recorded = door.turns.message("whatsapp", "whatsapp:+919800000001", "SM1", Inbound(text="hi"))
    door.bells.received()
    assert until(lambda: bool(_waiting(door, recorded.contact)))
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert {"worker.started", "turn", "worker.stopped"} <= {line["event"] for line in lines}
    assert "9800000001" not in (tmp_path / "log").read_text()


def test_a_second_worker_on_sqlite_is_sent_away(sqlite_url: str, tmp_path: Path) -> None:
    """In one line, with the remedy."""
    application = build_server(Settings.model_validate({"DATABASE_URL": sqlite_url}))
    assert application.sole is not None
    assert application.sole.take()
    with (tmp_path / "log").open("wb") as log:
        assert _started(application, log.fileno()).wait(60) == 2
    assert "SQLite has room for one" in (tmp_path / "log").read_text()
    application.sole.give_back()
    application.close()


@pytest.mark.parametrize("number", ["0", "17", "many"])
def test_a_number_of_threads_that_is_none_is_told(number: str) -> None:
    """Before anything is begun."""
    done = invoked("work", "--jobs", number)
    assert done.exit_code == 2
    assert "'--jobs'" in done.stderr


def test_how_it_fares_is_told_where_it_is_asked_for(door: Application, tmp_path: Path) -> None:
    """A machine that only works is watched like the others: with the key, and nothing else is to be had there."""
    place = f"127.0.0.1:{free_port()}"
    door.turns.message("whatsapp", "whatsapp:+919800000001", "SM1", Inbound(text="hi"))
    with (tmp_path / "log").open("wb") as log:
        process = _started(door, log.fileno(), "--bind", place, settings={"ANALYTICS_API_KEY": KEY})
    try:
        assert until(lambda: _asked(place, "/ready")[0] == 200)
        assert until(lambda: 'boloastro_turns_total{outcome="handled"} 1.0' in _asked(place, "/metrics", KEY)[1])
        assert [_asked(place, path)[0] for path in ("/health", "/metrics", "/webhooks/twilio")] == [200, 401, 404]
        assert 'boloastro_inbox_depth{status="new"} 0.0' in _asked(place, "/metrics", KEY)[1]
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
    assert KEY not in (tmp_path / "log").read_text()


def test_a_worker_without_the_key_of_files_is_refused(sqlite_url: str) -> None:
    """The server beside it would know none of its addresses."""
    done = invoked("work", settings={"DATABASE_URL": sqlite_url})
    assert done.exit_code == 2
    assert "SECRET_KEY is not set" in done.stderr
    assert "make one with" in done.stderr


@pytest.mark.parametrize("place", ["9000", ":9000", "localhost:", "localhost:http", "localhost:70000"])
def test_a_place_that_is_none_is_told_at_once(place: str) -> None:
    """With an example."""
    done = invoked("work", "--bind", place)
    assert done.exit_code == 2
    assert "0.0.0.0:9000" in done.stderr


def _started(
    application: Application, log: int, *arguments: str, settings: Mapping[str, str] = {}
) -> subprocess.Popen[bytes]:
    given = {"DATABASE_URL": application.settings.database_url, "SECRET_KEY": SETTINGS["SECRET_KEY"], **settings}
    return subprocess.Popen(
        [sys.executable, "-m", "server", "work", *arguments], cwd=ROOT, env=environment(given), stdout=log, stderr=log
    )


def _asked(place: str, path: str, key: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection(place, timeout=10)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()


def _waiting(door: Application, contact: str) -> list[str]:
    with door.storage.read() as work:
        items = work.outbox.of_contact(contact, 10)
    return [item.id for item in items if item.status is OutboxStatus.PENDING and item.attempts == 0]
