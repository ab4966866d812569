"""Which nodes an arc enters: SCXML's entry sets, planned once where no history decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.runtime.kernel.parts import Arc, Node, Plan, Slot


def plan_entry(targets: Iterable[Node], domain: Node | None, slot: Slot | None, states: Mapping[str, Node]) -> Plan:
    """SCXML's computeEntrySet for one arc. Without a slot only what does not depend on history can be planned."""
    entering = _Entering(slot, states)
    entering.aim(targets, domain)
    return Plan(entering.nodes, entering.arcs)


class _Entering:
    """An entry set that grows: the nodes, and the default arcs whose actions run when their parent is entered."""

    def __init__(self, slot: Slot | None, states: Mapping[str, Node]) -> None:
        self.nodes: set[Node] = set()
        self.arcs: dict[Node, list[Arc]] = {}
        self._slot = slot
        self._states = states

    def aim(self, targets: Iterable[Node], top: Node | None) -> None:
        """Enter the targets with all below them, then what lies between them and `top`."""
        chosen = list(targets)
        for node in chosen:
            self._descend(node)
        for node in chosen:
            self._climb(node, top)

    def _descend(self, node: Node) -> None:
        if node.is_history:
            self._recall(node)
            return
        self.nodes.add(node)
        if node.kind == "compound":
            initial = node.initial
            assert initial is not None  # checked when the chart was linked
            self.arcs.setdefault(node, []).append(initial)
            self.aim(initial.targets, node)
        elif node.kind == "parallel":
            self._fill(node)

    def _recall(self, memory: Node) -> None:
        if self._slot is None:
            raise _HistoryDecidesError
        parent = memory.parent
        assert parent is not None  # a history is never the root
        remembered = self._slot.history.get(memory.id)
        if remembered:
            self.aim([self._states[name] for name in remembered], parent)
            return
        default = memory.initial
        assert default is not None  # the parser gives every history a default
        self.arcs.setdefault(parent, []).append(default)
        self.aim(default.targets, parent)

    def _climb(self, node: Node, top: Node | None) -> None:
        for ancestor in node.lineage[1:]:
            if ancestor is top:
                return
            self.nodes.add(ancestor)
            if ancestor.kind == "parallel":
                self._fill(ancestor)

    def _fill(self, parallel: Node) -> None:
        for child in parallel.children:
            if not any(child in node.lineage for node in self.nodes):
                self._descend(child)


def merged(plans: Sequence[Plan]) -> Plan:
    nodes = {node for plan in plans for node in plan.nodes}
    arcs: dict[Node, list[Arc]] = {}
    for plan in plans:
        for node, defaults in plan.arcs.items():
            arcs.setdefault(node, []).extend(defaults)
    return Plan(nodes, arcs)


def static_plan(arc: Arc) -> Plan | None:
    """The plan of an arc that no history can change; None when history decides."""
    try:
        return plan_entry(arc.targets, arc.domain, None, {})
    except _HistoryDecidesError:
        return None


class _HistoryDecidesError(Exception):
    """An entry set depends on what the session remembers."""


def sibling(arc: Arc) -> Node | None:
    """Where an arc leads that does nothing but exchange one atomic state for another below the same parent."""
    plan = arc.plan
    if plan is None or len(plan.nodes) != 1 or plan.arcs or arc.domain is not arc.node.parent:
        return None
    node = plan.nodes[0]
    return node if node.kind == "atomic" and arc.node.is_atomic else None
