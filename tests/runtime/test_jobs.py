"""Jobs: an outcome counts for the entry that asked for it, and for no other."""

from __future__ import annotations

from engine.actions.catalogue import Outcome, action
from tests.runtime.stage import Talk, flow

MAIN = (
    "data: {name: text, found: any}\ninitial: ask\nstates:\n"
    "  ask: {ask: text, into: name, next: looking}\n"
    "  looking: {run: test.find, with: {text: =name}, into: found, timeout: 20s,"
    " outcomes: {found: thanks, none: ask, failed: sorry, timeout: late},"
    " on: {again: {to: looking, reenter: true}, away: ask}}\n"
    "  thanks: {say: true}\n  sorry: {say: true, next: ask}\n  late: {say: true, next: ask}\n"
)
EN = "{ask: Name?, thanks: 'Found {{ found.town }}.', sorry: It failed., late: It took too long.}"


@action("test.find", outcomes=["found", "none"])
def find(text: str) -> Outcome:
    """Never called here: the test answers."""
    return Outcome("found", text)


def talk() -> Talk:
    person = Talk(flow("main", MAIN, en=EN), actions=[find])
    person.tell("Pune")
    return person


def test_an_outcome_brings_its_value() -> None:
    """It was asked for with its arguments, its entry and its timeout."""
    person = talk()
    (job,) = person.jobs
    assert (job.action, job.arguments, job.state, job.timeout) == ("test.find", {"text": "Pune"}, "looking", 20.0)
    person.finish(job, "found", {"town": "Pune"})
    assert person.last == ["Found Pune."]


def test_an_outcome_of_an_earlier_entry_is_ignored() -> None:
    """The state was entered again, and only the new job counts."""
    person = talk()
    old = person.jobs[0]
    person.fact("again")
    (new,) = person.jobs
    assert not person.finish(old, "found", {"town": "Old"}).handled
    assert person.last == []
    assert person.finish(new, "found", {"town": "New"}).handled
    assert person.last == ["Found New."]


def test_an_outcome_after_the_state_was_left_is_ignored() -> None:
    """The job was cancelled when the state was left; what it says all the same changes nothing."""
    person = talk()
    old = person.jobs[0]
    person.fact("away")
    assert person.jobs == []
    before = person.session
    assert not person.finish(old, "found", {"town": "Pune"}).handled
    assert person.session == before


def test_an_outcome_counts_once() -> None:
    """The second delivery finds the state left."""
    person = talk()
    job = person.jobs[0]
    assert person.finish(job, "none").handled
    assert not person.finish(job, "none").handled


def test_a_timeout_is_an_outcome() -> None:
    """It leads where the editor said."""
    person = talk()
    person.finish(person.jobs[0], "timeout")
    assert person.last == ["It took too long.", "Name?"]


def test_an_outcome_nobody_declared_moves_nothing() -> None:
    """The service turns it into `failed` before; here it is simply not heard."""
    person = talk()
    assert not person.finish(person.jobs[0], "surprise").handled
    assert person.place == ["main.looking"]


def test_an_outcome_that_cannot_be_handled_counts_as_failed() -> None:
    """Otherwise the person would wait for ever; the error is kept for us."""
    person = talk()
    decision = person.finish(person.jobs[0], "found", {"no": "town"})
    assert decision.error is not None
    assert person.last == ["It failed.", "Name?"]
    assert person.place == ["main.ask"]


def test_a_job_left_in_the_same_turn_is_never_started() -> None:
    """Neither started nor cancelled."""
    main = (
        "initial: ask\nstates:\n  ask: {ask: text, next: go}\n  go: {enter: [{raise: away}], run: test.find,"
        " with: {text: a}, outcomes: {found: ask, none: ask, failed: ask, timeout: ask}, on: {away: ask}}\n"
    )
    person = Talk(flow("main", main, en="{ask: Name?}"), actions=[find])
    person.tell("x")
    assert person.jobs == []
    assert person.last == ["Name?"]
