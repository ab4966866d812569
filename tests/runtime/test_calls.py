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


def test_calls_in_parallel_regions_end_each_for_itself() -> None:
    """Each region hears only its own sub-flow; the regions end together."""
    main = (
        "data: {left: map, right: map}\ninitial: both\nstates:\n  both:\n    parallel:\n"
        "      one:\n        initial: first\n        states:\n"
        "          first: {call: called, with: {what: left}, into: left, next: first_done}\n          first_done: {final: true}\n"
        "      two:\n        initial: second\n        states:\n"
        "          second: {call: called, with: {what: right}, into: right, next: second_done}\n"
        "          second_done: {final: true}\n"
        "    on: {done.state.both: thanks}\n  thanks: {say: true}\n"
    )
    files = flow("main", main, en="{thanks: '{{ left.word }} {{ right.word }}'}")
    person = Talk(files | flow("called", CALLED, en="{which: 'Which is {{ what }}?'}"))
    assert person.said == ["Which is left?", "Which is right?"]
    person.tell("r")
    assert person.place[0] == "main.first+second_done"
    person.tell("l")
    assert person.last == ["l r"]
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
    main = "initial: ask\nstates:\n  ask: {ask: text, next: start}\n  start: {call: called, with: {odd: 1}, next: ask}\n"
    person = Talk(flow("main", main, en="{ask: Name?}") | flow("called", CALLED, en="{which: Which?}"))
    decision = person.tell("Asha")
    assert decision.error is not None
    assert "has no input 'odd'" in decision.error
    assert person.place == ["main.ask"]
