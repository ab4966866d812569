"""The chart: W3C SCXML's algorithm on `transitions`' Machine.

A Chart is one immutable `Machine` shared by all sessions; no model is ever added to it. It knows nodes, arcs,
slots and callables, and nothing of YAML, SQL, texts or clocks. Callables take the step (`EventData`), read and
write `step.model` (the Slot) and append effects; nothing happens inside a step.

Deviation from SCXML, on purpose: an arc into own descendants does not leave its source unless it says `reenter`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from transitions.core import Event, EventData, Machine

from engine.errors import ExecutionError
from engine.runtime.kernel.entry import merged, plan_entry
from engine.runtime.kernel.linking import link_arcs, link_nodes
from engine.runtime.kernel.parts import NO_DATA, Arc, Node, Plan, Slot, Step, document_order
from engine.runtime.kernel.selection import (
    candidates,
    exit_order,
    is_in_final,
    livelock,
    remember,
    without_conflicts,
)

MICROSTEPS = 200


class Trigger(Event):
    """An event of a chart, so that `machine.events[name].trigger(slot, **data)` takes a whole macrostep."""

    def _trigger(self, event_data: EventData) -> bool:
        assert isinstance(self.machine, Chart)  # only charts make Triggers
        return self.machine.macrostep(cast("Step", event_data), self.name, event_data.kwargs)


class Chart(Machine):
    """One flow, linked and immutable. `send` takes a slot through one macrostep."""

    state_cls = Node
    transition_cls = Arc
    event_cls = Trigger

    def __init__(self, nodes: Sequence[Node], parents: Mapping[str, str], arcs: Sequence[Arc]) -> None:
        """`nodes` in document order, the root first; `arcs` in document order, `parents` by id."""
        super().__init__(
            model=None, states=list(nodes), initial=None, transitions=None,
            auto_transitions=False, send_event=True, queued=False,
        )  # fmt: skip
        self.root = nodes[0]
        self.nodes = {node.id: node for node in nodes}
        link_nodes(nodes, parents, self.nodes)
        for node in nodes:
            if node.initial is not None:
                self._aim(node.initial)
        for arc in arcs:
            self._register(arc)
        link_arcs(nodes)

    def _aim(self, arc: Arc) -> None:
        arc.node = self.nodes[arc.source]
        arc.targets = tuple(self.nodes[target] for target in arc.target_ids)

    def _register(self, arc: Arc) -> None:
        self._aim(arc)
        arc.node.arcs.append(arc)
        for descriptor in arc.events:
            if descriptor not in self.events:
                self.events[descriptor] = self._create_event(descriptor, self)
            self.events[descriptor].add_transition(arc)

    def add_model(self, model: Any, initial: Any = None) -> None:  # noqa: ARG002, the library's signature
        """Refused: a chart is shared; sessions are slots."""
        raise ExecutionError("a chart takes no models; give a Slot to send()")

    @staticmethod
    def resolve_callable(func: Any, event_data: EventData) -> Any:  # noqa: ARG004, the library's signature
        """Callables only: a name would let a file reach any function of the process."""
        if isinstance(func, str):
            raise ExecutionError(f"callbacks are bound when a flow is loaded, not by name: {func!r}")
        return func

    # -- the public steps

    def start(self, slot: Slot) -> None:
        """Enter the chart and run until it rests."""
        step = Step(None, None, self, slot, (), {})
        slot.scope.setdefault("event", _event_scope("", NO_DATA))
        self._enter(step, plan_entry((self.root,), None, slot, self.nodes))
        self._settle(step)

    def send(self, slot: Slot, name: str, data: Mapping[str, Any] = NO_DATA) -> bool:
        """Take one external event and run until the chart rests; False when no arc heard it."""
        step = Step(None, self.events.get(name), self, slot, (), {})
        return self.macrostep(step, name, data)

    def stop(self, slot: Slot) -> None:
        """Leave all states, innermost first: the slot is cancelled."""
        step = Step(None, None, self, slot, (), {})
        self._exit(step, sorted(slot.active, key=document_order, reverse=True))
        slot.leaves = ()

    def restore(
        self,
        slot: Slot,
        configuration: Iterable[str],
        history: Mapping[str, tuple[str, ...]],
        tokens: Mapping[str, int],
    ) -> None:
        """Put a slot where a stored session stood. KeyError names a state this chart does not have."""
        leaves = tuple([self.nodes[name] for name in configuration])
        slot.leaves = leaves
        slot.active = set(leaves[0].lineage) if len(leaves) == 1 else {n for leaf in leaves for n in leaf.lineage}
        slot.history = dict(history)
        slot.tokens = dict(tokens)

    # -- SCXML's algorithm

    def macrostep(self, step: Step, name: str, data: Mapping[str, Any]) -> bool:
        """One external event, and all that follows from it, until the chart rests."""
        slot = step.model
        if slot.done is not None:
            return False
        slot.scope["event"] = {**data, "name": name, "data": data}
        arcs = self._select(step, name)
        if arcs:
            self._microstep(step, name, arcs)
        self._settle(step)
        return bool(arcs)

    def _settle(self, step: Step) -> None:
        slot = step.model
        steps = 0
        while slot.done is None:
            name = ""
            arcs = self._select_eventless(step)
            if not arcs:
                if slot.queue:
                    name, data = slot.queue.popleft()
                    slot.scope["event"] = _event_scope(name, data)
                    arcs = self._select(step, name)
                elif slot.starting:
                    self._start_invocations(step)
                    continue
                else:
                    return
            steps += 1
            if steps > MICROSTEPS:
                raise livelock(slot, MICROSTEPS)
            if arcs:
                self._microstep(step, name, arcs)
        self._exit(step, sorted(slot.active, key=document_order, reverse=True))

    def _select(self, step: Step, name: str) -> Sequence[Arc]:
        leaves = step.model.leaves
        if len(leaves) == 1:
            for arc in leaves[0].heard.get(name) or candidates(leaves[0], name):
                if arc.guard is None or arc.guard(step):
                    return (arc,)
            return ()
        return self._first_enabled(step, [leaf.heard.get(name) or candidates(leaf, name) for leaf in leaves])

    def _select_eventless(self, step: Step) -> Sequence[Arc]:
        leaves = step.model.leaves
        if len(leaves) == 1:
            for arc in leaves[0].eventless:
                if arc.guard is None or arc.guard(step):
                    return (arc,)
            return ()
        return self._first_enabled(step, [leaf.eventless for leaf in leaves])

    def _first_enabled(self, step: Step, candidates: Iterable[Sequence[Arc]]) -> Sequence[Arc]:
        """The first enabled arc of each atomic state, without doubles and conflicts."""
        enabled: list[Arc] = []
        verdicts: dict[Arc, bool] = {}
        for arcs in candidates:
            for arc in arcs:
                if arc not in verdicts:
                    verdicts[arc] = arc.guard is None or arc.guard(step)
                if verdicts[arc]:
                    if arc not in enabled:
                        enabled.append(arc)
                    break
        return without_conflicts(enabled, step.model.active) if len(enabled) > 1 else enabled

    def _microstep(self, step: Step, name: str, arcs: Sequence[Arc]) -> None:
        slot = step.model
        if len(arcs) == 1 and arcs[0].sibling is not None and len(slot.leaves) == 1:
            self._exchange(step, name, arcs[0], arcs[0].sibling)
            return
        moving = [arc for arc in arcs if arc.targets]
        if moving:
            self._exit(step, exit_order(moving, slot))
        for arc in arcs:
            slot.trace.append((name, arc))
            step.transition = arc
            for action in arc.actions:
                action(step)
        if len(moving) == 1:
            arc = moving[0]
            self._enter(step, arc.plan or plan_entry(arc.targets, arc.domain, slot, self.nodes))
        elif moving:
            self._enter(step, merged([a.plan or plan_entry(a.targets, a.domain, slot, self.nodes) for a in moving]))

    def _exchange(self, step: Step, name: str, arc: Arc, entered: Node) -> None:
        """The commonest microstep, one atomic state for its sibling, without looking at what cannot matter."""
        slot = step.model
        if arc.node.quiet:
            slot.active.discard(arc.node)
        else:
            self._exit(step, (arc.node,))
        slot.trace.append((name, arc))
        step.transition = arc
        for action in arc.actions:
            action(step)
        self._enter_node(step, entered)
        slot.leaves = (entered,)

    def _exit(self, step: Step, nodes: Sequence[Node]) -> None:
        slot = step.model
        for node in nodes:
            for memory in node.histories:
                slot.history[memory.id] = remember(memory, node, slot.leaves)
        for node in nodes:
            if node.quiet:
                slot.active.discard(node)
                continue
            if node.exits:
                node.exit(step)
            if node.stops:
                if node in slot.starting:
                    slot.starting.remove(node)
                else:
                    for callback in node.stops:
                        callback(step)
            if node.owns:
                slot.tokens.pop(node.id, None)
            slot.active.discard(node)

    def _enter(self, step: Step, plan: Plan) -> None:
        slot = step.model
        for node in plan.nodes:
            self._enter_node(step, node)
            if node in plan.arcs:
                for arc in plan.arcs[node]:
                    slot.trace.append(("", arc))
                    for action in arc.actions:
                        action(step)
            if node.kind == "final":
                self._reach_final(step, node)
        if len(slot.active) == len(plan.leaves[0].lineage) and len(plan.leaves) == 1:
            slot.leaves = plan.leaves
        else:
            slot.leaves = tuple(sorted((n for n in slot.active if n.is_atomic), key=document_order))

    def _enter_node(self, step: Step, node: Node) -> None:
        slot = step.model
        slot.active.add(node)
        if node.owns:
            slot.tokens[node.id] = slot.host.token()
        if node.starts:
            slot.starting.append(node)
        if node.entry:
            node.enter(step)

    def _reach_final(self, step: Step, node: Node) -> None:
        slot = step.model
        data = node.donedata(step) if node.donedata else NO_DATA
        parent = node.parent
        if parent is None or parent is self.root:
            slot.done = node
            slot.output = data
            return
        slot.queue.append((f"done.state.{parent.id}", data))
        grandparent = parent.parent
        while grandparent is not None and grandparent.kind == "parallel":
            if not is_in_final(grandparent, slot.active):
                return
            slot.queue.append((f"done.state.{grandparent.id}", NO_DATA))
            if grandparent is self.root:
                slot.done = grandparent
            grandparent = grandparent.parent

    def _start_invocations(self, step: Step) -> None:
        slot = step.model
        starting = sorted(slot.starting, key=document_order)
        slot.starting.clear()
        for node in starting:
            for callback in node.starts:
                callback(step)


def _event_scope(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "name": name, "data": data}
