"""What the plain words of an editor become in the core language."""

from __future__ import annotations

from typing import Any

import pytest

from engine.charts.model import Count, If, Raise, Say, Set, State, Transition
from tests.charts.samples import flow_of, state_findings, state_of

NEXT = "\na: {}\nb: {}\nc: {}"


def shape(arc: Transition) -> tuple[Any, ...]:
    """Events, guard, targets and actions of an arc, short enough to compare."""
    return " ".join(arc.events), arc.guard and arc.guard.source, arc.targets, [short(each) for each in arc.actions]


def short(action: Any) -> str:
    match action:
        case Set(((path, value),)):
            return f"set {'.'.join(path)} = {value.expression.source if value.expression else value.literal}"
        case Count(what, state):
            return f"{what} {state}"
        case Say(key, _, _, part, number):
            return f"say {key} {part} {number}"
        case Raise(event):
            return f"raise {event}"
    return type(action).__name__


def arcs(state: State, event: str) -> list[tuple[Any, ...]]:
    return [shape(arc) for arc in state.transitions if event in arc.events]


def test_a_question_says_its_words_on_entry_after_what_the_editor_does() -> None:
    """The editor's own actions can prepare what the words mention."""
    state = state_of("s: {ask: text, with: {min: 2}, next: a, enter: [{set: {x: 1}}]}" + NEXT)
    assert [[short(action) for action in block] for block in state.enter] == [["set x = 1"], ["start s", "say s say 0"]]
    assert state.question is not None
    assert state.question.reader == "text"
    assert state.question.arguments["min"].literal == 2


def test_an_answer_is_kept_and_counted_before_the_editors_actions() -> None:
    """`do` can already use the answer."""
    state = state_of("s: {ask: text, into: x.y, next: {to: a, do: [{log: 1}]}}" + NEXT)
    assert arcs(state, "answer") == [("answer", None, ("a",), ["set x.y = event.value", "answer s", "LogLine"])]
    assert not any(arc.generated for arc in state.transitions if arc.targets)


def test_a_question_without_next_keeps_the_answer_and_stays() -> None:
    """Something else may lead on."""
    state = state_of("s: {ask: text, into: name}")
    assert arcs(state, "answer") == [("answer", None, (), ["set name = event.value", "answer s"])]


def test_a_guard_on_the_way_on_sees_the_new_answer() -> None:
    """Guards are decided before actions, so the answer is kept first and the guards are asked in a second step."""
    state = state_of("s: {ask: integer, into: age, next: [{if: age < 18, to: a}, b]}" + NEXT)
    ((_, _, targets, actions),) = arcs(state, "answer")
    assert targets == ()
    assert actions[:2] == ["set age = event.value", "answer s"]
    raised = actions[2].removeprefix("raise ")
    assert arcs(state, raised) == [(raised, "age < 18", ("a",), []), (raised, None, ("b",), [])]


def test_a_guard_on_something_else_needs_no_second_step() -> None:
    """One arc each, as the editor wrote them."""
    state = state_of("s: {ask: integer, into: age, next: [{if: x, to: a}, b]}" + NEXT)
    assert [arc[1:3] for arc in arcs(state, "answer")] == [("x", ("a",)), (None, ("b",))]


def test_a_half_answer_leads_to_open_and_is_looked_at_first() -> None:
    """`answer` would hear `answer.open` too."""
    state = state_of("s: {ask: time, into: x, open: b, next: a}" + NEXT)
    events = [arc.events[0] for arc in state.transitions]
    assert events.index("answer.open") < events.index("answer")
    assert arcs(state, "answer.open") == [("answer.open", None, ("b",), ["answer s"])]


def test_a_half_answer_without_open_is_no_answer() -> None:
    """Nothing half known is kept as if it were known."""
    state = state_of("s: {ask: time, into: x, next: a}" + NEXT)
    first = next(arc for arc in state.transitions if {"answer", "answer.open"} & set(arc.events))
    assert first.events == ("refused", "answer.open")


def test_a_refused_answer_is_helped_on() -> None:
    """Without `otherwise` on and on."""
    state = state_of("s: {ask: text, next: a}" + NEXT)
    assert arcs(state, "refused") == [("refused answer.open", None, (), ["fail s", "say s retry 0"])]
    assert [arc.tries_left for arc in state.transitions if "refused" in arc.events] == [None]


def test_after_so_many_refused_answers_it_goes_otherwise() -> None:
    """The first arc holds while tries are left."""
    state = state_of("s: {choose: [a], next: a, tries: 2, otherwise: b}" + NEXT)
    refused = [arc for arc in state.transitions if "refused" in arc.events]
    assert [(arc.tries_left, arc.targets) for arc in refused] == [(2, ()), (None, ("b",))]


def test_a_question_that_can_be_skipped_does_not_ask_when_skipped() -> None:
    """It is decided on entry, once, and not when the person came back on purpose."""
    state = state_of("s: {ask: text, into: name, next: [{if: name == 'x', to: a}, b], skip_if: name}" + NEXT)
    ((choice,),) = state.enter
    assert isinstance(choice, If)
    (guard, skip), (rest, asking) = choice.branches
    assert guard is not None
    assert guard({"name": "Asha", "event": {"name": "answer"}})
    assert not guard({"name": "Asha", "event": {"name": "command.back"}})
    assert not guard({"name": None, "event": {"name": "answer"}})
    assert [short(action) for action in skip] == ["raise plain.skip.s"]
    assert rest is None
    assert [short(action) for action in asking] == ["start s", "say s say 0"]
    assert [arc[1:3] for arc in arcs(state, "plain.skip.s")] == [("name == 'x'", ("a",)), (None, ("b",))]


def test_silence_is_answered_with_the_next_reminder() -> None:
    """One timer each, counted from 1."""
    state = state_of("s: {ask: text, next: a, remind: [30m, 4h]}" + NEXT)
    assert [(timer.event, timer.delay, timer.remind) for timer in state.timers] == [
        ("remind.s.1", 1800, True),
        ("remind.s.2", 14400, True),
    ]
    assert arcs(state, "remind.s.2") == [("remind.s.2", None, (), ["say s remind 2"])]


def test_each_option_leads_where_it_says() -> None:
    """The `if` of an option hides it; in a list of arcs it chooses between them."""
    state = state_of("s: {choose: {a: a, b: {to: b, if: x}, c: [{if: x, to: c}, a]}, into: name}" + NEXT)
    assert state.question is not None
    assert [(option.id, option.guard and option.guard.source) for option in state.question.options] == [
        ("a", None),
        ("b", "x"),
        ("c", None),
    ]
    record = ["set name = event.id", "answer s"]
    assert arcs(state, "choice.a") == [("choice.a", None, ("a",), record)]
    assert arcs(state, "choice.b") == [("choice.b", None, ("b",), record)]
    assert arcs(state, "choice.c") == [("choice.c", "x", ("c",), record), ("choice.c", None, ("a",), record)]


def test_a_list_of_options_goes_on_to_next() -> None:
    """`into` gets the option's id."""
    state = state_of("s: {choose: [yes, no], into: name, next: a}" + NEXT)
    assert arcs(state, "choice.no") == [("choice.yes choice.no", None, ("a",), ["set name = event.id", "answer s"])]


def test_a_computed_list_gives_the_picked_item() -> None:
    """The fixed options after it come first, since `choice` hears them all."""
    state = state_of("s: {choose: =x, into: name, others: {new: b}, next: a}" + NEXT)
    assert [shape(arc) for arc in state.transitions if arc.events[0].startswith("choice")] == [
        ("choice.new", None, ("b",), ["answer s"]),
        ("choice", None, ("a",), ["set name = event.item", "answer s"]),
    ]
    assert state.question is not None
    assert state.question.listed is not None


def test_a_typed_question_may_have_options_that_go_before_it() -> None:
    """Also that for a place, whose finds are options, too."""
    state = state_of("s: {ask: time, into: name, others: {new: b}, next: a}" + NEXT)
    assert [shape(arc) for arc in state.transitions[:1]] == [("choice.new", None, ("b",), ["answer s"])]
    assert state.question is not None
    assert (state.question.reader, [option.id for option in state.question.options]) == ("time", ["new"])
    place = state_of("s: {ask: place, into: name, others: {new: b}, next: a}" + NEXT)
    choices = [arc.events[0] for arc in place.transitions if arc.events[0].startswith("choice")]
    assert choices == ["choice.new", "choice"]


def test_words_are_said_and_then_it_goes_on() -> None:
    """`true` means the words under the state's own name."""
    state = state_of("s: {say: true, next: a}" + NEXT)
    assert [short(action) for action in state.enter[0]] == ["say s say 0"]
    assert [shape(arc) for arc in state.transitions] == [("", None, ("a",), [])]
    several = state_of("s: {say: [one, {text: two, with: {n: =age}}]}")
    assert [short(action) for action in several.enter[0]] == ["say one say 0", "say two say 0"]


def test_a_call_keeps_the_output_and_goes_on_by_outcome() -> None:
    """`next` takes the outcomes nobody named."""
    state = state_of("s: {call: other, with: {n: =age}, into: x, outcomes: {saved: a}, next: b}" + NEXT)
    assert state.call is not None
    assert (state.call.flow, list(state.call.arguments)) == ("other", ["n"])
    assert [shape(arc) for arc in state.transitions] == [
        ("done.call.saved", None, ("a",), ["set x = event.data"]),
        ("done.call", None, ("b",), ["set x = event.data"]),
    ]


def test_a_payment_is_a_call_of_the_flow_that_takes_it() -> None:
    """Nothing but the places differs; details that were left out are an empty mapping."""
    way_on = "into: x, outcomes: {paid: a, failed: {to: b, do: [{log: 1}]}}, next: c}"
    paid = state_of("s: {pay: {product: report, details: {who: =name}}, " + way_on + NEXT)
    called = state_of("s: {call: pay, with: {product: report, details: {who: =name}}, " + way_on + NEXT)
    assert paid.call is not None
    assert called.call is not None
    assert (paid.form, paid.call.flow, list(paid.call.arguments)) == ("pay", "pay", ["product", "details"])
    assert paid.call.arguments["product"].literal == called.call.arguments["product"].literal == "report"
    assert list(map(shape, paid.transitions)) == list(map(shape, called.transitions))
    alone = state_of("s: {pay: {product: =name}, next: a}" + NEXT)
    assert alone.call is not None
    product, details = alone.call.arguments.values()
    assert (product.expression and product.expression.source, details.literal) == ("name", {})


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("report", "1:10 E102 'pay' must be a mapping with 'product', not the text 'report'"),
        ("{details: {a: 1}}", "1:5 E103 'pay' lacks the key 'product'"),
        ("{product: 5}", "1:20 E102 'product' must be the code of a product, not the number 5"),
        ("{product: two words}", "1:20 E104 'two words' is not the code of a product"),
        ("{product: ==x}", "1:20 E104 '==x' is not the code of a product"),
        (
            "{product: report, details: =x}",
            "1:37 E102 'details' must be a mapping of names to values, not the text '=x'",
        ),
        ("{prodct: report, product: report}", "1:11 E101 unknown key 'prodct' in 'pay'"),
    ],
)
def test_a_payment_names_a_product_and_perhaps_details(written: str, found: str) -> None:
    """Anything else is told with its place."""
    assert state_findings(f"s: {{pay: {written}, next: s}}") == [found]


def test_a_job_keeps_its_result_unless_there_is_none() -> None:
    """A failure or a timeout leaves the variable as it was."""
    state = state_of("s: {run: places.find, into: x, timeout: 20s, outcomes: {found: a, failed: b, timeout: b}}" + NEXT)
    assert state.run is not None
    assert (state.run.action, state.run.timeout) == ("places.find", 20)
    assert [shape(arc) for arc in state.transitions] == [
        ("done.run.found", None, ("a",), ["set x = event.value"]),
        ("done.run.failed", None, ("b",), []),
        ("done.run.timeout", None, ("b",), []),
    ]


def test_a_wait_hears_facts_reminds_and_gives_up() -> None:
    """It says something only if it is told to."""
    state = state_of("s: {wait: {payment.paid: a, payment.failed: b}, say: pay, remind: [2h], after: {24h: c}}" + NEXT)
    assert [arc.events for arc in state.transitions] == [
        ("after.s.1",),
        ("remind.s.1",),
        ("payment.paid",),
        ("payment.failed",),
    ]
    assert [short(action) for action in state.enter[0]] == ["say pay say 0"]


def test_the_editors_own_arcs_come_first_and_anything_else_last() -> None:
    """`on: {answer: ...}` overrides; `on: {"*": ...}` beside a question means "anything else"."""
    state = state_of("s: {ask: text, next: a, on: {'*': c, answer: b}}" + NEXT)
    assert state.transitions[0].targets == ("b",)
    assert state.transitions[-1].events == ("*",)


BACK = """
flow: demo
data: {x: any}
states:
  one: {ask: text, next: between}
  between: {say: between, next: looking}
  looking: {run: places.find, outcomes: {found: inner, failed: lost}}
  lost: {wait: {found: two}, on: {command.menu: menu}}
  inner:
    states:
      two: {ask: text, open: half, next: done}
      half: {choose: [a, b], next: done}
      done: {final: true}
    on: {done.state.inner: menu}
  menu: {choose: {a: one, b: three}}
  three: {ask: text, next: menu, back: false}
"""


def back_from(flow: str, state: str) -> list[tuple[tuple[str, ...], str | None]]:
    found = [arc for arc in flow_of(flow).states[state].transitions if "command.back" in arc.events]
    assert all(arc.generated and [short(action) for action in arc.actions] == [f"back {state}"] for arc in found)
    return [(arc.targets, arc.came_from) for arc in found]


def test_back_leads_to_the_questions_before() -> None:
    """Over words, jobs, inner states and their end; not over facts and commands."""
    assert back_from(BACK, "two") == [(("one",), "one")]
    assert back_from(BACK, "half") == [(("two",), "two")]
    assert back_from(BACK, "menu") == [(("two",), "two"), (("half",), "half"), (("three",), "three")]
    assert back_from(BACK, "one") == [(("menu",), "menu")]


def test_back_can_be_switched_off_or_replaced() -> None:
    """`back: false`, or an arc of the editor's own, which comes first."""
    assert back_from(BACK, "three") == []
    replaced = flow_of(BACK.replace("ask: text, open: half", "ask: text, on: {command.back: menu}, open: half"))
    assert replaced.states["two"].transitions[0].targets == ("menu",)
