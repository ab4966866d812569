"""A flow is read with all its problems at once, each at its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.charts.codes import CODES
from engine.charts.model import (
    Cancel,
    Do,
    For,
    Forget,
    If,
    Interrupt,
    Kind,
    LogLine,
    Policy,
    Raise,
    Repeat,
    Say,
    Send,
    Set,
)
from tests.charts.samples import EVERY_FORM, findings, flow_of, read, state_findings, state_of


def test_a_flow_is_read_with_its_head() -> None:
    """What stands above the states."""
    flow = flow_of(EVERY_FORM)
    assert (flow.id, flow.version, flow.policy, flow.title) == ("demo", 3, Policy.PIN, "Birth details")
    assert flow.moved == {"old": "menu"}
    assert flow.output == ("name", "age")
    assert {name: variable.type for name, variable in flow.data.items()} == {
        "name": "text", "age": "integer", "gender": "text", "picked": "map", "result": "map", "places": "list",
    }  # fmt: skip
    assert flow.data["age"].default.literal == 3
    assert str(flow.place) == "demo/flow.yaml:2:7"


def test_states_come_in_the_order_of_the_file_the_root_first() -> None:
    """Document order decides conflicts, so it must be that of the file, parents before children."""
    states = list(flow_of(EVERY_FORM).states)
    assert states[:3] == ["demo", "hello", "two"]
    assert states[-8:] == ["split", "left", "left_one", "left_two", "right", "right_one", "past", "fin"]


def test_each_state_has_its_kind_and_form() -> None:
    """The kind is SCXML's, the form is the editor's word."""
    states = flow_of(EVERY_FORM).states
    assert (states["demo"].kind, states["demo"].form) == (Kind.COMPOUND, "flow")
    assert (states["ask_age"].kind, states["ask_age"].form) == (Kind.ATOMIC, "ask")
    assert (states["split"].kind, states["split"].form) == (Kind.PARALLEL, "parallel")
    assert (states["past"].kind, states["past"].form) == (Kind.DEEP, "history")
    assert (states["fin"].kind, states["fin"].form) == (Kind.FINAL, "final")
    assert states["left"].children == ("left_one", "left_two")
    assert states["left_one"].parent == "left"


def test_a_state_begins_where_it_says_else_in_its_first_state() -> None:
    """A history is never the place to begin in by default."""
    states = flow_of(EVERY_FORM).states
    assert states["left"].initial is not None
    assert states["left"].initial.targets == ("left_two",)
    assert states["right"].initial is not None
    assert states["right"].initial.targets == ("right_one",)
    assert states["past"].initial is not None
    assert states["past"].initial.targets == ("right_one",)
    state = state_of("s: {states: {h: {history: shallow, default: a}, a: {}}}")
    assert state.initial is not None
    assert state.initial.targets == ("a",)
    assert state.initial.generated


def test_all_actions_are_read() -> None:
    """Each verb becomes its own action, in order."""
    (block,) = flow_of(EVERY_FORM).states["split"].enter
    assert [type(action) for action in block] == [If, For, Send, Send, Raise, LogLine, Cancel, Forget]
    choice, loop = block[0], block[1]
    assert isinstance(choice, If)
    assert [guard and guard.source for guard, _ in choice.branches] == ["age > 3", None]
    opened = choice.branches[1][1][1]
    assert isinstance(opened, Interrupt)
    assert opened.flow == "help"
    assert isinstance(loop, For)
    inner = loop.body[0]
    assert isinstance(inner, Do)
    assert (loop.item, loop.index, inner.action, inner.into) == ("name", "age", "notes.write", ("result", "last"))
    sent = block[2]
    assert isinstance(sent, Send)
    assert (sent.event, sent.delay, sent.id) == ("payment.asked", 600.0, "later")


def test_a_list_of_lists_is_several_blocks() -> None:
    """SCXML knows several `onentry`; an error ends only its block."""
    root = flow_of(EVERY_FORM).states["demo"]
    assert [[type(action) for action in block] for block in root.enter] == [[Set], [Raise]]
    assert [[type(action) for action in block] for block in root.exit] == [[Cancel]]


def test_a_value_is_computed_only_behind_an_equals_sign() -> None:
    """`==x` is the text `=x`, also deep inside of lists and mappings."""
    state = state_of("s: {enter: [{set: {x: =age, name: age, x.y: ==age, x.z: [1, {a: =age, b: ==b}]}}]}")
    action = state.enter[0][0]
    assert isinstance(action, Set)
    values = {".".join(path): value for path, value in action.assignments}
    assert values["x"].expression is not None
    assert values["name"].literal == "age"
    assert values["x.y"].literal == "=age"
    mixed = values["x.z"].literal
    assert isinstance(mixed, list)
    assert [str(place) for place in action.places][:2] == ["demo/flow.yaml:4:22", "demo/flow.yaml:4:31"]


def test_a_literal_list_stays_plain_data() -> None:
    """Only what is computed is wrapped, so that literals cost nothing at run time."""
    action = state_of("s: {enter: [{set: {x: {a: [1, ==b]}}}]}").enter[0][0]
    assert isinstance(action, Set)
    assert action.assignments[0][1].literal == {"a": [1, "=b"]}


@pytest.mark.parametrize(
    ("written", "seconds"), [("30s", 30), ("10m", 600), ("26h", 93600), ("3d", 259200), ("1.5h", 5400), ("90", 90)]
)
def test_after_takes_durations(written: str, seconds: float) -> None:
    """Each sets a timer that raises the event its arc hears."""
    state = state_of(f"s: {{after: {{'{written}': s}}}}")
    assert state.timers[0].delay == seconds
    assert state.timers[0].event == state.transitions[0].events[0] == "after.s.1"


def test_own_transitions_keep_the_order_of_the_file() -> None:
    """Among `on`, `always` and `after` the first in the file is tried first."""
    state = state_of("s: {after: {1h: a}, on: {'*': b, x y.*: c}, always: {if: age > 1, to: d}}\na: {}\nb: {}")
    assert [(arc.events, arc.targets) for arc in state.transitions] == [
        (("after.s.1",), ("a",)),
        (("*",), ("b",)),
        (("x", "y.*"), ("c",)),
        ((), ("d",)),
    ]


def test_a_transition_is_a_target_a_mapping_or_a_list_of_them() -> None:
    """Without `to` the state is not left."""
    state = state_of("s: {on: {x: [{if: age > 1, to: [a, b], reenter: true}, {do: [repeat]}, {}, a]}}\na: {}\nb: {}")
    guarded, silent, nothing, plain = state.transitions
    assert (guarded.targets, guarded.reenter) == (("a", "b"), True)
    assert guarded.guard is not None
    assert [type(action) for action in silent.actions] == [Repeat]
    assert (nothing.targets, nothing.actions) == ((), ())
    assert plain.targets == ("a",)
    assert str(guarded.target_places[1]) == "demo/flow.yaml:4:38"


def test_promises_are_read() -> None:
    """One expression or a list of them."""
    contract = flow_of(EVERY_FORM).states["demo"].contract
    assert contract is not None
    assert [len(part) for part in (contract.before, contract.after, contract.always)] == [1, 1, 1]


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    """A file is corrected in one go."""
    assert findings("""
        flow: demo
        versoin: 2
        data: {x: txt}
        states:
          a: {say: 5, nxt: b}
          b: {on: {x: =somewhere}, after: {soon: a}}
          c: {ask: text, choose: [a]}
          d: {enter: [{sya: hello}]}
    """) == [
        "3:1 E101 unknown key 'versoin' in the file",
        "4:11 E108 'x' must be text, integer, number, boolean, date, time, place, list, map or any, not 'txt'",
        "6:12 E102 'say' must be the name of a text, not the number 5",
        "6:15 E101 unknown key 'nxt' in 'a'",
        "7:15 E109 the target '=somewhere' is computed",
        "7:36 E107 'soon' is not a duration",
        "8:18 E106 'choose' cannot stand beside 'ask'",
        "9:16 E113 'sya' is not an action",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s: {ask: text, on: {x y.: s}}", "1:21 E110 'x y.' does not name events"),
        ("s: {states: {s: {}}}", "1:14 E105 there are two states 's'"),
        ("demo: {}", "1:1 E105 there are two states 'demo'"),
        ("s: {ask: text, tries: 0}", "1:23 E112 'tries' must be at least 1, not 0"),
        ("s: {ask: text, skip_if: x}", "1:16 E103 'skip_if' needs 'next'"),
        ("s: {ask: text, skip_if: =x, next: s}", "1:25 E202 'skip_if' begins with a superfluous '='"),
        ("s: {history: deep}", "1:1 E103 's' lacks the key 'default'"),
        ("s: {final: true, next: s}", "1:18 E106 'next' cannot stand beside 'final'"),
        ("s: {tries: 3}", "1:5 E106 'tries' cannot stand here"),
        ("s: {states: {a: {}}, parallel: {b: {}}}", "1:22 E106 'states' and 'parallel' cannot stand in one state"),
        ("s: {choose: {a: s}, next: s}", "1:21 E106 each option says where it leads, so 'next' is never used"),
        ("s: {choose: [a, b, a], next: s}", "1:20 E118 the option 'a' is there twice"),
        (
            "s: {choose: [1, 2], next: s}",
            "1:14 E102 item 1 of 'choose' must be the name of an option, not the number 1",
        ),
        ("s: {enter: []}", "1:12 E114 'enter' is empty"),
        ("s: {enter: [{set: {event: 1}}]}", "1:20 E104 'event' cannot be assigned to"),
        ("s: {enter: [{set: {x: 1}, say: y}]}", "1:27 E113 'set' and 'say' are two actions"),
        (
            "s: {enter: [repaet]}",
            "1:13 E113 an action is a mapping with one verb, or one of the words 'repeat' and 'help'",
        ),
        ("s: {enter: [{for: x, in: [1]}]}", "1:13 E103 item 1 of 'enter' lacks the key 'do'"),
        ("s: {run: places find}", "1:10 E104 'places find' is not the name of an action"),
        ("s: {run: x, timeout: =y}", "1:22 E107 '=y' is not a duration"),
        ("s:", "1:3 E102 's' must be a mapping (an empty state is '{}'), not nothing"),
        ("a b: {}", "1:1 E104 'a b' is not the name of a state"),
        (
            "s: {old_taps: jmp, ask: text}",
            "1:15 E108 'old_taps' must be explain, ignore or jump, not 'jmp'",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_place(text: str, expected: str) -> None:
    """One line each: `line:column code message`."""
    assert expected in state_findings(text)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("s: {always: {if: age >< 3, to: s}}", 23),
        ("s: {always: {if: 'age >< 3', to: s}}", 24),
        ("s: {enter: [{log: =age >< 3}]}", 25),
        ("s: {enter: [{log: '=age >< 3'}]}", 26),
        ("s: {after: {'=age >< 3': s}}", 20),
    ],
)
def test_a_wrong_expression_is_shown_at_its_column_in_the_file(text: str, column: int) -> None:
    """Quotes and the `=` are counted."""
    (found,) = state_findings(text)
    assert found.startswith(f"1:{column} E201 ")


def test_an_expression_over_several_lines_is_shown_where_it_begins() -> None:
    """Its columns are not those of the file; the message says which column of it is meant."""
    (found,) = state_findings("s:\n  always:\n    if: >-\n      age ><\n      3\n    to: s")
    assert found.startswith("3:9 E201 ")
    assert found.endswith(" of it)")


def test_a_misspelt_key_gets_a_suggestion() -> None:
    """The hint names the closest key, or else all that are possible."""
    hints = {p.message: p.hint for p in read("flow: demo\nstates: {a: {onn: {x: a}, qqqq: 1}}")[1]}
    assert hints["unknown key 'onn' in 'a'"] == "Did you mean 'on'?"
    assert hints["unknown key 'qqqq' in 'a'"].startswith("Possible here: after, always, assert, ")


def test_a_flow_with_errors_is_read_as_far_as_possible() -> None:
    """The rules find what else is wrong with it."""
    flow, problems = read("flow: demo\nstates: {a: {says: x}, b: {say: x, next: nowhere}}")
    assert len(problems) == 1
    assert flow is not None
    assert list(flow.states) == ["demo", "a", "b"]


@pytest.mark.parametrize("text", ["[]", "5", "states: {a: {}}", "flow: [a]"])
def test_what_is_no_flow_at_all_gives_problems_and_nothing_else(text: str) -> None:
    """No shape, no flow."""
    flow, problems = read(text)
    assert flow is None
    assert problems


def test_every_problem_has_a_hint_and_a_known_code() -> None:
    """An editor is told what to do."""
    _, problems = read("flow: 1x\nstates: {a: {say: [], next: =b, if: 1}, 'b c': {ask: '1 2', tries: x}}")
    assert len(problems) == 5
    assert all(problem.hint and problem.code in CODES for problem in problems)


def test_every_code_the_reading_uses_is_explained() -> None:
    """`docs/rules.md` and `check` take the explanations from one table."""
    charts = Path(__file__).parents[2] / "engine" / "charts"
    used = {code for file in charts.glob("*.py") for code in re.findall(r'"(E[012]\d\d)"', file.read_text())}
    assert used == set(CODES)
    assert all(code.title and code.explanation and code.remedy for code in CODES.values())


def test_the_structure_hash_does_not_see_comments_formatting_or_title() -> None:
    """Two files with one shape can carry each other's sessions."""
    one = flow_of("flow: demo\nstates:\n  a: {say: x, next: b} # comment\n  b: {}\n")
    two = flow_of("flow: demo\nversion: 2\ntitle: T\nstates:\n  a:\n    say: 'x'\n    next: b\n  b: {}\n")
    other = flow_of("flow: demo\nstates:\n  a: {say: x, next: a}\n  b: {}\n")
    assert one.structure == two.structure != other.structure
    assert len(one.structure) == 16
    assert one.content != two.content


def test_the_places_of_all_expressions_are_kept_for_the_rules() -> None:
    """A rule that knows an unknown name can show it at its column."""
    line = "states: {a: {enter: [{for: i, in: '=[1]', do: [{log: =i + 1}]}], always: {if: 1 > 2, to: a}}}"
    flow = flow_of(f"flow: demo\n{line}")
    assert {(use.expression.source, use.place.column, use.state, use.loops) for use in flow.uses} == {
        ("[1]", line.index("[1]") + 1, "a", ()),
        ("i + 1", line.index("i + 1") + 1, "a", ("i",)),
        ("1 > 2", line.index("1 > 2") + 1, "a", ()),
    }
    assert all(use.place.line == 2 for use in flow.uses)


def test_a_say_in_an_action_keeps_its_values() -> None:
    """They are extra names for the template."""
    arc = flow_of(EVERY_FORM).states["demo"].transitions[1]
    say = arc.actions[1]
    assert isinstance(say, Say)
    assert (say.key, list(say.values)) == ("a.b", ["n"])
