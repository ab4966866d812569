"""What Twilio posts to the bot: the fields of a message, and of a report on one of the bot's own."""

from __future__ import annotations

import json
from collections.abc import Iterator

from integrations.sandbox.agenda import Tell
from integrations.sandbox.errors import wording
from integrations.sandbox.records import Location, Message, Person, Status
from integrations.sandbox.signing import Form
from integrations.sandbox.state import Sandbox

_API_VERSION = "2010-04-01"
_EVENTS = {Status.DELIVERED: "DELIVERED", Status.READ: "READ", Status.UNDELIVERED: "UNDELIVERED"}


def message_form(sandbox: Sandbox, message: Message, root: str) -> Form:
    """The fields of what a person sent. `root` is the sandbox's own address, below which files are."""
    person = sandbox.people[message.person]
    form = [
        ("SmsMessageSid", message.sid), ("NumMedia", str(len(message.media))), ("ProfileName", person.name),
        ("MessageType", "interactive" if message.type == "list" else message.type), ("SmsSid", message.sid),
        ("SmsStatus", "received"), ("Body", message.body), ("To", message.to), ("NumSegments", "1"),
        ("ReferralNumMedia", "0"), ("MessageSid", message.sid), ("AccountSid", sandbox.account.sid),
        ("ChannelMetadata", _metadata(person)), ("From", message.sender), ("ApiVersion", _API_VERSION),
        ("Forwarded", "false"), ("FrequentlyForwarded", "false"),
        *_who(person), *_media(sandbox, message, root),
    ]  # fmt: skip
    form += _tapped(message)
    if message.quotes is not None:
        quoted = sandbox.messages.get(message.quotes)
        form.append(("OriginalRepliedMessageSid", message.quotes))
        form.append(("OriginalRepliedMessageSender", quoted.sender if quoted else message.to))
    if message.location is not None:
        form += _place(message.location)
    return form


def report_form(sandbox: Sandbox, message: Message, report: Tell) -> Form:
    """The fields of a status callback."""
    form = [
        ("ChannelPrefix", "whatsapp"), ("ApiVersion", _API_VERSION), ("MessageStatus", str(report.status)),
        ("SmsSid", message.sid), ("SmsStatus", str(report.status)), ("ChannelInstallSid", _install(sandbox)),
        ("To", message.to), ("From", message.sender), ("MessageSid", message.sid),
        ("AccountSid", sandbox.account.sid), ("ChannelToAddress", masked(message.to)),
    ]  # fmt: skip
    if report.status in _EVENTS:
        form.append(("EventType", _EVENTS[report.status]))
    if report.code is not None:
        form += [("ErrorCode", str(report.code)), ("ErrorMessage", wording(report.code))]
        form.append(("ChannelStatusMessage", wording(report.code)))
    return form


def masked(address: str) -> str:
    """An address as Twilio shows it in reports: its last four characters are hidden."""
    bare = address.removeprefix("whatsapp:")
    return bare[:-4] + "XXXX"


def _metadata(person: Person) -> str:
    context = {"ProfileName": person.name}
    if person.number is not None:
        context["WaId"] = person.number.lstrip("+")
    if person.user is not None:
        context["ExternalUserId"] = person.user
    return json.dumps({"type": "whatsapp", "data": {"context": context}}, ensure_ascii=False, separators=(",", ":"))


def _who(person: Person) -> Iterator[tuple[str, str]]:
    if person.number is not None:
        yield "WaId", person.number.lstrip("+")
    if person.user is not None:
        yield "ExternalUserId", f"whatsapp:{person.user}"


def _media(sandbox: Sandbox, message: Message, root: str) -> Iterator[tuple[str, str]]:
    for number, sid in enumerate(message.media):
        path = f"/2010-04-01/Accounts/{sandbox.account.sid}/Messages/{message.sid}/Media/{sid}"
        yield f"MediaUrl{number}", f"{root}{path}"
        yield f"MediaContentType{number}", sandbox.media[sid].content_type


def _tapped(message: Message) -> Iterator[tuple[str, str]]:
    if message.type == "list":
        yield "ListId", message.options[0].id
        yield "ListTitle", message.options[0].title
    elif message.type in ("button", "interactive"):
        yield "ButtonPayload", message.options[0].id
        yield "ButtonText", message.options[0].title


def _place(place: Location) -> Iterator[tuple[str, str]]:
    yield "Latitude", repr(place.latitude)
    yield "Longitude", repr(place.longitude)
    if place.label:
        yield "Label", place.label
    if place.address:
        yield "Address", place.address


def _install(sandbox: Sandbox) -> str:
    return f"XE{sandbox.account.sid[2:]}"
