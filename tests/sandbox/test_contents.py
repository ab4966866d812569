"""Content resources: WhatsApp's limits, values in their places, approval as templates."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from integrations.sandbox import Phone, Sandbox, SandboxServer, add_template
from integrations.system import ManualClock
from tests.sandbox.conftest import NUMBER

FROM = f"whatsapp:{NUMBER}"
ASHA = "whatsapp:+919800000001"


def buttons(*titles: str, body: str = "Choose") -> dict[str, Any]:
    """Quick-reply buttons."""
    actions = [{"type": "QUICK_REPLY", "title": title, "id": f"id-{number}"} for number, title in enumerate(titles)]
    return {"twilio/quick-reply": {"body": body, "actions": actions}}


def rows(*items: str, body: str = "Choose", button: str = "Open", about: str = "about") -> dict[str, Any]:
    """A list."""
    listed = [{"id": f"id-{number}", "item": item, "description": about} for number, item in enumerate(items)]
    return {"twilio/list-picker": {"body": body, "button": button, "items": listed}}


def create(client: Client, types: dict[str, Any], variables: dict[str, str] | None = None, language: str = "en") -> str:
    """A content's sid."""
    wanted = {"friendly_name": "a test", "language": language, "types": types, "variables": variables or {}}
    return str(client.content.v1.contents.create(ContentList.ContentCreateRequest(wanted)).sid)


def send(client: Client, content: str, **values: str) -> str:
    """A message with a content; values are `_1`, `_2`, ..."""
    variables = json.dumps({name.lstrip("_"): value for name, value in values.items()})
    return str(client.messages.create(to=ASHA, from_=FROM, content_sid=content, content_variables=variables).sid)


REFUSED: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "no types": ({}, {}),
    "a type the sandbox does not know": ({"twilio/location": {"latitude": 1, "longitude": 2}}, {}),
    "11 buttons": (buttons(*"abcdefghijk"), {}),
    "no buttons": (buttons(), {}),
    "a long button": (buttons("x" * 21), {}),
    "a button twice": (buttons("Yes", "Yes"), {}),
    "a long body": (buttons("Yes", body="x" * 1025), {}),
    "an empty body": (buttons("Yes", body=" "), {}),
    "11 rows": (rows(*"abcdefghijk"), {}),
    "a long row": (rows("x" * 25), {}),
    "a long description": (rows("a", about="x" * 73), {}),
    "a long list button": (rows("a", button="x" * 21), {}),
    "a long text": ({"twilio/text": {"body": "x" * 1601}}, {}),
    "two files": ({"twilio/media": {"media": ["http://a/1", "http://a/2"]}}, {}),
    "variables with a gap": (buttons("Yes", body="Dear {{1}}, {{3}}!"), {}),
    "variables from two": (buttons("Yes", body="Dear {{2}}!"), {}),
    "variables by name": (buttons("Yes", body="Dear {{name}}!"), {}),
    "an empty default": (buttons("Yes", body="Dear {{1}}!"), {"1": ""}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_whatsapp_does_not_take_is_refused(client: Client, sandbox: Sandbox, case: str) -> None:
    """With 400 when it is made, not when it is sent."""
    types, variables = REFUSED[case]
    with pytest.raises(TwilioRestException) as raised:
        create(client, types, variables)
    assert raised.value.status == 400
    assert not sandbox.contents


@pytest.mark.parametrize("types", [
    buttons(*"abcdefghij"), buttons("x" * 20, body="x" * 1024), rows(*"abcdefghij"), rows("x" * 24, about="x" * 72),
    {"twilio/text": {"body": "x" * 1600}}, {"twilio/media": {"body": "x", "media": ["https://example.org/a.png"]}},
], ids=["10 buttons", "a long button", "10 rows", "a long row", "a long text", "media"])  # fmt: skip
def test_what_fits_exactly_is_taken(client: Client, types: dict[str, Any]) -> None:
    """And can be fetched, listed and deleted."""
    sid = create(client, types)
    assert client.content.v1.contents(sid).fetch().types == types
    assert [content.sid for content in client.content.v1.contents.list()] == [sid]
    assert client.content.v1.contents(sid).delete()
    with pytest.raises(TwilioRestException):
        client.content.v1.contents(sid).fetch()


def test_contents_are_listed_in_pages(client: Client) -> None:
    """The newest first."""
    made = [create(client, buttons(f"Button {number}")) for number in range(5)]
    assert [content.sid for content in client.content.v1.contents.list(page_size=2)] == made[::-1]


def test_values_stand_in_their_places(server: SandboxServer, client: Client, phone: Phone) -> None:
    """In the body, the titles and the ids; a place without a value has its default."""
    content = create(
        client,
        {
            "twilio/quick-reply": {
                "body": "{{1}} and {{2}}",
                "actions": [{"type": "QUICK_REPLY", "title": "To {{2}}", "id": "{{3}}"}],
            }
        },
        {"1": "one", "2": "two", "3": "three"},
    )
    phone.text("Hi")
    send(client, content, _2="zwei", _3="drei")
    assert server.settle()
    shown = phone.received()[-1]
    assert (shown.body, shown.options[0].title, shown.options[0].id) == ("one and zwei", "To zwei", "drei")


def test_a_value_is_needed_for_each_place(server: SandboxServer, client: Client, phone: Phone) -> None:
    """Else it fails later, with 63028."""
    phone.text("Hi")
    sid = send(client, create(client, buttons("Yes", body="Dear {{1}}!")))
    assert server.settle()
    assert server.sandbox.messages[sid].error == 63028


@pytest.mark.parametrize(("types", "error"), [
    (buttons("a", "b", "c"), None), (buttons("a", "b", "c", "d"), 63013), (rows(*"abcdefghij"), None),
], ids=["3 buttons", "4 buttons without approval", "10 rows"])  # fmt: skip
def test_what_arrives_in_the_window(
    server: SandboxServer, client: Client, phone: Phone, types: dict[str, Any], error: int | None
) -> None:
    """Without approval three buttons at most."""
    phone.text("Hi")
    sid = send(client, create(client, types))
    assert server.settle()
    assert server.sandbox.messages[sid].error == error


def test_values_that_make_it_too_long_fail_it(server: SandboxServer, client: Client, phone: Phone) -> None:
    """WhatsApp looks at what comes out."""
    phone.text("Hi")
    sid = send(client, create(client, buttons("Yes", body="Dear {{1}}!")), _1="x" * 1024)
    assert server.settle()
    assert server.sandbox.messages[sid].error == 63013


def test_an_approved_template_opens_a_conversation(
    server: SandboxServer, client: Client, phone: Phone, clock: ManualClock
) -> None:
    """Outside the window nothing else arrives: no text, no content without approval, never a list."""
    phone.text("Hi")
    content = create(client, buttons("Yes", body="Dear {{1}}, go on?"), {"1": "Asha"})
    clock.advance(2 * 86_400)
    too_early = send(client, content, _1="Asha")
    asked = client.content.v1.contents(content).approval_create.create(_approval())
    assert asked.status == "received"
    assert server.settle()
    assert client.content.v1.contents(content).approval_fetch().fetch().whatsapp["status"] == "approved"
    in_time = send(client, content, _1="Asha")
    listed = send(client, create(client, rows("a")))
    assert server.settle()
    messages = server.sandbox.messages
    assert [messages[sid].error for sid in (too_early, in_time, listed)] == [63016, None, 63016]
    assert [message.body for message in phone.received()] == ["Dear Asha, go on?"]


@pytest.mark.parametrize("body", ["{{1}} is here", "Here is {{1}}", "Dear {{1}}{{2}}, hi"])
def test_a_template_is_rejected_for_where_its_variables_stand(server: SandboxServer, client: Client, body: str) -> None:
    """At the ends, or side by side."""
    content = create(client, {"twilio/text": {"body": body}}, {"1": "a"} | ({"2": "b"} if "2" in body else {}))
    client.content.v1.contents(content).approval_create.create(_approval())
    assert server.settle()
    told = client.content.v1.contents(content).approval_fetch().fetch().whatsapp
    assert told["status"] == "rejected"
    assert told["rejection_reason"]


def test_templates_of_before_are_known_by_their_ids(server: SandboxServer, client: Client, phone: Phone) -> None:
    """A value must come with each message: what was approved with is no default."""
    sid = "HX" + "5" * 32
    add_template(server.sandbox, sid, "hi", {"twilio/text": {"body": "नमस्ते {{1}} जी"}}, {})
    with_value, without = send(client, sid, _1="आशा"), send(client, sid)
    assert server.settle()
    assert server.sandbox.messages[with_value].error is None
    assert server.sandbox.messages[without].error == 63028
    assert phone.received()[-1].body == "नमस्ते आशा जी"
    with pytest.raises(ValueError, match="HX"):
        add_template(server.sandbox, "HX1", "hi", {"twilio/text": {"body": "x"}}, {})
    with pytest.raises(ValueError, match="start or end"):
        add_template(server.sandbox, sid, "hi", {"twilio/text": {"body": "{{1}}"}}, {})


def _approval() -> Any:
    return ApprovalCreateList.ContentApprovalRequest({"name": "go_on", "category": "UTILITY"})
