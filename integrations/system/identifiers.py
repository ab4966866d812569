"""Sources of ids."""

from __future__ import annotations

import uuid


class RandomIdentifiers:
    """Ids nobody can guess and no two machines share."""

    def new(self) -> str:
        """A new id of 32 hexadecimal digits."""
        return uuid.uuid4().hex


class CountingIdentifiers:
    """Ids in a row: `prefix-1`, `prefix-2`, ..."""

    def __init__(self, prefix: str = "id", start: int = 0) -> None:
        self._prefix = prefix
        self._count = start

    def new(self) -> str:
        """The next one."""
        self._count += 1
        return f"{self._prefix}-{self._count}"
