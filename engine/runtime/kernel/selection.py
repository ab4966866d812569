"""Which arcs are taken and which nodes are left: SCXML's selection, conflicts and exit sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.errors import Livelock
from engine.runtime.kernel.parts import Arc, Node, Slot, document_order

_REMEMBERED_NAMES = 256


def candidates(leaf: Node, name: str) -> tuple[Arc, ...]:
    """The arcs that could take the event, innermost state first, then document order; remembered per leaf.

    The memory is bounded, because names come from outside; two threads write the same value.
    """
    found = leaf.heard.get(name)
    if found is None:
        found = tuple(arc for node in leaf.lineage for arc in node.arcs if arc.events and arc.hears(name))
        if len(leaf.heard) < _REMEMBERED_NAMES:
            leaf.heard[name] = found
    return found


def domain_of(arc: Arc) -> Node | None:
    """The innermost compound state that is not left; None when the root itself is left."""
    source = arc.node
    if not arc.reenter and source.kind == "compound" and all(source in t.lineage[1:] for t in arc.targets):
        return source
    for ancestor in source.lineage[1:]:
        if ancestor.kind == "compound" and all(ancestor in target.lineage[1:] for target in arc.targets):
            return ancestor
    return None


def without_conflicts(enabled: Sequence[Arc], active: set[Node]) -> Sequence[Arc]:
    """SCXML's removeConflictingTransitions: a descendant's arc pre-empts, otherwise the first in document order."""
    chosen: list[Arc] = []
    for arc in enabled:
        mine = _exit_set(arc, active)
        beaten: list[Arc] = []
        for other in chosen:
            if mine & _exit_set(other, active):
                if other.node in arc.node.lineage[1:]:
                    beaten.append(other)
                else:
                    break
        else:
            chosen = [other for other in chosen if other not in beaten]
            chosen.append(arc)
    return chosen


def _exit_set(arc: Arc, active: set[Node]) -> set[Node]:
    if not arc.targets:
        return set()
    if arc.domain is None:
        return set(active)
    return {node for node in active if arc.domain in node.lineage[1:]}


def exit_order(moving: Sequence[Arc], slot: Slot) -> Sequence[Node]:
    """All that is left, descendants first."""
    if len(moving) == 1 and len(slot.leaves) == 1:
        lineage = slot.leaves[0].lineage
        domain = moving[0].domain
        return lineage if domain is None else lineage[: lineage.index(domain)]
    leaving = set().union(*[_exit_set(arc, slot.active) for arc in moving])
    return sorted(leaving, key=document_order, reverse=True)


def remember(memory: Node, parent: Node, leaves: Iterable[Node]) -> tuple[str, ...]:
    if memory.kind == "deep history":
        return tuple(leaf.id for leaf in leaves if parent in leaf.lineage[1:])
    position = -2 - parent.depth
    return tuple(dict.fromkeys(leaf.lineage[position].id for leaf in leaves if parent in leaf.lineage[1:]))


def is_in_final(node: Node, active: set[Node]) -> bool:
    if node.kind == "compound":
        return any(child.kind == "final" and child in active for child in node.children)
    if node.kind == "parallel":
        return all(is_in_final(child, active) for child in node.children)
    return False


def livelock(slot: Slot, most: int) -> Livelock:
    """The error that names the circle a chart goes in."""
    circle = ", ".join(dict.fromkeys(arc.source for _, arc in slot.trace[-12:]))
    return Livelock(f"the chart did not come to rest within {most} steps; it goes in circles through {circle}")
