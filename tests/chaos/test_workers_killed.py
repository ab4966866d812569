"""Three workers and a web process on PostgreSQL, some of them killed all the time: nothing is lost or doubled."""

from __future__ import annotations

import os
from pathlib import Path

from tests.chaos.crew import Crew, Crowd
from tests.chaos.ledger import check_all
from tests.chaos.story import SHORT

PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"
PEOPLE = 1000 if PROOF else 60
AT_ONCE = 40
PATIENCE = 1200.0 if PROOF else 120.0
KILLED = ("worker-1", "worker-2", "web-1", "worker-3", "worker-1", "worker-2", "web-1", "worker-3")


def test_a_crowd_notices_nothing_of_workers_that_are_killed(tmp_path: Path, postgres_url: str) -> None:
    """Six times a worker and twice the door end with no time for anything, and are started again."""
    with Crew("short", tmp_path, postgres_url) as crew:
        crew.start("web-1", "worker-1", "worker-2", "worker-3")
        crowd = Crowd(crew.town, SHORT, PEOPLE, AT_ONCE)
        crowd.talk([lambda name=name: crew.restart(name) for name in KILLED], patience=PATIENCE)  # type: ignore[misc]
        check_all(postgres_url, crew.town, crowd.phones, SHORT, patience=PATIENCE)
        assert len(crowd.phones) == PEOPLE
