"""What was computed is not computed again, one computes for many, and a cache that is away is never an error."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter
from structlog.testing import capture_logs

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.places import Place
from engine.errors import InvalidMoment
from engine.interfaces.astrology import AstrologyGateway
from integrations.astrology.basis import basis
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from integrations.caching.astrology import CachingAstrologyGateway
from integrations.caching.bounded import Bounded
from integrations.caching.cache import Cache, Kind, open_cache
from integrations.caching.keys import key_of
from integrations.caching.places import CachingPlaceGateway
from integrations.caching.resting import Rest
from tests.caching.counted import CountedPlaces, CountedSky
from tests.redis_server import RedisServer

LAHIRI = Ayanamsa.LAHIRI
DAY = date(2026, 1, 5)
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
PUNE = Place(
    id="pune", name="Pune", region="Maharashtra", country="India", latitude=18.52, longitude=73.86,
    timezone="Asia/Kolkata",
)  # fmt: skip
QUESTIONS: dict[str, Callable[[AstrologyGateway], Any]] = {
    "panchang": lambda sky: sky.panchang(DAY, PUNE, LAHIRI),
    "transits": lambda sky: sky.transits(Sign.TULA, START, LAHIRI),
    "ingresses": lambda sky: sky.ingresses(Graha.MARS, START, END, LAHIRI),
    "saturn": lambda sky: sky.saturn(Sign.MEENA, START, END, LAHIRI),
}
NUMBERS = Kind("numbers", timedelta(hours=1), TypeAdapter(int))

PATIENCE = 2.0
"""Seconds; so long that a busy machine does not take as long without waiting for anything."""


@pytest.fixture(params=["redis", "memory"])
def cache(request: pytest.FixtureRequest) -> Cache:
    """Both kinds: the test runs once with each."""
    return open_cache(request.getfixturevalue("redis_url") if request.param == "redis" else None)


def remembering(sky: CountedSky, cache: Cache) -> CachingAstrologyGateway:
    """A gateway before another."""
    return CachingAstrologyGateway(sky, cache, basis)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_same_question_is_computed_once_and_has_an_equal_answer(name: str, cache: Cache) -> None:
    """Down to the last digit, whether it comes from memory or out of JSON."""
    sky, ask = CountedSky(), QUESTIONS[name]
    gateway, true = remembering(sky, cache), ask(EmbeddedAstrologyGateway())
    assert ask(gateway) == ask(gateway) == ask(gateway) == true
    assert sky.asked == {name: 1}


def test_another_question_is_another(cache: Cache) -> None:
    """Day, place, sign, moment and ayanamsa."""
    sky = CountedSky()
    gateway = remembering(sky, cache)
    for day, place in ((DAY, PUNE), (date(2026, 1, 6), PUNE), (DAY, replace(PUNE, latitude=19.0))):
        assert gateway.panchang(day, place, LAHIRI) == sky.panchang(day, place, LAHIRI)
    gateway.panchang(DAY, PUNE, Ayanamsa.KP)
    gateway.panchang(DAY, replace(PUNE, timezone="Asia/Dubai"), LAHIRI)
    assert sky.asked["panchang"] == 3 + 5
    for sign in Sign:
        assert gateway.transits(sign, START, LAHIRI).moon_sign is sign


def test_another_version_finds_nothing_of_this_one(cache: Cache) -> None:
    """Nor do other tables."""
    sky = CountedSky()
    ask = QUESTIONS["transits"]
    for conventions in (
        basis,
        lambda each: replace(basis(each), version="another"),
        lambda each: replace(basis(each), tables="x"),
    ):
        ask(CachingAstrologyGateway(sky, cache, conventions))
    assert sky.asked["transits"] == 3


def test_charts_are_not_kept(cache: Cache) -> None:
    """All else goes straight to the other gateway."""
    gateway = remembering(CountedSky(), cache)
    assert gateway.capabilities() == EmbeddedAstrologyGateway().capabilities()


def test_errors_are_raised_and_not_kept(cache: Cache) -> None:
    """The midnight sun is computed again."""
    sky = CountedSky()
    north = replace(PUNE, latitude=69.6, longitude=18.9, timezone="Europe/Oslo")
    for _ in range(2):
        with pytest.raises(InvalidMoment):
            remembering(sky, cache).panchang(date(2026, 6, 21), north, LAHIRI)
    assert sky.asked["panchang"] == 2


def test_an_error_of_the_network_is_that_of_the_gateway(cache: Cache) -> None:
    """It is not taken for one of Redis, and not tried twice."""
    tried: list[int] = []

    def fail() -> int:
        tried.append(1)
        raise ConnectionError("the provider is away")

    with pytest.raises(ConnectionError, match="provider"):
        cache.recall(NUMBERS, "x", fail)
    assert len(tried) == 1


def test_of_many_at_once_one_computes(cache: Cache) -> None:
    """The others wait for it: thirty-two threads, one slow question."""
    sky = CountedSky(seconds=0.2)
    gateway, found = remembering(sky, cache), list[Any]()
    threads = [threading.Thread(target=lambda: found.append(QUESTIONS["panchang"](gateway))) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 32
    assert all(each == found[0] for each in found)
    assert sky.asked == {"panchang": 1}


def test_of_many_processes_one_computes(redis_url: str) -> None:
    """Caches that know nothing of each other stand for processes."""
    sky, found = CountedSky(seconds=0.3), list[Any]()

    def ask() -> None:
        found.append(QUESTIONS["panchang"](remembering(sky, open_cache(redis_url))))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert sky.asked == {"panchang": 1}


def test_what_is_old_is_computed_again(cache: Cache) -> None:
    """After its time."""
    brief = Kind("brief", timedelta(seconds=1), TypeAdapter(int))
    counted = iter(range(10))
    assert [cache.recall(brief, "x", lambda: next(counted)) for _ in range(3)] == [0, 0, 0]
    time.sleep(1.1)
    assert cache.recall(brief, "x", lambda: next(counted)) == 1


def test_redis_forgets_by_itself(redis_of_all: RedisServer, redis_url: str) -> None:
    """Nothing stays for ever that nobody asks for any more, and no name tells what was asked."""
    CachingPlaceGateway(CountedPlaces(), open_cache(redis_url), "e").find("Rampur", 9)
    keys = redis_of_all.command("KEYS", "*").decode()
    assert "boloastro:cache:places:" in keys
    assert "ampur" not in keys
    name = next(line for line in keys.splitlines() if line.startswith("boloastro"))
    assert 0 < int(redis_of_all.command("TTL", name).strip(b":\r\n")) <= 7 * 86400


def test_what_cannot_be_read_is_computed(redis_of_all: RedisServer, redis_url: str) -> None:
    """An older shape, a pickle, another's bytes: nothing of it is executed, and it is written anew."""
    sky, ask = CountedSky(), QUESTIONS["transits"]
    ask(remembering(sky, open_cache(redis_url)))
    name = next(
        line for line in redis_of_all.command("KEYS", "*").decode().splitlines() if line.startswith("boloastro")
    )
    held = redis_of_all.command("GETRANGE", name, "0", "60")
    assert b"pickle" not in held
    for nonsense in ("nonsense", "cos\\nsystem", '{"v":1,"ct":9999999999}|{}', '{"v":1,"ct":9999999999}|[1]'):
        redis_of_all.command("SET", name, nonsense)
        assert ask(remembering(sky, open_cache(redis_url))) == ask(EmbeddedAstrologyGateway())


def test_a_killed_redis_costs_time_only(own_redis: RedisServer) -> None:
    """Before, while it is away, and when it is back."""
    sky, ask = CountedSky(), QUESTIONS["transits"]
    gateway, true = remembering(sky, open_cache(own_redis.url, rest=0.2)), ask(EmbeddedAstrologyGateway())
    assert ask(gateway) == true
    own_redis.kill()
    with capture_logs() as logs:
        assert [ask(gateway) for _ in range(5)] == [true] * 5
    assert [line["event"] for line in logs] == ["cache.alone"]
    assert sky.asked == {"transits": 2}  # once for Redis, once for the memory of this process
    own_redis.start()
    time.sleep(0.3)
    with capture_logs() as logs:
        assert [ask(gateway) for _ in range(3)] == [true] * 3
    assert [line["event"] for line in logs] == ["cache.together"]
    assert sky.asked == {"transits": 3}


def test_a_redis_that_dies_while_something_is_computed_loses_nothing(own_redis: RedisServer) -> None:
    """It is not computed twice for that."""
    cache, tried = open_cache(own_redis.url), list[int]()

    def die() -> int:
        tried.append(1)
        own_redis.kill()
        return 7

    assert cache.recall(NUMBERS, "x", die) == 7
    assert cache.recall(NUMBERS, "x", die) == 7
    assert len(tried) == 1


def test_a_frozen_redis_holds_nobody_up_for_long(own_redis: RedisServer) -> None:
    """The patience ends; those who come after do not wait at all."""
    gateway = remembering(CountedSky(), open_cache(own_redis.url, patience=PATIENCE, rest=60))
    own_redis.freeze()
    try:
        begun = time.monotonic()
        QUESTIONS["transits"](gateway)
        first = time.monotonic() - begun
        QUESTIONS["transits"](gateway)
        second = time.monotonic() - begun - first
        assert first >= PATIENCE  # it was asked once
        assert second < PATIENCE  # and not again
    finally:
        own_redis.thaw()


def test_a_redis_that_never_was_is_no_error() -> None:
    """Nothing is connected beforehand."""
    gateway = remembering(CountedSky(), open_cache("redis://127.0.0.1:1/0"))
    assert QUESTIONS["transits"](gateway) == QUESTIONS["transits"](EmbeddedAstrologyGateway())


def test_places_are_looked_up_once(cache: Cache) -> None:
    """None is an answer, too; another edition knows others; a point is never kept."""
    places = CountedPlaces()
    gateway = CachingPlaceGateway(places, cache, "one")
    assert gateway.find("Rampur", 9) == gateway.find("Rampur", 9) == tuple(CountedPlaces().find("Rampur", 9))
    assert gateway.find("qqqqqq", 9) == gateway.find("qqqqqq", 9) == ()
    assert places.asked == 2
    CachingPlaceGateway(places, cache, "two").find("Rampur", 9)
    gateway.find("Rampur", 3)
    assert gateway.find("x" * 500, 9) == gateway.find("x" * 500, 9) == ()
    assert places.asked == 6
    assert gateway.near(18.5, 73.8, 1) == places.near(18.5, 73.8, 1)


def test_memory_has_an_end() -> None:
    """What was not used for longest goes first."""
    kept = Bounded(2)
    kept["a"], kept["b"] = 1, 2
    assert kept["a"] == 1
    kept["c"] = 3
    assert sorted(kept) == ["a", "c"]
    del kept["a"]
    assert (len(kept), kept.get("a")) == (1, None)


def test_one_in_a_while_tries_what_has_failed() -> None:
    """And the others do not wait for that."""
    now = [0.0]
    rest = Rest(3.0, lambda: now[0])
    assert rest.may_try()
    assert (rest.failed(), rest.failed(), rest.may_try()) == (True, False, False)
    now[0] = 3.0
    assert (rest.may_try(), rest.may_try()) == (True, False)
    assert (rest.worked(), rest.worked(), rest.may_try()) == (True, False, True)


def test_keys_do_not_run_into_each_other() -> None:
    """Where one part ends matters."""
    assert len({key_of("ab", "c"), key_of("a", "bc"), key_of("abc"), key_of("c", "ab")}) == 4
