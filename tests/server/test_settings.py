"""Settings are read together, and everything that is wrong with them is told at once, without values."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from pydantic import ValidationError
from werkzeug.security import generate_password_hash

from engine.domain.budget import Bounds
from engine.errors import BoloastroError
from server.setting_rules import NEEDED
from server.settings import KEEP, Settings, problems_of

HASH = "scrypt:32768:8:1$AAAAAAAAAAAAAAAA$" + "a" * 128
PRODUCTION: Mapping[str, str] = {
    "BOLOASTRO_ENV": "production", "DATABASE_URL": "postgresql://bot:dbword@db.internal/bot",
    "SECRET_KEY": "Kq8vX2mN5pR7tY1wZ4aB6cD9eF3gH0jL", "CONTACT_HASH_KEY": "Lz7uW1lM4oQ6sX0vY3zA5bC8dE2fG9hK",
    "ANALYTICS_API_KEY": "Mx6tV0kL3nP5rW9uX2yZ4aB7cD1eF8gJ", "ADMIN_PASSWORD_HASH": HASH,
    "PUBLIC_BASE_URL": "https://bot.example.org", "TWILIO_ACCOUNT_SID": "AC" + "a1" * 16,
    "TWILIO_AUTH_TOKEN": "b2c4d6e8" * 4, "TWILIO_WHATSAPP_NUMBER": "whatsapp:+14155238886",
    "RAZORPAY_KEY_ID": "rzp_live_abcdef12345678", "RAZORPAY_KEY_SECRET": "razorsecret-12345678",
    "RAZORPAY_WEBHOOK_SECRET": "hooksecret-123456789", "REDIS_URL": "rediss://:redisword@redis.internal:6379/0",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours is set, and no `.env` is near."""
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    monkeypatch.chdir(tmp_path)


def problems(monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str | None]) -> dict[str, str]:
    """What is wrong, by variable."""
    for name, value in given.items():
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    try:
        Settings()
    except ValidationError as error:
        return dict(problems_of(error))
    return {}


def test_development_needs_nothing() -> None:
    """Whoever has just cloned the project can play."""
    settings = Settings()
    assert not settings.is_production
    assert settings.twilio_tokens == ()
    assert settings.keep == {table: timedelta(days=days) for table, days in KEEP.items()}


@pytest.mark.parametrize(
    "content", ["ANALYTICS_API_KEY=ключ\n".encode("cp1251"), "BOLOASTRO_ZONE=UTC\n".encode("utf-16")]
)
def test_a_file_that_is_no_utf_8_is_told_so(tmp_path: Path, content: bytes) -> None:
    """In one line, and without anything that stands in it."""
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(BoloastroError, match=r"^the file \.env is not UTF-8: save it as UTF-8$"):
        Settings()


def test_a_file_that_cannot_be_read_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By whoever may not."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "secret place")

    (tmp_path / ".env").write_text("BOLOASTRO_ZONE=UTC\n")
    monkeypatch.setattr("dotenv.main.DotEnv.dict", refused)
    with pytest.raises(BoloastroError, match=r"^the file \.env cannot be read \(PermissionError\)$"):
        Settings()


def test_production_starts_with_all_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """And with a real hash of werkzeug."""
    assert problems(monkeypatch, {**PRODUCTION, "ADMIN_PASSWORD_HASH": generate_password_hash("a")}) == {}


def test_production_names_everything_it_misses_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name of the variable, with where to get it."""
    found = problems(monkeypatch, {"BOLOASTRO_ENV": "production"})
    expected = {str(Settings.model_fields[name].validation_alias) for name in NEEDED}
    assert set(found) == expected
    assert all(text.startswith("is missing in production: ") for text in found.values())


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_set_to_nothing_is_never_taken_for_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """An empty secret is one that everybody knows: also in development, also if it is only spaces."""
    for value in ("", "  "):
        assert "is set to nothing" in problems(monkeypatch, {name: value})[name]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SECRET_KEY", "sh0rty", "too short"),
        ("SECRET_KEY", "a" * 40, "can be guessed"),
        ("SECRET_KEY", PRODUCTION["SECRET_KEY"] + ",", "empty part"),
        ("CONTACT_HASH_KEY", PRODUCTION["SECRET_KEY"], "is the same as SECRET_KEY"),
        ("ANALYTICS_API_KEY", PRODUCTION["CONTACT_HASH_KEY"], "is the same as CONTACT_HASH_KEY"),
        ("ADMIN_PASSWORD_HASH", "hunter2", "not the scrypt hash"),
        ("ADMIN_PASSWORD_HASH", "scrypt:2:8:1$AAAAAAAAAAAAAAAA$" + "a" * 128, "not the scrypt hash"),
        ("PUBLIC_BASE_URL", "http://bot.example.org", "https://"),
        ("PUBLIC_BASE_URL", "bot.example.net", "no address"),
        ("PUBLIC_BASE_URL", "https://bot_1.example.org", "no underscore"),
        ("PUBLIC_BASE_URL", "https://user:word@bot.example.org", "no user"),
        ("PUBLIC_BASE_URL", "https://bot.example.org/?a=1", "no ?"),
        ("PUBLIC_BASE_URL", "https://bot.example.org:x", "no address"),
        ("PUBLIC_BASE_URL", "https://...", "no address"),
        ("PUBLIC_BASE_URL", "https://bot.example.org?", "no ?"),
        ("PUBLIC_BASE_URL", "https://bot.example.org\n", "no space"),
        ("TWILIO_API_BASE_URL", "http://127.0.0.1:4010", "https://"),
        ("TWILIO_CONTENT_BASE_URL", "http://127.0.0.1:4010", "https://"),
        ("TWILIO_MESSAGING_BASE_URL", "http://127.0.0.1:4010", "https://"),
        ("TWILIO_ACCOUNT_SID", "AC1", "no account"),
        ("TWILIO_AUTH_TOKEN", "b2b2,,b2b2", "empty part"),
        ("TWILIO_AUTH_TOKEN", ",", "empty part"),
        ("TWILIO_AUTH_TOKEN", "b2b2, c3c3", "space beside a comma"),
        ("TWILIO_AUTH_TOKEN", "changeme", "can be guessed"),
        ("TWILIO_AUTH_TOKEN", f"{PRODUCTION['TWILIO_AUTH_TOKEN']},short", "can be guessed"),
        ("RAZORPAY_KEY_SECRET", "1" * 20, "can be guessed"),
        ("RAZORPAY_WEBHOOK_SECRET", "hook", "can be guessed"),
        ("RAZORPAY_WEBHOOK_SECRET", PRODUCTION["SECRET_KEY"], "is the same as SECRET_KEY"),
        ("RAZORPAY_WEBHOOK_SECRET", PRODUCTION["RAZORPAY_KEY_SECRET"], "is the same as RAZORPAY_KEY_SECRET"),
        ("TWILIO_WHATSAPP_NUMBER", "14155238886", "no number"),
        ("RAZORPAY_KEY_ID", "key", "no key"),
        ("REDIS_URL", "10.9.8.7:6379", "no Redis"),
        ("REDIS_URL", "redis://:pa/ss@redis.internal:6379/0", "in a password / is %2F"),
        ("REDIS_URL", "redis://:pa#ss@redis.internal:6379/0", "no Redis"),
        ("REDIS_URL", "redis://redis.internal:99999/0", "no Redis"),
        ("REDIS_URL", "redis://[redis.internal", "no Redis"),
        ("REDIS_URL", "redis://redis.internal\n", "no Redis"),
        ("REDIS_URL", "redis+unix://", "no Redis"),
        ("DATABASE_URL", "sqlite:///here.sqlite3", "absolute"),
        ("BOLOASTRO_CLOCK", "/tmp/clock", "remove it"),
        ("BOLOASTRO_QUIET_HOURS", "9pm", "no hours"),
        ("BOLOASTRO_QUIET_HOURS", "21:00-21:00", "no hours"),
        ("BOLOASTRO_TRUSTED_PROXIES", "proxy.internal", "no networks"),
        ("BOLOASTRO_TRUSTED_PROXIES", "10.0.0.0/8,0.0.0.0/0", "trusts everybody"),
        ("BOLOASTRO_TRUSTED_PROXIES", "::/0", "trusts everybody"),
        ("BOLOASTRO_ZONE", "Asia/Calcuta", "names no time zone"),
        ("BOLOASTRO_KEEP_DAYS", "everything=1", "no days"),
        ("BOLOASTRO_KEEP_DAYS", "inbox=0", "no days"),
        ("BOLOASTRO_MESSAGES_PER_MINUTE", "0", "greater than or equal to 1"),
    ],
)
def test_what_is_unsafe_in_production_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    """One problem, at the one place."""
    found = problems(monkeypatch, {**PRODUCTION, name: value})
    assert list(found) == [name]
    assert told in found[name]
    assert len(value) < 5 or value not in found[name]


def test_a_stand_in_for_twilio_is_for_development(monkeypatch: pytest.MonkeyPatch) -> None:
    """There any address will do, and any clock."""
    local = {
        "TWILIO_API_BASE_URL": "http://127.0.0.1:4010/",
        "BOLOASTRO_CLOCK": "clock",
        "PUBLIC_BASE_URL": "http://[::1]:80",
    }
    assert problems(monkeypatch, local) == {}
    assert Settings().twilio_api_base_url == "http://127.0.0.1:4010"


def test_several_things_that_are_wrong_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets up a server does not want to start it twelve times."""
    wrong = {
        "BOLOASTRO_ZONE": "Mars",
        "SECRET_KEY": "x",
        "TWILIO_AUTH_TOKEN": "",
        "BOLOASTRO_CLOCK": "x",
        "DATABASE_URL": None,
    }
    assert set(problems(monkeypatch, {**PRODUCTION, **wrong})) == set(wrong)


def test_nothing_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings nor their errors, in any form in which Python shows them."""
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    secret = {"SECRET_KEY", "CONTACT_HASH_KEY", "ANALYTICS_API_KEY", "ADMIN_PASSWORD_HASH", "TWILIO_AUTH_TOKEN",
              "RAZORPAY_KEY_SECRET", "RAZORPAY_WEBHOOK_SECRET"}  # fmt: skip
    hidden = [PRODUCTION[name] for name in secret] + ["dbword", "redisword"]
    assert not [value for value in hidden if value in f"{settings!r} {settings}"]
    assert set(hidden) < settings.secrets
    monkeypatch.setenv("BOLOASTRO_ZONE", "Mars")
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert not [value for value in hidden if value in f"{caught.value!r} {caught.value}"]


@pytest.mark.parametrize("password", ["dbword", "d%40b word", "db/word", "db[word", "db:word"])
def test_a_password_in_the_query_of_an_address_is_a_secret_too(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    """As it is meant, and not only as a part of the whole."""
    for url in (f"postgresql:///bot?host=db.internal&password={password}", f"postgresql://bot:{password}@db/bot"):
        monkeypatch.setenv("DATABASE_URL", url)
        assert unquote(password) in Settings().secrets


def test_tokens_are_several_while_one_replaces_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is used, all are known."""
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "new,old")
    assert Settings().twilio_tokens == ("new", "old")
    assert {"new", "old"} < Settings().secrets


def test_a_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The file is `.env` where the program starts."""
    (tmp_path / ".env").write_text(
        "BOLOASTRO_ROOT_FLOW=one\nBOLOASTRO_KEEP_DAYS='inbox=7, jobs=8'\nTWILIO_WHATSAPP_NUMBER=+14155238886\n"
    )
    monkeypatch.setenv("BOLOASTRO_ROOT_FLOW", "two")
    settings = Settings()
    assert settings.root_flow == "two"
    assert settings.keep["inbox"] == timedelta(days=7)
    assert settings.keep["outbox"] == timedelta(days=KEEP["outbox"])
    assert settings.twilio_whatsapp_number == "whatsapp:+14155238886"


def test_every_setting_is_in_the_documentation() -> None:
    """With its name; and no name there is without a setting."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    names = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert {name for name in names if f"`{name}`" in page} == names
    assert os.environ  # the fixture has left the rest alone


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, {}),
        ({"IN": "0.15", "OUT": "0.60"}, {}),
        ({"IN": "0", "OUT": "0", "DOLLARS": "2.50"}, {}),
        ({"IN": "0.15"}, {"OUT": "is missing: set it beside ANSWERS_PRICE_IN"}),
        ({"OUT": "0.60"}, {"OUT": "needs ANSWERS_PRICE_IN"}),
        ({"DOLLARS": "2"}, {"DOLLARS": "bounds nothing without ANSWERS_PRICE_IN and ANSWERS_PRICE_OUT: set both"}),
        ({"IN": "-1", "OUT": "1", "DOLLARS": "2"}, {"IN": "Input should be greater than or equal to 0"}),
        ({"IN": "1", "OUT": "1", "DOLLARS": "0"}, {"DOLLARS": "Input should be greater than 0"}),
        ({"IN": "1", "OUT": "NaN", "DOLLARS": "2"}, {"OUT": "Input should be a finite number"}),
    ],
)
def test_prices_come_together_and_a_bound_needs_them(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], wrong: dict[str, str]
) -> None:
    """What cannot be counted cannot be bounded."""
    names = {"IN": "ANSWERS_PRICE_IN", "OUT": "ANSWERS_PRICE_OUT", "DOLLARS": "ANSWERS_DAILY_DOLLARS"}
    found = problems(monkeypatch, {names[key]: value for key, value in given.items()})
    assert found == {names[key]: value for key, value in wrong.items()}


def test_a_bound_is_told_in_millionths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a dollar, and never more than was said."""
    given = {"ANSWERS_PRICE_IN": "0.15", "ANSWERS_PRICE_OUT": "0.6", "ANSWERS_DAILY_DOLLARS": "2.5000009"}
    assert problems(monkeypatch, given) == {}
    assert Settings().bounds == Bounds(400_000, 2_500_000)
