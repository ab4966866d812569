"""A provider that has charts and some of the rest: it computes as ours, and refuses what it does not list."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import NoReturn

from engine.errors import UnsupportedCapability
from engine.interfaces.astrology import Capability
from integrations.astrology.embedded import EmbeddedAstrologyGateway


class Having(EmbeddedAstrologyGateway):
    """Has what is given."""

    def __init__(self, capabilities: Set[Capability]) -> None:
        self._has = frozenset(capabilities)
        for missing in Capability:
            if missing not in self._has and missing is not Capability.KP:
                setattr(self, missing.value, _refusing(missing.value))

    def capabilities(self) -> frozenset[Capability]:
        """What was given."""
        return self._has


def _refusing(what: str) -> Callable[..., NoReturn]:
    def refuse(*_: object) -> NoReturn:
        raise UnsupportedCapability(f"this provider has no {what}")

    return refuse
