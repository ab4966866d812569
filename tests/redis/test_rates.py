"""How often something is done is counted over a real Redis, and without it."""

from __future__ import annotations

import threading
import time

import pytest
from structlog.testing import capture_logs

from engine.interfaces.rates import Rate, RateGateway
from integrations.redis.memory import MemoryRates
from integrations.redis.rates import RedisRates, open_rates
from tests.redis_server import RedisServer

THREE = Rate("three", 3, 60)


@pytest.fixture(params=["redis", "memory"])
def rates(request: pytest.FixtureRequest) -> RateGateway:
    """Both kinds: the test runs once with each."""
    return open_rates(request.getfixturevalue("redis_url") if request.param == "redis" else None)


def test_as_many_as_allowed_and_not_one_more(rates: RateGateway) -> None:
    """What was refused does not count."""
    assert [rates.take(THREE, "asha") for _ in range(5)] == [True] * 3 + [False] * 2


def test_every_key_and_every_name_is_counted_by_itself(rates: RateGateway) -> None:
    """One person's messages are not another's, and a minute is not an hour."""
    assert all(rates.take(THREE, "asha") for _ in range(3))
    assert rates.take(THREE, "ravi")
    assert rates.take(Rate("other", 3, 60), "asha")


def test_the_window_moves(rates: RateGateway) -> None:
    """When the first has left the window there is room for one."""
    brief = Rate("brief", 2, 1)
    assert rates.take(brief, "asha")
    assert rates.take(brief, "asha")
    wait = rates.wait(brief, "asha")
    assert 0 < wait <= 1
    time.sleep(wait + 0.02)
    assert rates.take(brief, "asha")


def test_nobody_waits_who_may(rates: RateGateway) -> None:
    """Also not one who was never seen."""
    assert rates.wait(THREE, "asha") == 0


def test_threads_together_get_no_more_than_one_alone(rates: RateGateway) -> None:
    """Thirty-two at once for a hundred places."""
    hundred = Rate("hundred", 100, 60)
    taken: list[bool] = []

    def take_many() -> None:
        taken.extend(rates.take(hundred, "all") for _ in range(10))

    threads = [threading.Thread(target=take_many) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(True) == 100


def test_processes_count_together_over_redis(redis_url: str) -> None:
    """Two gateways that know nothing of each other stand for two processes."""
    first, second = open_rates(redis_url), open_rates(redis_url)
    assert [gateway.take(THREE, "asha") for gateway in (first, second, first, second)] == [True, True, True, False]


def test_the_windows_are_lua_on_the_server(redis_of_all: RedisServer, redis_url: str) -> None:
    """One round trip, and no other process in between."""
    open_rates(redis_url).take(THREE, "asha")
    assert b"cmdstat_evalsha" in redis_of_all.command("INFO", "commandstats")


def test_without_redis_each_process_counts_for_itself_and_says_so_once(own_redis: RedisServer) -> None:
    """It is killed in the middle and comes back; nobody has to do anything for it."""
    rates = RedisRates(own_redis.url, rest=0.05)
    assert rates.take(THREE, "asha")
    own_redis.kill()
    with capture_logs() as lines:
        assert [rates.take(THREE, "asha") for _ in range(5)] == [True] * 3 + [False] * 2
        assert rates.wait(THREE, "asha") > 0
    assert [(line["event"], line["log_level"]) for line in lines] == [("rates.alone", "warning")]
    own_redis.start()
    time.sleep(0.1)
    with capture_logs() as lines:
        assert rates.take(THREE, "asha")
    assert [line["event"] for line in lines] == ["rates.together"]


def test_a_frozen_redis_costs_one_timeout_in_a_few_seconds(own_redis: RedisServer) -> None:
    """Not one for each message: those wait for nothing."""
    rates = RedisRates(own_redis.url, patience=0.5, rest=60)
    assert rates.take(THREE, "asha")
    own_redis.freeze()
    began = time.perf_counter()
    many = Rate("many", 1000, 60)
    assert all(rates.take(many, "asha") for _ in range(500))
    assert 0.4 < time.perf_counter() - began < 5  # five hundred of them would be 250 seconds
    own_redis.thaw()


def test_one_thread_tries_again_while_the_others_go_on(own_redis: RedisServer) -> None:
    """After the rest one of them pays the timeout, whoever they are."""
    now = [0.0]
    rates = RedisRates(own_redis.url, patience=0.3, rest=3, time=lambda: now[0])
    own_redis.freeze()
    rates.take(THREE, "asha")
    now[0] = 4.0
    spent: list[float] = []

    def take_one() -> None:
        began = time.perf_counter()
        rates.take(THREE, "ravi")
        spent.append(time.perf_counter() - began)

    threads = [threading.Thread(target=take_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    own_redis.thaw()
    assert sum(seconds > 0.25 for seconds in spent) == 1


def test_a_redis_that_never_was_is_as_one_that_went() -> None:
    """Making the gateway asks nobody."""
    rates = open_rates("redis://127.0.0.1:1/0")
    assert [rates.take(THREE, "asha") for _ in range(4)] == [True] * 3 + [False]


def test_a_connection_redis_has_closed_is_opened_anew(redis_of_all: RedisServer, redis_url: str) -> None:
    """An idle connection that was cut is no trouble worth a fallback."""
    rates = open_rates(redis_url)
    assert rates.take(THREE, "asha")
    redis_of_all.command("CLIENT", "KILL", "TYPE", "normal")
    with capture_logs() as lines:
        assert [rates.take(THREE, "asha") for _ in range(3)] == [True, True, False]
    assert lines == []


def test_memory_forgets_those_who_have_gone() -> None:
    """A million strangers do not fill it."""
    now = [0.0]
    rates = MemoryRates(time=lambda: now[0], most_keys=10)
    for number in range(10):
        assert rates.take(THREE, f"stranger-{number}")
    now[0] = 61.0
    assert rates.take(THREE, "asha")
    assert len(rates._taken) == 1


def test_memory_stays_small_even_if_all_come_at_once() -> None:
    """Then the first one's counts are forgotten: one message too many is better than no memory."""
    rates = MemoryRates(time=lambda: 0.0, most_keys=10)
    for number in range(1000):
        rates.take(THREE, f"stranger-{number}")
    assert len(rates._taken) <= 10
