"""The journeys on a real PostgreSQL: the same transcripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.databases import PostgresServer
from tests.journeys.journey import read_journey
from tests.journeys.play import Mode, play
from tests.journeys.stage import House

PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"
_FOLDER = Path(__file__).parent
_FLOWS = sorted(
    path.name for path in _FOLDER.iterdir() if path.is_dir() and path.name not in ("generated", "__pycache__")
)


@pytest.mark.parametrize("flow", _FLOWS)
def test_journeys_of_a_flow_are_the_same_on_postgresql(
    house: House, postgres: PostgresServer, postgres_template: str, flow: str
) -> None:
    """Every third journey in its last language; the long proof plays them all."""
    for path in sorted((_FOLDER / flow).glob("*.yaml"))[:: 1 if PROOF else 3]:
        journey = read_journey(path, path.name)
        language = journey.languages[-1]
        url = postgres.create(template=postgres_template)
        played = play(journey, language, Mode.PLAIN, house, url)
        postgres.drop(url)
        kept = path.parent / "__snapshots__" / path.stem / f"{language}.txt"
        assert played.transcript == kept.read_text(encoding="utf-8"), path.name
