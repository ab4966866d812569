"""What a model costs, and how much it may cost in a day."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Tokens, asked and answered, and their price in whole millionths of a dollar."""

    tokens: int = 0
    price: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.tokens + other.tokens, self.price + other.price)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.tokens - other.tokens, self.price - other.price)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most of a day. `price` is None where only tokens are bounded."""

    tokens: int
    price: int | None = None

    def allow(self, spent: Cost) -> bool:
        """Whether a day may cost so much."""
        return spent.tokens <= self.tokens and (self.price is None or spent.price <= self.price)
