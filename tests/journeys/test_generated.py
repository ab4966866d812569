"""The generated journeys are those of the charts as they are."""

from __future__ import annotations

import os

import pytest

from tests.journeys.generated import FOLDER, fingerprint, generate


def test_exploring_finds_the_short_ways() -> None:
    """A few hundred spots are enough for the flows around the first menu."""
    files = generate(most_spots=300)
    assert any(name.startswith("language-pick-") for name in files)
    assert all("never edited by hand" in text for text in files.values())


def test_generated_journeys_were_made_of_these_flows() -> None:
    """Whoever changes the shape of a flow runs `python -m tests.journeys.generated`; `make proof` compares them all."""
    assert f"`{fingerprint()}`" in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(os.environ.get("BOLOASTRO_PROOF") != "1", reason="takes a minute; part of `make proof`")
def test_generated_journeys_are_up_to_date() -> None:
    """Each of them, when the ways are looked for again."""
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.is_file()}
    assert generate() == kept
