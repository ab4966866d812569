"""What is handed to Twilio: text, files, choices, templates."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from engine.domain.deliveries import Answer, Template, Verdict
from engine.domain.messages import Choice, Outbound
from integrations.twilio.gateway import TwilioGateway
from tests.twilio.conftest import ANYA, HELLO, QUESTION
from tests.twilio.standin import NUMBER, PERSON, SID, TOKEN, StandIn

CONTENT = Template(content="HX" + "c" * 32, variables=2)


def test_text_is_sent_with_a_callback_that_carries_our_reference(gateway: TwilioGateway, twilio: StandIn) -> None:
    """And nothing else."""
    answer = gateway.send(ANYA, HELLO, "out/1 ü")
    assert answer == Answer(verdict=Verdict.SENT, provider_id=f"SM{1:032x}")
    [asked] = twilio.of("messages")
    assert asked.fields == {
        "To": PERSON, "From": NUMBER, "Body": "Hello",
        "StatusCallback": "https://bolo.example/webhooks/twilio/status?reference=out%2F1%20%C3%BC#rc=5&rp=all",
    }  # fmt: skip
    assert asked.who == f"{SID}:{TOKEN}"


def test_a_file_is_sent_by_its_link(gateway: TwilioGateway, twilio: StandIn) -> None:
    """With or without words."""
    gateway.send(ANYA, replace(HELLO, text="", media="file-1"), "o1")
    gateway.send(ANYA, replace(HELLO, media="file-2"), "o2")
    first, second = (asked.fields for asked in twilio.of("messages"))
    assert first["MediaUrl"] == "https://bolo.example/media/file-1"
    assert "Body" not in first
    assert (second["Body"], second["MediaUrl"]) == ("Hello", "https://bolo.example/media/file-2")


def test_few_choices_are_buttons(gateway: TwilioGateway, twilio: StandIn) -> None:
    """The lines of the body and the payloads are variables; the labels are in the resource."""
    assert gateway.send(ANYA, QUESTION, "o1").verdict is Verdict.SENT
    [made], [sent] = twilio.of("content"), twilio.of("messages")
    assert made.json["language"] == "en"
    assert made.json["types"] == {
        "twilio/quick-reply": {
            "body": "{{1}}\n\n{{2}}",
            "actions": [
                {"type": "QUICK_REPLY", "title": "Yes", "id": "{{3}}"},
                {"type": "QUICK_REPLY", "title": "No", "id": "{{4}}"},
            ],
        }
    }
    assert made.json["variables"] == {"1": "text", "2": "text", "3": "choice-3", "4": "choice-4"}
    assert sent.fields["ContentSid"].startswith("HX")
    assert json.loads(sent.fields["ContentVariables"]) == {
        "1": "Which plan?", "2": "Take your time.", "3": "ask.plan@1#1:yes", "4": "ask.plan@1#1:no",
    }  # fmt: skip
    assert not {"Body", "MediaUrl"} & set(sent.fields)


def test_more_choices_are_a_list(gateway: TwilioGateway, twilio: StandIn) -> None:
    """With descriptions where there are some, and a button in the person's language."""
    rows = tuple(Choice(f"r{n}", f"पंक्ति {n}", "बारे में" if n == 1 else "", f"f.s@1#2:r{n}") for n in range(1, 11))
    gateway.send(ANYA, Outbound("ask.rows", "चुनिए", "hi", rows), "o1")
    [made] = twilio.of("content")
    types = made.json["types"]
    assert isinstance(types, dict)
    picker = types["twilio/list-picker"]
    assert (picker["body"], picker["button"], len(picker["items"])) == ("{{1}}", "चुनें", 10)
    assert picker["items"][0] == {"item": "पंक्ति 1", "id": "{{2}}", "description": "बारे में"}
    assert picker["items"][9] == {"item": "पंक्ति 10", "id": "{{11}}"}


@pytest.mark.parametrize(
    "choices",
    [
        (Choice("a", "A label that is far too long for a button or a row", "", "p:a"),),
        (Choice("a", "A", "", "p" * 201),),
        (Choice("a", "A", "", "same"), Choice("b", "B", "", "same")),
        (Choice("a", "Same", "", "p:a"), Choice("b", "Same", "", "p:b")),
        (Choice("a", "{{1}}", "", "p:a"),),
        (Choice("a", " ", "", "p:a"),),
        (Choice("a", "A", "", "two\nlines"),),
        (Choice("a", "A", "with {{braces}}", "p:a"),),
        tuple(Choice(f"r{n}", f"Row {n}", "", f"p:{n}") for n in range(11)),
    ],
    ids=["label", "id", "ids", "labels", "braces", "blank", "newline", "description", "eleven"],
)
def test_choices_that_do_not_fit_are_numbered_text(
    gateway: TwilioGateway, twilio: StandIn, choices: tuple[Choice, ...]
) -> None:
    """No resource is made for them."""
    assert gateway.send(ANYA, replace(QUESTION, choices=choices), "o1").verdict is Verdict.SENT
    assert twilio.of("content") == []
    assert twilio.of("messages")[0].fields["Body"].startswith("Which plan?\n\nTake your time.\n\n1.")


def test_a_body_of_more_lines_than_variables_is_numbered_text(gateway: TwilioGateway, twilio: StandIn) -> None:
    """A resource has at most a hundred."""
    gateway.send(ANYA, replace(QUESTION, text="\n".join("a" * 120)), "o1")
    assert "ContentSid" not in twilio.of("messages")[0].fields


def test_long_rows_as_text_lose_their_descriptions_first(gateway: TwilioGateway, twilio: StandIn) -> None:
    """What a person needs to answer stays."""
    rows = tuple(Choice(f"r{n}", f"Row {n} " + "x" * 15, "d" * 72, "p" * 201 + str(n)) for n in range(10))
    gateway.send(ANYA, Outbound("a.b", "t" * 1000, "en", rows), "o1")
    body = twilio.of("messages")[0].fields["Body"]
    assert "10. Row 9" in body
    assert "ddd" not in body


def test_what_a_variable_may_not_hold_is_smoothed(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Tabs, long gaps and odd newlines would be refused with 21656; an apostrophe goes as its number."""
    gateway.send(ANYA, replace(QUESTION, text="\r\nIt's\there      now\u2028second\x00 line\n \n"), "o1")
    [sent] = twilio.of("messages")
    variables = sent.fields["ContentVariables"]
    assert "'" not in variables
    values = json.loads(variables)
    assert (values["1"], values["2"]) == ("It's here    now", "second line")
    assert twilio.of("content")[0].json["types"]["twilio/quick-reply"]["body"] == "{{1}}\n{{2}}"  # type: ignore[index]


def test_halves_of_characters_do_not_stop_a_message(gateway: TwilioGateway, twilio: StandIn) -> None:
    """They could not be written into a request."""
    gateway.send(ANYA, replace(HELLO, text="a\ud800b\x00c\u0007"), "o1")
    assert twilio.of("messages")[0].fields["Body"] == "a\ufffdbc"


def test_a_template_goes_by_its_id_with_its_values(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Without a body, even when there are choices or a file; no value is empty or has two lines."""
    message = replace(QUESTION, variables=("Anya\nK", " ", "unused"), media="file-1")
    gateway.send(ANYA, message, "o1", CONTENT)
    [asked] = twilio.of("messages")
    assert asked.fields["ContentSid"] == CONTENT.content
    assert json.loads(asked.fields["ContentVariables"]) == {"1": "Anya K", "2": "-"}
    assert not {"Body", "MediaUrl"} & set(asked.fields)
    assert twilio.of("content") == []


def test_a_template_without_places_takes_no_values(gateway: TwilioGateway, twilio: StandIn) -> None:
    """None are sent."""
    gateway.send(ANYA, HELLO, "o1", replace(CONTENT, variables=0))
    assert "ContentVariables" not in twilio.of("messages")[0].fields


@pytest.mark.parametrize(
    ("message", "template", "code"),
    [
        (replace(HELLO, text="x" * 1601), None, "too-long"),
        (replace(HELLO, text=" \n"), None, "empty"),
        (replace(HELLO, variables=("one",)), CONTENT, "variables"),
    ],
)
def test_what_twilio_would_refuse_is_not_even_tried(
    gateway: TwilioGateway, twilio: StandIn, message: Outbound, template: Template | None, code: str
) -> None:
    """Trying again would be in vain."""
    assert gateway.send(ANYA, message, "o1", template) == Answer(verdict=Verdict.REFUSED, code=code)
    assert twilio.asked == []


def test_typing_is_shown_under_the_last_message(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Where there is one."""
    gateway.typing(ANYA)
    gateway.typing(replace(ANYA, last_inbound=None))
    gateway.typing(replace(ANYA, last_inbound="phone-1"))
    [asked] = twilio.of("typing")
    assert asked.fields == {"channel": "whatsapp", "messageId": ANYA.last_inbound}
