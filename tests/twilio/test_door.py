"""What Twilio posts: messages and reports, and what only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.deliveries import Answer, Progress, Report, Verdict
from engine.domain.messages import Inbound, Media, Received
from engine.errors import Unreadable
from integrations.twilio.door import TwilioDoor
from tests.twilio.standin import NUMBER, PERSON, SID, TOKEN

MESSAGE = "SM" + "1" * 32
QUOTED = "MM" + "2" * 32
DOOR = TwilioDoor((TOKEN,), SID, NUMBER)
BASE = {
    "SmsMessageSid": MESSAGE, "NumMedia": "0", "ProfileName": "Anya", "MessageType": "text", "SmsSid": MESSAGE,
    "WaId": "919812345678", "SmsStatus": "received", "Body": "ok", "To": NUMBER, "NumSegments": "1",
    "ReferralNumMedia": "0", "MessageSid": MESSAGE, "AccountSid": SID, "From": PERSON, "ApiVersion": "2010-04-01",
}  # fmt: skip
REPORT = {
    "EventType": "READ", "SmsSid": MESSAGE, "SmsStatus": "read", "MessageStatus": "read", "To": PERSON,
    "ChannelToAddress": "+91981234XXXX", "ChannelPrefix": "whatsapp", "MessageSid": MESSAGE, "AccountSid": SID,
    "From": NUMBER, "ApiVersion": "2010-04-01",
}  # fmt: skip


def form(base: dict[str, str], changes: dict[str, str | None]) -> dict[str, list[str]]:
    """A form as the server hands it over; None leaves a field out."""
    return {name: [value] for name, value in {**base, **changes}.items() if value is not None}


def read(**changes: str | None) -> Inbound:
    """What the message of a form says."""
    return DOOR.message(form(BASE, changes)).message


def test_a_text_message() -> None:
    """Who wrote it, its id and its words."""
    assert DOOR.message(form(BASE, {})) == Received(provider_id=MESSAGE, address=PERSON, message=Inbound(text="ok"))


def test_the_least_twilio_ever_sent() -> None:
    """Profile, type and user id may be missing."""
    least = {name: [BASE[name]] for name in ("MessageSid", "AccountSid", "From", "To", "Body")}
    assert DOOR.message(least).message == Inbound(text="ok")


def test_a_tap_on_a_button_carries_its_payload() -> None:
    """The body is the title; the quoted message comes along."""
    message = read(
        Body="Confirm", ButtonText="Confirm", ButtonPayload="ask.plan@1#1:yes", MessageType="interactive",
        OriginalRepliedMessageSid=QUOTED, OriginalRepliedMessageSender=NUMBER,
    )  # fmt: skip
    assert message == Inbound(text="Confirm", tap="ask.plan@1#1:yes", reply_to=QUOTED)


def test_a_tap_on_a_row_carries_its_id() -> None:
    """And its title, when there is no body."""
    assert read(Body="", ListId="f.s@1#2:r1", ListTitle="Row 1") == Inbound(text="Row 1", tap="f.s@1#2:r1")


def test_a_tap_without_a_payload_is_what_it_reads() -> None:
    """The person meant that."""
    assert read(Body="", ButtonText="Confirm", ButtonPayload="") == Inbound(text="Confirm")
    assert read(Body="Confirm", ButtonPayload="p" * 257) == Inbound(text="Confirm")


def test_a_reply_names_what_it_quotes() -> None:
    """If that is a message id."""
    assert read(OriginalRepliedMessageSid=QUOTED).reply_to == QUOTED
    assert read(OriginalRepliedMessageSid="'; drop table").reply_to is None


def test_a_reaction_is_no_text() -> None:
    """It answers nothing."""
    assert read(MessageType="reaction", Body="👍", OriginalRepliedMessageSid=QUOTED) == Inbound(
        reaction="👍", reply_to=QUOTED
    )
    assert read(MessageType="reaction", Body="") == Inbound(reaction="")


def test_a_location() -> None:
    """In degrees."""
    message = read(MessageType="location", Body="", Latitude="25.018766403198", Longitude="-77.395950317383")
    assert message.location == (25.018766403198, -77.395950317383)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("90.1", "0"), ("0", "180.5"), ("nan", "0"), ("inf", "0"), ("1e1", "0"), ("", "0"), ("१२", "0"), ("1_0", "0")],
)
def test_a_location_nowhere_on_earth_is_none(latitude: str, longitude: str) -> None:
    """The message itself is read."""
    assert read(Latitude=latitude, Longitude=longitude) == Inbound(text="ok")


def test_files_and_contacts() -> None:
    """With their types; an address that is none is left out."""
    message = read(
        Body="", NumMedia="3", MediaUrl0="https://api.twilio.com/m/1", MediaContentType0="Audio/OGG; codecs=opus",
        MediaUrl1="javascript:alert(1)", MediaContentType1="text/vcard", MediaUrl2="https://x/" + "y" * 3000,
        MediaContentType2="<script>",
    )  # fmt: skip
    assert message.media == (
        Media("audio/ogg", "https://api.twilio.com/m/1"), Media("text/vcard"), Media("application/octet-stream"),
    )  # fmt: skip


@pytest.mark.parametrize("count", ["999999999", "-1", "many", "", None, "१०", "9" * 5000])
def test_an_absurd_number_of_files_is_bounded(count: str | None) -> None:
    """Those that are there are read, ten at most."""
    files = {f"MediaUrl{n}": f"https://api.twilio.com/m/{n}" for n in range(30)}
    assert len(read(NumMedia=count, **files).media) == 10


def test_a_user_id_beside_a_number_or_instead_of_one() -> None:
    """It outlives the number."""
    user = "whatsapp:IN.4566546130240823"
    assert DOOR.message(form(BASE, {"ExternalUserId": user})).user == user
    assert DOOR.message(form(BASE, {"ExternalUserId": user.removeprefix("whatsapp:")})).user == user
    only_user = DOOR.message(form(BASE, {"From": user, "WaId": None}))
    assert (only_user.address, only_user.user) == (user, user)
    assert DOOR.message(form(BASE, {"ExternalUserId": "whatsapp:+919812345678"})).user is None
    assert DOOR.message(form(BASE, {"ExternalUserId": "\ud800" * 500})).user is None


@pytest.mark.parametrize(
    ("wa_id", "number"),
    [
        ("919812345678", PERSON), (" 919812345678 ", PERSON), (None, None), ("", None), ("+919812345678", None),
        ("IN.4566546130240823", None), ("९१९८१२३४५६७८", None), ("12", None), ("0" * 11, None), ("9" * 400, None),
    ],
)  # fmt: skip
def test_a_number_beside_a_user_id(wa_id: str | None, number: str | None) -> None:
    """Where else the person is known; what is no number is left alone."""
    user = "whatsapp:IN.4566546130240823"
    told = DOOR.message(form(BASE, {"From": user, "ExternalUserId": user, "WaId": wa_id}))
    assert (told.address, told.user, told.number) == (user, user, number)


@pytest.mark.parametrize("wa_id", ["919812345678", "919812345679", None])
def test_a_number_beside_a_number_tells_nothing(wa_id: str | None) -> None:
    """They write from one already."""
    assert DOOR.message(form(BASE, {"WaId": wa_id})).number is None


def test_text_is_cleaned_and_cut() -> None:
    """What no database takes is gone; a reader would not miss it."""
    assert read(Body="a\x00b\ud83dc\r\nd\x1b[0m\te").text == "ab\ufffdc\nd[0m\te"
    assert read(Body="न" * 5000).text == "न" * 4096
    assert read(Body="\x00" * 9000 + "end").text == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"MessageSid": None}, {"MessageSid": ""}, {"MessageSid": "SM123"}, {"MessageSid": "CA" + "1" * 32},
        {"MessageSid": MESSAGE + "\n"}, {"AccountSid": None}, {"AccountSid": "AC" + "f" * 32}, {"To": None},
        {"To": "whatsapp:+15550000000"}, {"From": None}, {"From": ""}, {"From": "+919812345678"},
        {"From": "sms:+919812345678"}, {"From": "whatsapp:"}, {"From": "whatsapp:\u0967"}, {"From": "whatsapp:a b"},
        {"From": "whatsapp:+" + "9" * 500}, {"SmsStatus": "delivered"}, {"MessageStatus": "read"},
    ],
)  # fmt: skip
def test_what_is_no_message_to_us_is_unreadable(changes: dict[str, str | None]) -> None:
    """Nothing of it is stored."""
    with pytest.raises(Unreadable):
        DOOR.message(form(BASE, changes))


def test_a_field_that_decides_may_not_be_said_in_two_ways() -> None:
    """The same value twice is no harm."""
    assert DOOR.message({**form(BASE, {}), "From": [PERSON, PERSON]}).address == PERSON
    for name in ("From", "To", "MessageSid", "AccountSid"):
        with pytest.raises(Unreadable):
            DOOR.message({**form(BASE, {}), name: [BASE[name], "whatsapp:+15550000000"]})


def test_a_report_tells_how_far_a_message_has_come() -> None:
    """With our reference, when it came along."""
    assert DOOR.report(form(REPORT, {}), "outbox-1") == Report(
        provider_id=MESSAGE, progress=Progress.READ, reference="outbox-1"
    )
    for reference in (None, "", "x" * 101, "a\nb"):
        assert DOOR.report(form(REPORT, {}), reference).reference is None


@pytest.mark.parametrize(
    ("status", "progress"),
    [
        ("accepted", "queued"), ("scheduled", "queued"), ("queued", "queued"), ("sending", "sending"), ("sent", "sent"),
        ("delivered", "delivered"), ("partially_delivered", "delivered"), ("read", "read"),
        ("undelivered", "undelivered"), ("failed", "failed"), ("canceled", "failed"),
    ],
)  # fmt: skip
def test_each_status_has_its_progress(status: str, progress: str) -> None:
    """Trouble is told only of what failed."""
    report = DOOR.report(form(REPORT, {"MessageStatus": status, "ErrorCode": "63016"}), None)
    assert report.progress is Progress(progress)
    trouble = Answer(verdict=Verdict.LATE, code="63016")
    assert report.trouble == (trouble if progress in ("undelivered", "failed") else None)


def test_a_day_that_is_used_up_is_tried_again_each_hour() -> None:
    """Nobody tells when it ends."""
    trouble = DOOR.report(form(REPORT, {"MessageStatus": "failed", "ErrorCode": "63038"}), None).trouble
    assert trouble == Answer(verdict=Verdict.BROKEN, code="63038", wait=3600)


@pytest.mark.parametrize("code", [None, "", "abc", "१", "9" * 4000])
def test_a_failure_without_a_reason_is_not_sent_again(code: str | None) -> None:
    """Nobody knows what for."""
    trouble = DOOR.report(form(REPORT, {"MessageStatus": "failed", "ErrorCode": code}), None).trouble
    assert trouble is not None
    assert trouble.verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    "changes",
    [
        {"MessageStatus": None}, {"MessageStatus": "received"}, {"MessageStatus": "exploded"}, {"MessageSid": None},
        {"AccountSid": "AC" + "f" * 32}, {"From": PERSON}, {"From": None},
    ],
)  # fmt: skip
def test_what_is_no_report_to_us_is_unreadable(changes: dict[str, str | None]) -> None:
    """Nothing of it is believed."""
    with pytest.raises(Unreadable):
        DOOR.report(form(REPORT, changes), "outbox-1")


NAMES = sorted({*BASE, *REPORT, "ButtonPayload", "ListId", "Latitude", "Longitude", "MediaUrl0", "ExternalUserId"})


@given(
    st.dictionaries(st.sampled_from(NAMES), st.lists(st.text(max_size=80), max_size=3)),
    st.sampled_from([BASE, REPORT]),
    st.one_of(st.none(), st.text(max_size=120)),
)
def test_a_form_of_anything_is_read_or_unreadable(
    changes: dict[str, list[str]], base: dict[str, str], reference: str | None
) -> None:
    """And what is read can be stored."""
    posted = {**form(base, {}), **changes}
    for text in (_said(posted), _reported(posted, reference)):
        assert "\x00" not in text
        text.encode()


def _said(posted: dict[str, list[str]]) -> str:
    try:
        return str(DOOR.message(posted))
    except Unreadable:
        return ""


def _reported(posted: dict[str, list[str]], reference: str | None) -> str:
    try:
        return str(DOOR.report(posted, reference))
    except Unreadable:
        return ""
