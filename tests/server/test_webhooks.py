"""What the channel posts is stored once, before we say that we have it, if the channel itself has signed it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import structlog

from engine.domain.deliveries import Report
from engine.errors import Conflict, StorageError, Unstorable
from integrations.redis.memory import MemoryRates
from integrations.redis.rates import open_rates
from server.http.bodies import MOST_BYTES
from server.http.doors import Recorded
from server.wiring import Application
from tests.redis_server import RedisServer
from tests.server.house import ASHA, BASE, FORM, House, built, message, report, settings_of, sid, sign

NEW_TOKEN = "f" * 32
JSON = "application/json"


class Failing:
    """A Receiving and a Reporting whose storage has a day off."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def message(self, *_: Any, **__: Any) -> Recorded:
        """See Receiving."""
        raise self._error

    def too_many(self, *_: object) -> None:
        """See Receiving."""
        raise self._error

    def report(self, _report: Report) -> None:
        """See Reporting."""
        raise self._error


class HalfFailing(Failing):
    """One that stores messages and nothing else."""

    def __init__(self, application: Application) -> None:
        super().__init__(StorageError("gone"))
        self._application = application

    def message(self, *given: Any, **named: Any) -> Recorded:
        """See Receiving."""
        return self._application.turns.message(*given, **named)


def test_a_message_is_stored_before_it_is_acknowledged(house: House) -> None:
    """One row of the inbox, and the answer says nothing."""
    answer = house.post(message())
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert house.column("inbox", "provider_id") == [f"whatsapp:{sid()}"]


def test_the_same_message_again_changes_nothing(house: House) -> None:
    """Also when it comes as a retry with another token of its own."""
    house.post(message())
    before = house.rows()
    for token in ("a", "b"):
        assert house.post(message(), headers={"I-Twilio-Idempotency-Token": token}).status_code == 200
    assert house.rows() == before


def test_a_number_told_beside_a_user_id_says_who_it_is(house: House) -> None:
    """The message of a user id belongs to the contact of the number."""
    user = "whatsapp:IN.4566546130240823"
    house.post(message(1))
    house.post(message(2, From=user, ExternalUserId=user))
    assert len(set(house.column("inbox", "subject"))) == 1
    assert house.column("identities", "address") == [ASHA, user]


def test_the_line_of_a_request_names_what_its_turn_names(house: House) -> None:
    """From the request of the channel to what came of it; a repeat has led to nothing."""
    with structlog.testing.capture_logs() as lines:
        house.post(message())
        house.post(message())
        assert house.application.turns.take_any() is not None
    first, second = (line for line in lines if line["event"] == "request")
    (turn,) = (line for line in lines if line["event"] == "turn")
    assert (first["inbox"], second["inbox"]) == (turn["inbox"], None)
    assert [turn["inbox"]] == house.column("inbox", "id")


def test_a_message_rings_the_bell_once(house: House) -> None:
    """A repeat wakes nobody."""
    bell = house.application.bells.turns
    house.post(message())
    assert bell.wait(0)
    house.post(message())
    assert not bell.wait(0)


@pytest.mark.parametrize("error", [StorageError("secret detail"), Conflict("secret detail")])
def test_what_cannot_be_stored_is_not_acknowledged(sqlite_url: str, error: Exception) -> None:
    """503: the channel comes again. Nothing of the reason is told."""
    for house in built(settings_of(sqlite_url), turns=Failing(error)):
        answer = house.post(message())
        assert answer.status_code == 503
        assert answer.json is not None
        assert answer.json["error"]["code"] == "unavailable"
        assert "secret detail" not in answer.text
        assert answer.headers["Retry-After"] == "5"


def test_a_value_no_database_takes_is_refused_for_good(sqlite_url: str) -> None:
    """To come again would be in vain."""
    for house in built(settings_of(sqlite_url), turns=Failing(Unstorable("detail"))):
        assert house.post(message()).status_code == 422


def test_a_mistake_of_ours_tells_an_id_and_nothing_else(sqlite_url: str) -> None:
    """500, in the shape of all errors."""
    for house in built(settings_of(sqlite_url), turns=Failing(ZeroDivisionError("secret detail"))):
        answer = house.post(message(), headers={"X-Request-Id": "request-of-the-proxy"})
        assert answer.status_code == 500
        assert answer.json == {
            "error": {
                "code": "internal", "message": "Something went wrong; the request id tells us what.",
                "request_id": "request-of-the-proxy",
            }
        }  # fmt: skip


def test_the_database_is_gone(house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The real one: its file is away for a moment, and 503 is what the channel hears."""
    house.post(message(1))
    house.application.storage._engine.dispose()  # type: ignore[attr-defined]
    assert house.engine.url.database is not None
    path = tmp_path_factory.mktemp("away") / "away.sqlite3"
    house.engine.dispose()
    here = Path(house.engine.url.database)
    here.rename(path)
    assert house.post(message(2)).status_code == 503
    path.rename(here)
    assert house.post(message(2)).status_code == 200


# -- signatures


def test_without_a_signature_nothing_is_stored(house: House) -> None:
    """403, never 500; also for an empty one and one that is no ASCII."""
    before = house.rows()
    for headers in (
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": "é"},
        {"X-Twilio-Signature": "RSOYDt4T1cU="},
    ):
        answer = house.client.post("/webhooks/twilio", data=dict(message()), headers=headers)
        assert answer.status_code == 403
        assert answer.json is not None
        assert answer.json["error"]["code"] == "not_genuine"
    assert house.rows() == before


def test_the_host_of_the_request_counts_for_nothing(house: House) -> None:
    """Signed for our public address, whatever a proxy calls us; signed for another one it is forged."""
    assert house.post(message(1), headers={"Host": "internal:5000", "X-Forwarded-Proto": "http"}).status_code == 200
    forged = sign("https://evil.example/webhooks/twilio", message(2))
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Twilio-Signature": forged}
    answer = house.client.post("/webhooks/twilio", data=dict(message(2)), headers=evil)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "query", ["?a=1&b=2", "?b=2&a=1&a=1", "?n=%E0%A4%A8&x=%20+", "?x=%7e~", "?empty=&&", "?a=%2F/", "?x=%zz"]
)
def test_path_and_query_are_signed_as_they_came(house: House, query: str) -> None:
    """No byte of them is decoded and encoded again."""
    raw = f"/webhooks/twilio{query}"
    answer = house.client.post(
        "/webhooks/twilio", data=dict(message()), headers={"X-Twilio-Signature": sign(BASE + raw, message())},
        environ_overrides={"RAW_URI": raw, "REQUEST_URI": raw, "QUERY_STRING": query[1:]},
    )  # fmt: skip
    assert answer.status_code == 200


def test_fields_that_come_twice_and_fields_of_any_script_are_signed_whole(house: House) -> None:
    """Twilio adds fields without notice."""
    fields = [*message(text="नमस्ते 🙏 + % &"), ("New", "2"), ("New", "1"), ("New", "1"), ("Empty", "")]
    assert house.post(fields).status_code == 200


def test_the_old_and_the_new_token_are_known_while_one_replaces_the_other(sqlite_url: str) -> None:
    """And no third one."""
    old = "0" * 32
    for house in built(settings_of(sqlite_url, TWILIO_AUTH_TOKEN=f"{NEW_TOKEN},{old}")):
        statuses = [house.post(message(n), token=t).status_code for n, t in enumerate((NEW_TOKEN, old, "e" * 32), 1)]
        assert statuses == [200, 200, 403]


def test_json_is_believed_by_its_hash_and_still_is_no_message(house: House) -> None:
    """Genuine it is a type nobody takes here, and tampered with it is forged."""
    body = b'{"Body": "hi"}'
    path = f"/webhooks/twilio?bodySHA256={sha256(body).hexdigest()}"
    signature = sign(BASE + path)
    before = house.rows()
    post = {"path": path, "content_type": JSON}
    assert house.post_raw(body, signature=signature, **post).status_code == 415
    assert house.post_raw(b'{"Body": "ho"}', signature=signature, **post).status_code == 403
    assert house.post_raw(body, path="/webhooks/twilio", signature=sign(f"{BASE}/webhooks/twilio"),
                          content_type=JSON).status_code == 403  # fmt: skip
    assert house.rows() == before


def test_a_door_without_a_secret_is_closed(sqlite_url: str) -> None:
    """Nothing unsigned is ever let in, also in development; who comes again later is."""
    settings = settings_of(sqlite_url, TWILIO_AUTH_TOKEN=None)
    for house in built(settings):
        before = house.rows()
        assert house.post(message()).status_code == 503
        assert house.post(report(), "/webhooks/twilio/status").status_code == 503
        assert house.rows() == before


# -- the order of the checks


def test_method_comes_before_size_before_type_before_signature(house: House) -> None:
    """A request that is wrong in every way is told of the cheapest first."""
    big = b"x" * (300 * 1024)
    wrong = house.client.put("/webhooks/twilio", data=big, content_type="text/plain")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "POST")
    assert house.post_raw(big, content_type="text/plain").status_code == 413
    assert house.post_raw(b"x", content_type="text/plain").status_code == 415
    assert house.post_raw(b"%ff").status_code == 403


def test_a_body_in_chunks_is_read_no_further_than_allowed(house: House) -> None:
    """It has no length that could be looked at first."""
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    for size, status in ((MOST_BYTES, 403), (MOST_BYTES + 1, 413), (10_000_000, 413)):
        stream = BytesIO(b"x" * size)
        answer = house.client.post(
            "/webhooks/twilio", input_stream=stream, content_type=FORM, environ_overrides=chunked
        )
        assert answer.status_code == status
        assert stream.tell() <= MOST_BYTES + 1


class Broken(BytesIO):
    """A body that ends in the middle of a chunk."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise EOFError(size)

    readinto = None  # type: ignore[assignment]


def test_a_body_that_breaks_off_is_no_mistake_of_ours(house: House) -> None:
    """400, whatever the server raises for it."""
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Broken()}
    answer = house.client.post("/webhooks/twilio", content_type=FORM, environ_overrides=chunked)
    assert answer.status_code == 400


# -- reports


def test_reports_come_in_any_order_and_of_messages_nobody_knows(house: House) -> None:
    """200 for all of them; there is nothing to be done again."""
    for status in ("delivered", "sent", "read", "read", "failed"):
        assert house.post(report(9, status), "/webhooks/twilio/status").status_code == 200


def test_a_report_that_cannot_be_stored_is_not_acknowledged(sqlite_url: str) -> None:
    """503, also when others were in the way again and again: the channel comes again."""
    for error in (StorageError("away"), Conflict("five times")):
        for house in built(settings_of(sqlite_url), deliveries=Failing(error)):
            assert house.post(report(), "/webhooks/twilio/status").status_code == 503


def test_a_report_brings_our_own_name_of_the_message(house: House) -> None:
    """The query of the address we gave along is signed, too."""
    path = "/webhooks/twilio/status?reference=outbox-1"
    assert house.post(report(), path).status_code == 200
    assert house.post(report(), path, signature=sign(f"{BASE}/webhooks/twilio/status", report())).status_code == 403


# -- rates


def test_beyond_the_rate_a_message_is_kept_and_the_person_told_once(sqlite_url: str) -> None:
    """Genuine messages are never refused: the channel would give them up."""
    settings = settings_of(sqlite_url, BOLOASTRO_MESSAGES_PER_MINUTE="3")
    for house in built(settings):
        assert [house.post(message(number)).status_code for number in range(1, 8)] == [200] * 7
        assert sorted(map(str, house.column("inbox", "status"))) == ["limited"] * 4 + ["new"] * 3
        assert house.rows()["outbox"] == 1
        assert 'boloastro_rate_limited_total{kind="contact"} 4.0' in house.metrics()


def test_a_repeat_is_not_counted(sqlite_url: str) -> None:
    """The channel comes again when it has not heard us: that is not the person's doing."""
    settings = settings_of(sqlite_url, BOLOASTRO_MESSAGES_PER_MINUTE="2")
    for house in built(settings):
        for number in (1, 1, 1, 1, 2, 1, 2, 3):
            assert house.post(message(number)).status_code == 200
        assert list(map(str, house.column("inbox", "status"))) == ["new", "new", "limited"]
        assert house.rows()["outbox"] == 1


def test_who_could_not_be_told_is_told_after_a_moment(sqlite_url: str) -> None:
    """It counts as told when it is stored, so that a server that dies in between silences nobody."""
    settings = settings_of(sqlite_url, BOLOASTRO_MESSAGES_PER_MINUTE="1")
    now = [0.0]
    rates = MemoryRates(lambda: now[0])
    for house in built(settings, rates=rates):
        for half in built(settings, rates=rates, turns=HalfFailing(house.application)):
            assert [half.post(message(number)).status_code for number in (1, 2)] == [200, 200]
        for number in (3, 4, 5, 6):
            now[0] += 3
            house.post(message(number))
        assert house.rows()["outbox"] == 1


def test_a_person_is_counted_by_the_name_that_stays(sqlite_url: str) -> None:
    """A new number is no new allowance; another person has their own."""
    settings = settings_of(sqlite_url, BOLOASTRO_MESSAGES_PER_HOUR="2")
    user = {"ExternalUserId": "whatsapp:IN.4566546130240823"}
    for house in built(settings):
        for number in (1, 2):
            house.post(message(number, **user))
        house.post(message(3, **user, From="whatsapp:+919999999999"))
        house.post(message(4, From="whatsapp:+918888888888"))
        assert list(map(str, house.column("inbox", "status"))).count("limited") == 1


def test_reports_are_never_too_many(sqlite_url: str) -> None:
    """They are the echo of what we have sent ourselves."""
    for house in built(settings_of(sqlite_url, BOLOASTRO_MESSAGES_PER_MINUTE="1")):
        answers = [house.post(report(n), "/webhooks/twilio/status").status_code for n in range(1, 50)]
        assert set(answers) == {200}


def test_a_forger_is_turned_away_and_the_genuine_never(house: House) -> None:
    """Even from the same address, as behind a proxy nobody told us of."""
    forged = [house.post(message(1), token="e" * 32) for _ in range(40)]
    assert [answer.status_code for answer in forged] == [403] * 30 + [429] * 10
    assert 0 < int(forged[-1].headers["Retry-After"]) <= 60
    assert house.post(message(1)).status_code == 200


def test_forgers_are_told_apart_by_address_on_the_word_of_trusted_proxies_only(sqlite_url: str) -> None:
    """Whoever writes their own X-Forwarded-For does not get a new allowance by it."""
    settings = settings_of(sqlite_url, BOLOASTRO_TRUSTED_PROXIES="10.0.0.0/8")
    for house in built(settings):

        def forged(number: int, remote: str, house: House = house) -> int:
            told = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.{number}"}
            environ = {"REMOTE_ADDR": remote}
            return house.post(message(), token="e" * 32, headers=told, environ=environ).status_code

        assert {forged(number, "10.1.2.3") for number in range(40)} == {403}
        assert {forged(number, "192.0.2.1") for number in range(40)} == {403, 429}


def test_a_message_is_taken_even_if_too_many_cannot_be_said(sqlite_url: str) -> None:
    """It is stored by then: the channel is told that we have it."""
    settings = settings_of(sqlite_url, BOLOASTRO_MESSAGES_PER_MINUTE="1")
    for house in built(settings):
        turns = HalfFailing(house.application)
        for half in built(settings, rates=house.doors.rates, turns=turns):
            assert [half.post(message(number)).status_code for number in (1, 2)] == [200, 200]
            assert half.rows()["inbox"] == 2


@pytest.fixture
def on_redis(sqlite_url: str, own_redis: RedisServer) -> Iterator[House]:
    """A server that counts over Redis."""
    settings = settings_of(sqlite_url, BOLOASTRO_MESSAGES_PER_MINUTE="3")
    yield from built(settings, rates=open_rates(own_redis.url, rest=0.05))


def test_messages_go_on_while_redis_is_away(on_redis: House, own_redis: RedisServer) -> None:
    """It is killed under way: every message is stored, and the process counts for itself until it is back."""
    assert on_redis.post(message(1)).status_code == 200
    own_redis.kill()
    assert [on_redis.post(message(number)).status_code for number in range(2, 8)] == [200] * 6
    assert list(map(str, on_redis.column("inbox", "status"))).count("limited") == 3
    assert on_redis.post(report(), "/webhooks/twilio/status").status_code == 200
    assert {on_redis.post(message(9), token="e" * 32).status_code for _ in range(40)} == {403, 429}
    own_redis.start()
    assert on_redis.post(message(8, From="whatsapp:+918888888888")).status_code == 200


def test_only_hashes_of_people_leave_for_redis(on_redis: House, own_redis: RedisServer) -> None:
    """What lies there tells nobody who has written to us."""
    on_redis.post(message(1))
    on_redis.post(message(2), token="e" * 32)
    keys = own_redis.command("KEYS", "*")
    assert keys.count(b"boloastro") >= 3
    assert ASHA[-10:].encode() not in keys
    assert b"127.0.0.1" not in keys


def test_memory_is_the_rate_of_development(house: House) -> None:
    """Where no Redis is set."""
    assert isinstance(house.application.rates, MemoryRates)
