"""In `play` one can buy: the till is inside the talk, and goes back with it."""

from __future__ import annotations

from pathlib import Path

from integrations.sql.schema import migrate
from tests.cli.runs import invoked, played
from tests.journeys.journey import read_journey
from tests.journeys.play import Mode, play
from tests.journeys.stage import open_house

WITH_SOMEBODY = ("hi", "English", "[details]", "Asha Rao", "15-08-1990", "[know]", "9:30 am", "Pune", "[save]")
TO_THE_LINK = (*WITH_SOMEBODY, "[shop]", "[kundali_report]", "[pay]")


def told(*lines: str) -> str:
    """What is said of a talk in which something also goes into the log."""
    return invoked("play", typed="\n".join(lines)).stdout


def test_paying_goes_all_the_way() -> None:
    """Over the real wire of the gateway, by its signed webhooks, to what was bought, made and handed over."""
    said = played(*TO_THE_LINK, "/pay")
    assert "$ pay\n@ webhook payment.authorized ₹200\n" in said
    assert "@ webhook payment_link.paid ₹200\n  ~ payment: unpaid -> bought  on payment.paid\n" in said
    assert "< kundali.picture | [file]\n< kundali.picture | The chart of *Asha Rao*\n" in said
    assert "< kundali.report | [file]\n" in said


def test_an_attempt_that_fails_is_told_with_its_reason() -> None:
    """And the link can still be paid."""
    said = played(*TO_THE_LINK, "/pay fail insufficient_fund", "/pay")
    assert "$ fails: insufficient_fund\n@ webhook payment.failed ₹200\n" in said
    assert said.index("< payment.failed_funds | ") < said.index("< payment.bought | ")


def test_what_cannot_be_done_is_said_and_changes_nothing() -> None:
    """Nothing to pay on, nothing to send back, a reason nobody knows, a word nobody knows."""
    said = played("hi", "/pay", "/refund", "/refund failed", "/dispute", "/pay fail for_fun", "/pay x", "/gateway x")
    assert "# there is no link to pay on\n" in said
    assert "# no order is paid\n" in said
    assert "# no refund is on its way\n" in said
    assert "# nothing was paid\n" in said
    assert "# there is no 'for_fun'. " in said
    assert "# write true, twice, late, {amount: PAISE}, " in said
    assert "# write down, up, or " in said
    assert "$" not in said


def test_a_payment_is_taken_back_at_the_till_too() -> None:
    """After /undo the link is open again, and the same payment can be made once more, to the byte."""
    rest = ("/refund processed", "/dispute")
    once = told(*TO_THE_LINK, "/pay twice", "/refund", *rest)
    again = told(
        *(*TO_THE_LINK, "/pay", "/tick 2d", "/undo", "/undo", "/pay twice", "/undo", "/pay twice"),
        *("/refund", "/undo", "/refund", "/refund failed", "/undo", *rest),
    )
    assert "# the last step is taken back\n" in again
    first = once[once.index("$ pay twice") :]
    assert [line for line in first.splitlines() if line in again] == first.splitlines()
    assert once.endswith(again[again.rindex("$ refund ends: processed") :])


def test_a_gateway_that_is_down_is_asked_again() -> None:
    """The link comes when it is back."""
    said = played(*WITH_SOMEBODY, "[shop]", "[kundali_report]", "/gateway down", "[pay]", "/tick 1m")
    assert "$ gateway: error at razorpay\n" in said
    assert "! payments.create_link" in said[said.index("@ +1m") :]
    assert "< payment.awaiting | " in said[said.index("@ +1m") :]


def test_a_recorded_purchase_is_a_journey(tmp_path: Path) -> None:
    """Jobs of money run again; only one that was made to fail is laid down."""
    file = tmp_path / "bought.yaml"
    steps = ("/pay fail card_declined", "/gateway down", "/gateway up", "/fail", "/pay", "/tick 1m", "/refund 5000")
    said = played(*TO_THE_LINK, *steps, "/refund processed", "/dispute won", "/undo", arguments=("--record", str(file)))
    journey = read_journey(file, file.name)
    assert {action: [each.name for each in laid] for action, laid in journey.jobs.items()} == {
        "places.find": ["one"],
        "payments.grant": ["failed"],
        "readings.kundali": ["made"],
    }
    migrate(f"sqlite:///{tmp_path / 'journey.sqlite3'}")
    again = play(journey, "en", Mode.PLAIN, open_house(), f"sqlite:///{tmp_path / 'journey.sqlite3'}").transcript
    assert [line for line in again.splitlines() if line.startswith("$")] == [
        "$ fails: card_declined", "$ gateway: error at razorpay", "$ gateway: up", "$ pay", "$ refund ₹50",
        "$ refund ends: processed",
    ]  # fmt: skip
    assert "< payment.part_refunded | " in again
    assert "< payment.part_refunded | " in said
