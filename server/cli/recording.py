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
from server.transcript import duration


_PLAIN = re.compile(r"[^\W\d_][\w .,/]*(?<!\s)")
_NOT_PLAIN = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


@dataclass
class Recording:
    """The steps of a talk, as they are taken and taken back."""

    start: datetime
    steps: list[Mapping[str, Json]] = field(default_factory=list)

    def tell(self, text: str) -> None:
        """A text."""
        self.steps.append({"tell": text})

    def tap(self, option: str, of: str | None) -> None:
        """A tap; `of` names the text of an older message."""
        self.steps.append({"tap": option if of is None else {"option": option, "of": of}})

    def tick(self, seconds: float) -> None:
        """Time; in whole seconds, as long as there is one unit for it."""
        text = duration(seconds)
        is_one_unit = sum(char.isalpha() for char in text) == 1
        self.steps.append({"tick": text if is_one_unit else f"{round(seconds)}s"})

    def event(self, name: str, data: Mapping[str, Json]) -> None:
        """A fact."""
        self.steps.append({"event": {"name": name, **({"data": dict(data)} if data else {})}})

    def media(self, kind: str) -> None:
        """A picture or the like."""
        self.steps.append({"media": kind})

    def location(self, latitude: float, longitude: float) -> None:
        """Where the person is."""
        self.steps.append({"location": [latitude, longitude]})

    def again(self) -> None:
        """The last message once more."""
        self.steps.append({"again": True})

    def save(self, file: Path, *, language: str, answers: Sequence[tuple[str, Outcome]]) -> None:
        """Write the journey. `answers` are the jobs' outcomes in their order."""
        jobs: dict[str, list[Json]] = {}
        for action, outcome in answers:
            jobs.setdefault(action, []).append({outcome.name: outcome.value})
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


class _Dumper(yaml.SafeDumper):
    """Without anchors, and with quotes around everything but plain words."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    is_plain = _PLAIN.fullmatch(text) and text.casefold() not in _NOT_PLAIN
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_plain else '"')


_Dumper.add_representer(str, _text)
