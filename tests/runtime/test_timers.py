"""Timers: whatever comes late is harmless, and who speaks is not reminded."""

from __future__ import annotations

from tests.runtime.stage import Talk, flow

MAIN = (
    "data: {name: text}\ninitial: ask\nstates:\n"
    "  ask: {ask: text, into: name, next: paying, remind: [30m, 4h]}\n"
    "  paying:\n    say: true\n    wait: {paid: thanks, again: {to: paying,"
    " reenter: true}}\n    after: {24h: expired}\n"
    "    remind: [2h]\n"
    "  thanks: {say: true}\n  expired: {say: true, next: ask}\n"
)
EN = (
    "texts: {ask: {say: Name?, remind: [One., Two.]}, paying: {say: Pay., remind: Pay now.}, thanks: Thanks.,"
    " expired: Too late.}"
)


def talk() -> Talk:
    return Talk(flow("main", MAIN, en=EN))


def test_reminders_come_after_silence_only() -> None:
    """Each message begins the silence anew, also a refused one; entering a state does so as well."""
    person = talk()
    assert person.wait(29 * 60) == []
    person.tell("")
    assert person.wait(29 * 60) == []
    person.tell("")
    assert person.wait(4 * 3600) == ["One.", "Two."]
    assert person.wait(24 * 3600) == []


def test_a_deadline_is_not_moved_by_messages() -> None:
    """Only reminders wait for silence."""
    person = talk()
    person.tell("Asha")
    person.wait(23 * 3600)
    person.tell("hello?")
    assert person.wait(3600) == ["Too late.", "Name?"]


def test_leaving_a_state_cancels_its_timers() -> None:
    """Nothing of it is pending any more."""
    person = talk()
    person.tell("Asha")
    assert sorted(timer.event for _, timer in person.timers.values()) == ["after.paying.1", "remind.paying.1"]
    person.fact("paid")
    assert person.timers == {}


def test_a_timer_of_an_earlier_entry_is_ignored() -> None:
    """It carries the number of its entry; the same state entered again has another."""
    person = talk()
    person.tell("Asha")
    old = next(timer for _, timer in person.timers.values() if timer.event.startswith("after"))
    person.fact("again")
    before = person.session
    decision = person.fire(old)
    assert not decision.handled
    assert decision.effects == ()
    assert person.session == before
    new = next(timer for _, timer in person.timers.values() if timer.event.startswith("after"))
    assert person.fire(new).handled
    assert not person.fire(new).handled


def test_a_timer_of_a_flow_that_is_gone_is_ignored() -> None:
    """The frame is not there any more."""
    called = "states:\n  which: {ask: text, next: end, after: {1h: end}}\n  end: {final: true}\n"
    main = "initial: start\nstates:\n  start: {call: called, next: ask}\n  ask: {ask: text, next: ask}\n"
    person = Talk(flow("main", main, en="{ask: Name?}") | flow("called", called, en="{which: Which?}"))
    timer = next(timer for _, timer in person.timers.values())
    person.tell("x")
    assert not person.fire(timer).handled
    assert person.place == ["main.ask"]


def test_a_delayed_send_comes_once_unless_cancelled() -> None:
    """With an id it can be cancelled or moved, and it carries its data."""
    main = (
        "data: {name: text, got: any}\ninitial: ask\nstates:\n  ask: {ask: text, into: name, next: go}\n"
        "  go:\n    enter: [{if: name != 'no', then: [{send: {event: late,"
        " data: {value: =name}, after: 1h, id: mine}}]}]\n"
        "    always: ask\n"
        "on:\n  late: {do: [{set: {got: =event.value}}, {say: late}]}\n  stop: {do: [cancel: mine]}\n"
    )
    person = Talk(flow("main", main, en="{ask: Name?, late: 'Late {{ got }}.'}"))
    person.tell("one")
    person.wait(1800)
    person.tell("two")
    assert person.wait(1800) == []
    assert person.wait(1800) == ["Late two."]
    person.tell("three")
    person.fact("stop")
    assert person.wait(7200) == []


def test_a_timer_follows_a_state_that_was_moved() -> None:
    """An editor renames a state in which people wait: their deadline still leads on."""
    person = talk()
    person.tell("Asha")
    renamed = MAIN.replace("paying", "waiting") + "moved: {paying: waiting}\n"
    person.load(flow("main", renamed, en=EN.replace("paying", "waiting")))
    assert person.wait(24 * 3600) == ["Pay now.", "Too late.", "Name?"]
