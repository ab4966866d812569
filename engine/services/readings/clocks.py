"""What the clocks showed at a birth, and whether it has been yet, for the conversation that asks for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.actions.catalogue import action
from engine.domain.values import Json
from engine.errors import InvalidMoment
from engine.services.readings.births import BirthDetails, Came


@action("births.clock")
def clock(born: Json, time: Json, place: Json) -> dict[str, Json] | None:
    """How often the time `came` (once, twice, never), and the `offset` of the clocks, such as `UTC-4`.

    An offset that is not certain is null, and so is all while date, time or place are not known. A time that is only
    about right came once: it says nothing about an hour.
    """
    try:
        details = BirthDetails.of({"name": "", "born": born, "time": time, "place": place})
        if details.place is None:
            return None
        is_open = details.is_twice or details.came is Came.NEVER
        return {"came": details.came.value, "offset": None if is_open else _written(details.offset())}
    except InvalidMoment:
        return None


@action("births.to_come")
def to_come(born: Json, time: Json, place: Json, moment: Json) -> bool:
    """Whether the birth is later than `moment`, by the clocks of its place, or those of `moment` while none is known.

    Of a day without a time: whether the day has not begun. What cannot be read is not to come.
    """
    try:
        now = datetime.fromisoformat(str(moment))
        details = BirthDetails.of({"name": "", "born": born, "time": time, "place": place})
        return details.begins(now.tzinfo) > now
    except (InvalidMoment, ValueError):
        return False


def _written(offset: timedelta) -> str:
    """To the minute: older clocks differ from UTC by seconds as well."""
    minutes = round(abs(offset) / timedelta(minutes=1))
    if not minutes:
        return "UTC"
    hours, minutes = divmod(minutes, 60)
    sign = "-" if offset < timedelta(0) else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")
