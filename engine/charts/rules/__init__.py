"""The rules a library is checked against, each with a stable code, an explanation and a remedy."""

from __future__ import annotations

from collections.abc import Sequence

from engine.actions.catalogue import Catalogue
from engine.charts.library import Library
from engine.charts.problems import Problem


def check_library(library: Library, catalogue: Catalogue) -> Sequence[Problem]:
    """All that is wrong with flows and words beyond their grammar."""
    return []
