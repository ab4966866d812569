"""Alive, ready, and how it fares."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from engine.errors import StorageError
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from tests.server.house import KEY, House, built, message, report, settings_of


def test_health_says_alive_and_nothing_of_others(sqlite_url: str) -> None:
    """Also while everything else is away: to be killed would not help."""
    for house in built(settings_of(sqlite_url), checks={"database": _raise}):
        answer = house.client.get("/health")
        assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_ready_is_who_has_a_database_that_is_migrated(house: House) -> None:
    """The real check."""
    answer = house.client.get("/ready")
    assert (answer.status_code, answer.json) == (200, {"status": "ready"})


def test_who_is_not_ready_says_what_is_missing_and_not_why(sqlite_url: str) -> None:
    """Names of ours, no addresses."""
    checks = {"database": _raise, "worker": lambda: False, "flows": lambda: None}
    for house in built(settings_of(sqlite_url), checks=checks):
        answer = house.client.get("/ready")
        assert answer.status_code == 503
        assert answer.json is not None
        assert answer.json["error"]["message"] == "Not ready: database, worker"
        assert answer.json["error"]["code"] == "not_ready"


def test_a_database_that_is_not_migrated_is_not_ready(sqlite_url: str, empty_postgres_url: str) -> None:
    """Whoever forgot `boloastro migrate` gets no traffic."""
    for url in (empty_postgres_url, f"{sqlite_url}.none"):
        engine = open_engine(url)
        for house in built(settings_of(sqlite_url), checks={"database": SqlStorage(engine).check}):
            assert house.client.get("/ready").status_code == 503
        engine.dispose()


def test_the_answer_holds_for_a_second(sqlite_url: str) -> None:
    """Anybody may ask, as often as they like; the database is asked once."""
    asked: list[int] = []
    for house in built(settings_of(sqlite_url), checks={"database": lambda: asked.append(1)}):
        for _ in range(5):
            assert house.client.get("/ready").status_code == 200
        assert len(asked) == 1
        house.clock.advance(1)
        house.client.get("/ready")
        assert len(asked) == 2


def test_a_database_that_hangs_holds_one_thread(sqlite_url: str) -> None:
    """Whoever asks meanwhile hears at once what was known before."""
    hangs, goes_on, asked = threading.Event(), threading.Event(), threading.Event()

    def check() -> None:
        asked.set()
        assert not hangs.is_set() or goes_on.wait(30)

    for house in built(settings_of(sqlite_url), checks={"database": check}):
        assert house.client.get("/ready").status_code == 200
        hangs.set()
        asked.clear()
        house.clock.advance(1)
        with ThreadPoolExecutor() as threads:
            threads.submit(house.client.application.test_client().get, "/ready")
            assert asked.wait(30)
            try:
                assert threads.submit(house.client.get, "/ready").result(5).status_code == 200
            finally:
                goes_on.set()


def test_being_ready_is_asked_over_the_connections_that_are_there(database_url: str) -> None:
    """A probe each second must not open one each second."""
    opened: list[object] = []
    for house in built(settings_of(database_url)):
        sa.event.listen(house.engine, "connect", lambda line, _: opened.append(line))
        for _ in range(5):
            house.clock.advance(1)
            assert house.client.get("/ready").status_code == 200
        assert len(opened) <= 1


def test_metrics_need_the_key(house: House) -> None:
    """As a bearer, whole, and nothing else."""
    for header in (None, "", KEY, f"Basic {KEY}", "Bearer", f"Bearer {KEY[:-1]}", f"Bearer {KEY}x", "Bearer é"):
        headers = {} if header is None else {"Authorization": header}
        answer = house.client.get("/metrics", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert house.client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"}).status_code == 200


def test_without_a_key_metrics_are_for_this_machine(sqlite_url: str) -> None:
    """And not for whom a proxy on this machine speaks."""
    for house in built(settings_of(sqlite_url, ANALYTICS_API_KEY=None)):
        assert house.client.get("/metrics", environ_overrides={"REMOTE_ADDR": "127.0.0.1"}).status_code == 200
        assert house.client.get("/metrics", environ_overrides={"REMOTE_ADDR": "::1"}).status_code == 200
        for environ in ({"REMOTE_ADDR": "10.0.0.1"}, {"REMOTE_ADDR": ""}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}):
            assert house.client.get("/metrics", environ_overrides=environ).status_code == 401


def test_metrics_are_what_prometheus_reads(house: House) -> None:
    """Requests by rule, depths and ages of what waits."""
    house.post(message())
    house.post(report(), "/webhooks/twilio/status")
    house.client.get("/media/nothing")
    house.clock.advance(30)
    found = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(house.metrics())
        for sample in family.samples
    }
    rules = {dict(labels)["rule"] for name, labels in found if name == "boloastro_requests_total"}
    assert rules == {"/webhooks/twilio", "/webhooks/twilio/status", "/media/<token>"}
    assert found["boloastro_inbox_depth", (("status", "new"),)] == 1
    assert found["boloastro_inbox_age_seconds", ()] == 30
    assert found["boloastro_database_up", ()] == 1


def test_metrics_are_told_without_a_database_too(sqlite_url: str) -> None:
    """What waits is not known then, and that is a metric."""
    for house in built(settings_of(sqlite_url), backlog=lambda: None):
        assert "boloastro_database_up 0.0" in house.metrics()


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics", "/media/x", "/nowhere", "/webhooks/twilio"])
def test_every_answer_has_the_headers(house: House, path: str) -> None:
    """Also the errors."""
    headers = house.client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Cache-Control"] == "no-store"
    assert len(headers["X-Request-Id"]) == 32


@pytest.mark.parametrize(
    ("offered", "is_taken"),
    [("b2c5a0de-1e11-4f22-8a33-abcdefabcdef", True), ("trace_0001-abcdef", True), ("919876543210", False),
     ("req-919876543210", False), ("short", False), ("x" * 65, False), ("a b c d e f g", False), ("नमस्ते-नमस्ते", False),
     ('{"a":"bcdefgh"}', False), ("../../etc/passwd", False)],
)  # fmt: skip
def test_a_request_id_of_another_is_taken_if_it_can_be_nothing_else(house: House, offered: str, is_taken: bool) -> None:
    """It is written into our logs."""
    answer = house.client.get("/health", environ_overrides={"HTTP_X_REQUEST_ID": offered.encode().decode("latin-1")})
    assert (answer.headers["X-Request-Id"] == offered) is is_taken


def _raise() -> None:
    raise StorageError("at db.internal:5432")
