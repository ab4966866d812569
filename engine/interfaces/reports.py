"""The port to whatever makes pages and pictures of a report."""

from __future__ import annotations

from typing import Protocol

from engine.domain.reports import Card, Report


class ReportGateway(Protocol):
    """Sets reports. The same report gives the same bytes."""

    def languages(self) -> frozenset[str]:
        """The languages whose letters it has; whoever asks for another gets `ReportUnavailable`."""
        ...

    def typeset(self, report: Report) -> bytes:
        """The report as PDF. `ReportUnavailable` if it cannot be made, whatever the reason."""
        ...

    def draw(self, card: Card) -> bytes:
        """The picture as PNG. `ReportUnavailable` if it cannot be made."""
        ...
