"""When something may be sent: the channel's window for free text, and the hours in which people sleep."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Self

WINDOW = timedelta(hours=24)
_MARGIN = timedelta(minutes=1)
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]):([0-5]\d)")


def closes_at(last_inbound_at: datetime) -> datetime:
    """Until when free text may be sent to somebody who wrote last at this time: a little less than 24 hours."""
    return last_inbound_at + WINDOW - _MARGIN


def is_open(last_inbound_at: datetime | None, now: datetime) -> bool:
    """Whether free text may be sent to somebody who wrote last at this time. Nobody may be written to first."""
    return last_inbound_at is not None and now < closes_at(last_inbound_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """The hours of every day, on the people's clock, in which nobody is written to unasked. They may span midnight."""

    begin: time
    end: time
    zone: tzinfo

    @classmethod
    def of(cls, text: str, zone: tzinfo) -> Self:
        """Read `21:00-08:00`. ValueError, if it is not written so, or is no time at all."""
        found = _HOURS.fullmatch(text.strip())
        if found is None or found.groups()[:2] == found.groups()[2:]:
            raise ValueError(f"{text!r} are no quiet hours: write them as 21:00-08:00")
        hours = [int(number) for number in found.groups()]
        return cls(begin=time(hours[0], hours[1]), end=time(hours[2], hours[3]), zone=zone)

    def contains(self, moment: datetime) -> bool:
        """Whether people sleep now. The first minute is quiet, the last is not."""
        local = moment.astimezone(self.zone).time()
        if self.begin < self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end

    def waking(self, moment: datetime) -> datetime:
        """This moment, or, in quiet hours, their end."""
        if not self.contains(moment):
            return moment
        local = moment.astimezone(self.zone)
        end = self._at(local, self.end)
        return end if end > moment else self._at(local + timedelta(days=1), self.end)

    def reminding(self, moment: datetime, last_inbound_at: datetime | None) -> datetime:
        """When to remind somebody who was to be reminded at this moment.

        Not while they sleep: when they wake up, or, if free text could not be sent any more then, before they go to
        sleep. If the window is closed either way they are left to sleep.
        """
        waking = self.waking(moment)
        if waking == moment or last_inbound_at is None or is_open(last_inbound_at, waking):
            return waking
        before = self._falling_asleep(moment) - timedelta(minutes=1)
        return before if before > last_inbound_at else waking

    def _falling_asleep(self, moment: datetime) -> datetime:
        """The beginning of the quiet hours a moment lies in."""
        local = moment.astimezone(self.zone)
        begin = self._at(local, self.begin)
        return begin if begin <= moment else self._at(local - timedelta(days=1), self.begin)

    def _at(self, day: datetime, clock: time) -> datetime:
        """This time of that day; of two, as clocks are put back, the one that is on the same side as the moment."""
        return datetime.combine(day.date(), clock.replace(fold=day.fold), self.zone).astimezone(UTC)
