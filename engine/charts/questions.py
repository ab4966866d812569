"""The plain layer's questions: what `ask` and `choose` become in core forms."""

from __future__ import annotations

from dataclasses import replace

from engine.charts.arcs import read_arcs
from engine.charts.grammar import CATALOGUE_NAME, OLD_TAPS, OPTION_ID
from engine.charts.model import (
    Action,
    Count,
    Find,
    If,
    LookUp,
    Option,
    Question,
    Raise,
    Say,
    Transition,
    Value,
)  # fmt: skip
from engine.charts.plain import Plain
from engine.charts.source import Path
from engine.charts.values import read_value
from engine.domain.values import Json

DEFAULT_TRIES = 3
PLACE = "place"
PLACES = "places.find"
PLACES_NEAR = "places.near"
PLACE_TIMEOUT = 20.0


def ask(plain: Plain) -> None:
    """A typed question."""
    reading = plain.reading
    reader = reading.name(plain.fields["ask"], plain.at("ask"), CATALOGUE_NAME, "the name of a reader")
    if reader == PLACE:
        _ask_place(plain)
        return
    plain.question = _question(plain, reader=reader, arguments=plain.arguments(), options=_others(plain))
    following = plain.arcs("next", "answer")
    record = (*plain.assign(plain.into(), "event.value"), _count(plain, "answer"))
    # `answer` also matches `answer.open`, so the half answer is looked at first.
    half = plain.arcs("open", "answer.open")
    plain.lead(("answer.open",), (_count(plain, "answer"),) if half else (), half)
    _refused(plain, ("refused",) if "open" in plain.fields else ("refused", "answer.open"))
    plain.lead(("answer",), record, following)
    _finish(plain, following)


def _ask_place(plain: Plain) -> None:
    """A place is looked up by a job; when there are several of a name they become the question's options.

    While the job runs the question stays open: what is sent meanwhile is looked up instead.
    """
    place = plain.place
    following = plain.arcs("next", "answer")
    found = f"plain.found.{plain.id}"
    plain.question = _question(
        plain, reader=PLACE, arguments=plain.arguments(), options=_others(plain),
        listed=_own(plain, f"default(_found['{plain.id}'], [])"),
    )  # fmt: skip
    typed = {"text": _own(plain, "event.value"), "language": _own(plain, "contact.language")}
    look_up = LookUp(plain.id, PLACES, typed, PLACE_TIMEOUT, place)
    point = {name: _own(plain, f"event.{name}") for name in ("latitude", "longitude")}
    look_near = LookUp(plain.id, PLACES_NEAR, point, PLACE_TIMEOUT, place)
    plain.transitions += [
        plain.own_arc(("choice",), (Raise(found, {"value": _own(plain, "event.item")}, place),)),
        plain.own_arc(("answer",), (look_up,)),
        plain.own_arc(("location",), (look_near,)),
        plain.own_arc(("done.run.one",), (Raise(found, {"value": _own(plain, "event.value")}, place),)),
        plain.own_arc(("done.run.several",), (
            Find(plain.id, _own(plain, "event.value"), place),
            Say(plain.id, {}, place, "problem", problem="several_places"),
        )),
        plain.own_arc(("done.run.failed", "done.run.timeout"), (
            Say(plain.id, {}, place, "problem", problem="place_unavailable"),
        )),
    ]  # fmt: skip
    _refused(plain, ("refused", "done.run.none"), problem="unknown_place")
    plain.lead((found,), (*plain.assign(plain.into(), "event.value"), _count(plain, "answer")), following)
    _finish(plain, following)


def _own(plain: Plain, expression: str) -> Value:
    return Value(None, plain.reading.own(expression), plain.place)


def choose(plain: Plain) -> None:
    """One of several options."""
    reading, following = plain.reading, plain.arcs("next", "choice")
    raw, path, into = plain.fields["choose"], plain.at("choose"), plain.into()
    if "others" in plain.fields and not isinstance(raw, str):
        message = "'others' goes with a computed list of options, or with 'ask'"
        reading.complain("E106", reading.key(plain.at("others")), message, "Add the options to 'choose'.")
    if isinstance(raw, dict):
        _fixed(plain, raw, path, into)
    elif isinstance(raw, list):
        _listed_ids(plain, raw, path, into, following)
    else:
        _computed(plain, raw, path, into, following)
    _refused(plain, ("refused",))
    _finish(plain, following)


def _fixed(plain: Plain, raw: dict[str, Json], path: Path, into: tuple[str, ...] | None) -> None:
    if "next" in plain.fields and "skip_if" not in plain.fields:
        message = "each option says where it leads, so 'next' is never used"
        plain.reading.complain("E106", plain.reading.key(plain.at("next")), message)
    plain.question = _question(plain, options=_options(plain, raw, path, into))


def _options(
    plain: Plain, raw: Json, path: Path, into: tuple[str, ...] | None = None, *, recorded: bool = True
) -> tuple[Option, ...]:
    """Options that each have their own arcs. The `if` of a single arc hides its option instead."""
    options: list[Option] = []
    for name, arc in plain.reading.mapping(raw, path, "a mapping of options to targets").items():
        inner = (*path, name)
        if not plain.reading.key_name(name, inner, OPTION_ID, "the name of an option"):
            continue
        events = (f"choice.{name}",)
        arcs = read_arcs(plain.reading, arc, inner, source=plain.id, events=events)
        guard = arcs[0].guard if isinstance(arc, dict) else None
        if guard is not None:
            arcs = [replace(arcs[0], guard=None)]
        options.append(Option(name, guard, plain.reading.key(inner)))
        record = plain.assign(into, "event.id") if recorded else ()
        plain.lead(events, (*record, _count(plain, "answer")), arcs)
    return tuple(options)


def _listed_ids(
    plain: Plain, raw: list[Json], path: Path, into: tuple[str, ...] | None, following: list[Transition]
) -> None:
    options: dict[str, Option] = {}
    for index, item in enumerate(plain.reading.listed(raw, path)):
        place = plain.reading.place((*path, index))
        name = plain.reading.name(item, (*path, index), OPTION_ID, "the name of an option")
        if name in options:
            plain.reading.complain("E118", place, f"the option '{name}' is there twice")
        if name is not None:
            options[name] = Option(name, None, place)
    plain.question = _question(plain, options=tuple(options.values()))
    events = tuple(f"choice.{name}" for name in options)
    plain.lead(events, (*plain.assign(into, "event.id"), _count(plain, "answer")), following)


def _computed(plain: Plain, raw: Json, path: Path, into: tuple[str, ...] | None, following: list[Transition]) -> None:
    listed = Value()
    if isinstance(raw, str) and raw.startswith("=") and not raw.startswith("=="):
        listed = read_value(plain.reading, raw, path)
    else:
        plain.reading.refuse(raw, path, "options or an expression that begins with '='")
    plain.question = _question(plain, options=_others(plain), listed=listed)
    plain.lead(("choice",), (*plain.assign(into, "event.item"), _count(plain, "answer")), following)


def _others(plain: Plain) -> tuple[Option, ...]:
    """Options beside what is typed, or beside a list. What is chosen of them is recorded nowhere."""
    if "others" not in plain.fields:
        return ()
    return _options(plain, plain.fields["others"], plain.at("others"), recorded=False)


def _question(
    plain: Plain,
    *,
    reader: str | None = None,
    arguments: dict[str, Value] | None = None,
    options: tuple[Option, ...] = (),
    listed: Value | None = None,
) -> Question:
    fields, reading = plain.fields, plain.reading
    old_taps = reading.word(fields["old_taps"], plain.at("old_taps"), OLD_TAPS) if "old_taps" in fields else None
    return Question(
        state=plain.id,
        place=plain.place,
        reader=reader,
        arguments=arguments or {},
        options=options,
        listed=listed,
        old_taps=old_taps or "explain",
        merge="merge" in fields and reading.flag(fields["merge"], plain.at("merge")),
    )


def _refused(plain: Plain, events: tuple[str, ...], problem: str = "") -> None:
    """Help on, and after so many tries in a row go elsewhere."""
    fields, tries = plain.fields, DEFAULT_TRIES
    if "tries" in fields:
        tries = plain.reading.whole(fields["tries"], plain.at("tries"), 1)
    again = (_count(plain, "fail"), Say(plain.id, {}, plain.place, "retry", problem=problem))
    arc = plain.own_arc(events, again)
    why = Say(plain.id, {}, plain.place, "why", problem=problem)
    elsewhere = [replace(each, actions=(why, *each.actions)) for each in plain.arcs("otherwise", *events)]
    plain.transitions.append(replace(arc, tries_left=tries) if elsewhere else arc)
    plain.transitions += elsewhere


def _finish(plain: Plain, following: list[Transition]) -> None:
    """What is said on entry, skipping, and reminders."""
    asking: tuple[Action, ...] = (_count(plain, "start"), Say(plain.id, {}, plain.place))
    if "back" in plain.fields:
        plain.reading.flag(plain.fields["back"], plain.at("back"))
    if "skip_if" in plain.fields:
        plain.enter += _skip(plain, following, asking)
    else:
        plain.enter += asking
    plain.remind()


def _skip(plain: Plain, following: list[Transition], asking: tuple[Action, ...]) -> tuple[Action, ...]:
    """Decided on entry only, and never when the person came back to this question on purpose."""
    path, name = plain.at("skip_if"), f"plain.skip.{plain.id}"
    written = plain.reading.guard(plain.fields["skip_if"], path)
    if written is None:
        return asking
    place = plain.reading.place(path)
    guard = plain.reading.own(f"({plain.fields['skip_if']}\n) and event.name != 'command.back'")
    skips = [replace(arc, events=(name,), generated=True) for arc in following]
    plain.transitions += skips
    return (If(((guard, (Raise(name, {}, place),)), (None, asking)), place),)


def _count(plain: Plain, what: str) -> Count:
    return Count(what, plain.id, plain.place)
