"""Reads a time of day, how sure the person is of it, and never guesses the half of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.domain.readers.context import LONGEST_ANSWER, ReadingContext
from engine.domain.readers.lexicon import DayPart, Kind, Term
from engine.domain.readers.spoken import with_tens
from engine.domain.readers.writing import is_number, normalise, tokens
from engine.domain.readings import Accepted, Open, Reading, Refused
from engine.domain.values import Data, Json

SEPARATORS = ":.-"


@dataclass(frozen=True, slots=True)
class _Said:
    """What the words around the figures say."""

    parts: tuple[DayPart, ...]
    quarter: int | None
    rough: bool
    unsure: bool
    has_minutes: bool
    strange: bool


@dataclass(frozen=True, slots=True)
class _Clock:
    """Hour and minute as written; the hour may still be of the first or the second half of the day."""

    hour: int
    minute: int


def read_time(text: str, arguments: Data, context: ReadingContext) -> Reading:  # noqa: ARG001
    """Gives `{"time": "21:30", "accuracy": "exact"}`; seconds are dropped.

    * Hours 1-12 need a word for the half of the day: am, pm, or a part of the day whose hours (in the
      vocabulary) hold exactly one of the two. Otherwise the reading is Open, with `am` and `pm` as complete
      values to choose from: `raat 2` is 02:00, `raat 9` is 21:00, `raat 5` is asked back.
    * Hours 13-23 and 0 are exact; a word beside them must agree: `13:00 pm` is 13:00, `13:00 am` is refused.
    * With a word of doubt a time is `rough`. Not to know it is an answer: time null, accuracy `unknown`.
    * `9-10` is refused: it may be ten past nine or from nine to ten.
    """
    if len(text) > LONGEST_ANSWER:
        return Refused("too_long", {"max": LONGEST_ANSWER})
    found = with_tens(context.vocabulary.times.read(tokens(normalise(text))))
    if not found:
        return Refused("empty")
    said, figures = _said(found), _figures(found)
    return _with_figures(figures, said) if figures else _words_only(said)


def _said(found: Sequence[str | Term]) -> _Said:
    terms = [item for item in found if isinstance(item, Term)]
    kinds = {term.kind for term in terms}
    quarters = [term.value for term in terms if term.kind is Kind.QUARTER and isinstance(term.value, int)]
    return _Said(
        parts=tuple(dict.fromkeys(term.value for term in terms if isinstance(term.value, DayPart))),
        quarter=quarters[0] if quarters else None,
        rough=bool(kinds & {Kind.ROUGHLY, Kind.UNKNOWN}),
        unsure=Kind.UNKNOWN in kinds,
        has_minutes=Kind.MINUTES in kinds,
        strange=len(quarters) > 1 or any(_is_strange(item) for item in found),
    )


def _is_strange(item: str | Term) -> bool:
    return isinstance(item, str) and not is_number(item) and item not in SEPARATORS


def _figures(found: Sequence[str | Term]) -> list[str]:
    """The numbers and what separates them; a separator beside a word, as in `subah - 9`, says nothing."""
    flat = [piece for item in found for piece in _flat(item)]
    numeric = [is_number(piece) for piece in flat]
    between = [0 < at < len(flat) - 1 and numeric[at - 1] and numeric[at + 1] for at in range(len(flat))]
    return [piece for at, piece in enumerate(flat) if numeric[at] or (between[at] and piece in SEPARATORS)]


def _flat(item: str | Term) -> tuple[str, ...]:
    if isinstance(item, str):
        return (item,)
    return tokens(str(item.value)) if item.kind is Kind.FIGURE else ("",)


def _words_only(said: _Said) -> Reading:
    alone = {part.alone for part in said.parts}
    if said.strange or said.quarter is not None:
        return Refused("not_a_time")
    if len(alone) == 1 and (time := alone.pop()) is not None:
        return Accepted(_value(time, said))
    if said.parts:
        return Refused("hour_missing")
    return Accepted({"time": None, "accuracy": "unknown"}) if said.unsure else Refused("not_a_time")


def _with_figures(figures: Sequence[str], said: _Said) -> Reading:
    clock = _clock(figures, said)
    if isinstance(clock, Refused):
        return Refused("not_a_time") if said.strange and clock.problem != "time_range" else clock
    reading = _on_day(clock, said)
    if said.strange and not isinstance(reading, Refused):
        return Refused("extra_text", {"understood": _understood(clock, reading)})
    return reading


def _clock(figures: Sequence[str], said: _Said) -> _Clock | Refused:
    match figures:
        case [hour] if len(hour) <= 2:
            return _checked(hour, "00", said)
        case [run] if len(run) <= 4:
            return _checked(run[:-2], run[-2:], said)
        case [hour, minute] | [hour, "-", minute] if not said.has_minutes and _is_range(hour, minute):
            return Refused("time_range")
        case [hour, minute] | [hour, _, minute]:
            return _checked(hour, minute.zfill(2) if said.has_minutes else minute, said)
        case [hour, ":", minute, ":", second] | [hour, ".", minute, ".", second] if len(second) == 2:
            return _checked(hour, minute, said, second=second)
    return Refused("not_a_time")


def _is_range(first: str, second: str) -> bool:
    return len(first) <= 2 and len(second) <= 2 and second[0] != "0" and int(first) < int(second) <= 12


def _checked(hour: str, minute: str, said: _Said, *, second: str = "0") -> _Clock | Refused:
    if len(hour) > 2 or len(minute) != 2:
        return Refused("not_a_time")
    if int(hour) == 24 and int(minute) < 60:
        return Refused("hour_24")
    if int(hour) > 24 or int(minute) > 59 or int(second) > 59:
        return Refused("impossible_time", {"time": f"{hour}:{minute}"})
    clock = _Clock(int(hour), int(minute))
    return clock if said.quarter is None else _quarter(clock, said.quarter)


def _quarter(clock: _Clock, quarter: int) -> _Clock | Refused:
    """Half past, quarter past, quarter to: only beside a full hour of the dial."""
    if clock.minute or not 1 <= clock.hour <= 12:
        return Refused("not_a_time")
    if quarter > 0:
        return _Clock(clock.hour, quarter)
    return _Clock(clock.hour - 1 or 12, 60 + quarter)


def _on_day(clock: _Clock, said: _Said) -> Reading:
    on_dial = 1 <= clock.hour <= 12
    hours = [clock.hour % 12, clock.hour % 12 + 12] if on_dial else [clock.hour]
    fitting = [hour for hour in hours if all(part.holds(hour) for part in said.parts)]
    if len(fitting) == 1:
        return Accepted(_value(_shown(fitting[0], clock.minute), said))
    if on_dial and len(said.parts) <= 1:
        morning, evening = (_value(_shown(hour, clock.minute), said) for hour in hours)
        return Open({"time": f"{clock.hour}:{clock.minute:02}", "am": morning, "pm": evening})
    return Refused("contradicting_time", {"time": f"{clock.hour}:{clock.minute:02}"})


def _value(time: str, said: _Said) -> Json:
    return {"time": time, "accuracy": "rough" if said.rough else "exact"}


def _shown(hour: int, minute: int) -> str:
    return f"{hour:02}:{minute:02}"


def _understood(clock: _Clock, reading: Reading) -> str:
    match reading:
        case Accepted({"time": str(time)}):
            return time
    return _shown(clock.hour, clock.minute)
