"""Sub-flows: their input, outcome and output, and what is closed when a state that called is left."""

from __future__ import annotations

from tests.runtime.stage import Talk, flow

CALLED = (
    "input: {what: text}\ndata: {word: text}\noutput: [word]\nexit: [{set: {contact.visits: =contact.visits + 1}}]\n"
    "states:\n  which: {ask: text, into: word, next: [{if: word == 'no', to: refused}, given]}\n"
    "  given: {final: true, output: {word: =word, what: =what}}\n  refused: {final: true}\n"
)
CALLING = (
    "data: {got: map}\ninitial: start\nstates:\n"
    "  start: {call: called, with: {what: a word}, into: got, outcomes: {given: thanks, refused: sorry},"
    " on: {command.leave: sorry, away: sorry}}\n"
    "  thanks: {say: true}\n  sorry: {say: true}\n"
)
EN = "texts: {thanks: '{{ got.what }}, {{ got.word }}.', sorry: Never mind.}\nkeywords: {leave: [leave]}"
FILES = flow("main", CALLING, en=EN) | flow("called", CALLED, en="{which: 'Which is {{ what }}?'}")


def test_a_call_brings_back_outcome_and_output() -> None:
    """The name of the final state leads, its output is kept, the contact's changes stay."""
    person = Talk(FILES)
    assert person.said == ["Which is a word?"]
    person.tell("yes")
    assert person.last == ["a word, yes."]
    assert person.contact.data["visits"] == 1
    person = Talk(FILES)
    person.tell("no")
    assert person.last == ["Never mind."]


def test_leaving_the_state_that_called_closes_the_sub_flow() -> None:
    """By a command or a fact; its exit actions run once and what they change of the contact survives."""
    person = Talk(FILES)
    person.tell("leave")
    assert person.place == ["main.sorry"]
    assert person.contact.data["visits"] == 1
    person = Talk(FILES)
    person.fact("away")
    assert person.place == ["main.sorry"]
    assert person.contact.data["visits"] == 1


def test_calls_in_parallel_regions_are_all_closed_when_the_regions_are_left() -> None:
    """The check refuses such flows (E514), because one outcome would reach both; the stack stays sound all the same."""
    main = (
        "initial: both\nstates:\n  both:\n    parallel:\n"
        "      one: {initial: first, states: {first: {call: called, with: {what: left},"
        " next: first_done}, first_done: {final: true}}}\n"
        "      two: {initial: second, states: {second: {call: called, with: {what: right}, next: second_done},"
        " second_done: {final: true}}}\n"
        "    on: {away: thanks}\n  thanks: {say: true}\n"
    )
    files = flow("main", main, en="{thanks: Thanks.}") | flow("called", CALLED, en="{which: 'Which is {{ what }}?'}")
    person = Talk(files)
    assert person.said == ["Which is left?", "Which is right?"]
    assert person.place == ["main.first+second", "called.which", "called.which"]
    person.fact("away")
    assert person.place == ["main.thanks"]
    assert person.contact.data["visits"] == 2


def test_a_call_that_was_left_in_the_same_turn_is_never_opened() -> None:
    """The flow does not appear on the stack, and nothing of it is said."""
    main = (
        "data: {got: map}\ninitial: start\nstates:\n  start: {enter: [{raise: away}], call: called, next: end,"
        " on: {away: end}}\n  end: {say: true}\n"
    )
    person = Talk(flow("main", main, en="{end: The end.}") | flow("called", CALLED, en="{which: Which?}"))
    assert person.said == ["The end."]
    assert person.place == ["main.end"]


def test_an_argument_the_flow_does_not_declare_is_an_error() -> None:
    """The turn is undone and answered."""
    main = (
        "initial: ask\nstates:\n  ask: {ask: text, next: start}\n  start: {call: called, with: {odd: 1}, next: ask}\n"
    )
    person = Talk(flow("main", main, en="{ask: Name?}") | flow("called", CALLED, en="{which: Which?}"))
    decision = person.tell("Asha")
    assert decision.error is not None
    assert "has no input 'odd'" in decision.error
    assert person.place == ["main.ask"]
