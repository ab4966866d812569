"""Every bound is hit once: the turn is undone, the error is typed, and the person is answered."""

from __future__ import annotations

import pytest

from engine.actions.catalogue import action
from engine.runtime.kernel.chart import MICROSTEPS
from engine.runtime.limits import DEEPEST_STACK, LARGEST_DATA, LONGEST_LOOP, MOST_EFFECTS, MOST_ROUNDS
from tests.runtime.stage import Talk, flow

ASK = "  ask: {ask: text, into: name, next: go}\n"
WORDS = "{ask: Name?, line: A line., menu: The menu.}"

HITS = {
    "livelock": (
        "data: {name: text}\ninitial: ask\nstates:\n" + ASK + "  go: {always: gone}\n  gone: {always: go}\n",
        "livelock: the chart did not come to rest within 200 steps; it goes in circles through go, gone",
    ),
    "effects": (
        "data: {name: text, list: {type: list, default: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}}\ninitial: ask\nstates:\n"
        + ASK
        + "  go: {enter: [{for: a, in: =list, do: [{for: b, in: =list, do: [{log: =b}]}]}], final: true}\n",
        "limit: one turn wants 10",
    ),
    "messages": (
        "data: {name: text, list: {type: list, default: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}}\ninitial: ask\nstates:\n"
        + ASK
        + "  go: {enter: [{for: a, in: =list, do: [{for: b, in: =list, do: [{say: line}]}]}], final: true}\n",
        f"limit: one turn wants {MOST_EFFECTS + 1} things done; at most {MOST_EFFECTS} are allowed",
    ),
    "depth": (
        "data: {name: text}\ninput: {deep: {type: boolean, default: false}}\ninitial: start\nstates:\n"
        "  start: {always: [{if: deep, to: go}, {to: ask}]}\n"
        + ASK
        + "  go: {call: main, with: {deep: true}, next: ask}\n",
        f"limit: flow 'main' would be number {DEEPEST_STACK + 1} on the stack; that is too deep",
    ),
    "rounds": (
        "data: {name: text}\ninitial: ask\nstates:\n"
        + ASK
        + "  go: {enter: [send: {event: again}], on: {again: go}}\n",
        f"limit: one turn gave rise to more than {MOST_ROUNDS} events between flows",
    ),
    "loop": (
        "data: {name: text, list: {type: list, default: null}}\ninitial: ask\nstates:\n"
        + ASK
        + "  go: {enter: [{action: test.many, with: {count: 1001}, into: list}, {for: a,"
        " in: =list, do: [{set: {name: =a}}]}]}\n",
        f"limit: a loop over {LONGEST_LOOP + 1} items; at most {LONGEST_LOOP} are allowed",
    ),
    "loops in loops": (
        "data: {name: any, list: {type: list, default: null}}\ninitial: ask\nstates:\n"
        + ASK
        + "  go: {enter: [{action: test.many, with: {count: 1000}, into: list},"
        " {for: a, in: =list, do: [{for: b, in: =list, do: [{set: {name: =b}}]}]}]}\n",
        "limit: the loops of one turn go over more than 10000 items together",
    ),
    "size": (
        "data: {name: text, large: {type: any, default: null}}\ninitial: ask\nstates:\n"
        + ASK
        + "  go: {enter: [{action: test.large, with: {size: 70000}, into: large}], always: ask}\n",
        "limit: the session would hold 70,0",
    ),
    "size of what is known of the contact": (
        "data: {name: text}\ninitial: ask\nstates:\n"
        + ASK
        + "  go: {enter: [{action: test.large, with: {size: 70000}, into: contact.note}], always: ask}\n",
        "limit: the contact would hold 70,0",
    ),
    "depth of data": (
        "data: {name: text, deep: {type: any, default: null}}\ninitial: ask\nstates:\n"
        + ASK
        + "  go: {enter: [{action: test.deep, with: {levels: 65}, into: deep}], always: ask}\n",
        "limit: data lies more than 64 levels deep",
    ),
    "depth of data that even the encoder refuses": (
        "data: {name: text, deep: {type: any, default: null}}\ninitial: ask\nstates:\n"
        + ASK
        + "  go: {enter: [{action: test.deep, with: {levels: 5000}, into: deep}], always: ask}\n",
        "limit: data lies more than 64 levels deep",
    ),
    "something that is not JSON": (
        "data: {name: text, odd: {type: any, default: null}}\ninitial: ask\nstates:\n"
        + ASK
        + "  go: {enter: [{action: test.odd, into: odd}], always: ask}\n",
        "execution: a variable holds what JSON has no word for",
    ),
}


@action("test.many")
def many(count: int) -> list[int]:
    """A long list."""
    return list(range(count))


@action("test.large")
def large(size: int) -> str:
    """A long text."""
    return "x" * size


@action("test.deep")
def deep(levels: int) -> object:
    """A list in a list in a list."""
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


@action("test.odd")
def odd() -> float:
    """What no JSON can hold."""
    return float("nan")


ACTIONS = (many, large, deep, odd)


@pytest.mark.parametrize("name", HITS)
def test_a_limit_undoes_the_turn_and_the_person_is_answered(name: str) -> None:
    """The session is as it was, the error says which bound it was, and the words for it are said."""
    shape, error = HITS[name]
    talk = Talk(flow("main", shape, en=WORDS), actions=ACTIONS)
    before = talk.session
    decision = talk.tell("Asha")
    assert decision.error is not None
    assert decision.error.startswith(error)
    assert talk.session == before
    assert talk.last == ["Sorry."]


@pytest.mark.parametrize("name", [name for name in HITS if name != "something that is not JSON"])
def test_who_goes_in_circles_begins_again_at_the_menu(name: str) -> None:
    """With a menu below, the person is told and led to it: the same answer would lead into the same circle."""
    shape, error = HITS[name]
    root = (
        "initial: open\nstates:\n  open: {call: main, next: open,"
        " on: {command.menu: menu}}\n  menu: {say: menu, on: {x: open}}\n"
    )
    talk = Talk(flow("main", shape, en=WORDS) | flow("below", root, en=WORDS), root="below", actions=ACTIONS)
    decision = talk.tell("Asha")
    assert decision.error is not None
    assert decision.error.startswith(error)
    assert talk.last == ["Too much.", "The menu."]
    assert talk.place == ["below.menu"]


def test_a_chart_may_take_as_many_steps_as_allowed() -> None:
    """One below the bound is no circle."""
    shape = (
        "data: {n: {type: integer, default: 0}, m: {type: integer, default: 0}}\ninitial: ask\nstates:\n"
        "  ask: {ask: integer, into: m, next: count}\n"
        "  count: {always: [{if: n < m, do: [set: {n: =n + 1}], to: count}, {to: ask}]}\n"
    )
    talk = Talk(flow("main", shape, en="{ask: How many?}"))
    assert talk.tell(str(MICROSTEPS - 2)).error is None
    assert talk.data["n"] == MICROSTEPS - 2
    decision = talk.tell(str(2 * MICROSTEPS))
    assert decision.error is not None
    assert "in circles through count" in decision.error


def test_a_session_may_hold_as_much_as_allowed() -> None:
    """Bytes of JSON are counted: a text of Devanagari weighs three times its letters."""
    shape = (
        "data: {name: text, large: {type: any, default: null}}\ninitial: ask\nstates:\n"
        + ASK
        + ("  go: {enter: [{action: test.large, with: {size: 65400}, into: large}], always: ask}\n")
    )
    talk = Talk(flow("main", shape, en=WORDS), actions=ACTIONS)
    assert talk.tell("Asha").error is None
    assert len(str(talk.data["large"])) == 65_400
    decision = talk.tell("आ" * 60)
    assert decision.error is not None
    assert f"at most {LARGEST_DATA:,}" in decision.error


def test_a_person_who_asks_for_the_same_digression_again_and_again_is_not_too_deep() -> None:
    """It begins anew instead of lying on itself; afterwards the question below is asked once."""
    main = (
        "data: {name: text}\ninitial: ask\nstates:\n"
        + ASK
        + (
            "  go: {always: ask}\non: {command.words: {do: [interrupt: aside]},"
            " command.more: {do: [interrupt: other]}}\n"
        )
    )
    aside = "data: {a: text}\nstates:\n  which: {ask: text, into: a, next: end}\n  end: {final: true}\n"
    files = flow("main", main, en="texts: {ask: Name?}\nkeywords: {words: [words], more: [more]}")
    files |= flow("aside", aside, en="{which: Which word?}") | flow("other", aside, en="{which: What more?}")
    talk = Talk(files)
    for _ in range(2 * DEEPEST_STACK):
        assert talk.tell("words").error is None
        assert talk.tell("more").error is None
    assert talk.place == ["main.ask", "aside.which", "other.which"]
    talk.tell("done")
    assert talk.last == ["Which word?"]
    talk.tell("done")
    assert talk.last == ["Name?"]


@pytest.mark.parametrize("name", ["x" * 201, "a\nb", "a\x00b", ""])
def test_a_computed_name_is_short_and_printable(name: str) -> None:
    """What the database could not store never gets there; the turn is undone and the person told."""
    shape = (
        "data: {name: text}\ninitial: ask\nstates:\n"
        + ASK
        + (
            "  go: {enter: [{action: test.same, with: {value: =name}, into: name},"
            " send: {event: e, to: =name}], always: ask}\n"
        )
    )

    @action("test.same")
    def same(value: str) -> str:
        return name if value == "Asha" else value

    talk = Talk(flow("main", shape, en=WORDS), actions=[same])
    decision = talk.tell("Asha")
    assert decision.error is not None
    assert "a name is needed here" in decision.error
    assert talk.last == ["Sorry."]
