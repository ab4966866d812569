"""What can be done with money in a journey is read as it is written, and what cannot be written is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from engine.domain.values import Json
from server import till_steps
from server.till_steps import TillStep, shown

READ: tuple[tuple[Callable[[Json], TillStep], Json, str], ...] = (
    (till_steps.pay, True, "pay"),
    (till_steps.pay, "twice", "pay twice"),
    (till_steps.pay, "late", "pay late"),
    (till_steps.pay, {"amount": 150}, "pay ₹1.50"),
    (till_steps.pay, {"amount": 5000, "link": 2}, "pay ₹50 on link 2"),
    (till_steps.pay, {"link": 1}, "pay on link 1"),
    (till_steps.pay, {"fail": "card_declined", "link": 1}, "fails: card_declined on link 1"),
    (till_steps.refund, True, "refund"),
    (till_steps.refund, {"amount": 100}, "refund ₹1"),
    (till_steps.refund, "dashboard", "refund on the dashboard"),
    (till_steps.refund_ends, "failed", "refund ends: failed"),
    (till_steps.dispute, "won", "dispute: won"),
    (till_steps.end_link, True, "the link is ended on the dashboard"),
    (till_steps.trouble, "down", "gateway: error at razorpay"),
    (till_steps.trouble, "up", "gateway: up"),
    (
        till_steps.trouble,
        {"at": "payment_links.create", "kind": "drop", "accepts": True, "times": 2},
        "gateway: drop at payment_links.create, carried out, 2 times",
    ),
    (till_steps.trouble, {"at": "events", "kind": "lose", "times": None}, "gateway: lose at events, always"),
)
# fmt: off
REFUSED: Mapping[Callable[[Json], TillStep], Sequence[Json]] = {
    till_steps.pay: [
        False, None, "thrice", 5, [], {}, {"amount": 0}, {"amount": True}, {"amount": "5"}, {"fail": "for fun"},
        {"fail": 5}, {"link": 0}, {"to": 1},
    ],
    till_steps.refund: [False, "half", {}, {"amount": -1}, {"amount": 5, "of": 1}],
    till_steps.refund_ends: [True, "well", None],
    till_steps.dispute: [True, "closed", None],
    till_steps.end_link: [False, "soon", None],
    till_steps.trouble: [
        True, "sideways", {}, {"at": "razorpay"}, {"kind": "hang"}, {"kind": "drop", "at": "nowhere"},
        {"kind": "drop", "times": "2"}, {"kind": "drop", "often": 1}, {"kind": 5},
    ],
}
# fmt: on


@pytest.mark.parametrize(("read", "raw", "told"), READ, ids=[told for _, _, told in READ])
def test_a_step_is_told_as_it_was_written(read: Callable[[Json], TillStep], raw: Json, told: str) -> None:
    """In the line of the transcript that begins with `$`."""
    assert shown(read(raw)) == told


@pytest.mark.parametrize(
    ("read", "raw"), [pytest.param(read, raw, id=f"{read.__name__}-{raw}") for read in REFUSED for raw in REFUSED[read]]
)
def test_what_means_nothing_is_refused(read: Callable[[Json], TillStep], raw: Json) -> None:
    """With a sentence that says what can be written."""
    with pytest.raises(ValueError, match=r"\w+ .*\w"):
        read(raw)
