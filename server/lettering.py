"""What is said of fonts when a server or worker begins: a language without one has no reports, nothing else tells."""

from __future__ import annotations

from collections.abc import Iterable

import structlog

from engine.domain.reports import MissingFont


def warn_of_fonts(missing: Iterable[MissingFont]) -> None:
    """One line for each language. The process begins all the same: no report is sold that cannot be set."""
    log = structlog.get_logger("fonts")
    for font in missing:
        log.warning(
            "font.missing", language=font.language, family=font.family, file=font.folder,
            remedy=f"pip install --force-reinstall {font.package}; until then no report is sold in {font.language}",
        )  # fmt: skip
