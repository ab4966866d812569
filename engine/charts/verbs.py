"""Actions as written: a list of mappings with one verb each, or a bare word."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.charts.grammar import BARE_WORDS, CATALOGUE_NAME, EVENT, FORGOTTEN, STATE_ID, TEXT_KEY, VERBS
from engine.charts.model import (
    Action,
    Cancel,
    Consent,
    Do,
    For,
    Forget,
    If,
    Interrupt,
    LogLine,
    Raise,
    Repeat,
    Say,
    Send,
    Set,
    Value,
)
from engine.charts.problems import Place
from engine.charts.reading import Reading
from engine.charts.source import Path
from engine.charts.suggest import did_you_mean
from engine.charts.values import read_arguments, read_duration, read_key_path, read_path, read_value
from engine.domain.values import Json

Fields = Mapping[str, Json]

_SEND_ID = "the id of a 'send'"


def read_blocks(reading: Reading, raw: Json, path: Path) -> tuple[tuple[Action, ...], ...]:
    """`enter:` and `exit:`; a list of lists is several blocks, a plain list is one."""
    items = reading.listed(raw, path, "a list of actions")
    if items and all(isinstance(item, list) for item in items):
        return tuple(read_actions(reading, item, (*path, index)) for index, item in enumerate(items))
    return (_actions(reading, items, path),)


def read_actions(reading: Reading, raw: Json, path: Path) -> tuple[Action, ...]:
    """One list of actions."""
    return _actions(reading, reading.listed(raw, path, "a list of actions"), path)


def read_say(reading: Reading, raw: Json, path: Path) -> Say | None:
    """`say:` with the key of its words, or `{text, with}`."""
    place = reading.place(path)
    if not isinstance(raw, dict):
        key = reading.name(raw, path, TEXT_KEY, "the name of a text")
        return None if key is None else Say(key, {}, place)
    fields = reading.fields(raw, path, "words")
    if not fields or "text" not in fields:
        return None
    key = reading.name(fields["text"], (*path, "text"), TEXT_KEY, "the name of a text")
    values = _with(reading, fields, path)
    media = read_value(reading, fields["media"], (*path, "media")) if "media" in fields else None
    return None if key is None else Say(key, values, reading.place((*path, "text")), media=media)


def _actions(reading: Reading, items: list[Json], path: Path) -> tuple[Action, ...]:
    found = (_action(reading, item, (*path, index)) for index, item in enumerate(items))
    return tuple(action for action in found if action is not None)


def _action(reading: Reading, item: Json, path: Path) -> Action | None:
    place = reading.place(path)
    if item in BARE_WORDS:
        return Repeat(place, help=item == "help")
    if not isinstance(item, dict):
        message = "an action is a mapping with one verb, or one of the words 'repeat' and 'help'"
        names = (*VERBS, *BARE_WORDS)
        reading.complain("E113", place, message, did_you_mean(item, names) if isinstance(item, str) else "")
        return None
    verbs = [key for key in item if key in VERBS]
    if len(verbs) != 1:
        _complain_of_verbs(reading, item, path, verbs)
        return None
    verb = verbs[0]
    for key in item:
        if key != verb and key not in VERBS[verb]:
            reading.unknown_key(key, path, {verb, *VERBS[verb]})
    reading.require(item, path, verb)
    return _READERS[verb](reading, item, path, place)


def _complain_of_verbs(reading: Reading, item: Fields, path: Path, verbs: list[str]) -> None:
    if len(verbs) > 1:
        message = f"'{verbs[0]}' and '{verbs[1]}' are two actions"
        reading.complain("E113", reading.key((*path, verbs[1])), message, "Make two items of the list.")
        return
    first = next(iter(item), None)
    place = reading.place(path) if first is None else reading.key((*path, first))
    hint = did_you_mean(first or "", VERBS) or f"The verbs are {', '.join(VERBS)}."
    reading.complain("E113", place, f"'{first}' is not an action" if first else "an action is empty", hint)


def _with(reading: Reading, fields: Fields, path: Path, key: str = "with") -> dict[str, Value]:
    return read_arguments(reading, fields[key], (*path, key)) if key in fields else {}


def _set(reading: Reading, item: Fields, path: Path, place: Place) -> Action | None:
    inner = (*path, "set")
    assignments: list[tuple[tuple[str, ...], Value]] = []
    places: list[Place] = []
    for name, raw in reading.mapping(item["set"], inner, "a mapping of variables to values").items():
        parts = read_key_path(reading, name, (*inner, name))
        value = read_value(reading, raw, (*inner, name))
        if parts is not None:
            assignments.append((parts, value))
            places.append(reading.key((*inner, name)))
    return Set(tuple(assignments), place, tuple(places))


def _say(reading: Reading, item: Fields, path: Path, _: Place) -> Action | None:
    return read_say(reading, item["say"], (*path, "say"))


def _raise(reading: Reading, item: Fields, path: Path, place: Place) -> Action | None:
    raw, inner = item["raise"], (*path, "raise")
    if not isinstance(raw, dict):
        event = reading.name(raw, inner, EVENT, "the name of an event")
        return None if event is None else Raise(event, {}, place)
    fields = reading.fields(raw, inner, "event")
    if not fields or "event" not in fields:
        return None
    event = reading.name(fields["event"], (*inner, "event"), EVENT, "the name of an event")
    data = _with(reading, fields, inner, "data")
    return None if event is None else Raise(event, data, place)


def _send(reading: Reading, item: Fields, path: Path, place: Place) -> Action | None:
    inner = (*path, "send")
    fields = reading.fields(item["send"], inner, "sending")
    if not fields or "event" not in fields:
        return None
    event = _computed_name(reading, fields["event"], (*inner, "event"), "the name of an event")
    data = _with(reading, fields, inner, "data")
    to = read_value(reading, fields["to"], (*inner, "to")) if "to" in fields else None
    delay = read_duration(reading, fields["after"], (*inner, "after")) if "after" in fields else 0.0
    id = reading.name(fields["id"], (*inner, "id"), EVENT, _SEND_ID, bounded=True) if "id" in fields else None
    return None if event is None else Send(event, data, place, to, delay, id)


def _cancel(reading: Reading, item: Fields, path: Path, place: Place) -> Action | None:
    name = _computed_name(reading, item["cancel"], (*path, "cancel"), _SEND_ID, bounded=True)
    return None if name is None else Cancel(name, place)


def _computed_name(reading: Reading, raw: Json, path: Path, what: str, *, bounded: bool = False) -> str | Value | None:
    if isinstance(raw, str) and raw.startswith("=") and not raw.startswith("=="):
        return read_value(reading, raw, path)
    return reading.name(raw, path, EVENT, what, bounded=bounded)


def _log(reading: Reading, item: Fields, path: Path, place: Place) -> Action | None:
    raw, inner = item["log"], (*path, "log")
    if not isinstance(raw, dict):
        return LogLine("", read_value(reading, raw, inner), place)
    fields = reading.fields(raw, inner, "line") or {}
    label = fields.get("label", "")
    if not isinstance(label, str):
        reading.refuse(label, (*inner, "label"), "a text")
    value = read_value(reading, fields["value"], (*inner, "value")) if "value" in fields else Value()
    return LogLine(str(label), value, place)


def _if(reading: Reading, item: Fields, path: Path, place: Place) -> Action | None:
    guard = reading.guard(item["if"], (*path, "if"))
    then = read_actions(reading, item["then"], (*path, "then")) if "then" in item else ()
    branches = [(guard, then)]
    if "else" in item:
        branches.append((None, read_actions(reading, item["else"], (*path, "else"))))
    return None if guard is None else If(tuple(branches), place)


def _for(reading: Reading, item: Fields, path: Path, place: Place) -> Action | None:
    name = reading.variable(item["for"], (*path, "for"))
    index = reading.variable(item["index"], (*path, "index")) if "index" in item else None
    items = _list_value(reading, item["in"], (*path, "in")) if "in" in item else Value()
    outer = reading.loops
    reading.loops = (*outer, *(found for found in (name, index) if found))
    body = read_actions(reading, item["do"], (*path, "do")) if "do" in item else ()
    reading.loops = outer
    return None if name is None else For(name, index, items, body, place)


def _list_value(reading: Reading, raw: Json, path: Path) -> Value:
    value = read_value(reading, raw, path)
    if isinstance(raw, list) or (isinstance(raw, str) and raw.startswith("=") and raw[1:2] != "="):
        return value
    reading.refuse(raw, path, "a list or an expression that begins with '='")
    return value


def _do(reading: Reading, item: Fields, path: Path, _: Place) -> Action | None:
    name = reading.name(item["action"], (*path, "action"), CATALOGUE_NAME, "the name of an action")
    arguments = _with(reading, item, path)
    into = read_path(reading, item["into"], (*path, "into")) if "into" in item else None
    return None if name is None else Do(name, arguments, into, reading.place((*path, "action")))


def _interrupt(reading: Reading, item: Fields, path: Path, _: Place) -> Action | None:
    raw, inner = item["interrupt"], (*path, "interrupt")
    if not isinstance(raw, dict):
        flow = reading.name(raw, inner, STATE_ID, "the name of a flow")
        return None if flow is None else Interrupt(flow, {}, reading.place(inner))
    fields = reading.fields(raw, inner, "opening")
    if not fields or "flow" not in fields:
        return None
    flow = reading.name(fields["flow"], (*inner, "flow"), STATE_ID, "the name of a flow")
    arguments = _with(reading, fields, inner)
    return None if flow is None else Interrupt(flow, arguments, reading.place((*inner, "flow")))


def _forget(reading: Reading, item: Fields, path: Path, place: Place) -> Action | None:
    whom = reading.word(item["forget"], (*path, "forget"), FORGOTTEN)
    return None if whom is None else Forget(place)


def _consent(reading: Reading, item: Fields, path: Path, place: Place) -> Action | None:
    verb = "consent" if "consent" in item else "withdraw"
    purpose = reading.name(item[verb], (*path, verb), STATE_ID, "what is consented to")
    return None if purpose is None else Consent(purpose, verb == "consent", place)


_READERS: Mapping[str, Callable[[Reading, Fields, Path, Place], Action | None]] = {
    "set": _set,
    "say": _say,
    "raise": _raise,
    "send": _send,
    "cancel": _cancel,
    "log": _log,
    "if": _if,
    "for": _for,
    "action": _do,
    "interrupt": _interrupt,
    "consent": _consent,
    "withdraw": _consent,
    "forget": _forget,
}
