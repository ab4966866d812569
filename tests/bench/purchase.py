"""A whole purchase: what the server spends, in all its processes, from the first hello to the delivered Kundali."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from server.cli.demo_buyer import Buyer
from server.cli.demo_guest import Guest
from server.cli.demo_house import House, open_house
from server.cli.demo_script import Act, Step
from tests.bench.clockwork import Figure

GOAL_SECONDS = 3
PEOPLE = 5
STEPS = (
    Step(Act.TELL, "hi"), Step(Act.TAP, "en"), Step(Act.TAP, "details"), Step(Act.TELL, "Asha Rao"),
    Step(Act.TELL, "15-08-1990"), Step(Act.TAP, "know"), Step(Act.TELL, "9:30 am"), Step(Act.TELL, "Pune"),
    Step(Act.TAP, "save"), Step(Act.TAP, "shop"), Step(Act.TAP, "kundali_report"), Step(Act.TAP, "pay"),
)  # fmt: skip


def figures() -> Iterator[Figure]:
    """The first one has to read fonts and words; the others do not."""
    with open_house() as house:
        spent = [_bought(house, f"+9198000001{number:02}") for number in range(PEOPLE)]
    note = "processor time of the server; Twilio, Razorpay and the person are the sandbox"
    yield Figure("the first purchase of a server", spent[0][0], goal=GOAL_SECONDS, note=note, unit="s")
    yield Figure("a later one, the median", median(own for own, _ in spent[1:]), goal=GOAL_SECONDS, unit="s")
    whole = "from hello to the PDF, on the clock; ticks and banks of the sandbox take their time"
    yield Figure("the same on the wall", median(wall for _, wall in spent[1:]), note=whole, unit="s")


def _bought(house: House, number: str) -> tuple[float, float]:
    """Seconds of the server, and on the wall. ClickException if anything does not come."""
    guest = Guest(house, house.twilio.phone("Asha", number))
    own, wall = _processor(house), time.monotonic()
    for step in STEPS:
        guest.does(step)
        list(guest.sees())
    Buyer(guest).pays({"act": "pay", "method": "upi"})
    house.wait(lambda: _has_report(guest) and guest.is_done(), "the report arrives")
    return _processor(house) - own, time.monotonic() - wall


def _has_report(guest: Guest) -> bool:
    """The picture of the chart, and the PDF."""
    return sum(len(message.media) for message in guest.phone.chat()) == 2


def _processor(house: House) -> float:
    """Seconds of the processor that the server and what it has started have used so far."""
    group, ticks = house.server.group, 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
