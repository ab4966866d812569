"""The flow `today` in a real conversation, as it will be when the menu leads to it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.actions.catalogue import Outcome
from engine.domain.messages import Inbound
from integrations.flows.folder import FolderFlowRepository
from server.entries import Said
from server.settings import FLOWS
from server.simulator import Simulator
from tests.journeys.stage import House, open_house

SHOP, PURCHASES = "call: shop\n    with: {want: buy}", "call: shop\n    with: {want: mine}"


class _Wired:
    """The flows as shipped, with the free readings in the place of two lines of the menu."""

    def read(self) -> Mapping[str, bytes]:
        files = dict(FolderFlowRepository(FLOWS).read())
        menu = files["welcome/flow.yaml"].decode()
        for line, want in ((SHOP, "today"), (PURCHASES, "preview")):
            assert line in menu
            menu = menu.replace(line, f"call: today\n    with: {{want: {want}}}")
        return {**files, "welcome/flow.yaml": menu.encode()}


@pytest.fixture(scope="module")
def house() -> House:
    """Read once."""
    return open_house(_Wired())


def save(actor: Simulator, *, name: str = "Asha Rao", place: str = "Pune") -> None:
    """Save birth details from the first question on."""
    for text in (name, "15 August 1990"):
        actor.tell(text)
    actor.tap("know")
    actor.tell("9:30 am")
    if place:
        actor.tell(place)
    else:
        actor.jobs.lay("places.find", [Outcome("failed")])
        actor.tell("Pune")
        actor.tap("without")
    actor.tap("save")


def keys(actor: Simulator) -> list[str]:
    """The names of the words said since the person last did something."""
    found: list[str] = []
    for entry in reversed(actor.entries):
        if isinstance(entry, Said):
            found.insert(0, entry.message.key)
        elif type(entry).__name__ == "Told":
            break
    return found


DAY = ["today.panchang", "today.moon_day", "today.shown"]


def test_whoever_is_not_known_tells_their_birth_and_gets_their_day(actor: Simulator) -> None:
    """Then tomorrow and today again, and back to the menu."""
    actor.tap("shop")
    assert keys(actor) == ["today.nobody_yet", "profile.ask_name"]
    save(actor)
    assert keys(actor) == ["profile.saved", *DAY]
    actor.tap("tomorrow")
    assert keys(actor) == DAY
    actor.tap("today")
    assert keys(actor) == DAY
    actor.tap("leave")
    assert keys(actor) == ["welcome.menu"]


def test_of_several_people_one_is_chosen(actor: Simulator) -> None:
    """And another one afterwards, also a new one."""
    actor.tap("details")
    save(actor)
    actor.tap("shop")
    assert keys(actor) == DAY
    actor.tap("other")
    actor.tap("new")
    save(actor, name="Ravi")
    assert keys(actor) == ["profile.saved", *DAY]
    actor.tap("leave")
    actor.tap("shop")
    assert keys(actor) == ["today.whose"]
    actor.tell("somebody else entirely, who is not there")
    assert keys(actor) == ["today.whose"]
    actor.tell("Ravi")
    assert keys(actor) == DAY


def test_a_missing_place_is_asked_for_and_kept(actor: Simulator) -> None:
    """The next time it is there."""
    actor.tap("details")
    save(actor, place="")
    actor.tap("shop")
    assert keys(actor) == ["today.ask_place"]
    actor.jobs.lay("places.find", [Outcome("none")])
    actor.tell("Qqq")
    assert keys(actor) == ["today.ask_place"]
    actor.jobs.lay("places.find", [Outcome("real")])
    actor.tell("Nashik, Maharashtra")
    assert keys(actor) == DAY
    actor.tap("leave")
    actor.tap("mine")
    assert keys(actor) == ["today.preview"]


def test_another_town_is_reckoned_for(actor: Simulator) -> None:
    """By its name, once asked for."""
    actor.tap("details")
    save(actor)
    actor.tap("shop")
    actor.tell("another town")
    assert keys(actor) == ["today.ask_town"]
    actor.tell("Delhi")
    assert keys(actor) == DAY
    assert any(isinstance(entry, Said) and "📍 Delhi" in entry.message.text for entry in actor.entries)


def test_a_first_look_leads_to_the_day(actor: Simulator) -> None:
    """And the words for it are understood."""
    actor.tap("details")
    save(actor)
    actor.tap("mine")
    assert keys(actor) == ["today.preview"]
    actor.tell("my day")
    assert keys(actor) == DAY


@pytest.mark.parametrize("line", ["shop", "mine"])
@pytest.mark.parametrize("outcome", ["failed", "timeout"])
def test_a_failure_is_told_and_tried_again(actor: Simulator, line: str, outcome: str) -> None:
    """Or left."""
    actor.tap("details")
    save(actor)
    for action in ("readings.today", "readings.preview"):
        actor.jobs.lay(action, [Outcome(outcome), Outcome("real"), Outcome("real")])
    actor.tap(line)
    assert keys(actor) == ["today.trouble"]
    actor.tap("again")
    assert keys(actor) == (DAY if line == "shop" else ["today.preview"])


def test_what_cannot_be_reckoned_is_told(actor: Simulator) -> None:
    """And the menu comes back."""
    actor.tap("details")
    save(actor)
    actor.jobs.lay("readings.today", [Outcome("not_computable", "years")])
    actor.tap("shop")
    assert keys(actor) == ["today.not_computable", "welcome.menu"]


def test_whatever_else_is_sent_is_answered(actor: Simulator) -> None:
    """Voice notes, old buttons, cancel."""
    actor.tap("details")
    save(actor)
    actor.tap("shop")
    actor.tell("what?")
    assert keys(actor) == ["today.shown"]
    actor.tap("tomorrow")
    actor.tap("leave")
    actor.tap("tomorrow", of="shown")
    assert keys(actor)[0] == "common.old_tap"
    actor.tap("shop")
    actor.send(Inbound(location=(18.5, 73.8)), "[location]")
    assert keys(actor) == ["today.shown"]
    actor.tell("cancel")
    assert keys(actor) == ["welcome.menu"]
