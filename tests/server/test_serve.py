"""`boloastro serve`: the real server, in processes of its own."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.serving import SLOWEST
from tests.architecture.code import ROOT
from tests.cli.runs import invoked
from tests.server.house import BASE, FORM, KEY, SETTINGS, message, report, sign
from tests.server.served import Served
from tests.server.test_settings import PRODUCTION

MESSAGES = "/webhooks/twilio"
HEAD = f"POST {MESSAGES} HTTP/1.1\r\nHost: x\r\n"
BEARER = {"Authorization": f"Bearer {KEY}"}


def rows(url: str, table: str) -> int:
    """How many there are."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        count: int = connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
    engine.dispose()
    return count


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Served]:
    """A server for those tests that leave it as it is."""
    path = tmp_path_factory.mktemp("shared") / "boloastro.sqlite3"
    shutil.copy(sqlite_template, path)
    with Served(f"sqlite:///{path}") as server:
        yield server


def test_one_process_takes_in_messages_and_handles_them(sqlite_url: str) -> None:
    """In development the worker is inside; SIGTERM ends it all, with nothing left behind."""
    with Served(sqlite_url) as server:
        assert server.post(message(1, "hi")) == 200
        assert server.post(message(1, "hi")) == 200
        assert server.post(report(1), f"{MESSAGES}/status?reference=x") == 200
        server.wait_for(lambda: server.logged("turn"))
        assert server.end() == 0
        assert len(server.logged("request")) == 3
        assert [line["is_new"] for line in server.logged("request") if "is_new" in line] == [True, False]
        assert server.logged("worker.stopped")[0]["unfinished"] == []
        assert list(server.folder.iterdir()) == []
    assert rows(sqlite_url, "inbox") == 1
    assert rows(sqlite_url, "turns") == 1


def test_several_processes_count_together(postgres_url: str, redis_url: str) -> None:
    """Requests, rates and metrics are of all of them; none has a worker inside."""
    more = {"REDIS_URL": redis_url, "BOLOASTRO_MESSAGES_PER_MINUTE": "10"}
    with Served(postgres_url, "--workers", "2", "--threads", "4", "--no-embedded", settings=more) as server:
        statuses: list[int] = []

        def post(first: int) -> None:
            statuses.extend(server.post(message(number)) for number in range(first, first + 5))

        threads = [threading.Thread(target=post, args=(first,)) for first in range(0, 40, 5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses == [200] * 40
        told = server.get("/metrics", BEARER)[1]
        assert f'boloastro_requests_total{{method="POST",rule="{MESSAGES}",status="200"}} 40.0' in told
        assert 'boloastro_inbox_depth{status="limited"} 30.0' in told
        assert server.end() == 0
    assert rows(postgres_url, "inbox") == 40


def test_a_request_in_hand_is_answered_before_the_end(sqlite_url: str) -> None:
    """Its body comes slowly, and SIGTERM comes while it does."""
    fields = message(1)
    body = "&".join(f"{name}={value}".replace("+", "%2B") for name, value in fields).encode()
    with Served(sqlite_url) as server, socket.create_connection(("127.0.0.1", server.port)) as line:
        line.settimeout(30)
        head = f"POST {MESSAGES} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n"
        line.sendall(f"{head}X-Twilio-Signature: {sign(BASE + MESSAGES, fields)}\r\n\r\n".encode() + body[:20])
        assert server.get("/health")[0] == 200
        server.process.send_signal(signal.SIGTERM)
        server.wait_for(lambda: server.logged("Handling signal: term"))
        line.sendall(body[20:])
        assert line.recv(1000).startswith(b"HTTP/1.1 200 OK")
        assert server.process.wait(60) == 0
    assert rows(sqlite_url, "inbox") == 1


@pytest.mark.parametrize(
    ("chunks", "status"),
    [
        ([b"Body=hi"], 403),
        ([b"x" * 65536] * 5, 413),
        (None, 400),
    ],
)
def test_bodies_in_chunks(shared: Served, chunks: list[bytes] | None, status: int) -> None:
    """Small, too large, and no chunks at all: the next request of another is answered."""
    with socket.create_connection(("127.0.0.1", shared.port)) as line:
        line.settimeout(30)
        head = f"POST {MESSAGES} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\r\n"
        parts = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks] + [b"0\r\n\r\n"] if chunks else [b"zz\r\n"]
        line.sendall(head.encode() + b"".join(parts))
        assert line.recv(1000).startswith(b"HTTP/1.1 %d" % status)
        assert shared.get("/health")[0] == 200


def test_a_path_with_odd_bytes_is_signed_as_it_came(shared: Served) -> None:
    """Through the real server, which leaves the request line alone."""
    assert shared.post(message(1), f"{MESSAGES}?n=%E0%A4%A8&a=%2f&b=a+b&a=") == 200


@pytest.mark.parametrize(
    "header",
    ["SCRIPT_NAME: /x", "SCRIPT_NAME: /health", "PATH_INFO: /no", "X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: off"],
)
def test_no_header_leads_a_request_elsewhere(shared: Served, header: str) -> None:
    """Also not from this machine, where a proxy may hand on what a stranger wrote."""
    with socket.create_connection(("127.0.0.1", shared.port)) as line:
        line.settimeout(30)
        line.sendall(f"GET /health HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n".encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_every_line_of_its_log_is_json(sqlite_url: str) -> None:
    """Also what gunicorn has to say, and of requests that are none."""
    with Served(sqlite_url) as server:
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            line.sendall(b"POST / HTTP/9.9\r\nAsha: 1990-05-12\r\n\r\n")
            line.settimeout(30)
            assert b"400" in line.recv(100)
        server.get("/nowhere")
        server.end()
    assert server.logged("request")[0]["status"] == 404
    assert not [line for line in server.lines if "1990" in line or "nowhere" in line]


def test_a_connection_serves_many_requests(shared: Served) -> None:
    """A refused body does not spoil the next request on it."""
    connection = http.client.HTTPConnection("127.0.0.1", shared.port, timeout=30)
    statuses = []
    for _ in range(3):
        connection.request("POST", MESSAGES, b"Body=hi", {"Content-Type": FORM})
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    assert statuses == [403] * 3


@pytest.mark.parametrize(
    ("said", "soon"),
    [
        (b"", 2),
        (HEAD.encode(), SLOWEST + 4),
        (f"{HEAD}Content-Type: {FORM}\r\nContent-Length: 9\r\n\r\nB".encode(), SLOWEST + 4),
    ],
    ids=["silent", "half a head", "half a body"],
)
def test_who_says_nothing_or_says_it_slowly_keeps_nobody_out(shared: Served, said: bytes, soon: float) -> None:
    """More connections than there are threads, and they stay open: genuine messages come through."""
    with ExitStack() as stack:
        for _ in range(20):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", shared.port)))
            line.sendall(said)
        began = time.monotonic()
        assert shared.post(message(77)) == 200
        assert time.monotonic() - began < soon


def test_sqlite_has_room_for_one_worker(sqlite_url: str) -> None:
    """Several processes with a worker inside each are refused, with the ways out."""
    done = invoked("serve", "--workers", "2", settings={"DATABASE_URL": sqlite_url})
    assert done.exit_code == 2
    assert "--no-embedded" in done.stderr


@pytest.mark.parametrize("options", [("--no-embedded",), ("--no-embedded", "--workers", "2"), ("--workers", "2")])
def test_several_processes_need_the_same_key(options: tuple[str, ...]) -> None:
    """Each would make its own, and no file would ever arrive; told before the database is looked for."""
    done = invoked("serve", *options, settings={"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"})
    assert done.exit_code == 2
    assert "SECRET_KEY is not set" in done.stderr
    assert "make one with" in done.stderr


def test_a_second_server_with_a_worker_is_refused(shared: Served) -> None:
    """The first one has the lock; the reason is one line."""
    second = subprocess.run(
        [sys.executable, "-m", "server", "serve", "--bind", "127.0.0.1:0"], capture_output=True, text=True,
        env={**SETTINGS, "DATABASE_URL": shared.url, "PATH": "/usr/bin:/bin"}, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert second.returncode != 0
    assert "another worker is at work on this database" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_database_that_is_not_migrated_is_told_with_its_remedy(tmp_path: Path) -> None:
    """Before anything listens."""
    done = invoked("serve", settings={"DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"})
    assert done.exit_code == 2
    assert "boloastro migrate" in done.stderr


def test_a_process_that_dies_while_the_database_is_away_is_followed_by_another(sqlite_url: str) -> None:
    """Which says 503 until it is back, and then does what the first one did, with its worker."""
    with Served(sqlite_url) as server:
        assert server.post(message(1)) == 200
        server.wait_for(lambda: server.logged("turn"))
        place = Path(sqlite_url.removeprefix("sqlite:///"))
        files = [each for each in place.parent.glob(f"{place.name}*") if not each.name.endswith(".worker")]
        for each in files:
            each.rename(each.with_name(f"away-{each.name}"))
        os.kill(server.processes()[-1], signal.SIGKILL)
        server.wait_for(lambda: len(server.processes()) == 2 and server.logged("database.away"))
        server.wait_for(lambda: server.get("/health")[0] == 200)
        assert (server.get("/ready")[0], server.post(message(2))) == (503, 503)
        for each in files:
            each.with_name(f"away-{each.name}").rename(each)
        server.wait_for(lambda: server.get("/ready")[0] == 200)
        assert server.post(message(2)) == 200
        server.wait_for(lambda: len(server.logged("turn")) == 2)
        assert server.end() == 0


def test_production_does_not_start_without_its_secrets() -> None:
    """And names all of them."""
    done = invoked("serve", settings={"BOLOASTRO_ENV": "production"})
    assert done.exit_code == 2
    for name in ("SECRET_KEY", "TWILIO_AUTH_TOKEN", "RAZORPAY_WEBHOOK_SECRET", "ADMIN_PASSWORD_HASH", "DATABASE_URL"):
        assert f"the setting {name} cannot be used: is missing in production" in done.stderr


def test_production_does_not_start_with_texts_that_only_the_sandbox_knows(sqlite_url: str, redis_url: str) -> None:
    """Neither by `serve` nor by `work`: a reminder would be lost, and nobody would be told."""
    for command in ("serve", "work"):
        done = invoked(command, settings={**PRODUCTION, "DATABASE_URL": sqlite_url, "REDIS_URL": redis_url})
        assert done.exit_code == 2
        assert "templates.yaml holds ids of the sandbox: good_morning" in done.stderr


def test_gunicorn_itself_can_serve_it(sqlite_url: str) -> None:
    """`gunicorn 'server.app:create_app()'`, from the environment alone."""
    program = (
        "from server.app import create_app; from werkzeug.test import Client; client = Client(create_app()); "
        "print(client.get('/ready').status_code, client.post('/webhooks/twilio', data={'a': 'b'}).status_code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={**SETTINGS, "DATABASE_URL": sqlite_url, "PATH": "/usr/bin:/bin"},
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["200", "403"]
