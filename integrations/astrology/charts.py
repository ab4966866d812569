"""The chart of an exact moment, and the outline of one that is not.

Sources: P. V. R. Narasimha Rao, *Vedic Astrology: An Integrated Approach*, chapter 1: the
lagna's sign is the first house. What lies between two times is plain arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from engine.domain.astrology.births import POLAR, Accuracy, Ayanamsa, BirthMoment
from engine.domain.astrology.charts import Chart, NearEdge, Outline, Point, Position, Possible
from engine.domain.astrology.zodiac import CIRCLE, Graha, Nakshatra, Sign, apart, sign_of
from engine.errors import InvalidMoment, TimeNeeded
from integrations.astrology.basis import basis
from integrations.astrology.edges import near_edges
from integrations.astrology.instants import days_of
from integrations.astrology.sky import Motion, Sky

_LAGNA_STEP = 10 / 1440
_FOUR_MINUTES = 4 / 1440


def cast(moment: BirthMoment, ayanamsa: Ayanamsa) -> Chart:
    """A chart with whole-sign houses. Only for an exact time and a place between the polar circles."""
    if moment.accuracy is not Accuracy.EXACT:
        raise TimeNeeded("a lagna changes every two hours; without the time there is only an outline", "lagna")
    if abs(moment.latitude) > POLAR:
        raise InvalidMoment(f"beyond {POLAR:.0f} degrees of latitude no sign may rise for weeks", "polar")
    sky = Sky(days_of(moment.utc), ayanamsa)
    lagna = sky.lagna(moment.latitude, moment.longitude)
    motions = {graha: sky.motion(graha) for graha in Graha}
    return Chart(
        moment=moment,
        basis=basis(ayanamsa),
        ayanamsa_degrees=sky.ayanamsa,
        lagna=Point(lagna),
        positions={graha: _position(graha, motion, sign_of(lagna)) for graha, motion in motions.items()},
        near_edges=tuple(_edges(sky, moment, lagna, motions)),
    )


def outline(moment: BirthMoment, ayanamsa: Ayanamsa) -> Outline:
    """All that may be between the earliest and the latest time, in its order."""
    first, last = (Sky(days_of(end), ayanamsa) for end in (moment.earliest, moment.latest))
    return Outline(
        moment=moment,
        basis=basis(ayanamsa),
        possible={graha: _possible(graha, first, last, ayanamsa) for graha in Graha},
        lagna_signs=_lagna_signs(moment, ayanamsa),
    )


def parts_between(path: Sequence[float], count: int) -> tuple[int, ...]:
    """Which of `count` parts of the circle a way through these longitudes touches, in order, each once."""
    found: dict[int, None] = {}
    for start, end in pairwise((path[0], *path)):
        reach = start + apart(end, start)
        one, other = int(start * count // CIRCLE), int(reach * count // CIRCLE)
        step = 1 if other >= one else -1
        found.update(dict.fromkeys(part % count for part in range(one, other + step, step)))
    return tuple(found)


def _position(graha: Graha, motion: Motion, lagna: Sign) -> Position:
    longitude, speed = motion
    return Position(longitude, graha, sign_of(longitude).house_from(lagna), graha.is_node or speed < 0, speed)


def _edges(sky: Sky, moment: BirthMoment, lagna: float, motions: dict[Graha, Motion]) -> Iterator[NearEdge]:
    later = sky.after(_FOUR_MINUTES).lagna(moment.latitude, moment.longitude)
    yield from near_edges(None, lagna, apart(later, lagna) / _FOUR_MINUTES)
    for graha, (longitude, speed) in motions.items():
        yield from near_edges(graha, longitude, speed)


def _possible(graha: Graha, first: Sky, last: Sky, ayanamsa: Ayanamsa) -> Possible:
    start, end = first.motion(graha), last.motion(graha)
    path = [start.longitude, end.longitude]
    if start.speed * end.speed < 0:  # it stands still in between, and that is as far as it gets
        path.insert(1, _turn(graha, first.days, last.days, ayanamsa))
    backwards = dict.fromkeys(graha.is_node or motion.speed < 0 for motion in (start, end))
    return Possible(
        signs=tuple(map(Sign, parts_between(path, 12))),
        nakshatras=tuple(map(Nakshatra, parts_between(path, 27))),
        padas=parts_between(path, 108),
        retrograde=tuple(backwards),
    )


def _turn(graha: Graha, start: float, end: float, ayanamsa: Ayanamsa) -> float:
    """The longitude at which a graha turns between two moments, by halving down to a minute."""
    before = Sky(start, ayanamsa).motion(graha)
    while end - start > 1 / 1440:
        middle = (start + end) / 2
        motion = Sky(middle, ayanamsa).motion(graha)
        start, end = (middle, end) if motion.speed * before.speed > 0 else (start, middle)
    return Sky(start, ayanamsa).longitude(graha)


def _lagna_signs(moment: BirthMoment, ayanamsa: Ayanamsa) -> tuple[Sign, ...]:
    """The signs that rise one after the other; the lagna only goes forward."""
    if abs(moment.latitude) > POLAR:
        return ()
    start, end = days_of(moment.earliest), days_of(moment.latest)
    steps = int((end - start) / _LAGNA_STEP)
    times = [*(start + step * _LAGNA_STEP for step in range(steps + 1)), end]
    found: dict[Sign, None] = {}
    for time in times:
        sign = sign_of(Sky(time, ayanamsa).lagna(moment.latitude, moment.longitude))
        last = next(reversed(found), sign)
        for passed in range(1, sign.house_from(last) + 1):
            found.setdefault(last.ahead(passed))
    return tuple(found)
