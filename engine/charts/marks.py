"""Where every key and value of a YAML file stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from engine.charts.problems import Place

Path: TypeAlias = tuple[str | int, ...]

COLUMNS: Final = 1 << 22


def spot(line: int, column: int) -> int:
    """A line and a column, counted from 0, in one number: a large file has hundreds of thousands of them."""
    return line * COLUMNS + column


def line_of(spot: int) -> int:
    """The line of a spot, counted from 1."""
    return spot // COLUMNS + 1


class Branch:
    """The spots of one mapping or list; a value that is itself one has its Branch in `values`."""

    __slots__ = ("keys", "start", "values")

    def __init__(self, start: int, values: dict[str, int | Branch] | list[int | Branch]) -> None:
        self.start = start
        self.keys: dict[str, int] = {}
        self.values = values


class Marks:
    """Places by path: names of keys and indexes of lists, from the root."""

    __slots__ = ("_file", "_root")

    def __init__(self, file: str, root: int | Branch) -> None:
        self._file = file
        self._root = root

    def value(self, path: Sequence[str | int]) -> Place:
        """Where the value begins. KeyError if there is none.

        The value of an alias stands where the alias is, but what is inside it where the anchor is.
        """
        found, whole = self._walk(path)
        if not whole:
            raise KeyError(tuple(path))
        return self._place(found.start if isinstance(found, Branch) else found)

    def key(self, path: Sequence[str | int]) -> Place:
        """Where the key of the value begins; for an item of a list, the item. KeyError if there is none."""
        holder, whole = self._walk(path[:-1])
        if path and whole and isinstance(holder, Branch) and path[-1] in holder.keys:
            return self._place(holder.keys[str(path[-1])])
        return self.value(path)

    def at(self, path: Sequence[str | int]) -> Place:
        """Where the value begins, or the nearest thing around it that exists."""
        found, _ = self._walk(path)
        return self._place(found.start if isinstance(found, Branch) else found)

    def _walk(self, path: Sequence[str | int]) -> tuple[int | Branch, bool]:
        """The deepest spot on the path, and whether it is the path's end."""
        found = self._root
        for step in path:
            below = _step(found, step)
            if below is None:
                return found, False
            found = below
        return found, True

    def _place(self, start: int) -> Place:
        line, column = divmod(start, COLUMNS)
        return Place(self._file, line + 1, column + 1)


def _step(found: int | Branch, step: str | int) -> int | Branch | None:
    if not isinstance(found, Branch):
        return None
    values = found.values
    if isinstance(values, dict):
        return values.get(step) if isinstance(step, str) else None
    return values[step] if isinstance(step, int) and 0 <= step < len(values) else None
