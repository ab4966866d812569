"""One typesetter for all tests: its fonts are read once."""

from __future__ import annotations

from typing import cast

import pytest

from integrations.typst.fonts import installed
from integrations.typst.gateway import TypstReportGateway
from tests.typst.samples import LANGUAGES, report


@pytest.fixture(scope="session")
def gateway() -> TypstReportGateway:
    """With all fonts that are installed."""
    return TypstReportGateway(installed())


@pytest.fixture(scope="session", params=LANGUAGES)
def sample(request: pytest.FixtureRequest, gateway: TypstReportGateway) -> tuple[str, bytes]:
    """A language, and the sample report in it as PDF."""
    language = cast(str, request.param)
    return language, gateway.typeset(report(language))
