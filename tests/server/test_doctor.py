"""`boloastro doctor` says what is set, missing, unsafe and reachable, and never a value."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from engine.charts.grammar import LANGUAGES
from engine.domain.budget import Cost
from integrations.typst.fonts import missing
from server.cli.doctor import doctor
from server.diagnosis import State, letters
from server.settings import Settings
from tests.cli.runs import invoked
from tests.databases import OpenStorage
from tests.razorpay.standin import stand_in
from tests.redis_server import RedisServer
from tests.server.test_settings import PRODUCTION
from tests.twilio.standin import Reply

WITHOUT_FLOWS = {"BOLOASTRO_FLOWS": "no-flows"}
"""For tests that look at something else, and often: to read the shipped flows takes long."""


@pytest.fixture
def twilio() -> Iterator[str]:
    """Somebody who takes connections, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        yield f"http://127.0.0.1:{line.getsockname()[1]}"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` is near."""
    monkeypatch.chdir(tmp_path)


def examined(settings: Mapping[str, str], *arguments: str) -> Result:
    """What it says, with these settings and no others."""
    ours = [str(field.validation_alias) for field in Settings.model_fields.values()]
    return CliRunner().invoke(doctor, list(arguments), env={**dict.fromkeys(ours), **settings})


def states(result: Result) -> dict[str, str]:
    """The states by name."""
    return {finding["name"]: finding["state"] for finding in json.loads(result.output)}


def local(url: str, twilio: str) -> dict[str, str]:
    """Settings of a developer."""
    names = (
        "TWILIO_API_BASE_URL", "TWILIO_CONTENT_BASE_URL", "TWILIO_MESSAGING_BASE_URL", "RAZORPAY_API_BASE_URL",
    )  # fmt: skip
    return {"DATABASE_URL": url, **dict.fromkeys(names, twilio)}


def test_when_all_is_well_it_ends_with_0(sqlite_url: str, twilio: str, redis_url: str) -> None:
    """Everything was looked at."""
    result = examined({**local(sqlite_url, twilio), "REDIS_URL": redis_url}, "--json")
    found = states(result)
    assert result.exit_code == 0
    assert [found[name] for name in ("DATABASE_URL", "SECRET_KEY", "BOLOASTRO_ZONE")] == ["set", "not set", "standard"]
    for name in ("reachable and migrated", "reachable", "twilio_api", "twilio_content", "valid", "letters", "right"):
        assert found[name] == "fine"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "questions are answered by rules"),
        ({"ANSWERS_DAILY_TOKENS": "1000"}, "20% of the tokens; set ANSWERS_DAILY_DOLLARS to bound the money, too"),
        (
            {"ANSWERS_PRICE_IN": "1", "ANSWERS_PRICE_OUT": "2", "ANSWERS_DAILY_DOLLARS": "0.5"},
            "0% of the tokens and 60% of the money",
        ),
    ],
)
def test_it_shows_what_is_used_of_the_budget_of_the_model(
    sqlite_url: str, twilio: str, open_storage: OpenStorage, given: dict[str, str], told: str
) -> None:
    """Of this day."""
    today = datetime.now(ZoneInfo("Asia/Kolkata")).date()
    with open_storage(sqlite_url).begin() as work:
        for day in (today, today + timedelta(days=1)):  # should midnight come meanwhile
            work.costs.lock(day)
            work.costs.save(day, Cost(200, 300_000))
        work.commit()
    model = {"ANSWERS_API_KEY": "sk-key-of-the-test", "ANSWERS_MODEL": "small"} if given else {}
    result = examined({**local(sqlite_url, twilio), **model, **given}, "--json")
    [found] = (each for each in json.loads(result.output) if each["name"] == "budget of today")
    assert found["remedy"] == told


def test_a_language_without_a_font_is_named() -> None:
    """It is refused before anybody pays; an operator learns it before that."""
    found = letters(missing({"en", "hi", "mr", "ta"}))
    assert (found.state, found.remedy.partition(":")[0]) == (State.WRONG, "no reports in te, bn")
    assert letters(missing(LANGUAGES)).state is State.FINE


def test_what_cannot_be_reached_is_named_and_it_ends_with_1(tmp_path: Path, own_redis: RedisServer) -> None:
    """Database, Redis, Twilio; each by itself."""
    own_redis.kill()
    given = {**local(f"sqlite:///{tmp_path}/none.sqlite3", "http://127.0.0.1:1"), "REDIS_URL": own_redis.url}
    result = examined(given, "--json")
    found = states(result)
    assert result.exit_code == 1
    for name in ("reachable and migrated", "reachable", "twilio_api", "twilio_content", "twilio_messaging"):
        assert found[name] == "unreachable"
    assert "boloastro migrate" in result.output


def test_redis_is_asked_with_our_password(sqlite_url: str, twilio: str, own_redis: RedisServer) -> None:
    """That somebody takes the connection says nothing: rates would be counted by each process alone."""
    own_redis.command("CONFIG", "SET", "requirepass", "redisword")
    place = own_redis.url.removeprefix("redis://")
    known = {
        f"redis://:redisword@{place}": ("fine", ""),
        f"redis://{place}": ("unreachable", "our name or password is refused"),
        f"redis://:otherword@{place}": ("unreachable", "our name or password is refused"),
        f"redis://:redisword@{place}99": ("unreachable", "it answers and refuses (ResponseError)"),
        twilio.replace("http", "redis"): ("unreachable", "no answer (TimeoutError): is the address right?"),
        f"redis+unix://:redisword@/{place}": ("unreachable", "no answer (ConnectionError): is the address right?"),
    }
    for url, told in known.items():
        result = examined({**local(sqlite_url, twilio), **WITHOUT_FLOWS, "REDIS_URL": url}, "--json")
        found = next(each for each in json.loads(result.output) if each["subject"] == "redis")
        assert (found["state"], found["remedy"]) == told, url
        assert "word@" not in result.output


def test_what_is_missing_or_unsafe_is_named_with_its_remedy() -> None:
    """Nothing else can be looked at then."""
    given = {**PRODUCTION, "SECRET_KEY": "sh0rty", "TWILIO_AUTH_TOKEN": ""}
    del given["PUBLIC_BASE_URL"]
    result = examined(given, "--json")
    found = states(result)
    assert result.exit_code == 1
    assert (found["SECRET_KEY"], found["TWILIO_AUTH_TOKEN"], found["PUBLIC_BASE_URL"]) == (
        "unsafe",
        "unsafe",
        "missing",
    )
    assert found["CONTACT_HASH_KEY"] == "set"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"ANSWERS_API_KEY": "sk-key-of-the-test"}, {"ANSWERS_API_KEY": "set", "ANSWERS_MODEL": "missing"}),
        ({"ANSWERS_MODEL": "small"}, {"ANSWERS_API_KEY": "not set", "ANSWERS_MODEL": "unsafe"}),
        (
            {"RAZORPAY_KEY_ID": PRODUCTION["RAZORPAY_KEY_ID"]},
            {"RAZORPAY_KEY_SECRET": "missing", "RAZORPAY_WEBHOOK_SECRET": "missing"},
        ),
    ],
)
def test_half_a_model_and_half_a_till_are_in_the_way(given: dict[str, str], found: dict[str, str]) -> None:
    """They are no choice, also in development."""
    result = examined(given, "--json")
    assert result.exit_code == 1
    assert states(result).items() >= found.items()


def test_a_file_of_settings_that_cannot_be_read_is_in_the_way(tmp_path: Path) -> None:
    """It is all that is told: what is set is not known. Everybody else says so, too."""
    (tmp_path / ".env").write_bytes(b"BOLOASTRO_ZONE=\xff\n")
    result = examined({}, "--json")
    assert (result.exit_code, states(result)) == (1, {".env": "wrong"})
    assert "save it as UTF-8" in result.output
    done = invoked("serve")
    assert (done.exit_code, done.stderr) == (2, "boloastro: the file .env is not UTF-8: save it as UTF-8\n")


def test_flows_with_errors_are_in_the_way(tmp_path: Path, sqlite_url: str, twilio: str) -> None:
    """They would be for the server; also if there are none, and the name of the folder is a value, too."""
    (tmp_path / "flows").mkdir()
    for folder in ("flows", "no-flows"):
        result = examined({**local(sqlite_url, twilio), "BOLOASTRO_FLOWS": str(tmp_path / folder)}, "--json")
        assert (result.exit_code, states(result)["valid"]) == (1, "wrong")
        assert str(tmp_path) not in result.output


def test_the_database_is_told_by_its_kind_alone(tmp_path: Path, sqlite_url: str, twilio: str) -> None:
    """Neither a path nor a host nor a user, and never a password, wherever it stands."""
    known = {
        sqlite_url: "SQLite",
        f"sqlite:///{tmp_path}/none.sqlite3": "SQLite, not there or not migrated: run: boloastro migrate",
        "postgresql://chief:dbword@127.0.0.1:1/stars": "PostgreSQL, cannot be reached",
        "postgresql://chief@127.0.0.1:1/stars?password=dbword": "PostgreSQL, cannot be reached",
        "postgresql:///stars?host=127.0.0.1&port=1&user=chief&password=dbword": "PostgreSQL, cannot be reached",
        "postgresql://chief@127.0.0.1:1/stars?dbword": "PostgreSQL, cannot be reached",
        "oracle://chief:dbword@127.0.0.1/stars": "DATABASE_URL is neither",
    }
    for url, told in known.items():
        result = examined({**local(url, twilio), **WITHOUT_FLOWS}, "--json")
        found = next(each for each in json.loads(result.output) if each["subject"] == "database")
        assert found["remedy"].startswith(told)
        for part in ("dbword", "chief", "stars", "127.0.0.1:1", str(tmp_path)):
            assert part not in found["remedy"]


def test_texts_that_only_the_sandbox_knows_are_unsafe_in_production(sqlite_url: str, redis_url: str) -> None:
    """The shipped templates have such ids; in development nothing else is wanted."""
    given = {**PRODUCTION, **local(sqlite_url, "https://127.0.0.1:1"), "REDIS_URL": redis_url}
    result = examined(given, "--json")
    found = next(each for each in json.loads(result.output) if each["name"] == "valid")
    assert (result.exit_code, found["state"]) == (1, "unsafe")
    for told in ("nobody_free", "hi", "Content Template Builder"):
        assert told in found["remedy"]


@pytest.mark.parametrize(
    ("key", "reply", "state", "told"),
    [
        ("rzp_test_OfTheTests0001", (200, b'{"entity":"collection","count":0,"items":[]}'), "fine", "test mode"),
        ("rzp_live_OfTheTests0001", (200, b'{"entity":"collection","count":0,"items":[]}'), "fine", "live mode"),
        ("rzp_test_OfTheTests0001", (401, b"{}"), "unreachable",
         "test mode: RAZORPAY_KEY_ID or RAZORPAY_KEY_SECRET is refused"),
        ("rzp_test_OfTheTests0001", (200, b"<html>"), "unreachable",
         "test mode: no answer we understand (garbled): is the address right?"),
        ("rzp_test_OfTheTests0001", None, "unreachable",
         "test mode: no answer we understand (connect): is the address right?"),
        (None, None, "not set", "nothing can be sold"),
        ("rzp_test_" + "a" * 61, None, "wrong", "the key id is rzp_test_ or rzp_live_, and letters and digits"),
    ],
)  # fmt: skip
def test_razorpay_is_asked_with_our_key(
    sqlite_url: str, twilio: str, key: str | None, reply: tuple[int, bytes] | None, state: str, told: str
) -> None:
    """And tells whether it is for tests; the key itself is not shown."""
    secrets = {name: PRODUCTION[name] for name in ("RAZORPAY_KEY_SECRET", "RAZORPAY_WEBHOOK_SECRET")}
    with stand_in() as razorpay:
        url = "http://127.0.0.1:1" if reply is None else razorpay.url
        if reply is not None:
            razorpay.then(Reply(*reply))
        given = {
            **local(sqlite_url, twilio), **WITHOUT_FLOWS, "RAZORPAY_API_BASE_URL": url,
            **({} if key is None else {**secrets, "RAZORPAY_KEY_ID": key}),
        }  # fmt: skip
        result = examined(given, "--json")
        assert razorpay.calls == ([] if reply is None else ["GET /v1/payments"])
    found = next(each for each in json.loads(result.output) if each["subject"] == "payments")
    assert (found["state"], found["remedy"]) == (state, told)
    assert PRODUCTION["RAZORPAY_KEY_SECRET"] not in result.output


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_no_value_is_shown(arguments: tuple[str, ...]) -> None:
    """Neither of what is right nor of what is wrong."""
    wrong = {name: f"{value}-wrong-{number}" for number, (name, value) in enumerate(PRODUCTION.items())}
    del wrong["BOLOASTRO_ENV"]
    nowhere = {
        "TWILIO_API_BASE_URL": "https://127.0.0.1:1", "RAZORPAY_API_BASE_URL": "https://127.0.0.1:1",
        "DATABASE_URL": "sqlite:////x/y",
    }  # fmt: skip
    for given in (dict(PRODUCTION), wrong):
        shown = examined({**given, **nowhere}, *arguments).output.replace("\n", "")
        values = [value for name, value in given.items() if name not in ("BOLOASTRO_ENV", "DATABASE_URL")]
        assert not [value for value in values if value in shown]


def test_people_get_a_table(sqlite_url: str, twilio: str) -> None:
    """With one line at the end that says how it is."""
    result = examined(local(sqlite_url, twilio))
    assert result.exit_code == 0
    assert result.output.rstrip().endswith("Nothing is in the way.")
    assert "DATABASE_URL" in result.output
