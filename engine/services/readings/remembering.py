"""What is kept of a reading that was paid for: by what it was made, of which births, and the points of a match."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from engine.charts.library import Library
from engine.domain.astrology.births import Basis
from engine.domain.astrology.matching import Ashtakoot, Kuta, Remark, SubScore
from engine.domain.values import Data, Json
from engine.services.readings.births import BirthDetails
from engine.services.readings.milan_couple import Couple
from engine.services.readings.wording import version_of


def versions(basis: Basis, tables: str, library: Library, language: str) -> dict[str, Json]:
    """Of the provider and its ephemeris, the tables, and the words of that language, as a short hash of all of them."""
    return {
        "provider": f"{basis.provider} {basis.version}", "engine": basis.engine, "tables": tables,
        "ayanamsa": basis.ayanamsa.value, "words": version_of(library, language),
    }  # fmt: skip


def births_of(births: Sequence[BirthDetails]) -> str:
    """A hash of all that is computed from, in this order: what people are called is not."""
    return _hash([
        [
            each.born.isoformat(), each.clock and each.clock.isoformat(), each.accuracy.value, each.is_second,
            each.place and [each.place.latitude, each.place.longitude, each.place.timezone],
        ]
        for each in births
    ])  # fmt: skip


def match_of(couple: Couple) -> dict[str, Json]:
    """The points, so that they can be told again."""
    told = couple.match.ashtakoot
    return {
        "total": couple.total,
        "other_way": couple.other_way,
        "kutas": {
            kuta.value: {"points": score.points, "bride": score.bride, "groom": score.groom}
            for kuta, score in told.kutas.items()
        },
        "remarks": [each.value for each in told.remarks],
        "open_remarks": [each.value for each in told.open_remarks],
    }


def as_before(couple: Couple, before: Data) -> Couple:
    """The couple with the points that were told before. They stay, whatever the tables say since.

    What is kept and cannot be read is as if it was not there.
    """
    try:
        match, tables = before["match"], before["versions"]["tables"]  # type: ignore[index,call-overload]
        told = Ashtakoot(
            tables=str(tables),
            kutas={Kuta(name): _score(Kuta(name), score) for name, score in match["kutas"].items()},  # type: ignore
            remarks=tuple(Remark(each) for each in match["remarks"]),  # type: ignore
            open_remarks=tuple(Remark(each) for each in match.get("open_remarks", ())),  # type: ignore
        )
        other_way = float(match["other_way"])  # type: ignore
    except (KeyError, TypeError, ValueError, AttributeError):
        return couple
    if told.kutas.keys() != set(Kuta):
        return couple
    return replace(couple, match=replace(couple.match, ashtakoot=told), other_way=other_way)


def _score(kuta: Kuta, score: Data) -> SubScore:
    points = float(score["points"])  # type: ignore[arg-type]
    return SubScore(points=points, most=kuta.most, bride=str(score["bride"]), groom=str(score["groom"]))


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:16]
