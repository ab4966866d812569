"""People who were saved before anybody asked about the clocks are told what is wrong, and are not sold anything."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.actions.catalogue import Outcome
from integrations.flows.folder import FolderFlowRepository
from server.entries import Said
from server.settings import FLOWS
from server.simulator import Simulator
from tests.journeys.stage import House, open_house
from tests.readings.people import NEW_YORK


class _AsBefore:
    """The flows as shipped, but that the profile does not look at the clocks."""

    def read(self) -> Mapping[str, bytes]:
        files = dict(FolderFlowRepository(FLOWS).read())
        lines = files["profile/flow.yaml"].decode().splitlines(keepends=True)
        kept = [line for line in lines if "clock.came" not in line]
        assert len(lines) - len(kept) == 3
        return {**files, "profile/flow.yaml": "".join(kept).encode()}


@pytest.fixture(scope="module")
def house() -> House:
    """Read once."""
    return open_house(_AsBefore())


def save(actor: Simulator, born: str, time: str, name: str = "Asha Rao") -> None:
    """Save somebody of New York."""
    actor.jobs.lay("places.find", [Outcome("one", {**NEW_YORK.as_json(), "label": "New York"})])
    for step in (name, born):
        actor.tell(step)
    actor.tap("know")
    actor.tell(time)
    actor.tap("before")
    actor.tell("New York")
    actor.tap("save")


def said(actor: Simulator) -> tuple[str, str]:
    """The name and the text of the latest words."""
    latest = [entry.message for entry in actor.entries if isinstance(entry, Said)][-1]
    return latest.key, latest.text


@pytest.mark.parametrize(
    ("born", "time", "what"), [("28-10-2001", "1:30 am", "came twice"), ("01-04-2001", "2:30 am", "never came")]
)
def test_what_is_wrong_with_the_time_is_told(actor: Simulator, born: str, time: str, what: str) -> None:
    """Before the report is sold, which leads to that person, and before questions are, which lead to all of them."""
    actor.tap("details")
    save(actor, born, time)
    for product, words, shown in (
        ("kundali_report", "kundali.details_missing", "profile.edit"),
        ("questions", "qna.clocks_changed", "profile.people"),
    ):
        actor.tap("shop")
        actor.tap(product)
        assert said(actor)[0] == words
        assert f"{time}, {what}" in said(actor)[1]
        actor.tap("change")
        assert said(actor)[0] == shown
        actor.tell("menu")


def test_a_match_tells_whose_time_it_is(actor: Simulator) -> None:
    """And leads to the saved people too."""
    actor.tap("details")
    save(actor, "28-10-2001", "1:30 am")
    actor.tap("add")
    save(actor, "01-04-2001", "2:30 am", "Ravi Rao")
    actor.tap("shop")
    actor.tap("match_report")
    actor.tap("agreed")
    actor.tap("p1")
    actor.tap("p2")
    actor.tap("p1")
    key, text = said(actor)
    assert key == "milan.time_missing"
    assert "The clocks were changed" in text
    actor.tap("edit")
    assert said(actor)[0] == "profile.people"
