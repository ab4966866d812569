"""One typesetter for all tests: its fonts are read once."""

from __future__ import annotations

import pytest

from integrations.typst.fonts import installed
from integrations.typst.gateway import TypstReportGateway


@pytest.fixture(scope="session")
def gateway() -> TypstReportGateway:
    """With all fonts that are installed."""
    return TypstReportGateway(installed())
