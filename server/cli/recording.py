"""A talk as a journey: what the person did and how jobs ended, in the YAML of `tests/journeys`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import yaml

from engine.actions.catalogue import Outcome
from engine.domain.values import Json
from server.job_book import REAL, runs_here

_PLAIN = re.compile(r"[^\W\d_][\w .,/]*(?<!\s)")
_NOT_PLAIN = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


@dataclass
class Recording:
    """The steps of a talk, as they are taken and taken back; each is a step of a journey."""

    start: datetime
    steps: list[Mapping[str, Json]] = field(default_factory=list)

    def save(self, file: Path, *, language: str, answers: Sequence[tuple[str, Outcome]]) -> None:
        """Write the journey. `answers` are the jobs' outcomes in their order."""
        jobs: dict[str, list[Json]] = {}
        for action, outcomes in _laid(answers).items():
            jobs[action] = [{outcome.name: outcome.value} for outcome in outcomes]
        journey: dict[str, Json] = {
            "journey": f"{file.stem.replace('_', ' ').capitalize()}",
            "tags": ["happy"],
            "languages": [language],
            "start": self.start.isoformat(),
            "steps": [dict(step) for step in self.steps],
        }
        if jobs:
            journey["jobs"] = {action: list(outcomes) for action, outcomes in jobs.items()}
        text = yaml.dump(journey, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
        file.write_text(text, encoding="utf-8")


def _laid(answers: Sequence[tuple[str, Outcome]]) -> Mapping[str, Sequence[Outcome]]:
    """What is to be laid down for each job: nothing for those that are run all the same."""
    laid: dict[str, list[Outcome]] = {}
    for action, outcome in answers:
        laid.setdefault(action, []).append(outcome)
    for action, outcomes in laid.items():
        while runs_here(action) and outcomes and outcomes[-1].name == REAL:
            outcomes.pop()
    return {action: outcomes for action, outcomes in laid.items() if outcomes}


class _Dumper(yaml.SafeDumper):
    """Without anchors, and with quotes around everything but plain words."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    is_plain = _PLAIN.fullmatch(text) and text.casefold() not in _NOT_PLAIN
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_plain else '"')


_Dumper.add_representer(str, _text)
