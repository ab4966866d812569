"""Linking: what can be known of a chart before any session stands in it is worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.errors import ExecutionError
from engine.runtime.kernel.entry import sibling, static_plan
from engine.runtime.kernel.parts import Node
from engine.runtime.kernel.selection import domain_of


def link_nodes(nodes: Sequence[Node], parents: Mapping[str, str], states: Mapping[str, Node]) -> None:
    """Parents, children, document order and lineage."""
    for order, node in enumerate(nodes):
        node.order = order
        if node.id in parents:
            node.parent = states[parents[node.id]]
            (node.parent.histories if node.is_history else node.parent.children).append(node)
            node.lineage = (node, *node.parent.lineage)
            node.depth = node.parent.depth + 1
        else:
            node.lineage = (node,)


def link_arcs(nodes: Sequence[Node]) -> None:
    """Domains, entry plans, and which arcs need no event. ExecutionError when a compound state cannot be entered."""
    for node in nodes:
        for arc in node.arcs:
            if arc.targets:
                arc.domain = domain_of(arc)
    for node in nodes:
        if node.initial is None and node.kind == "compound":
            raise ExecutionError(f"compound state {node.id!r} has no initial state")
        node.quiet = not (node.exits or node.stops or node.owns)
        if node.is_atomic:
            node.eventless = tuple(a for up in node.lineage for a in up.arcs if not a.events)
    for node in nodes:
        for arc in node.arcs:
            if arc.targets:
                arc.plan = static_plan(arc)
                arc.sibling = sibling(arc)
