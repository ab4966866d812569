"""What a person sends and what is said to them, free of any channel's format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message of a person. `tap` is the payload of a tapped button; `location` latitude, longitude in degrees."""

    text: str = ""
    tap: str | None = None
    media: tuple[str, ...] = ()
    location: tuple[float, float] | None = None


class Choice(NamedTuple):
    """One offered option. `payload` is what a tap sends back: `flow.state@version#entry:option`."""

    id: str
    label: str
    description: str = ""
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message to a person. `key` names its words as `flow.text`; `fallback` is the language it fell back from."""

    key: str
    text: str
    language: str
    choices: tuple[Choice, ...] = ()
    template: str | None = None
    fallback: str | None = None
