"""The whole library as the rules look at it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from engine.actions.catalogue import Catalogue
from engine.charts.library import Library
from engine.charts.model import Interrupt
from engine.charts.problems import Place
from engine.charts.rules.events import Heard
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.texts import Texts


class Scope:
    """A library, the catalogue its flows are bound to, and what several rules need to know about both."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self.library = library
        self.catalogue = catalogue
        self.texts = Texts(library)
        self.flows: Mapping[str, FlowScope] = {name: FlowScope(self, name) for name in library.flows}

    @cached_property
    def calls(self) -> Mapping[str, Mapping[str, Place]]:
        """For each flow the flows it calls, each with the first place."""
        found: dict[str, dict[str, Place]] = {}
        for name, flow in self.flows.items():
            found[name] = {}
            for state in flow.states.values():
                if state.call is not None:
                    found[name].setdefault(state.call.flow, state.call.place)
        return found

    @cached_property
    def opens(self) -> Mapping[str, frozenset[str]]:
        """For each flow the flows it opens, by a call or as an interruption."""
        return {
            name: frozenset(self.calls[name]) | {action.flow for action, _ in flow.each(Interrupt)}
            for name, flow in self.flows.items()
        }

    @cached_property
    def below(self) -> Mapping[str, frozenset[str]]:
        """For each flow the flows that may lie below it on the stack."""
        openers: dict[str, set[str]] = {name: set() for name in self.flows}
        for name, opened in self.opens.items():
            for other in opened & openers.keys():
                openers[other].add(name)
        return {name: _closure(name, openers) for name in self.flows}

    @cached_property
    def heard(self) -> Heard:
        """The events any flow listens to."""
        return Heard(event for flow in self.flows.values() for arc in flow.arcs for event in arc.events)


def _closure(start: str, edges: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for other in edges[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return frozenset(found - {start})
