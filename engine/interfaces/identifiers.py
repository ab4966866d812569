"""The port of names for new things. Nothing in the engine makes an id by itself."""

from __future__ import annotations

from typing import Protocol


class Identifiers(Protocol):
    """Whoever hands out ids."""

    def new(self) -> str:
        """A text never handed out before, of 1 to 64 characters."""
        ...
