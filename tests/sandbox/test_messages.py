"""Messages as Twilio takes, refuses, lists and delivers them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from integrations.sandbox import Phone, Sandbox, SandboxServer, Status
from integrations.system import ManualClock
from tests.sandbox.conftest import NUMBER, SID, START, TOKEN, Bot, client_of

FROM = f"whatsapp:{NUMBER}"
ASHA = "whatsapp:+919800000001"

REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "no To": ({"From": FROM, "Body": "x"}, 21604),
    "no From": ({"To": ASHA, "Body": "x"}, 21603),
    "From is not ours": ({"To": ASHA, "From": "whatsapp:+15005550000", "Body": "x"}, 63007),
    "From is no channel": ({"To": ASHA, "From": "+14155238886", "Body": "x"}, 21212),
    "To is another channel": ({"To": "+919800000001", "From": FROM, "Body": "x"}, 21910),
    "To is no number": ({"To": "whatsapp:hello", "From": FROM, "Body": "x"}, 21211),
    "nothing to say": ({"To": ASHA, "From": FROM}, 21619),
    "too long": ({"To": ASHA, "From": FROM, "Body": "x" * 1601}, 21617),
    "content unknown": ({"To": ASHA, "From": FROM, "ContentSid": "HX" + "0" * 32}, 21655),
    "content no sid": ({"To": ASHA, "From": FROM, "ContentSid": "menu"}, 21655),
    "media no address": ({"To": ASHA, "From": FROM, "MediaUrl": "file:///etc/passwd"}, 21620),
    "two media": ({"To": ASHA, "From": FROM, "MediaUrl": ["http://a/1", "http://a/2"]}, 21623),
    "callback no address": ({"To": ASHA, "From": FROM, "Body": "x", "StatusCallback": "nowhere"}, 21609),
    "callback with underscore": ({"To": ASHA, "From": FROM, "Body": "x", "StatusCallback": "http://a_b.c/"}, 21609),
    "variables no JSON": ({"To": ASHA, "From": FROM, "Body": "x", "ContentVariables": "{"}, 21656),
    "a variable is empty": ({"To": ASHA, "From": FROM, "Body": "x", "ContentVariables": '{"1": " "}'}, 21656),
    "a variable has lines": ({"To": ASHA, "From": FROM, "Body": "x", "ContentVariables": '{"1": "a\\nb"}'}, 21656),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_twilio_refuses_is_refused_in_its_words(server: SandboxServer, case: str) -> None:
    """With a code of Twilio's, in Twilio's shape."""
    form, code = REFUSED[case]
    answer = requests.post(f"{server.url}/2010-04-01/Accounts/{SID}/Messages.json", form, auth=(SID, TOKEN), timeout=5)
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert answer.json()["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert not server.sandbox.messages


def test_a_message_goes_all_the_way(
    server: SandboxServer, client: Client, phone: Phone, bot: Bot, sandbox: Sandbox
) -> None:
    """Queued at once, then sent, delivered and read; the bot is told each time, signed, with its own query."""
    phone.text("Hi")
    sent = client.messages.create(to=ASHA, from_=FROM, body="hello", status_callback=f"{bot.url}/status?reference=o-7")
    assert (sent.status, sent.direction, sent.date_sent) == ("queued", "outbound-api", None)
    assert server.settle()
    assert bot.reports() == ["sent", "delivered", "read"]
    assert client.messages(sent.sid or "").fetch().status == "read"
    last = bot.calls[-1]
    assert (last.path, last.is_genuine) == ("/status?reference=o-7", True)
    assert last.form["EventType"] == "READ"
    assert last.form["ChannelToAddress"] == "+91980000XXXX"
    assert last.form["MessageSid"] == last.form["SmsSid"] == sent.sid
    assert sandbox.messages[sent.sid or ""].status is Status.READ


def test_who_hides_what_was_read_is_not_reported(server: SandboxServer, client: Client, bot: Bot) -> None:
    """Delivered is the last one hears."""
    phone = server.phone("Ravi", "+919800000002")
    phone.person.reads = False
    phone.text("Hi")
    client.messages.create(to=phone.person.address, from_=FROM, body="x", status_callback=f"{bot.url}/status")
    assert server.settle()
    assert bot.reports() == ["sent", "delivered"]


def test_free_text_after_a_day_is_taken_and_fails_later(
    server: SandboxServer, client: Client, phone: Phone, bot: Bot, clock: ManualClock
) -> None:
    """As in reality: 201, and 63016 in the report."""
    phone.text("Hi")
    clock.advance(24 * 3600 - 1)
    client.messages.create(to=ASHA, from_=FROM, body="in time")
    clock.advance(1)
    late = client.messages.create(to=ASHA, from_=FROM, body="late", status_callback=f"{bot.url}/status")
    assert late.status == "queued"
    assert server.settle()
    assert [message.body for message in phone.received()] == ["in time"]
    assert bot.reports() == ["undelivered"]
    assert bot.calls[-1].form["ErrorCode"] == "63016"
    assert client.messages(late.sid or "").fetch().error_code == 63016


def test_a_reaction_does_not_open_the_window(server: SandboxServer, phone: Phone, clock: ManualClock) -> None:
    """Only a message does."""
    written = phone.text("Hi")
    clock.advance(86_400)
    phone.react(written, "🙏")
    assert server.settle()
    assert not phone.person.is_open(clock.now())


def test_messages_are_listed_by_address_and_time(
    server: SandboxServer, client: Client, phone: Phone, clock: ManualClock
) -> None:
    """Newest first, in pages, by To, From and the time they were sent."""
    phone.text("Hi")
    for number in range(5):
        clock.advance(60)
        client.messages.create(to=ASHA, from_=FROM, body=str(number))
        assert server.settle()
    client.messages.create(to="whatsapp:+919800000009", from_=FROM, body="to another")
    assert [message.body for message in client.messages.list(to=ASHA, page_size=2)] == ["4", "3", "2", "1", "0"]
    assert [message.body for message in client.messages.list(from_=ASHA)] == ["Hi"]
    after = client.messages.list(to=ASHA, date_sent_after=START + timedelta(minutes=4))
    assert [message.body for message in after] == ["4", "3"]
    before = client.messages.list(to=ASHA, date_sent_before=START + timedelta(minutes=2))
    assert [message.body for message in before] == ["1", "0"]
    assert len(client.messages.list(to=ASHA, date_sent=date(2026, 1, 5))) == 5
    assert client.messages.list(to=ASHA, date_sent=date(2026, 1, 6)) == []


def test_a_file_is_fetched_from_the_bot(server: SandboxServer, client: Client, phone: Phone, bot: Bot) -> None:
    """And shown on the phone."""
    bot.files["/media/kundali.pdf"] = ("application/pdf", b"%PDF-1.4 stars")
    phone.text("Hi")
    client.messages.create(to=ASHA, from_=FROM, media_url=[f"{bot.url}/media/kundali.pdf"])
    assert server.settle()
    shown = phone.received()[-1]
    assert (shown.type, [server.sandbox.media[sid].content for sid in shown.media]) == ("document", [b"%PDF-1.4 stars"])


@pytest.mark.parametrize(("content_type", "content"), [
    ("text/html", b"<p>"), ("application/pdf", b""), ("image/png", b"x" * (5 * 1024 * 1024 + 1)),
], ids=["a type WhatsApp does not take", "not there", "a picture that is too large"])  # fmt: skip
def test_a_file_whatsapp_does_not_take_fails_the_message(
    server: SandboxServer, client: Client, phone: Phone, bot: Bot, content_type: str, content: bytes
) -> None:
    """With 63019, later."""
    bot.files["/media/x"] = (content_type, content)
    phone.text("Hi")
    sent = client.messages.create(
        to=ASHA, from_=FROM, media_url=[f"{bot.url}/media/x"], status_callback=f"{bot.url}/status"
    )
    assert server.settle()
    assert client.messages(sent.sid or "").fetch().error_code == 63019
    assert bot.reports() == ["undelivered"]


def test_only_the_account_gets_in(server: SandboxServer) -> None:
    """By either of its tokens."""
    path = f"{server.url}/2010-04-01/Accounts/{SID}/Messages.json"
    for auth in (None, (SID, "wrong"), ("AC" + "0" * 32, TOKEN), (SID, "")):
        answer = requests.get(path, auth=auth, timeout=5)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert client_of(server, "the old token").messages.list() == []
    other = requests.get(path.replace(SID, "AC" + "1" * 32), auth=(SID, TOKEN), timeout=5)
    assert other.json()["code"] == 20404


def test_what_does_not_exist_is_not_found(server: SandboxServer, client: Client) -> None:
    """A message, an address, a verb."""
    with pytest.raises(TwilioRestException) as raised:
        client.messages("SM" + "f" * 32).fetch()
    assert (raised.value.status, raised.value.code) == (404, 20404)
    answer = requests.put(f"{server.url}/v1/Content", auth=(SID, TOKEN), timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (405, 20004)


def test_who_has_no_phone_yet_gets_one(server: SandboxServer, client: Client) -> None:
    """Twilio takes a message to anybody; without a window it does not arrive."""
    client.messages.create(to="whatsapp:IN.99887766", from_=FROM, body="x")
    assert server.settle()
    person = server.sandbox.person_at("whatsapp:IN.99887766")
    assert person is not None
    assert [message.error for message in server.sandbox.chat(person)] == [63016]


def test_typing_is_shown_until_the_answer(client: Client, phone: Phone, clock: ManualClock) -> None:
    """And what it answers counts as read."""
    written = phone.text("Hi")
    assert client.messaging.v2.typing_indicator.create(channel="whatsapp", message_id=written.sid).success
    assert phone.person.typing_until == clock.now() + timedelta(seconds=25)
    assert written.is_seen
    client.messages.create(to=ASHA, from_=FROM, body="x")
    assert phone.person.typing_until is None
    with pytest.raises(TwilioRestException):
        client.messaging.v2.typing_indicator.create(channel="whatsapp", message_id="SM" + "f" * 32)


def test_ids_have_twilios_shape_and_are_the_same_in_every_run(server: SandboxServer, phone: Phone) -> None:
    """So transcripts can be compared."""
    assert phone.text("Hi").sid == "SM" + f"{1:032x}"
    assert json.dumps([*server.sandbox.messages]) == json.dumps(["SM" + f"{1:032x}"])
