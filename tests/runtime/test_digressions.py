"""Interruptions lie on top of the conversation and lead back to the exact question."""

from __future__ import annotations

from collections.abc import Callable

from engine.actions.catalogue import Outcome, action
from tests.runtime.stage import Talk, flow

MAIN = (
    "data: {name: text, town: text, found: text}\ninitial: ask\nstates:\n"
    "  ask: {ask: text, into: name, next: town, remind: [30m]}\n"
    "  town: {ask: text, into: town, next: looking}\n"
    "  looking: {run: test.find, with: {text: =town}, into: found,"
    " outcomes: {found: thanks, failed: town, timeout: town}}\n"
    "  thanks: {say: true, next: ask}\n"
    "  menu: {choose: {again: ask, stay: menu}, after: {1h: ask}}\n"
    "on:\n  command.aside: {do: [interrupt: aside]}\n  command.other: {do: [interrupt: other]}\n"
    "  command.menu: menu\n  jump.ask: ask\n"
)
ASIDE = (
    "data: {word: text}\nexit: [{set: {contact.note: left}}]\nstates:\n"
    "  which: {ask: text, into: word, next: end}\n  end: {final: true}\n"
)
EN = (
    "texts:\n  ask: {say: Name?, remind: Still there?}\n  town: Town?\n  thanks: '{{ found }}!'\n"
    "  menu: {say: Menu?, options: {again: Again, stay: Stay}}\n"
    "keywords: {aside: [aside], other: [other], menu: [menu]}"
)


def _actions() -> list[Callable[..., Outcome]]:
    @action("test.find", outcomes=["found"])
    def find(text: str) -> Outcome:
        return Outcome("found", text)

    return [find]


def talk() -> Talk:
    files = flow("main", MAIN, en=EN) | flow("aside", ASIDE, en="{which: Which word?}")
    files |= flow("other", ASIDE, en="{which: What else?}")
    return Talk(files, actions=_actions())


def test_an_interruption_returns_to_the_exact_question() -> None:
    """The answer given before stays, and the question is asked once more."""
    person = talk()
    person.tell("Asha")
    person.tell("aside")
    assert person.place == ["main.town", "aside.which"]
    person.tell("word")
    assert person.last == ["Town?"]
    assert person.place == ["main.town"]
    assert person.data["name"] == "Asha"


def test_interruptions_nest() -> None:
    """Each returns to the one below it."""
    person = talk()
    person.tell("aside")
    person.tell("other")
    assert person.place == ["main.ask", "aside.which", "other.which"]
    person.tell("x")
    assert person.last == ["Which word?"]
    person.tell("x")
    assert person.last == ["Name?"]
    assert len(person.session.frames) == 1


def test_who_goes_elsewhere_closes_what_interrupted() -> None:
    """Innermost first, with the exit actions; what those change of the contact stays."""
    person = talk()
    person.tell("aside")
    person.tell("other")
    person.tell("menu")
    assert person.place == ["main.menu"]
    assert person.last == ["Menu?"]
    assert person.contact.data["note"] == "left"


def test_an_arc_that_moves_closes_the_digression_even_if_another_follows_that_does_not() -> None:
    """The last arc of the turn is not the one that counts."""
    main = (
        "data: {n: {type: integer, default: 0}}\ninitial: ask\nstates:\n  ask: {ask: text, next: ask}\n"
        "  menu: {say: true, enter: [{raise: arrived}], on: {arrived: {do: [{set: {n: =n + 1}}]}}}\n"
        "on: {command.aside: {do: [interrupt: aside]}, command.menu: menu}\n"
    )
    files = flow("main", main, en="texts: {ask: Name?, menu: Menu.}\nkeywords: {aside: [aside], menu: [menu]}")
    person = Talk(files | flow("aside", ASIDE, en="{which: Which word?}"))
    person.tell("aside")
    person.tell("menu")
    assert person.place == ["main.menu"]


def test_a_job_that_ends_during_an_interruption_is_not_lost() -> None:
    """The flow below goes on, the interruption stays; afterwards the question that is open then is asked."""
    person = talk()
    person.tell("Asha")
    person.tell("Pune")
    job = person.jobs[0]
    person.tell("aside")
    person.finish(job, "found", "Pune")
    assert person.last == ["Pune!", "Name?"]
    assert person.place == ["main.ask", "aside.which"]
    person.tell("word")
    assert person.last == ["Name?"]


def test_a_message_while_a_job_runs_is_answered() -> None:
    """The person is asked for patience, and the job goes on."""
    person = talk()
    person.tell("Asha")
    person.tell("Pune")
    person.tell("hello?")
    assert person.last == ["Busy."]
    assert len(person.jobs) == 1


def test_a_timer_of_the_flow_below_moves_it_and_leaves_the_interruption_alone() -> None:
    """Nobody is thrown out of what they are doing by time alone."""
    person = talk()
    person.tell("menu")
    person.tell("aside")
    assert person.wait(3600) == ["Name?"]
    assert person.place == ["main.ask", "aside.which"]
    person.tell("word")
    assert person.last == ["Name?"]


def test_a_reminder_of_a_suspended_question_waits_until_it_is_asked_again() -> None:
    """An answer to it would go to the interruption's question."""
    person = talk()
    person.tell("aside")
    assert person.wait(1800) == []
    person.tell("word")
    assert person.last == ["Name?"]
    assert person.wait(1800) == ["Still there?"]


def test_a_tap_on_the_question_below_an_interruption_is_explained() -> None:
    """It belongs to an earlier question; the interruption asks its own again."""
    person = talk()
    person.tell("menu")
    payload = person.messages[-1].choices[0].payload
    person.tell("aside")
    person.tap(payload)
    assert person.last == ["Old button.", "Which word?"]


def test_an_answer_nobody_takes_does_not_answer_the_question_below() -> None:
    """When no guard of `next` holds the person is told, and nothing is written into what was interrupted."""
    aside = "data: {word: text}\nstates:\n  which: {ask: text, into: word, next: {if: word == 'right', to: end}}\n"
    files = flow("main", MAIN, en=EN) | flow("aside", aside + "  end: {final: true}\n", en="{which: Which word?}")
    files |= flow("other", ASIDE, en="{which: What else?}")
    person = Talk(files, actions=_actions())
    person.tell("aside")
    person.tell("wrong")
    assert person.place == ["main.ask", "aside.which"]
    assert person.last == ["Which word?"]
