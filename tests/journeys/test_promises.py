"""What a journey must not do is noticed: broken contracts and limits, violated properties, wrong outcomes of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.actions.catalogue import Outcome
from engine.charts.problems import FlowProblems, Place
from engine.domain.messages import Choice, Outbound
from integrations.flows.folder import FolderFlowRepository
from server.entries import Happened, Passed, Said, Told
from server.settings import FLOWS
from tests.journeys.journey import Journey, Step, Tap, Tell
from tests.journeys.limits import broken_limits
from tests.journeys.monitor import Monitor, PromiseBroken, read_properties
from tests.journeys.play import JourneyFailed, Mode, play
from tests.journeys.stage import House, open_house
from tests.journeys.watch import Seen

_TO_THE_PLACE: tuple[Step, ...] = (
    *(Tell("hi"), Tap("en"), Tap("details"), Tell("Asha Rao"), Tell("15-08-1990"), Tap("unknown")),
    Tell("Pune"),
)  # fmt: skip


class _Changed:
    """The shipped flows with one file changed."""

    def __init__(self, name: str, old: str, new: str) -> None:
        self._name, self._old, self._new = name, old, new

    def read(self) -> Mapping[str, bytes]:
        files = dict(FolderFlowRepository(FLOWS).read())
        assert self._old.encode() in files[self._name]
        return {**files, self._name: files[self._name].replace(self._old.encode(), self._new.encode())}


def _journey(*steps: Step, outcomes: Mapping[str, list[Outcome]] | None = None) -> Journey:
    return Journey(
        title="A talk", tags=(), languages=("en",), start=datetime(2026, 1, 5, tzinfo=UTC), steps=steps,
        places=tuple(Place("talk.yaml", number, 1) for number, _ in enumerate(steps, 1)), jobs=outcomes or {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("contract", "message"),
    [
        ("{always: 'len(contact.profiles) > 0'}", "always in welcome.menu: len(contact.profiles) > 0 does not hold"),
        ("{before: 'contact.stopped'}", "before welcome.menu: contact.stopped does not hold"),
        ("{after: 'contact.stopped'}", "after welcome.menu: contact.stopped does not hold"),
        ("{before: '1 / len(contact.profiles) > 0'}", "before welcome.menu: 1 / len(contact.profiles) > 0: "),
    ],
)
def test_broken_contract_fails_the_journey(sqlite_url: str, contract: str, message: str) -> None:
    """At the step where it is broken, with the state and the expression."""
    house = open_house(_Changed("welcome/flow.yaml", "  menu:\n", f"  menu:\n    assert: {contract}\n"))
    with pytest.raises(JourneyFailed) as error:
        play(_journey(Tell("hi"), Tap("en"), Tap("details")), "en", Mode.PLAIN, house, sqlite_url)
    assert message in str(error.value)
    assert str(error.value).startswith(("talk.yaml:2:1", "talk.yaml:3:1"))


def test_contract_that_holds_is_silent(sqlite_url: str) -> None:
    """A kept promise changes nothing."""
    contract = "  menu:\n    assert: {before: contact.greeted, always: not contact.stopped, after: contact.greeted}\n"
    house = open_house(_Changed("welcome/flow.yaml", "  menu:\n", contract))
    play(_journey(Tell("hi"), Tap("en"), Tap("details")), "en", Mode.PLAIN, house, sqlite_url)


def test_violated_property_fails_the_journey(sqlite_url: str, tmp_path: Path) -> None:
    """The message names the property, what it demands, and the event that violated it."""
    (tmp_path / "no_menu.yaml").write_text(
        "flow: no_menu\ntitle: There is no menu\n"
        "states:\n  good:\n    on: {said.welcome.menu: violated}\n  violated: {final: true}\n",
        encoding="utf-8",
    )
    house = open_house(properties=read_properties(tmp_path))
    with pytest.raises(JourneyFailed, match=r"talk\.yaml:2:1: property no_menu is violated by said\.welcome\.menu"):
        play(_journey(Tell("hi"), Tap("en")), "en", Mode.PLAIN, house, sqlite_url)


def test_property_with_a_mistake_is_refused(tmp_path: Path) -> None:
    """A property is a flow, and read as strictly."""
    (tmp_path / "wrong.yaml").write_text("flow: wrong\nstates: {a: {onn: {}}}\n", encoding="utf-8")
    with pytest.raises(FlowProblems):
        read_properties(tmp_path)


def test_silence_is_noticed() -> None:
    """Who writes and gets no answer before time goes by was left alone."""
    monitor = Monitor(read_properties())
    monitor.hear(Told("hi"), Seen())
    with pytest.raises(PromiseBroken, match=r"every_message_is_answered is violated by passed"):
        monitor.hear(Passed(60), Seen())


def test_silence_at_the_end_is_noticed() -> None:
    """The last message wants an answer too."""
    monitor = Monitor(read_properties())
    monitor.hear(Told("hi"), Seen())
    with pytest.raises(PromiseBroken, match=r"every_message_is_answered is violated by over"):
        monitor.over()


def test_reminder_after_stop_is_noticed() -> None:
    """What is sent when time has gone by was not asked for."""
    monitor = Monitor(read_properties())
    message = Said(Outbound("welcome.menu", "Menu", "en"), window_open=True)
    monitor.hear(Told("stop"), Seen())
    monitor.hear_event("entered.commands.stopped", {"flow": "commands", "state": "stopped"})
    monitor.hear(message, Seen())
    monitor.hear(Passed(3600), Seen())
    with pytest.raises(PromiseBroken, match=r"after_stop_nothing_unasked"):
        monitor.hear(message, Seen())


def test_second_bill_is_noticed() -> None:
    """After a payment no flow asks for it again."""
    monitor = Monitor(read_properties())
    bill = Said(Outbound("reading.pay", "Please pay", "en"), window_open=True)
    monitor.hear(Told("yes"), Seen())
    monitor.hear(bill, Seen())
    monitor.hear(Happened("payment.paid", is_new=True), Seen())
    with pytest.raises(PromiseBroken, match=r"never_asks_to_pay_twice is violated by said\.reading\.pay"):
        monitor.hear(bill, Seen())


def test_missing_outcome_fails_the_journey(house: House, sqlite_url: str) -> None:
    """A job nobody has laid down an outcome for does not reach the real gateway unnoticed."""
    with pytest.raises(JourneyFailed, match=r"places\.find was called, and no outcome was laid down"):
        play(_journey(*_TO_THE_PLACE), "en", Mode.PLAIN, house, sqlite_url)


def test_outcome_too_few_fails_the_journey(house: House, sqlite_url: str) -> None:
    """The second call of a job needs a second outcome."""
    steps = (*_TO_THE_PLACE, Tap("again"))
    journey = _journey(*steps, outcomes={"places.find": [Outcome("failed")]})
    with pytest.raises(JourneyFailed, match=r"places\.find was called, and no outcome was laid down"):
        play(journey, "en", Mode.PLAIN, house, sqlite_url)


def test_unused_outcome_fails_the_journey(house: House, sqlite_url: str) -> None:
    """What was laid down for a call that never came shows that the journey is not what its writer thought."""
    journey = _journey(Tell("hi"), outcomes={"places.find": [Outcome("none")]})
    with pytest.raises(JourneyFailed, match=r"an outcome laid down for places\.find was never used"):
        play(journey, "en", Mode.PLAIN, house, sqlite_url)


def test_tap_on_a_button_nobody_offered_fails_the_journey(house: House, sqlite_url: str) -> None:
    """With the step's place."""
    with pytest.raises(JourneyFailed, match=r"talk.yaml:2:1: \"?no message offered 'save'"):
        play(_journey(Tell("hi"), Tap("save")), "en", Mode.PLAIN, house, sqlite_url)


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (Outbound("a.b", "  ", "en"), "a.b says nothing"),
        (Outbound("a.b", "x" * 1601, "en"), "a.b has 1601 characters; 1600 are allowed"),
        (Outbound("a.b", "Dear {{ name }}", "en"), "a.b shows its template"),
        (Outbound("a.b", "x", "en", (Choice("y", "Yes"), Choice("z", "Yes"))), "offers the same option twice"),
        (Outbound("a.b", "x", "en", (Choice("y", " "),)), "the option 'y' has no label"),
        (Outbound("a.b", "x", "en", (Choice("y", "Yes", "", "p" * 201),)), "is longer than 200"),
    ],
)
def test_limit_of_the_channel_is_noticed(message: Outbound, problem: str) -> None:
    """Each by its own sentence."""
    assert problem in "\n".join(broken_limits(Said(message, window_open=True)))


def test_free_text_outside_the_window_is_noticed() -> None:
    """More than 24 hours after the person wrote, only an approved template may be sent."""
    late = Said(Outbound("a.b", "Hello", "en"), window_open=False)
    assert list(broken_limits(late)) == ["a.b is sent more than 24 hours after the person wrote, and has no template"]
    allowed = Said(Outbound("a.b", "Hello", "en", template="hello_again"), window_open=False)
    assert not list(broken_limits(allowed))
