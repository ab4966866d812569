"""A flow as parsed: the plain layer is gone, only core forms are left. Immutable, every part with its place.

`plain.py` and `parser.py` make it, the rules read it, `engine.runtime.build` turns it into a Chart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from engine.charts.expressions import Expression
from engine.charts.problems import Place
from engine.domain.values import Json


class Kind(StrEnum):
    """What a state is in the sense of SCXML."""

    ATOMIC = "atomic"
    COMPOUND = "compound"
    PARALLEL = "parallel"
    FINAL = "final"
    SHALLOW = "shallow history"
    DEEP = "deep history"


class Policy(StrEnum):
    """What happens to live sessions when the file changes."""

    PIN = "pin"
    FOLLOW = "follow"


@dataclass(frozen=True, slots=True)
class Value:
    """A literal, or a computed value (`=...` in YAML). A literal list or mapping may hold Values."""

    literal: Json | list[Value] | dict[str, Value] = None
    expression: Expression | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Set:
    """Assign to declared variables, in order. A path's first part is a variable, or `contact`.

    `places` says where each path stands; it is empty when the plain layer made the action.
    """

    assignments: tuple[tuple[tuple[str, ...], Value], ...]
    place: Place
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    """Say the words under `key`; `values` are extra names for the template. `ask` marks the state's question.

    `part` picks a part of the words: `say`, `help`, `retry`, `remind`; or what was wrong: `problem` before the choices,
    `why` alone and only if there is a sentence for it. Which problem that was the event says, or `problem` here.
    `media` gives the id of a stored file that is sent along.
    """

    key: str
    values: Mapping[str, Value]
    place: Place
    part: str = "say"
    number: int = 0
    problem: str = ""
    media: Value | None = None


@dataclass(frozen=True, slots=True)
class Raise:
    """Put an event at the end of the internal queue. Data that is one Value gives the whole mapping."""

    event: str
    data: Mapping[str, Value] | Value
    place: Place


@dataclass(frozen=True, slots=True)
class Send:
    """Send an event: to another session (`to`), or to this one when `to` is None; after `delay` seconds."""

    event: str | Value
    data: Mapping[str, Value]
    place: Place
    to: Value | None = None
    delay: float | Value = 0.0
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancel the delayed send with this id."""

    id: str | Value
    place: Place


@dataclass(frozen=True, slots=True)
class LogLine:
    """Write a line to the log."""

    label: str
    value: Value
    place: Place


@dataclass(frozen=True, slots=True)
class If:
    """The first branch whose guard holds; a guard of None is `else`."""

    branches: tuple[tuple[Expression | None, tuple[Action, ...]], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class For:
    """The actions once for each item of a list; `item` and `index` name the variables."""

    item: str
    index: str | None
    items: Value
    body: tuple[Action, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Do:
    """Call a local action of the catalogue; its result goes to the variable `into`."""

    action: str
    arguments: Mapping[str, Value]
    into: tuple[str, ...] | None
    place: Place


@dataclass(frozen=True, slots=True)
class Repeat:
    """Ask again what the innermost flow is waiting for; with `help`, say its help words first."""

    place: Place
    help: bool = False


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Open a flow on top of whatever is going on; when it ends, the question below is repeated."""

    flow: str
    arguments: Mapping[str, Value]
    place: Place


@dataclass(frozen=True, slots=True)
class Consent:
    """Write down that the person has allowed something, or takes it back."""

    purpose: str
    given: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase what is kept of the person; their session ends with this turn."""

    place: Place


@dataclass(frozen=True, slots=True)
class Count:
    """Bookkeeping of a question: `start` its tries at 0, `fail` once more, `answer` it, go `back`."""

    what: str
    state: str
    place: Place


@dataclass(frozen=True, slots=True)
class LookUp:
    """Run a job for the question of this state, which goes on waiting; the outcome arrives as `done.run.<outcome>`."""

    state: str
    action: str
    arguments: Mapping[str, Value]
    timeout: float
    place: Place


@dataclass(frozen=True, slots=True)
class Find:
    """Keep what a look-up found, as the options of this question."""

    state: str
    found: Value
    place: Place


Action: TypeAlias = (
    Set
    | Say
    | Raise
    | Send
    | Cancel
    | LogLine
    | If
    | For
    | Do
    | Repeat
    | Interrupt
    | Consent
    | Forget
    | Count
    | LookUp
    | Find
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """An arc. No events means eventless (`always`); no targets means the state is not left.

    `came_from` holds only if that question was the last one answered in this flow (the arcs of `back`).
    `tries_left` holds only while fewer than so many tries have failed. `generated` arcs come from the plain layer.
    """

    source: str
    events: tuple[str, ...]
    targets: tuple[str, ...]
    place: Place
    guard: Expression | None = None
    actions: tuple[Action, ...] = ()
    reenter: bool = False
    came_from: str | None = None
    tries_left: int | None = None
    generated: bool = False
    target_places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Timer:
    """`after:`; on entry a timer is set, on exit it is gone. It raises `event` (`after.<state>.<number>`)."""

    event: str
    delay: float | Value
    place: Place
    remind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A job while the state is active; its outcome arrives as `done.run.<outcome>`."""

    action: str
    arguments: Mapping[str, Value]
    place: Place
    timeout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A sub-flow while the state is active; its final state arrives as `done.call.<final state>` with the output."""

    flow: str
    arguments: Mapping[str, Value]
    place: Place


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice. Its label is in the words; `guard` hides it."""

    id: str
    guard: Expression | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a waiting state understands of a message.

    With `reader` the text becomes `answer` (`event.value`), `answer.open` or `refused` (`event.problem`).
    With options a tap, a number, a label or a keyword becomes `choice.<id>` (`event.id`, `event.item`), else `refused`.
    `listed` computes options from data: a list of `{id, label, description?}`.
    """

    state: str
    place: Place
    reader: str | None = None
    arguments: Mapping[str, Value] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    listed: Value | None = None
    old_taps: str = "explain"
    merge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """`assert:`, checked by the monitor in tests."""

    before: tuple[Expression, ...] = ()
    after: tuple[Expression, ...] = ()
    always: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A node of the chart. `form` is the word the editor used (`ask`, `choose`, `state`, ...).

    `initial` of a history is its default. `hold`: while it is active, people answer instead of the bot.
    """

    id: str
    kind: Kind
    parent: str | None
    place: Place
    form: str
    children: tuple[str, ...] = ()
    initial: Transition | None = None
    transitions: tuple[Transition, ...] = ()
    timers: tuple[Timer, ...] = ()
    enter: tuple[tuple[Action, ...], ...] = ()
    exit: tuple[tuple[Action, ...], ...] = ()
    run: Run | None = None
    call: Call | None = None
    question: Question | None = None
    output: Mapping[str, Value] = field(default_factory=dict)
    hold: bool = False
    contract: Contract | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A declared name. `type` is one of text integer number boolean date time place list map any."""

    name: str
    type: str
    default: Value
    place: Place


@dataclass(frozen=True, slots=True)
class Use:
    """An expression where it stands in the file, for the rules; `loops` are the names of the `for` around it."""

    expression: Expression
    place: Place
    state: str
    loops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One flow. `states` are in document order, the root first; the root's id is the flow's id.

    `structure` is the hash of the shape without places; `content` the hash of the file.
    """

    id: str
    version: int
    policy: Policy
    states: Mapping[str, State]
    data: Mapping[str, Variable]
    input: Mapping[str, Variable]
    output: tuple[str, ...]
    moved: Mapping[str, str]
    place: Place
    structure: str
    content: str
    title: str = ""
    output_places: tuple[Place, ...] = ()
    moved_places: Mapping[str, Place] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()
