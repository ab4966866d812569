"""A RateGateway for where nobody is to be held up: the phones of tests and of `play`."""

from __future__ import annotations

from engine.interfaces.rates import Rate


class Boundless:
    """Allows everything and counts nothing."""

    def take(self, rate: Rate, key: str) -> bool:  # noqa: ARG002
        """Always."""
        return True

    def wait(self, rate: Rate, key: str) -> float:  # noqa: ARG002
        """Never."""
        return 0.0
