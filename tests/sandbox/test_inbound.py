"""What people do on their phones, as it comes to the bot."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
import requests
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request, Response

from integrations.sandbox import Fault, Handing, Kind, Phone, Sandbox, SandboxServer
from integrations.sandbox.calling import Overrides
from integrations.sandbox.incoming import follow
from integrations.sandbox.signing import sign
from tests.sandbox.conftest import NUMBER, SID, TOKEN, Bot
from tests.sandbox.test_contents import buttons, rows

ALWAYS = {
    "SmsMessageSid", "SmsSid", "MessageSid", "SmsStatus", "NumMedia", "NumSegments", "ProfileName", "MessageType",
    "Body", "To", "From", "AccountSid", "ApiVersion", "ReferralNumMedia", "ChannelMetadata", "Forwarded",
    "FrequentlyForwarded",
}  # fmt: skip


def last(server: SandboxServer, bot: Bot) -> MultiDict[str, str]:
    """The last thing the bot was told, which must be signed."""
    assert server.settle()
    assert bot.calls[-1].is_genuine
    return bot.calls[-1].form


def offered(server: SandboxServer, phone: Phone, types: dict[str, Any]) -> None:
    """A message with buttons or a list has come."""
    session = requests.Session()
    session.auth = (SID, TOKEN)
    with session:
        made = session.post(f"{server.url}/v1/Content", json={"language": "en", "types": types}, timeout=5).json()
        form = {"To": phone.person.address, "From": f"whatsapp:{NUMBER}", "ContentSid": made["sid"]}
        session.post(f"{server.url}/2010-04-01/Accounts/{SID}/Messages.json", form, timeout=5).raise_for_status()
    assert server.settle()


def test_a_text_has_all_fields_of_a_real_one(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """With the number, the name and the user id of who wrote it."""
    sent = phone.text("नमस्ते & ok?")
    form = last(server, bot)
    assert set(form) == ALWAYS | {"WaId", "ExternalUserId"}
    assert (form["Body"], form["MessageType"], form["MessageSid"]) == ("नमस्ते & ok?", "text", sent.sid)
    assert (form["From"], form["WaId"]) == ("whatsapp:+919800000001", "919800000001")
    assert (form["To"], form["AccountSid"]) == (f"whatsapp:{NUMBER}", SID)
    assert form["ExternalUserId"] == "whatsapp:IN.4566546130240823"
    assert json.loads(form["ChannelMetadata"])["data"]["context"]["ProfileName"] == "Asha"
    assert sent.handing is Handing.TAKEN


def test_who_hides_the_number_comes_by_user_id_alone(server: SandboxServer, bot: Bot) -> None:
    """And no number is anywhere."""
    server.phone("Meera", user="IN.123").text("Hi")
    form = last(server, bot)
    assert form["From"] == form["ExternalUserId"] == "whatsapp:IN.123"
    assert "WaId" not in form


def test_a_number_that_changes_hands(server: SandboxServer, sandbox: Sandbox, bot: Bot) -> None:
    """The new owner writes from it with another user id."""
    asha, ravi = server.phone("Asha", "+919800000011", "IN.11"), server.phone("Ravi", user="IN.12")
    sandbox.renumber(ravi.person, "+919800000011")
    ravi.text("Hi")
    assert last(server, bot)["From"] == "whatsapp:+919800000011"
    assert bot.calls[-1].form["ExternalUserId"] == "whatsapp:IN.12"
    asha.text("Hi")
    assert last(server, bot)["From"] == "whatsapp:IN.11"


def test_a_button_comes_with_its_payload(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """Body is the title, as on the phone; it quotes the message it belongs to."""
    phone.text("Hi")
    offered(server, phone, buttons("Yes", "No"))
    question = phone.chat()[-1]
    phone.tap("No")
    form = last(server, bot)
    assert (form["Body"], form["ButtonText"], form["ButtonPayload"]) == ("No", "No", "id-1")
    assert (form["MessageType"], form["OriginalRepliedMessageSid"]) == ("interactive", question.sid)
    assert form["OriginalRepliedMessageSender"] == f"whatsapp:{NUMBER}"


def test_a_row_comes_with_its_id(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """Also when it was offered long ago."""
    phone.text("Hi")
    offered(server, phone, rows("Delhi", "Pune"))
    offered(server, phone, buttons("Yes"))
    phone.tap("Pune")
    form = last(server, bot)
    assert (form["Body"], form["ListTitle"], form["ListId"]) == ("Pune", "Pune", "id-1")
    with pytest.raises(LookupError):
        phone.tap("Mumbai")


def test_a_place_a_reply_and_a_reaction(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """Each in its own way."""
    written = phone.text("Hi")
    phone.location(18.5204, 73.8567, "Pune")
    form = last(server, bot)
    assert (form["Latitude"], form["Longitude"], form["Label"], form["Body"]) == ("18.5204", "73.8567", "Pune", "")
    phone.text("This one", quotes=written)
    assert last(server, bot)["OriginalRepliedMessageSid"] == written.sid
    phone.react(written, "🙏")
    form = last(server, bot)
    assert (form["MessageType"], form["Body"]) == ("reaction", "🙏")
    assert [message.type for message in phone.chat()] == ["text", "location", "text", "reaction"]


@pytest.mark.parametrize(("content_type", "name", "kind"), [
    ("image/jpeg", "a.jpg", "image"), ("image/webp", "a.webp", "sticker"), ("audio/ogg", "a.ogg", "audio"),
    ("application/pdf", "a.pdf", "document"), ("text/vcard", "a.vcf", "contacts"), ("video/mp4", "a.mp4", "video"),
])  # fmt: skip
def test_a_file_is_fetched_with_the_token(
    server: SandboxServer, phone: Phone, bot: Bot, content_type: str, name: str, kind: str
) -> None:
    """And by nobody without it."""
    sent = phone.file(content_type, b"content", caption="look", name=name)
    form = last(server, bot)
    assert (form["NumMedia"], form["MediaContentType0"], form["MessageType"]) == ("1", content_type, kind)
    assert sent.sid.startswith("MM")
    fetched = requests.get(form["MediaUrl0"], auth=(SID, TOKEN), timeout=5)
    assert (fetched.content, fetched.headers["Content-Type"].partition(";")[0]) == (b"content", content_type)
    assert requests.get(form["MediaUrl0"], timeout=5).status_code == 401
    assert requests.get(form["MediaUrl0"] + ".json", auth=(SID, TOKEN), timeout=5).json()["parent_sid"] == sent.sid


def test_a_deep_link_sends_what_it_has_written(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """To this number only."""
    follow(server.sandbox, phone.person, f"https://wa.me/{NUMBER[1:]}?text=KUNDALI%20hindi")
    assert last(server, bot)["Body"] == "KUNDALI hindi"
    with pytest.raises(ValueError, match="deep link"):
        follow(server.sandbox, phone.person, "https://wa.me/15550000000?text=x")


def test_what_the_answer_says_is_shown(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """TwiML is read; what is no TwiML is noted."""
    said = "<Response><Message><Body>one &amp; all</Body></Message><Message>two</Message></Response>"
    bot.answers = [_saying(said, "text/xml"), _saying("{}", "application/json"), _saying("<Response>", "text/xml")]
    sent = [phone.text("Hi") for _ in range(3)]
    assert server.settle()
    assert [message.body for message in phone.received()] == ["one & all", "two"]
    assert phone.received()[0].direction == "outbound-reply"
    assert [message.error for message in sent] == [None, 12300, 12100]


def test_by_itself_twilio_does_not_repeat_after_an_error(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """A 500 loses the message: that is why the bot answers when it has stored it."""
    bot.answers = [_failing(500)]
    sent = phone.text("Hi")
    assert server.settle()
    assert (len(bot.calls), sent.handing) == (1, Handing.LOST)


def test_it_repeats_as_the_fragment_says(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """With the same token each time, and a signature without the fragment."""
    _redirect(server.sandbox, f"{bot.url}/webhooks/twilio?v=1#rc=3&rp=5xx,ct,rt")
    bot.answers = [_failing(500), _failing(503)]
    sent = phone.text("Hi")
    assert server.settle()
    assert [call.is_genuine for call in bot.calls] == [True] * 3
    assert len({call.unique for call in bot.calls}) == 1
    assert sent.handing is Handing.TAKEN
    bot.answers = [_failing(404)]
    assert phone.text("Hi").handing is Handing.WAITING
    assert server.settle()
    assert len(bot.calls) == 4


def test_the_other_door_is_tried_when_the_first_stays_closed(
    server: SandboxServer, sandbox: Sandbox, phone: Phone, bot: Bot
) -> None:
    """With the error and the address that failed; a bot that is not there is called twice."""
    _redirect(sandbox, "http://127.0.0.1:9/webhooks/twilio", f"{bot.url}/fallback")
    phone.text("Hi")
    form = last(server, bot)
    assert (form["ErrorCode"], form["ErrorUrl"]) == ("11200", "http://127.0.0.1:9/webhooks/twilio")
    assert [exchange.status for exchange in sandbox.wire.after(0)] == [None, None, 200]


def test_a_bot_that_does_not_answer_is_left(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """After the time the fragment says."""
    _redirect(server.sandbox, f"{bot.url}/webhooks/twilio#rt=100&rc=0")
    free = threading.Event()
    bot.answers = [lambda _: Response("<Response/>", headers={"X": str(free.wait(5))})]
    sent = phone.text("Hi")
    assert server.settle()
    free.set()
    assert sent.handing is Handing.LOST


def test_what_a_fragment_cannot_say_is_left_alone() -> None:
    """Defaults, and limits."""
    assert Overrides.of("https://a/b") == Overrides()
    read = Overrides.of("https://a/b#rc=9&ct=50&rt=2000&rp=all&x")
    assert (read.retries, read.connect, read.read) == (1, 5.0, 2.0)
    assert read.is_retried("4xx")


@pytest.mark.parametrize(("kind", "bodies", "genuine"), [
    (Kind.DUPLICATE, ["1", "1", "2"], [True] * 3), (Kind.REORDER, ["2", "1"], [True] * 2),
    (Kind.FORGE, ["1", "2"], [False, True]), (Kind.DELAY, ["2"], [True]),
])  # fmt: skip
def test_what_can_go_wrong_on_the_way_in(
    server: SandboxServer, phone: Phone, bot: Bot, kind: Kind, bodies: list[str], genuine: list[bool]
) -> None:
    """As it was ordered, once."""
    server.sandbox.faults.order(Fault(endpoint="inbound", kind=kind, seconds=60))
    phone.text("1")
    phone.text("2")
    assert server.settle()
    assert [call.form["Body"] for call in bot.calls] == bodies
    assert [call.is_genuine for call in bot.calls] == genuine


def test_what_was_held_comes_when_its_time_has_come(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """Delayed messages, and one nobody has overtaken."""
    for kind in (Kind.DELAY, Kind.REORDER):
        server.sandbox.faults.order(Fault(endpoint="inbound", kind=kind, seconds=60))
    phone.text("1")
    phone.text("2")
    assert server.settle()
    assert bot.calls == []
    server.sandbox.turn(61)
    assert server.settle()
    assert sorted(call.form["Body"] for call in bot.calls) == ["1", "2"]


def test_the_signature_is_twilios_own() -> None:
    """Twilio's published examples, duplicates included."""
    form = [("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675309"), ("Digits", "1234")]
    form += [("From", "+14158675309"), ("To", "+18005551212")]
    assert sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    twice = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]
    assert sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", twice) == "IK+Dwps556ElfBT0I3Rgjkr1wJU="


def _saying(body: str, content_type: str) -> Any:
    return lambda _: Response(body, content_type=content_type)


def _failing(status: int) -> Any:
    def fail(_: Request) -> Response:
        return Response("no", status=status)

    return fail


def _redirect(sandbox: Sandbox, webhook: str, fallback: str | None = None) -> None:
    sandbox.doors = type(sandbox.doors)(webhook=webhook, fallback=fallback)
