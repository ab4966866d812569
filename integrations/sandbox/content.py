"""Content resources: what may be in one, by WhatsApp's limits, and what it looks like with its values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from integrations.sandbox.errors import TwilioRefusal
from integrations.sandbox.records import Option

BODY = 1024
TEXT = 1600
IN_SESSION_BUTTONS = 3
_BUTTONS, _ITEMS = 10, 10
_TITLE, _BUTTON_ID = 20, 256
_ITEM, _ITEM_ID, _DESCRIPTION = 24, 200, 72
_PLACE = re.compile(r"{{\s*([^{}\s]*)\s*}}")
_FIELDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "twilio/text": (frozenset({"body"}), frozenset({"body"})),
    "twilio/media": (frozenset({"media"}), frozenset({"body", "media"})),
    "twilio/quick-reply": (frozenset({"body", "actions"}), frozenset({"body", "actions"})),
    "twilio/list-picker": (frozenset({"body", "button", "items"}), frozenset({"body", "button", "items"})),
}
"""The types the sandbox knows: the fields each must have, and may have."""

Json = Mapping[str, object]


@dataclass(slots=True, kw_only=True)
class Content:
    """A Content resource. `approval` is WhatsApp's word on it as a template, `reason` why it was rejected."""

    sid: str
    friendly_name: str
    language: str
    types: dict[str, dict[str, object]]
    created: datetime
    variables: dict[str, str] = field(default_factory=dict)
    name: str = ""
    category: str = ""
    approval: str = "unsubmitted"
    reason: str = ""

    @property
    def type(self) -> str:
        """Its first type: a message on WhatsApp takes the one the channel knows best."""
        return next(iter(self.types))

    @property
    def is_approved(self) -> bool:
        """Whether it may be sent outside the window."""
        return self.approval == "approved" and self.type != "twilio/list-picker"

    def places(self) -> Sequence[str]:
        """The names of its variables, in the order they come."""
        return list(dict.fromkeys(places(self.types)))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a content looks like with its values."""

    body: str
    options: tuple[Option, ...] = ()
    list_button: str = ""
    media: tuple[str, ...] = ()


def check(types: object, variables: object, language: object) -> None:
    """Whether this can be a content. TwilioRefusal names the first thing that is wrong."""
    if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", language):
        raise _wrong("language is required, like en or en_US")
    if not isinstance(types, dict) or not types:
        raise _wrong("types is required")
    for name, parts in types.items():
        _check_type(name, parts)
    _check_variables(list(dict.fromkeys(places(types))), variables)


def why_not_a_template(content: Content) -> str:
    """Why WhatsApp would reject it; empty if it would not."""
    body = str(content.types[content.type].get("body", ""))
    if content.type == "twilio/list-picker":
        return "List pickers cannot be templates"
    if re.match(r"\s*{{", body) or re.search(r"}}\s*$", body):
        return "Variables can't be at the start or end of the template"
    if re.search(r"}}\s*{{", body):
        return "Variables can't be next to each other"
    if set(content.places()) - set(content.variables):
        return "Each variable needs a sample"
    return ""


def places(value: object) -> Iterator[str]:
    """All names of variables in all texts."""
    if isinstance(value, str):
        yield from _PLACE.findall(value)
    elif isinstance(value, dict):
        for part in value.values():
            yield from places(part)
    elif isinstance(value, list):
        for part in value:
            yield from places(part)


def show(content: Content, values: Mapping[str, str]) -> Shown:
    """The content with these values in its places; a place without one keeps its default."""
    known = {**content.variables, **values}
    parts = cast("Json", _filled(content.types[content.type], known))
    options: tuple[Option, ...] = ()
    if content.type == "twilio/quick-reply":
        options = tuple(Option(_text(a.get("id") or a["title"]), _text(a["title"])) for a in _rows(parts["actions"]))
    elif content.type == "twilio/list-picker":
        rows = _rows(parts["items"])
        options = tuple(Option(_text(r["id"]), _text(r["item"]), _text(r.get("description", ""))) for r in rows)
    media = tuple(str(url) for url in cast("list[object]", parts.get("media", [])))
    return Shown(_text(parts.get("body", "")), options, _text(parts.get("button", "")), media)


def fits(content: Content, shown: Shown) -> bool:
    """Whether WhatsApp takes it, now that its values are in it."""
    longest = TEXT if content.type in ("twilio/text", "twilio/media") else BODY
    title, id = (_ITEM, _ITEM_ID) if content.type == "twilio/list-picker" else (_TITLE, _BUTTON_ID)
    ids = {option.id for option in shown.options}
    return (
        len(shown.body) <= longest
        and len(ids) == len(shown.options)
        and all(len(option.title) <= title and len(option.id) <= id for option in shown.options)
    )


def _check_type(name: object, parts: object) -> None:
    if name not in _FIELDS:
        raise _wrong(f"type {name} is not one the sandbox knows: {', '.join(_FIELDS)}")
    if not isinstance(parts, dict):
        raise _wrong(f"{name} is an object")
    needed, known = _FIELDS[str(name)]
    if not needed <= parts.keys() or not parts.keys() <= known:
        raise _wrong(f"{name} has the fields {', '.join(sorted(known))}")
    if name == "twilio/quick-reply":
        _check_text("body", parts["body"], BODY)
        _check_actions(parts["actions"])
    elif name == "twilio/list-picker":
        _check_text("body", parts["body"], BODY)
        _check_text("button", parts["button"], _TITLE)
        _check_items(parts["items"])
    else:
        _check_rest(parts)


def _check_rest(parts: Mapping[str, object]) -> None:
    if "body" in parts:
        _check_text("body", parts["body"], TEXT)
    media = parts.get("media", [""])
    if not isinstance(media, list) or len(media) != 1 or not isinstance(media[0], str):
        raise _wrong("media is a list of one address")


def _check_actions(actions: object) -> None:
    rows = _checked_rows("actions", actions, _BUTTONS, {"type", "title", "id"})
    for row in rows:
        _check_text("actions.title", row.get("title"), _TITLE)
        if "id" in row:
            _check_text("actions.id", row["id"], _BUTTON_ID)
        if row.get("type", "QUICK_REPLY") != "QUICK_REPLY":
            raise _wrong("actions.type is QUICK_REPLY")
    _check_once("actions.title", [row["title"] for row in rows])
    _check_once("actions.id", [row["id"] for row in rows if "id" in row])


def _check_items(items: object) -> None:
    rows = _checked_rows("items", items, _ITEMS, {"id", "item", "description"})
    for row in rows:
        _check_text("items.item", row.get("item"), _ITEM)
        _check_text("items.id", row.get("id"), _ITEM_ID)
        if "description" in row:
            _check_text("items.description", row["description"], _DESCRIPTION)
    _check_once("items.id", [row["id"] for row in rows])


def _checked_rows(name: str, rows: object, most: int, known: set[str]) -> Sequence[Json]:
    if not isinstance(rows, list) or not 1 <= len(rows) <= most:
        raise _wrong(f"{name} has 1 to {most} entries")
    if not all(isinstance(row, dict) and row.keys() <= known for row in rows):
        raise _wrong(f"{name} have the fields {', '.join(sorted(known))}")
    return rows


def _check_text(name: str, text: object, longest: int) -> None:
    """A place counts with what stands there; its value is looked at when the message is sent."""
    if not isinstance(text, str) or not text.strip():
        raise _wrong(f"{name} cannot be empty")
    if len(text) > longest:
        raise _wrong(f"{name} has {len(text)} characters, {longest} are allowed")


def _check_once(name: str, values: Sequence[object]) -> None:
    if len(set(values)) < len(values):
        raise _wrong(f"{name} comes twice")


def _check_variables(names: Sequence[str], variables: object) -> None:
    if sorted(names) != sorted(str(number) for number in range(1, len(names) + 1)):
        raise _wrong("variables are numbered from {{1}} without a gap")
    if not isinstance(variables, dict):
        raise _wrong("variables is an object")
    for name, value in variables.items():
        if not isinstance(value, str) or not value.strip():
            raise _wrong(f"the variable {name} is a text that is not empty")


def _filled(value: object, values: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return _PLACE.sub(lambda place: values.get(place[1], place[0]), value)
    if isinstance(value, dict):
        return {key: _filled(part, values) for key, part in value.items()}
    return [_filled(part, values) for part in value] if isinstance(value, list) else value


def _rows(value: object) -> Sequence[Json]:
    return cast("Sequence[Json]", value)


def _text(value: object) -> str:
    return str(value)


def _wrong(what: str) -> TwilioRefusal:
    return TwilioRefusal(20001, f"Invalid parameters: {what}")
