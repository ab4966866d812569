"""Which nodes an arc enters: SCXML's entry sets, planned once where no history decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.runtime.kernel.parts import Arc, Node, Plan, Slot


def plan_entry(targets: Iterable[Node], domain: Node | None, slot: Slot | None, states: Mapping[str, Node]) -> Plan:
    """SCXML's computeEntrySet for one arc. Without a slot only what does not depend on history can be planned."""
    entering: set[Node] = set()
    arcs: dict[Node, list[Arc]] = {}

    def descend(node: Node) -> None:
        if node.is_history:
            recall(node)
            return
        entering.add(node)
        if node.kind == "compound":
            initial = node.initial
            assert initial is not None  # checked when the chart was linked
            arcs.setdefault(node, []).append(initial)
            aim(initial.targets, node)
        elif node.kind == "parallel":
            fill(node)

    def recall(memory: Node) -> None:
        if slot is None:
            raise _HistoryDecidesError
        parent = memory.parent
        assert parent is not None  # a history is never the root
        remembered = slot.history.get(memory.id)
        if remembered:
            aim([states[name] for name in remembered], parent)
        else:
            default = memory.initial
            assert default is not None  # the builder gives every history a default
            arcs.setdefault(parent, []).append(default)
            aim(default.targets, parent)

    def aim(nodes: Iterable[Node], top: Node | None) -> None:
        chosen = list(nodes)
        for node in chosen:
            descend(node)
        for node in chosen:
            climb(node, top)

    def climb(node: Node, top: Node | None) -> None:
        for ancestor in node.lineage[1:]:
            if ancestor is top:
                return
            entering.add(ancestor)
            if ancestor.kind == "parallel":
                fill(ancestor)

    def fill(parallel: Node) -> None:
        for child in parallel.children:
            if not any(child in node.lineage for node in entering):
                descend(child)

    aim(targets, domain)
    return Plan(entering, arcs)


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
