"""What today's flow says, in every language and for everything that can be: it fits, and it frightens nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from engine.charts.grammar import LANGUAGES
from engine.domain.astrology.taras import Tara
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.presentation import LONGEST_INTERACTIVE, LONGEST_TEXT
from engine.services.readings.today import Tone
from engine.services.readings.wording import Wording
from tests.readings.people import library

LONG_NAME = "ळ" * 60
WORDS_OF_FEAR = re.compile(
    r"death|die\b|disease|guarantee|lottery|accident|danger|मृत्यु|रोग|गारंटी|बीमारी|ख़तरा|आजार|धोका|மரணம்|நோய்|ஆபத்து"
    r"|మరణ|వ్యాధి|ప్రమాద|মৃত্যু|রোগ|বিপদ|gem\b|puja|रत्न|पूजा",
    re.IGNORECASE,
)


def said(key: str, language: str, **scope: Any) -> str:
    """The text as it is sent."""
    entry = library().words["today", language].texts[key]
    assert entry.say is not None
    return entry.say.text.render({"who": {"name": LONG_NAME}, **scope})


def skies(language: str) -> Iterator[dict[str, Any]]:
    """Days of a sign with everything that a text looks at; good ones and others alternate."""
    lucky = max((Wording(library(), language).say(f"lucky.{graha.value}") for graha in Graha), key=len)
    for number, (house, tone) in enumerate(product(range(1, 13), Tone)):
        tara = tuple(Tara)[number % len(Tara)]
        yield {
            "moon_signs": ["Sagittarius"],
            "star": "Uttara Bhadrapada",
            "of_sign": {
                "sign": "Sagittarius",
                "tone": tone.value,
                "houses": {graha.value: house for graha in Graha},
                "good": {graha.value: number % 2 == 0 for graha in Graha},
                "moon_moves": {"at": "23:59", "is_later": number % 2 == 1, "sign": "Sagittarius"},
                "tara": tara.value,
                "lord_name": "Mercury",
                "lucky": lucky,
            },
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_of_a_sign_fits_and_differs(language: str) -> None:
    """Twelve houses, three tones, nine taras: each has its own words, within a message."""
    days = [said("moon_day", language, sky=sky) for sky in skies(language)]
    ends = [said("shown", language, sky=sky) for sky in skies(language)]
    assert max(map(len, days)) <= LONGEST_TEXT
    assert max(map(len, ends)) <= LONGEST_INTERACTIVE
    assert len(set(days)) == len(days)
    assert len({end.splitlines()[0] for end in ends}) == len(Tara)
    assert not [found[0] for text in days + ends if (found := WORDS_OF_FEAR.search(text))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_that_is_not_certain_says_no_more(language: str) -> None:
    """Neither a star nor a colour without a Moon sign."""
    sky = {"moon_signs": ["Aries", "Taurus"], "star": None, "of_sign": None}
    text = said("moon_open", language, sky=sky)
    assert "Aries" in text
    assert "Taurus" in text
    assert not set("⭐🍀") & set(said("shown", language, sky=sky))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_panchang_fits(language: str) -> None:
    """Three tithis and four karanas, all ending tomorrow, in a leap month."""
    part = {"name": "Krishna Paksha Chaturdashi", "until": "23:59", "is_later": True}
    kinds = {"tithi": 3, "nakshatra": 3, "yoga": 3, "karana": 4}
    panchang = {
        "sunrise": "06:59", "sunset": "18:59", "rahu_kalam": {"start": "13:00", "end": "14:30"},
        "abhijit": {"start": "11:59", "end": "12:59"},
        "limbs": [{"kind": kind, "parts": [part] * count} for kind, count in kinds.items()],
        "month": {"amanta": "Margashirsha", "purnimanta": "Jyeshtha", "is_leap": True},
    }  # fmt: skip
    sky = {"day": "2026-11-30", "place": "W" * 60, "panchang": panchang}
    assert len(said("panchang", language, sky=sky)) <= LONGEST_TEXT


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sign", Sign)
def test_the_longest_first_look_fits(language: str, sign: Sign) -> None:
    """With what is said of the Moon's sign."""
    about = library().reading(f"moon_in.{sign.key}", language)
    chart = {
        "lagna": "Sagittarius", "moon_signs": ["Sagittarius"], "star": "Uttara Bhadrapada",
        "period": {"lord": "Jupiter", "sub_lord": "Mercury", "until": "2035-11-30"},
        "about_moon": about.say.text.render({}) if about and about.say else None,
    }  # fmt: skip
    assert len(said("preview", language, chart=chart)) <= LONGEST_INTERACTIVE


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_look_without_a_time(language: str) -> None:
    """Two signs are told as two."""
    chart = {"lagna": None, "moon_signs": ["Aries", "Taurus"], "star": None, "period": None, "about_moon": None}
    text = said("preview", language, chart=chart)
    assert "Aries" in text
    assert "Taurus" in text
