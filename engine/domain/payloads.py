"""Events and messages as JSON, and back. What has its default is left out."""

from __future__ import annotations

from typing import cast

from engine.domain.events import Event, EventKind
from engine.domain.messages import Choice, Inbound, Media, Outbound
from engine.domain.records import InboxItem, TimerRecord
from engine.domain.values import Data, Json


def payload_of(event: Event) -> Data:
    """What an inbox item must keep of an event beside its kind and name."""
    payload: dict[str, Json] = {}
    if event.data:
        payload["data"] = dict(event.data)
    if event.message is not None:
        payload["message"] = _inbound_as_json(event.message)
    if event.state or event.frame or event.token:
        payload |= {"frame": event.frame, "state": event.state, "token": event.token}
    return payload


def event_of(item: InboxItem) -> Event:
    """The event an inbox item was made of."""
    payload = item.payload
    message = payload.get("message")
    return Event(
        kind=item.kind,
        name=item.name,
        data=cast("Data", payload.get("data", {})),
        message=None if message is None else _inbound_from_json(cast("Data", message)),
        frame=cast("int", payload.get("frame", 0)),
        state=cast("str", payload.get("state", "")),
        token=cast("int", payload.get("token", 0)),
    )


def is_asked(item: InboxItem) -> bool:
    """Whether what is said because of it answers the person, or what they ordered."""
    return item.kind is not EventKind.TIMER and item.payload.get("asked") is not False


def unasked(payload: Data) -> Data:
    """The payload of an event that a flow has sent for later, or in an hour nobody has written."""
    return {**payload, "asked": False}


def payload_of_timer(timer: TimerRecord) -> Data:
    """What the inbox item of a timer that went off must keep."""
    place: dict[str, Json] = {
        "session": timer.session, "frame": timer.frame, "state": timer.state, "token": timer.token,
    }  # fmt: skip
    return place | {"data": dict(timer.data)} if timer.data else place


def body_of(message: Outbound, begun_by: str | None = None) -> Data:
    """A message to a person as the outbox keeps it; the template of the part with the id `begun_by` says it, too."""
    body: dict[str, Json] = {"key": message.key, "text": message.text, "language": message.language}
    if message.choices:
        body["choices"] = [[c.id, c.label, c.description, c.payload] for c in message.choices]
    if message.template is not None:
        body["template"] = message.template
    if message.fallback is not None:
        body["fallback"] = message.fallback
    if message.variables:
        body["variables"] = list(message.variables)
    if message.media is not None:
        body["media"] = message.media
    if begun_by is not None:
        body["begun_by"] = begun_by
    return body


def begun_by(body: Data) -> str | None:
    """The id of the part of a message whose template says this one, too."""
    return cast("str | None", body.get("begun_by"))


def outbound_of(body: Data) -> Outbound:
    """The message the outbox kept."""
    choices = cast("list[list[str]]", body.get("choices", []))
    return Outbound(
        key=cast("str", body["key"]),
        text=cast("str", body["text"]),
        language=cast("str", body["language"]),
        choices=tuple(Choice(*choice) for choice in choices),
        template=cast("str | None", body.get("template")),
        fallback=cast("str | None", body.get("fallback")),
        variables=tuple(cast("list[str]", body.get("variables", []))),
        media=cast("str | None", body.get("media")),
    )


def _inbound_as_json(message: Inbound) -> Json:
    json: dict[str, Json] = {"text": message.text}
    if message.tap is not None:
        json["tap"] = message.tap
    if message.media:
        json["media"] = [list(media) for media in message.media]
    if message.location is not None:
        json["location"] = list(message.location)
    if message.reaction is not None:
        json["reaction"] = message.reaction
    if message.reply_to is not None:
        json["reply_to"] = message.reply_to
    if message.card:
        json["card"] = True
    return json


def _inbound_from_json(json: Data) -> Inbound:
    location = cast("list[float] | None", json.get("location"))
    return Inbound(
        text=cast("str", json["text"]),
        tap=cast("str | None", json.get("tap")),
        media=tuple(Media(*media) for media in cast("list[list[str]]", json.get("media", []))),
        location=None if location is None else (location[0], location[1]),
        reaction=cast("str | None", json.get("reaction")),
        reply_to=cast("str | None", json.get("reply_to")),
        card=cast("bool", json.get("card", False)),
    )
