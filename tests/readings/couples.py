"""Couples for the tests of matching: real ones, and one for each pair of padas."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.charts import Point
from engine.domain.astrology.matching import Match
from engine.domain.astrology.zodiac import PADA_DEGREES
from engine.domain.reports import Block, Drawings, Facts, Heading, Listing, Report, Table, Wheel
from engine.services.readings.births import BirthDetails
from engine.services.readings.milan_couple import Couple, Side
from engine.services.readings.milan_reckoning import compare
from integrations.astrology.ashtakoot import ashtakoot
from integrations.astrology.basis import basis
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from tests.readings.people import DELHI, MUMBAI, details

ASTROLOGY = EmbeddedAstrologyGateway()
PADAS = range(108)
# A pada may lie on both halves of a sign, so each of them is looked at in its first and in its last part.
FIRST, LAST = 0.25, 0.75


def asha() -> BirthDetails:
    return details(born="1990-08-15", time="09:30", place=MUMBAI, name="Asha Rao")


def ravi() -> BirthDetails:
    return details(born="1988-02-03", time="21:05", place=DELHI, name="Ravi Kumar")


def compared(bride: BirthDetails, groom: BirthDetails) -> Couple:
    """By the sky of the house."""
    return compare(ASTROLOGY, bride, groom)


def of_padas(bride: int, groom: int, *, at: float = FIRST) -> Couple:
    """Two people of whom only the Moons are known."""
    hers, his = (Point((pada + at) * PADA_DEGREES) for pada in (bride, groom))
    match = Match(
        basis=basis(Ayanamsa.LAHIRI), bride=hers, groom=his, ashtakoot=ashtakoot(hers, his), bride_mangal=None,
        groom_mangal=None,
    )  # fmt: skip
    sides = [Side(details=details(time=None, name=name), chart=None) for name in ("Asha", "Ravi")]
    return Couple(bride=sides[0], groom=sides[1], match=match, other_way=ashtakoot(his, hers).total)


def lines(report: Report) -> Iterator[str]:
    """Everything a reader reads, one line a piece, in its order."""
    yield from (f"# {report.title}", report.subtitle, *_of(report.facts))
    for chapter in report.chapters:
        yield f"## {chapter.title}"
        for block in chapter.blocks:
            yield from _of(block)
    yield from (f"-- {report.footer}", f"-- {report.basis}")


def _of(block: Block) -> Iterator[str]:
    if isinstance(block, Facts):
        yield from (f"{name}: {what}" for name, what in block.rows)
    elif isinstance(block, Table):
        yield from (" | ".join(cells) for cells in (block.head, *block.rows))
    elif isinstance(block, Listing):
        yield from (f"* {item}" for item in block.items)
    elif isinstance(block, Drawings):
        yield from map(_drawn, block.wheels)
    else:
        yield f"### {block.text}" if isinstance(block, Heading) else block.text


def _drawn(wheel: Wheel) -> str:
    bodies = ", ".join(f"{sign.key} {' '.join(wheel.bodies[sign])}" for sign in sorted(wheel.bodies))
    return f"[{wheel.style.value}] {wheel.title}, lagna {wheel.lagna.key}: {bodies}"
