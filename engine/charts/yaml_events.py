"""From YAML events to data and marks, in one pass; what a flow must not contain is refused with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NoReturn, TypeAlias

import yaml

from engine.charts.marks import COLUMNS, Branch, Marks, line_of, spot
from engine.charts.problems import FlowProblems, Place, Problem, Severity
from engine.charts.scalars import read_plain
from engine.domain.values import Json

DEEPEST: Final = 64
MOST_ALIASED: Final = 20_000
MOST_PROBLEMS: Final = 100

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Holder: TypeAlias = dict[str, Json] | list[Json]


def stop(place: Place, code: str, message: str, hint: str) -> NoReturn:
    """Refuse the file for one reason."""
    raise FlowProblems([Problem(place, Severity.ERROR, code, message, hint)])


class Reader:
    """One pass over the events, with its own stack: neither depth nor aliases can exhaust anything."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._root: list[Json] = []
        self._frame = _Frame(self._root, Branch(0, []), None, 0)
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored] = {}
        self._problems: list[Problem] = []
        self._parts = 0
        self._aliased = 0
        self._documents = 0

    def read(self) -> tuple[Json, Marks]:
        """The data and its marks, or FlowProblems."""
        try:
            self._take_all()
        except yaml.YAMLError as error:
            self._refuse_syntax(error)
        if self._root in ([], [None]) and not self._problems:
            stop(Place(self._file, 1, 1), "E005", "the file is empty", "Write something, or delete it.")
        if self._problems:
            raise FlowProblems(self._problems)
        spots = self._frame.branch.values
        assert isinstance(spots, list)
        return self._root[0], Marks(self._file, spots[0])

    def _take_all(self) -> None:
        takers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._list,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        loader = _LOADER(self._text)
        take = loader.get_event
        try:
            while (event := take()) is not None:
                taker = takers.get(type(event))
                if taker is not None:
                    taker(event)
        finally:
            loader.dispose()

    def _scalar(self, event: Any) -> None:
        mark = event.start_mark
        value: Json = event.value
        start = mark.line * COLUMNS + mark.column
        if event.tag is not None:
            self._refuse_tag(event)
        frame = self._frame
        if not event.style:
            try:
                value = read_plain(event.value)
            except OverflowError:
                self._complain(event, "E014", f"the number {event.value} is too large", "Quote it.")
        if frame.key is None and type(frame.data) is dict:
            self._key(event, value, start)
            return
        self._parts += 1
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, start, 1)
        self._add(value, start)

    def _key(self, event: Any, key: Json, start: int) -> None:
        frame = self._frame
        if key == "<<" and not event.style:
            self._complain(event, "E010", "merge keys are not part of YAML 1.2", "Write the keys out.")
        elif not isinstance(key, str):
            shown = event.value or "nothing"
            self._complain(event, "E009", f"the key {shown} is not a text", f"Quote it: '{event.value}'.")
            key = str(key)
        elif key in frame.branch.keys:
            first = line_of(frame.branch.keys[key])
            message = f"duplicate key '{key}' (first at line {first})"
            self._complain(event, "E007", message, "Rename or remove one of the two.")
        else:
            frame.branch.keys[key] = start
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(key, start, 1)
        frame.key = str(key)

    def _mapping(self, event: Any) -> None:
        self._open(event, {}, {})

    def _list(self, event: Any) -> None:
        self._open(event, [], [])

    def _open(self, event: Any, data: Any, spots: Any) -> None:
        self._expect_value(event)
        if event.tag is not None:
            self._refuse_tag(event)
        if len(self._stack) >= DEEPEST:
            self._refuse(event, "E013", f"more than {DEEPEST} levels, one inside the other", "Flatten it.")
        branch = Branch(spot(event.start_mark.line, event.start_mark.column), spots)
        self._parts += 1
        self._add(data, branch)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(data, branch)
        self._stack.append(self._frame)
        self._frame = _Frame(data, branch, event.anchor, self._parts)

    def _end(self, _: Any) -> None:
        done = self._frame
        self._frame = holder = self._stack.pop()
        holder.height = max(holder.height, done.height + 1)
        if done.anchor is not None:
            parts = self._parts - done.before + 1
            self._anchors[done.anchor] = _Anchored(done.data, done.branch, parts, done.height + 1)

    def _alias(self, event: Any) -> None:
        self._expect_value(event)
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            self._refuse(event, "E011", f"there is no anchor '&{event.anchor}' above", "Write it out.")
        if anchored.parts is None:
            self._refuse(event, "E011", f"'*{event.anchor}' stands inside of what it repeats", "Write it out.")
        self._parts += anchored.parts
        self._aliased += anchored.parts
        if self._aliased > MOST_ALIASED:
            self._refuse(event, "E012", f"aliases repeat more than {MOST_ALIASED:,} values", "Write it out.")
        if len(self._stack) + anchored.height > DEEPEST:
            self._refuse(event, "E013", f"more than {DEEPEST} levels, one inside the other", "Flatten it.")
        self._frame.height = max(self._frame.height, anchored.height)
        self._add(anchored.data, _moved(anchored.marks, event.start_mark))

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(event, "E006", "a second document begins here", "One file holds one document.")

    def _add(self, value: Json, marks: int | Branch) -> None:
        frame = self._frame
        data: Any = frame.data
        spots: Any = frame.branch.values
        if frame.key is None:
            data.append(value)
            spots.append(marks)
        else:
            data[frame.key] = value
            spots[frame.key] = marks
            frame.key = None

    def _expect_value(self, event: Any) -> None:
        if self._frame.key is None and type(self._frame.data) is dict:
            self._refuse(event, "E009", "a key must be a text", "A text that begins with { or [ needs quotes.")

    def _refuse_tag(self, event: Any) -> None:
        self._complain(event, "E008", f"the tag {event.tag} is not allowed", "Leave it out, or quote the text.")

    def _complain(self, event: Any, code: str, message: str, hint: str) -> None:
        mark = event.start_mark
        place = Place(self._file, mark.line + 1, mark.column + 1)
        self._problems.append(Problem(place, Severity.ERROR, code, message, hint))
        if len(self._problems) >= MOST_PROBLEMS:
            raise FlowProblems(self._problems)

    def _refuse(self, event: Any, code: str, message: str, hint: str) -> NoReturn:
        self._complain(event, code, message, hint)
        raise FlowProblems(self._problems)

    def _refuse_syntax(self, error: yaml.YAMLError) -> NoReturn:
        mark = getattr(error, "problem_mark", None)
        opened = getattr(error, "context_mark", None)
        if mark is None or (opened is not None and not self._text[mark.index :].strip()):
            mark = opened  # Something is never closed: its beginning says more than the end of the file.
        place = Place(self._file, mark.line + 1, mark.column + 1) if mark else Place(self._file, 1, 1)
        reasons = [getattr(error, "context", None), getattr(error, "problem", None)]
        message = ", ".join(reason for reason in reasons if reason) or str(error)
        self._problems.append(Problem(place, Severity.ERROR, "E004", message, _hint(message)))
        raise FlowProblems(self._problems) from None


class _Frame:
    """A mapping or list that is not finished. `height` is how many levels it has below it."""

    __slots__ = ("anchor", "before", "branch", "data", "height", "key")

    def __init__(self, data: _Holder, branch: Branch, anchor: str | None, before: int) -> None:
        self.data = data
        self.branch = branch
        self.anchor = anchor
        self.before = before
        self.height = 0
        self.key: str | None = None


@dataclass(slots=True)
class _Anchored:
    """What an alias stands for. `parts` is None while the anchored thing is not finished."""

    data: Json = None
    marks: int | Branch = 0
    parts: int | None = None
    height: int = 0


def _moved(marks: int | Branch, mark: Any) -> int | Branch:
    """The alias's own place, with the anchor's places inside."""
    start = spot(mark.line, mark.column)
    if not isinstance(marks, Branch):
        return start
    branch = Branch(start, marks.values)
    branch.keys = marks.keys
    return branch


def _hint(message: str) -> str:
    if r"'\t'" in message or "tab" in message:
        return "Indent with blanks, not with tabs."
    if "mapping values are not allowed" in message:
        return "Quote a text that contains ': ', and check the indentation."
    if "cannot start any token" in message:
        return "Quote a text that begins with this character."
    return "Check quotes, brackets and indentation here and in the line above."
