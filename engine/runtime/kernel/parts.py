"""The parts of a chart on the classes of `transitions`: nodes, arcs, guards; and the slot where a session stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from transitions.core import Condition, EventData, State, Transition

Callback: TypeAlias = Callable[[Any], None]
Predicate: TypeAlias = Callable[[Any], bool]

NO_DATA: Mapping[str, Any] = {}


class Slot:
    """Where one session stands in a chart; scratch for one turn. `host` is whatever the callables need of the turn.

    `scope` holds the variables expressions see; `queue` the internal events; `external` events sent to itself.
    """

    __slots__ = (
        "active", "done", "effects", "external", "history", "host", "leaves", "output", "queue", "scope",
        "starting", "tokens", "trace",
    )  # fmt: skip

    def __init__(self, host: Any, scope: dict[str, Any], effects: list[Any]) -> None:
        self.host = host
        self.scope = scope
        self.effects = effects
        self.leaves: tuple[Node, ...] = ()
        self.active: set[Node] = set()
        self.history: dict[str, tuple[str, ...]] = {}
        self.tokens: dict[str, int] = {}
        self.queue: deque[tuple[str, Mapping[str, Any]]] = deque()
        self.external: list[tuple[str, Mapping[str, Any]]] = []
        self.starting: list[Node] = []
        self.trace: list[tuple[str, Arc]] = []
        self.done: Node | None = None
        self.output: Mapping[str, Any] = NO_DATA
        scope["in_state"] = self.in_state

    def in_state(self, name: str) -> bool:
        """SCXML's In(): whether the state is active now."""
        return any(node.id == name for node in self.active)

    @property
    def configuration(self) -> tuple[str, ...]:
        """The ids of the active atomic states, in document order."""
        return tuple([leaf.id for leaf in self.leaves])


class Step(EventData):
    """What a callable is given: one macrostep of one slot (`model`)."""

    model: Slot


class Guard(Condition):
    """A condition that holds when its callable's result is truthy; `transitions` compares with `== True`."""

    def check(self, event_data: EventData) -> bool:
        """Whether the condition holds in this step."""
        return callable(self.func) and bool(self.func(event_data)) == self.target


class Node(State):
    """A state of a chart. `lineage` runs from the node itself to the root; `order` is document order."""

    # Slots beside the library's own attributes: a step touches few lines of memory, whatever the size of the chart.
    __slots__ = (
        "arcs", "children", "depth", "donedata", "entry", "eventless", "exits", "heard", "histories", "id", "initial",
        "is_atomic", "is_history", "kind", "lineage", "order", "origin", "owns", "parent", "quiet", "starts", "stops",
    )  # fmt: skip

    def __init__(
        self, name: str, *, kind: str = "atomic", entry: Sequence[Callback] = (), exits: Sequence[Callback] = ()
    ) -> None:
        super().__init__(name, on_enter=list(entry), on_exit=list(exits))
        self.id = name
        self.entry = tuple(entry)
        self.exits = tuple(exits)
        self.kind = kind
        self.is_atomic = kind in ("atomic", "final")
        self.is_history = kind in ("shallow history", "deep history")
        self.parent: Node | None = None
        self.children: list[Node] = []
        self.histories: list[Node] = []
        self.order = 0
        self.depth = 0
        self.lineage: tuple[Node, ...] = ()
        self.arcs: list[Arc] = []
        self.initial: Arc | None = None
        self.owns = False
        self.quiet = False  # nothing happens when it is left
        self.starts: list[Callback] = []
        self.stops: list[Callback] = []
        self.donedata: Callable[[Any], Mapping[str, Any]] | None = None
        self.eventless: tuple[Arc, ...] = ()
        self.heard: dict[str, tuple[Arc, ...]] = {}
        self.origin: Any = None

    def enter(self, event_data: EventData) -> None:
        """Run the entry blocks."""
        for callback in self.entry:
            callback(event_data)

    def exit(self, event_data: EventData) -> None:
        """Run the exit blocks."""
        for callback in self.exits:
            callback(event_data)

    def __repr__(self) -> str:
        return f"<{self.id}>"


class Plan:
    """What an arc enters: nodes in document order, their default arcs by parent, and the leaves that result."""

    __slots__ = ("arcs", "leaves", "nodes")

    def __init__(self, nodes: set[Node], arcs: dict[Node, list[Arc]]) -> None:
        self.nodes = tuple(sorted(nodes, key=document_order))
        self.arcs = arcs
        self.leaves = tuple(node for node in self.nodes if node.is_atomic)


class Arc(Transition):
    """A transition of a chart. No events: eventless. No targets: the source is not left."""

    condition_cls = Guard
    node: Node

    __slots__ = (
        "actions", "domain", "events", "guard", "node", "origin", "plan", "reenter", "sibling", "target_ids", "targets",
    )  # fmt: skip

    def __init__(
        self,
        source: str,
        targets: Sequence[str],
        *,
        events: Sequence[str] = (),
        guard: Predicate | None = None,
        actions: Sequence[Callback] = (),
        reenter: bool = False,
        origin: Any = None,
    ) -> None:
        super().__init__(source, " ".join(targets), before=list(actions))
        if guard is not None:
            self.conditions.append(Guard(guard))
        self.actions = tuple(actions)
        self.target_ids = tuple(targets)
        self.events = tuple(events)
        self.guard = guard
        self.reenter = reenter
        self.origin = origin
        self.targets: tuple[Node, ...] = ()
        self.domain: Node | None = None
        self.plan: Plan | None = None
        self.sibling: Node | None = None  # the only node entered, when the arc leads from one atomic state to another

    def hears(self, name: str) -> bool:
        """Whether one of the descriptors is the event's name or a prefix of its tokens."""
        return any(_describes(descriptor, name) for descriptor in self.events)

    def __repr__(self) -> str:
        return f"<{self.source} -{' '.join(self.events)}-> {' '.join(self.target_ids)}>"


def document_order(node: Node) -> int:
    """The sort key of SCXML's document order."""
    return node.order


def _describes(descriptor: str, name: str) -> bool:
    if descriptor == "*":
        return True
    wanted = descriptor.removesuffix(".*")
    return name == wanted or name.startswith(wanted + ".")
