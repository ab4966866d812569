"""Whose model it is, and what it may cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from zoneinfo import ZoneInfo

from engine.domain.budget import Bounds, Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAccount:
    """`base_url` ends before `/chat/completions`. `timeout` is in seconds, for a whole call.

    `answer_tokens` is the most one answer may have. Prices are in dollars for a million tokens, which is in millionths
    of a dollar for one, as lists of prices have them. `bounds` are those of a day of `zone`.
    """

    key: str
    base_url: str
    model: str
    bounds: Bounds
    zone: ZoneInfo
    timeout: float = 20.0
    answer_tokens: int = 900
    price_in: Decimal = Decimal(0)
    price_out: Decimal = Decimal(0)

    def cost(self, asked: int, answered: int) -> Cost:
        """Of so many tokens; a part of a millionth counts as a whole one."""
        price = asked * self.price_in + answered * self.price_out
        return Cost(asked + answered, int(price.to_integral_value(ROUND_CEILING)))
