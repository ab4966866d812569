"""Tara bala: what the star of a day, or of another person, is to the star of a birth.

Source: B. V. Raman, *Muhurtha*, on Tarabala. The nine are counted from the birth star on and repeat three times round
the circle; the third, fifth and seventh ask for care, the first is between.
"""

from __future__ import annotations

from enum import Enum

from engine.domain.astrology.zodiac import Nakshatra


class Tara(Enum):
    """The nine, in the order of counting."""

    JANMA = "janma"
    SAMPAT = "sampat"
    VIPAT = "vipat"
    KSHEMA = "kshema"
    PRATYAK = "pratyak"
    SADHAKA = "sadhaka"
    NAIDHANA = "naidhana"
    MITRA = "mitra"
    PARAMA_MITRA = "parama-mitra"


def tara_of(birth_star: Nakshatra, star: Nakshatra) -> Tara:
    """Counted from the birth star, which is the first."""
    return tuple(Tara)[(star - birth_star) % len(Tara)]
