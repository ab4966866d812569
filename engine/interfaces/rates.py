"""The port of whoever counts how often something is done."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Rate(NamedTuple):
    """At most `most` times in any `seconds` seconds. Each `name` is counted by itself."""

    name: str
    most: int
    seconds: int


class RateGateway(Protocol):
    """Counts in moving windows, for all processes together."""

    def take(self, rate: Rate, key: str) -> bool:
        """Count one more for `key`; False, and nothing counted, when that is more than the rate allows.

        When the counts cannot be had the answer is what this process alone has seen.
        """
        ...

    def wait(self, rate: Rate, key: str) -> float:
        """Seconds until the next one of `key` is allowed; 0 when it is now."""
        ...
