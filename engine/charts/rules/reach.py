"""Which states a session can ever stand in."""

from __future__ import annotations

from engine.charts.model import Flow, Kind, State


def reached(flow: Flow) -> frozenset[str]:
    """Every state that is entered by some arc from a state that is reached, guards taken to be possible."""
    return frozenset(_Walk(flow).found())


class _Walk:
    def __init__(self, flow: Flow) -> None:
        self._states = flow.states
        self._root = flow.id
        self._seen: set[str] = set()
        self._waiting: list[State] = []
        self._begun: set[tuple[str, str]] = set()

    def found(self) -> set[str]:
        self._enter(self._root, by_default=True)
        while self._waiting:
            state = self._waiting.pop()
            for arc in state.transitions:
                for target in arc.targets:
                    self._enter(target)
                    self._around(target)
        return self._seen

    def _enter(self, id: str, *, by_default: bool = True) -> None:
        """Enter a state with what it begins with."""
        todo = [(id, by_default)]
        while todo:
            name, whole = todo.pop()
            state = self._states.get(name)
            if state is None:
                continue
            if name not in self._seen:
                self._seen.add(name)
                self._waiting.append(state)
            if whole and (name, "default") not in self._begun:
                self._begun.add((name, "default"))
                if state.initial is not None:
                    for target in state.initial.targets:
                        todo.append((target, True))
                        self._around(target)
            if state.kind is Kind.PARALLEL and (name, "regions") not in self._begun:
                self._begun.add((name, "regions"))
                todo += [(child, True) for child in state.children if not self._is_history(child)]

    def _around(self, id: str) -> None:
        """The states around a target are entered too, without what they begin with."""
        state = self._states.get(id)
        parent = state.parent if state else None
        while parent is not None and (parent, "around") not in self._begun:
            self._begun.add((parent, "around"))
            self._enter(parent, by_default=False)
            parent = self._states[parent].parent

    def _is_history(self, id: str) -> bool:
        return self._states[id].kind in (Kind.SHALLOW, Kind.DEEP)
