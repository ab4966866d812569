"""Nothing of the language goes without an example, among the broken flows or the shipped ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.charts.grammar import STATE_FORMS, VERBS
from engine.charts.library import Library, read_library
from engine.charts.model import Do
from engine.charts.problems import Severity
from engine.charts.rules import check_library
from engine.charts.rules.scope import Scope
from engine.domain.readers.catalogue import READERS
from engine.domain.values import Json
from integrations.flows.folder import FolderFlowRepository
from server.wiring import catalogue
from tests.rules.library_fixtures import SHARED_FILES, fixtures, read_fixture
from tests.rules.library_fixtures import catalogue as small_catalogue

# Actions for the flows that sell, which are not there yet: whoever calls one takes it off.
AWAITED = {"payments.refund"}

FLOWS = Path(__file__).parents[2] / "flows"


def _shipped() -> Library:
    return read_library(FolderFlowRepository(FLOWS).read())[0]


def _libraries() -> Iterator[Library]:
    yield _shipped()
    for path in fixtures():
        yield read_fixture(path).library()[0]


def _keys(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def test_every_form_of_a_state_has_an_example() -> None:
    """Also those of the core layer."""
    forms = {
        state.form for library in _libraries() for flow in library.flows.values() for state in flow.states.values()
    }
    assert set(STATE_FORMS) <= forms


def test_every_verb_has_an_example() -> None:
    """Each action an editor may write."""
    written = {key for library in _libraries() for source in library.sources.values() for key in _keys(source.data)}
    assert set(VERBS) <= written


def test_every_reader_and_validator_has_an_example() -> None:
    """Each way to read an answer."""
    states = [state for library in _libraries() for flow in library.flows.values() for state in flow.states.values()]
    asked = {state.question.reader for state in states if state.question is not None}
    assert {*READERS, *catalogue().validators} <= asked


def test_every_action_is_used_by_a_shipped_flow() -> None:
    """What no flow calls does not belong into the catalogue, unless the flow is on its way."""
    library, actions = _shipped(), catalogue()
    scope = Scope(library, actions)
    called = {state.run.action for flow in scope.flows.values() for state in flow.states.values() if state.run}
    called |= {action.action for flow in scope.flows.values() for action, _ in flow.each(Do)}
    assert set(actions.actions) - called == AWAITED


def test_the_shipped_flows_have_no_errors() -> None:
    """Nor warnings, but for what draft languages, and languages no report is made in yet, still lack."""
    library, problems = read_library(FolderFlowRepository(FLOWS).read())
    found = [*problems, *check_library(library, catalogue())]
    assert [str(problem) for problem in found if problem.code not in ("W601", "W620")] == []
    assert all(problem.severity is Severity.WARNING for problem in found)


def test_a_thousand_mistakes_do_not_take_a_thousand_suggestions() -> None:
    """To look for close words is slow, so only the first findings of a rule get one."""
    states = "".join(f"  s{number}: {{on: {{go: ss{number}}}}}\n" for number in range(400))
    files = {**SHARED_FILES, "demo/flow.yaml": f"flow: demo\nstates:\n{states}"}
    found = [problem for problem in check_library(read_library(files)[0], small_catalogue()) if problem.code == "E301"]
    assert len(found) == 400
    assert sum(problem.hint.startswith("Did you mean") for problem in found) == 50
