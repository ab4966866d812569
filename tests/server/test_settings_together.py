"""Settings of which one is of no use without the other: half of them is named, in every environment."""

from __future__ import annotations

import pytest

from tests.server.test_settings import PRODUCTION, problems
from tests.server.test_settings import clean as clean

MODEL = {"ANSWERS_API_KEY": "sk-key-of-the-test", "ANSWERS_MODEL": "small"}
MONEY = {name: PRODUCTION[name] for name in ("RAZORPAY_KEY_ID", "RAZORPAY_KEY_SECRET", "RAZORPAY_WEBHOOK_SECRET")}
NEEDS_KEY = "needs ANSWERS_API_KEY: set all of ANSWERS_API_KEY, ANSWERS_MODEL, or none"
NEEDS_ID = "needs RAZORPAY_KEY_ID: set all of RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET, RAZORPAY_WEBHOOK_SECRET, or none"


def _beside(name: str) -> str:
    return f"is missing: set it beside {name}, or remove that"


@pytest.mark.parametrize("given", [MODEL, MONEY, {**MONEY, "RAZORPAY_ACCOUNT_ID": "acc_Test0000000001"}])
def test_what_is_whole_may_be_set_anywhere(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    """A developer may have a model and no shop."""
    assert problems(monkeypatch, given) == {}


@pytest.mark.parametrize(
    ("of", "names", "wrong"),
    [
        (MODEL, ["ANSWERS_API_KEY"], {"ANSWERS_MODEL": _beside("ANSWERS_API_KEY")}),
        (MODEL, ["ANSWERS_MODEL"], {"ANSWERS_MODEL": NEEDS_KEY}),
        (
            MONEY, ["RAZORPAY_KEY_ID"],
            {name: _beside("RAZORPAY_KEY_ID") for name in ("RAZORPAY_KEY_SECRET", "RAZORPAY_WEBHOOK_SECRET")},
        ),
        (
            MONEY, ["RAZORPAY_KEY_ID", "RAZORPAY_KEY_SECRET"],
            {"RAZORPAY_WEBHOOK_SECRET": _beside("RAZORPAY_KEY_ID")},
        ),
        (MONEY, ["RAZORPAY_KEY_ID", "RAZORPAY_WEBHOOK_SECRET"], {"RAZORPAY_KEY_SECRET": _beside("RAZORPAY_KEY_ID")}),
        (
            MONEY, ["RAZORPAY_KEY_SECRET", "RAZORPAY_WEBHOOK_SECRET"],
            {"RAZORPAY_KEY_SECRET": NEEDS_ID, "RAZORPAY_WEBHOOK_SECRET": NEEDS_ID},
        ),
        (MONEY, ["RAZORPAY_WEBHOOK_SECRET"], {"RAZORPAY_WEBHOOK_SECRET": NEEDS_ID}),
        ({"RAZORPAY_ACCOUNT_ID": "acc_Test0000000001"}, ["RAZORPAY_ACCOUNT_ID"], {"RAZORPAY_ACCOUNT_ID": NEEDS_ID}),
    ],
)  # fmt: skip
def test_half_a_model_and_half_a_till_are_named(
    monkeypatch: pytest.MonkeyPatch, of: dict[str, str], names: list[str], wrong: dict[str, str]
) -> None:
    """In development, too: half of it would be none, and nobody would know."""
    assert problems(monkeypatch, {name: of[name] for name in names}) == wrong


def test_half_a_model_is_named_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which starts without one."""
    given = {"ANSWERS_API_KEY": MODEL["ANSWERS_API_KEY"], "ANSWERS_MODLE": "small"}
    assert problems(monkeypatch, {**PRODUCTION, **given}) == {"ANSWERS_MODEL": _beside("ANSWERS_API_KEY")}


def test_what_is_wrong_itself_is_not_called_missing_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """One problem, one line."""
    for key in ("key", ""):
        assert list(problems(monkeypatch, {**MONEY, "RAZORPAY_KEY_ID": key})) == ["RAZORPAY_KEY_ID"]
