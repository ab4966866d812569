"""Log lines are JSON, ours and those of libraries, and hold nothing of what people told us."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
import structlog

from server.hashing import Hasher
from server.logs import configure_logs
from server.masking import HIDDEN, Mask, is_harmless

KEY = "key-of-the-test"


@pytest.fixture
def out() -> io.StringIO:
    """What is written while a test runs."""
    stream = io.StringIO()
    configure_logs(logging.INFO, hasher=Hasher([KEY]), secrets=["s3cret-value"], stream=stream)
    return stream


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    """The lines, as programs read them."""
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_has_its_time_its_level_and_its_event(out: io.StringIO) -> None:
    """And is one line, whatever is in it."""
    structlog.get_logger().info("turn", state="welcome.menu", text="a\nb")
    (line,) = lines(out)
    assert (line["event"], line["level"], line["state"]) == ("turn", "info", "welcome.menu")
    assert line["timestamp"].endswith("Z")


def test_a_contact_is_a_name_only_we_can_tell(out: io.StringIO) -> None:
    """The same person has the same name in all lines, and another key gives another name."""
    for contact in ("contact-1", "contact-1", "contact-2"):
        structlog.get_logger().info("turn", contact=contact)
    first, second, third = (line["contact"] for line in lines(out))
    assert first == second != third
    assert first == Hasher([KEY]).hashed("contact-1") != Hasher(["other"]).hashed("contact-1")
    assert "contact-1" not in out.getvalue()


def test_an_exception_is_a_type_and_lines_of_code(out: io.StringIO) -> None:
    """Not its message and no variables: both quote what people wrote."""
    try:
        born = "born on 1990-05-12"
        raise ValueError(born)
    except ValueError:
        structlog.get_logger().exception("turn.failed")
        logging.getLogger("library").exception("it failed: %s", born)
    ours, theirs = lines(out)
    assert ours["error"] == theirs["error"] == "ValueError"
    assert ours["trace"][-1].startswith(f"{__name__}:")
    assert "1990" not in out.getvalue()
    assert "born" not in out.getvalue().replace(__name__, "")


def test_lines_of_libraries_lose_what_was_filled_in(out: io.StringIO) -> None:
    """A message is often made of an exception, and an exception of what it choked on."""
    logger = logging.getLogger("sqlalchemy.pool")
    logger.warning("Connection %s failed", "postgresql://bot:word@db/bot")
    logger.error("bad row: ('Asha', '1990-05-12')")
    logger.warning(ValueError("Asha"))
    logger.info("Asha")
    assert [(line["logger"], line["event"]) for line in lines(out)] == [
        ("sqlalchemy.pool", "Connection %s failed"), ("sqlalchemy.pool", "bad row"), ("sqlalchemy.pool", "ValueError"),
    ]  # fmt: skip


def test_the_news_of_the_server_are_whole(out: io.StringIO) -> None:
    """Where it listens is what one wants to know."""
    logger = logging.getLogger("gunicorn.error")
    logger.setLevel(logging.INFO)
    logger.info("Listening at: %s (%s)", "http://127.0.0.1:8000", 12)
    logger.error("Worker (pid:%s) was sent %s! Perhaps out of memory?", 12, "SIGKILL")
    logger.critical("WORKER TIMEOUT (pid:%s)", 12)
    logger.warning("Invalid request from ip=192.0.2.1: Invalid header 'Asha'")
    logger.warning("Exception during worker exit:\n%s", "ValueError: Asha")
    assert [line["event"] for line in lines(out)] == [
        "Listening at: http://127.0.0.1:8000 (12)",
        "Worker (pid:12) was sent SIGKILL! Perhaps out of memory?",
        "WORKER TIMEOUT (pid:12)",
        "Invalid request from ip=192.0.2.1",
        "Exception during worker exit",
    ]


def test_what_an_editor_logs_is_a_number_or_the_kind_of_a_value(out: io.StringIO) -> None:
    """Their variables hold what people said."""
    for value in (3, True, None, "Asha", ["Asha"], {"name": "Asha"}):
        structlog.get_logger().info("flow.log", label="told", value=value)
    assert [line["value"] for line in lines(out)] == [3, True, None, "str", "list", "dict"]


def test_any_value_can_be_written(out: io.StringIO) -> None:
    """A log that raises is worse than one that is silent."""
    loop: list[object] = [b"bytes", object(), {1: 2}, {3}, 1.5, "\ud800"]
    structlog.get_logger().info("odd", value=loop, error=ValueError("Asha"))
    assert lines(out)[0]["value"][:2] == ["bytes", "object"]
    assert "Asha" not in out.getvalue()


def test_a_second_setting_up_takes_the_place_of_the_first(out: io.StringIO) -> None:
    """No line is written twice."""
    configure_logs(logging.INFO, stream=out)
    logging.getLogger("library").warning("once")
    assert len(lines(out)) == 1


def test_a_listener_hears_every_line_before_anything_is_hidden() -> None:
    """So the metrics count what was, and the log shows what may be seen."""
    heard: list[str] = []
    configure_logs(logging.INFO, listener=lambda line: heard.append(line["event"]), stream=io.StringIO())
    structlog.get_logger().info("turn")
    structlog.get_logger().debug("unheard")
    assert heard == ["turn"]


@pytest.mark.parametrize(
    "private",
    ["+919876543210", "919876543210", "+91 98765 43210", "+91-98765-43210", "९८७६५४३२१०१२", "whatsapp:+919876543210",
     "(98765) 43210", "+91 (98765) 43210", "whatsapp%3A%2B919876543210", "To=%2B919876543210",
     "whatsapp:IN.4566546130240823", "4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111", "1990-05-12",
     "12/05/1990", "12-5-1990", "1990.5.12", "asha@example.org", "asha@okhdfcbank", "postgresql://bot:word@db.internal/x",
     "Bearer abc.def.ghi", "Basic QUM6dG9rZW4=", "s3cret-value"],
)  # fmt: skip
def test_what_looks_private_is_blacked_out_wherever_it_stands(private: str) -> None:
    """In a text, deep inside a value, as the name of a value."""
    mask = Mask(["s3cret-value"])
    for value in (private, f"see {private}, please", [{"a": (private,)}], {private: 1}, {f"x {private}": {2}}):
        shown = json.dumps(mask.of(value), ensure_ascii=False)
        assert HIDDEN in shown
        assert private.split()[-1] not in shown


@pytest.mark.parametrize(
    "value",
    ["welcome.menu", "2026-01-05T04:30:00.123456Z", "k3fa9:0c1d2e3f4a5b6c7d8e9f", "5f0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e",
     "SM00000000000000000000000000000001", "/media/<token>", "engine.services.turns:123", "127.0.0.1", "3.11.7", 200,
     1.25, "b2c5a0de-1e11-4f22-8a33-abcdefabcdef", True, None, "http://127.0.0.1:8000 (12345)"],
)  # fmt: skip
def test_what_logs_are_for_stays(value: object) -> None:
    """Ids, names, times, places in the code."""
    assert Mask().of(value) == value
    assert not isinstance(value, str) or is_harmless(value)


def test_a_number_as_long_as_a_telephone_is_hidden() -> None:
    """Also one that is not in quotes."""
    assert Mask().of([919876543210, 42]) == [HIDDEN, 42]


def test_a_name_tells_by_which_key_it_was_made() -> None:
    """The first one makes it: after a rotation people are called by other names."""
    old, new = Hasher(["old"]), Hasher(["new", "old"])
    assert new.hashed("a") == Hasher(["new"]).hashed("a") != old.hashed("a")
    assert new.hashed("a").partition(":")[0] != old.hashed("a").partition(":")[0]


def test_without_a_key_names_last_as_long_as_the_process() -> None:
    """Nobody knows the key, so nobody can tell."""
    assert Hasher().hashed("a") != Hasher().hashed("a")
