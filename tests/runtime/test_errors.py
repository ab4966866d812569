"""What goes wrong inside a turn undoes all of it; a state that hears `error.execution` is told, else the person is."""

from __future__ import annotations

import pytest

from engine.actions.catalogue import action
from engine.domain.events import Event, EventKind
from engine.domain.messages import Inbound
from engine.errors import ExecutionError
from tests.runtime.stage import Talk, flow

WORDS = "{ask: Name?, hello: 'Hello {{ name }}', broken: '{{ nothing.at_all }}', sorry: It failed., second: Second?}"
FAILS = {
    "a value that cannot be computed": "{set: {name: =1 / 0}}",
    "a text that cannot be rendered": "{say: broken}",
    "words nobody wrote": "{say: nowhere}",
    "an action that refuses": "{action: test.refuse}",
    "a loop over something that is no list": "{for: a, in: =name, do: [{say: hello}]}",
    "a flow that is not there": "{interrupt: nowhere}",
    "a part of what is no map": "{set: {name.first: 1}}",
}


@action("test.refuse")
def refuse() -> None:
    """An action of ours that gives up in the way it should."""
    raise ExecutionError("refused")


def talk(fails: str, *, handler: str = "", enter: str = "") -> Talk:
    shape = (
        "data: {name: text, count: {type: integer, default: 0}}\ninitial: ask\nstates:\n"
        "  ask: {ask: text, into: name, next: {do: [{say: hello}, {set: {count: 5, contact.visits: 7}}, "
        f"{fails}], to: second}}}}\n  second: {{ask: text, into: name, next: ask}}\n"
        f"  handled: {{enter: [{enter or 'log: 1'}]}}\n"
        f"{handler}"
    )
    return Talk(flow("main", shape, en=WORDS), actions=[refuse])


@pytest.mark.parametrize("fails", FAILS.values(), ids=FAILS)
def test_an_error_undoes_the_whole_turn(fails: str) -> None:
    """Neither the messages, nor the data, nor what is known of the contact stay; the person hears an apology."""
    person = talk(fails)
    before, contact = person.session, person.contact
    decision = person.tell("Asha")
    assert decision.error
    assert (person.session, person.contact) == (before, contact)
    assert person.last == (["Not now."] if "interrupt" in fails else ["Sorry."])
    assert not decision.taken


@pytest.mark.parametrize("fails", FAILS.values(), ids=FAILS)
def test_a_state_may_handle_an_error(fails: str) -> None:
    """It hears `error.execution` in the session as it was before; nothing of the failed turn is left."""
    person = talk(fails, handler="on: {error.execution: handled}\n", enter="say: sorry")
    decision = person.tell("Asha")
    assert decision.error is None
    assert person.last == ["It failed."]
    assert person.place == ["main.handled"]
    assert person.data["count"] == 0
    assert person.contact.data == {}


def test_a_handler_that_says_nothing_leaves_nobody_without_an_answer() -> None:
    """The person wrote, so they get the apology; the state has changed as the handler said."""
    person = talk(FAILS["an action that refuses"], handler="on: {error.execution: handled}\n")
    assert person.tell("Asha").error is None
    assert person.last == ["Sorry."]
    assert person.place == ["main.handled"]


def test_an_error_in_the_handler_is_answered_too() -> None:
    """The first error is the one that is reported, and the session is as it was."""
    person = talk(FAILS["an action that refuses"], handler="on: {error.execution: handled}\n", enter="say: broken")
    before = person.session
    decision = person.tell("Asha")
    assert decision.error == "execution: refused"
    assert person.session == before
    assert person.last == ["Sorry."]


def test_an_error_when_a_conversation_begins_is_answered_each_time() -> None:
    """The session stays without a frame; as soon as the flow is right again, it begins."""
    broken = flow("main", "states:\n  ask: {enter: [{set: {n: =1 / 0}}], ask: text}\ndata: {n: integer}\n", en=WORDS)
    person = Talk(broken, begins=False)
    for _ in range(2):
        assert person.tell("hi").error
        assert person.last == ["Sorry."]
        assert person.session.frames == ()
    person.load(flow("main", "data: {n: text}\nstates:\n  ask: {ask: text, into: n, next: ask}\n", en=WORDS))
    assert person.tell("hi").error is None
    assert person.place == ["main.ask"]


def test_a_root_flow_that_is_not_loaded_is_answered() -> None:
    """The error names the flows there are; the person is told that it does not work at the moment."""
    person = Talk(flow("main", "states:\n  ask: {say: ask}\n", en=WORDS), root="elsewhere", begins=False)
    decision = person.tell("hi")
    assert decision.error == "unknown-flow: flow 'elsewhere' is not loaded; the loaded ones are main"
    assert person.last == ["Not now."]


def test_an_apology_is_in_the_language_of_the_person() -> None:
    """Also when the turn that failed would have changed the language."""
    person = talk("{set: {contact.language: hi}}, {action: test.refuse}")
    person.tell("Asha")
    assert person.last == ["Sorry."]
    person = talk(FAILS["an action that refuses"])
    person.contact = type(person.contact)(id="c", channel="test", address="a", language="hi")
    person.tell("आशा")
    assert person.last == ["माफ़ कीजिए।"]


def test_without_words_for_an_apology_the_turn_is_undone_all_the_same() -> None:
    """Nothing is said then, but nothing is raised either: the event is buried with its error."""
    person = talk(FAILS["an action that refuses"])
    silent = {f"common/{code}.yaml": f"language: {code}\ntexts: {{help: Help.}}\n" for code in ("en", "hi")}
    person.load({**person.files, **silent})
    decision = person.take(Event(kind=EventKind.MESSAGE, message=Inbound(text="Asha")))
    assert decision.error
    assert decision.effects == ()


def test_an_error_in_a_timer_or_a_fact_is_told_too() -> None:
    """Whatever the event was, the session is as before."""
    shape = (
        "data: {name: text}\nstates:\n  wait:\n    wait: {paid: {do: [{action: test.refuse}], to: end}}\n"
        "    after: {1h: {do: [{action: test.refuse}], to: end}}\n  end: {final: true}\n"
    )
    person = Talk(flow("main", shape, en=WORDS), actions=[refuse])
    before = person.session
    assert person.fact("paid").error
    assert person.session == before
    assert person.wait(3600) == ["Sorry."]
    assert person.session == before
