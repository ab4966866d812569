"""The rules a library is checked against, each with a stable code, an explanation and a remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from engine.actions.catalogue import Catalogue
from engine.charts.codes import CODES as GRAMMAR
from engine.charts.codes import Code, registry
from engine.charts.library import Library
from engine.charts.problems import Problem
from engine.charts.rules import (
    actions,
    approvals,
    calls,
    clashes,
    languages,
    limits,
    products,
    protected,
    questions,
    readings,
    scripts,
    selling,
    sentences,
    signals,
    targets,
    templates,
    terms,
    time,
    types,
    variables,
    ways,
    wording,
)
from engine.charts.rules.page import page
from engine.charts.rules.rule import Rule
from engine.charts.rules.scope import Scope

RULES: tuple[Rule, ...] = (
    *targets.RULES,
    *ways.RULES,
    *signals.RULES,
    *protected.RULES,
    *variables.RULES,
    *types.RULES,
    *languages.RULES,
    *actions.RULES,
    *calls.RULES,
    *questions.RULES,
    *wording.RULES,
    *templates.RULES,
    *clashes.RULES,
    *sentences.RULES,
    *scripts.RULES,
    *terms.RULES,
    *readings.RULES,
    *time.RULES,
    *approvals.RULES,
    *limits.RULES,
    *products.RULES,
    *selling.RULES,
)
"""Everything that is checked once files could be read."""

CODES: Mapping[str, Code] = registry([*GRAMMAR.values(), *(rule.code for rule in RULES)])
"""Every code a finding may have."""


def rules_page(examples: Mapping[str, str] = MappingProxyType({})) -> str:
    """The page of all rules, as Markdown; `examples` by code."""
    return page(CODES, examples)


def check_library(library: Library, catalogue: Catalogue) -> Sequence[Problem]:
    """All that is wrong with flows and words beyond their grammar."""
    scope = Scope(library, catalogue)
    found = dict.fromkeys(problem for rule in RULES for problem in rule.problems(scope))
    return sorted(found, key=lambda problem: (problem.place, problem.code))
