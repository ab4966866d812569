"""Numbers of payment cards are found however they are written, and nothing else is taken for one."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.cards import HIDDEN, has_card, hidden, without_card
from engine.domain.messages import Inbound

VISA = "4111111111111111"
KNOWN = (
    VISA, "4222222222222", "5267318187975449", "5104015555555558", "2223000048410010", "378282246310005",
    "371449635398431", "30569309025904", "38520000023237", "6011111111111117", "3530111333300000", "6759649826438453",
    "6304000000000000", "6200000000000005", "6212345678901232", "6521111111111110", "8171999900000018",
)  # fmt: skip
WRITTEN = (
    "4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111.1111.1111", "4111/1111/1111/1111", "4111_1111_1111_1111",
    "4111, 1111, 1111, 1111", "4111\n1111\n1111\n1111", "4111 \u2013 1111 \u2013 1111 \u2013 1111",
    "41 11 11 11 11 11 11 11",
    "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "4111\u00a01111\u200b1111\u200d1111", "3782 822463 10005", "3782.822463.10005",
    "my card is 4111111111111111, thanks", "card:4111111111111111/12/27 cvv 123", "4111 1111 1111 1111 12 27 123",
    "99 4111 1111 1111 1111", "pay4111111111111111now", "+91 98765 43210 4111 1111 1111 1111",
    "4️⃣1️⃣1️⃣1️⃣ 1111 1111 1111",
    "४१११ ११११ ११११ ११११", "௪௧௧௧௧௧௧௧௧௧௧௧௧௧௧௧", "৪১১১-১১১১-১১১১-১১১১", "౪౧౧౧ ౧౧౧౧ ౧౧౧౧ ౧౧౧౧",
    "４１１１１１１１１１１１１１１１",
    "(4111)(1111)(1111)(1111)", "[4111] [1111] [1111] [1111]", "4111=1111=1111=1111", "4111\\1111\\1111\\1111",
    "4111 ~ 1111 ~ 1111 ~ 1111", "4111💳1111💳1111💳1111",
    "④①①① ①①①① ①①①① ①①①①", "4१1१ 1१1१ 1१1१ 1१1१", "\u202a4111 1111\u202c 1111 1111", "4111 1111 1111 1111 1234 1234",
)  # fmt: skip
OTHER = (
    "", "hello", "4111 1111 1111 1112", "4111", "9876543210", "+91 98765 43210", "+919876543210", "+49 1512 3456789",
    "+4111111111113", "98765 43210 98765 43211", "9876543210, 9876543211", "25-05-1990 10:30", "25/05/1990 10.30.15",
    "1234 5678 9012", "1990-05-25T10:30:15.000000", "28.613939, 77.209021", "1768000000000", "0000 0000 0000 0000",
    "order 20260105123000", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12", "12345678901234567890123", "२५-०५-१९९०",
)  # fmt: skip


@pytest.mark.parametrize("number", KNOWN)
def test_the_number_of_a_card_is_found(number: str) -> None:
    """Of every network people in India have, and of some they bring along."""
    assert has_card(number)


@pytest.mark.parametrize("text", WRITTEN)
def test_it_is_found_however_it_is_written(text: str) -> None:
    """In groups, in other scripts, with invisible characters, in the middle of a text."""
    assert has_card(text)


@pytest.mark.parametrize("text", OTHER)
def test_nothing_else_is_a_card(text: str) -> None:
    """Telephone numbers, days, places, lists, numbers without the check digit."""
    assert not has_card(text)
    message = Inbound(text=text)
    assert without_card(message) is message


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.sampled_from(["-", " ", ".", ""]))
def test_a_day_with_a_time_is_no_card(moment: datetime, between: str) -> None:
    """The first thing this bot asks for; one in ten of them would pass the check of a card."""
    for shape in ("%d{0}%m{0}%Y %H{0}%M{0}%S", "%m{0}%d{0}%Y {0}%H{0}%M{0}%S", "%d{0}%m{0}%Y{0}%H{0}%M"):
        assert not has_card(moment.strftime(shape.format(between)))


@given(st.integers(10**11, 10**15 - 1), st.integers(2, 6))
def test_a_telephone_number_with_its_country_is_no_card(number: int, cut: int) -> None:
    """As long as it says so by its plus sign."""
    digits = str(number)
    assert not has_card(f"+{digits}")
    assert not has_card(f"+{digits[:cut]} {digits[cut:]}")


def test_a_reaction_holds_no_card() -> None:
    """Whatever a channel takes for an emoji."""
    assert without_card(Inbound(reaction=VISA)) == Inbound(card=True)
    assert without_card(Inbound(reaction="🙏")) == Inbound(reaction="🙏")


def finished(begin: str, length: int) -> str:
    """A number of so many digits with its check digit."""
    body = begin[: length - 1].ljust(length - 1, "7")
    return next(f"{body}{last}" for last in range(10) if luhn(f"{body}{last}"))


def luhn(digits: str) -> bool:
    """The check, written in another way."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(digits[::-1])]
    return sum(sum(map(int, str(value))) for value in doubled) % 10 == 0


SCRIPTS = [
    "".join(chr(zero + digit) for digit in range(10))
    for zero in (0x30, 0x966, 0xBE6, 0xC66, 0x9E6, 0x6F0, 0xFF10, 0x1D7CE)
]  # fmt: skip
BETWEEN = st.sampled_from([" ", "-", "  ", "\u2009", "\u2011", "\n", " - ", "\u200b"])


@given(
    st.sampled_from(["4", "5", "6"]), st.integers(10**15, 10**16 - 1), st.sampled_from([16, 19]),
    st.lists(st.integers(1, 18), max_size=5, unique=True), BETWEEN, st.sampled_from(SCRIPTS),
)  # fmt: skip
def test_any_number_in_any_groups_and_script_is_hidden(
    network: str, rest: int, length: int, cuts: list[int], between: str, script: str
) -> None:
    """And after that there is no digit left, and the message says that there was one."""
    number = finished(f"{network}2{rest}", length)
    cuts = [0, *sorted(cut for cut in cuts if cut < length), length]
    text = between.join(number[start:end] for start, end in pairwise(cuts))
    message = without_card(Inbound(text=f"no. {text.translate(str.maketrans('0123456789', script))} ok 123"))
    assert message.card
    assert not any(character.isdigit() for character in message.text)
    assert not has_card(message.text)


@given(st.text(st.sampled_from("0123456789४१ -+.,/x\u200b①"), max_size=60))
def test_hiding_leaves_nothing_to_find(text: str) -> None:
    """Whatever is found is gone afterwards, and the rest of the text stays."""
    told = without_card(Inbound(text=text))
    assert told.card is has_card(text)
    assert not has_card(told.text)
    assert len(told.text) == len(text)


def test_all_digits_of_the_message_are_hidden() -> None:
    """Beside the number stand its date and its secret code."""
    message = without_card(Inbound(text="4111 1111 1111 1111, 12/27, CVV 123", reply_to="SM1"))
    assert message == Inbound(
        text=f"{HIDDEN * 4} {HIDDEN * 4} {HIDDEN * 4} {HIDDEN * 4}, {HIDDEN * 2}/{HIDDEN * 2}, CVV {HIDDEN * 3}",
        reply_to="SM1", card=True,
    )  # fmt: skip
    assert not unicodedata.category(HIDDEN).startswith("N")
    assert hidden("½ kg") == "½ kg"
