"""What a rule is: a code with its explanation, and a function that finds what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from engine.charts.codes import Code
from engine.charts.problems import Place, Problem, Severity
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.scope import Scope
from engine.charts.suggest import did_you_mean

MOST_SUGGESTIONS = 50
"""So often a rule looks for the word that was meant; to compare thousands of words with thousands takes minutes."""

Hint = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a rule is broken and how; without a hint the rule's remedy is the hint."""

    place: Place
    message: str
    hint: Hint | str = ""


Check = Callable[[Scope], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table of rules."""

    code: Code
    check: Check

    def problems(self, scope: Scope) -> Iterator[Problem]:
        """All that breaks the rule."""
        code = self.code
        for number, finding in enumerate(self.check(scope)):
            hint = finding.hint
            if not isinstance(hint, str):
                hint = hint() if number < MOST_SUGGESTIONS else ""
            yield Problem(finding.place, code.severity, code.code, finding.message, hint or code.remedy)


def near(word: str, candidates: Iterable[str], otherwise: str = "") -> Hint:
    """The hint with the word that was perhaps meant, or else another one; found only if it is shown."""
    return lambda: did_you_mean(word, candidates) or otherwise


def rule(code: str, title: str, explanation: str, remedy: str, check: Check) -> Rule:
    """A rule; its code's first letter is its severity."""
    severity = Severity.ERROR if code.startswith("E") else Severity.WARNING
    return Rule(Code(code, title, explanation, remedy, severity), check)


def each_flow(check: Callable[[FlowScope], Iterable[Finding]]) -> Check:
    """A rule that looks at one flow at a time."""

    def check_all(scope: Scope) -> Iterator[Finding]:
        for flow in scope.flows.values():
            yield from check(flow)

    return check_all
