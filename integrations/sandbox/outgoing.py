"""A message to a person: what Twilio refuses at once, and what it takes."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from integrations.sandbox.agenda import Fetch
from integrations.sandbox.content import TEXT, Content, Shown, show
from integrations.sandbox.errors import TwilioRefusal
from integrations.sandbox.fates import decide
from integrations.sandbox.records import Message, Person, Status, is_address
from integrations.sandbox.sids import SID
from integrations.sandbox.state import Sandbox
from integrations.sandbox.twiml import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a request to send asks for."""

    to: str = ""
    sender: str = ""
    body: str = ""
    media: tuple[str, ...] = ()
    content: str = ""
    variables: str = ""
    callback: str = ""


def accept(sandbox: Sandbox, order: Order) -> Message:
    """Take a message to send. TwilioRefusal when it is not taken."""
    with sandbox.lock:
        _check_addresses(sandbox, order)
        content = _content(sandbox, order)
        _check_what_is_said(order)
        values = _values(order.variables)
        shown = show(content, values) if content else Shown(order.body, media=order.media)
        message = _message(sandbox, order, content, shown)
        start(sandbox, message, has_all=content is None or set(content.places()) <= {*content.variables, *values})
        return message


def answer(sandbox: Sandbox, inbound: Message, reply: Reply) -> Message:
    """Take a message out of the answer to a webhook."""
    with sandbox.lock:
        order = Order(to=inbound.sender, sender=inbound.to, body=reply.body[:TEXT], media=reply.media)
        message = _message(sandbox, order, None, Shown(order.body, media=order.media))
        message.direction = "outbound-reply"
        start(sandbox, message)
        return message


def start(sandbox: Sandbox, message: Message, has_all: bool = True) -> None:
    """Let a message go its way: first its files are fetched."""
    sandbox.keep(message)
    person = sandbox.people[message.person]
    person.typing_until = None
    for older in itertools.takewhile(lambda older: not older.is_seen, reversed(sandbox.chat(person))):
        older.is_seen = True
    if message.media_urls:
        sandbox.plan(Fetch(message.sid))
    else:
        decide(sandbox, message, has_all=has_all)
    sandbox.changed()


def _check_addresses(sandbox: Sandbox, order: Order) -> None:
    if not order.to:
        raise TwilioRefusal(21604, "A 'To' phone number is required.")
    if not order.sender:
        raise TwilioRefusal(21603, "A 'From' phone number is required.")
    if order.sender != sandbox.account.address:
        if order.sender.startswith("whatsapp:"):
            raise TwilioRefusal(63007, "Twilio could not find a Channel with the specified From address")
        raise TwilioRefusal(21212, f"The 'From' number {order.sender} is not a valid phone number.")
    if not order.to.startswith("whatsapp:"):
        raise TwilioRefusal(21910, "Invalid From and To pair. From and To should be of the same channel")
    if not is_address(order.to):
        raise TwilioRefusal(21211, f"The 'To' number {order.to} is not a valid phone number.")


def _content(sandbox: Sandbox, order: Order) -> Content | None:
    if not order.content:
        return None
    if not SID.fullmatch(order.content) or order.content not in sandbox.contents:
        raise TwilioRefusal(21655, "The ContentSid is Invalid")
    return sandbox.contents[order.content]


def _check_what_is_said(order: Order) -> None:
    if not (order.body or order.media or order.content):
        raise TwilioRefusal(21619, "A text message body or media urls must be specified.")
    if len(order.body) > TEXT:
        raise TwilioRefusal(21617, "The concatenated message body exceeds the 1600 character limit.")
    if len(order.media) > 1:
        raise TwilioRefusal(21623, "Number of media files exceeds allowed limit")
    if any(not _is_web(url) for url in order.media):
        raise TwilioRefusal(21620, "Invalid media URL(s)")
    if order.callback and (not _is_web(order.callback) or "_" in (urlsplit(order.callback).hostname or "")):
        raise TwilioRefusal(21609, f"The 'StatusCallback' URL {order.callback} is not a valid URL.")


def _values(text: str) -> Mapping[str, str]:
    if not text:
        return {}
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict) or not all(
        isinstance(value, str) and _is_value(value) for value in values.values()
    ):
        raise TwilioRefusal(21656, "The Content Variables parameter is invalid.")
    return values


def _is_value(text: str) -> bool:
    """Whether WhatsApp takes it in the place of a variable: on one line, with at most four spaces in a row."""
    return bool(text.strip()) and not re.search(r"[\n\r\t]| {5}", text)


def _message(sandbox: Sandbox, order: Order, content: Content | None, shown: Shown) -> Message:
    now = sandbox.now()
    plain = "media" if shown.media else "text"
    return Message(
        sid=sandbox.sids.new("MM" if content or shown.media else "SM"),
        person=_person(sandbox, order.to).id,
        direction="outbound-api",
        sender=order.sender,
        to=order.to,
        body=shown.body,
        type=content.type.removeprefix("twilio/") if content else plain,
        created=now,
        updated=now,
        status=Status.QUEUED,
        media_urls=shown.media,
        options=shown.options,
        list_button=shown.list_button,
        content=content.sid if content else None,
        template=bool(content and content.is_approved),
        callback=order.callback or None,
    )


def _person(sandbox: Sandbox, address: str) -> Person:
    """Who has this address; somebody new if nobody has, as everybody may have a phone."""
    known = sandbox.person_at(address)
    if known is not None:
        return known
    bare = address.removeprefix("whatsapp:")
    is_number = bare.startswith("+")
    return sandbox.add_person(bare, number=bare if is_number else None, user=None if is_number else bare)


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
