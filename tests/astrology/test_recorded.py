"""A provider somewhere else, which tells less, fits behind the same port."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.domain.astrology.births import Ayanamsa, BirthMoment
from engine.errors import AstrologyUnavailable
from engine.interfaces.astrology import AstrologyGateway
from tests.astrology.cases import births
from tests.astrology.contract import ChartContract
from tests.astrology.recorded import RecordedAstrologyGateway


class TestRecorded(ChartContract):
    """What it does not offer is refused."""

    @pytest.fixture
    def gateway(self) -> AstrologyGateway:
        """One that has written down the reference births."""
        return RecordedAstrologyGateway(births())

    def test_a_provider_that_is_away_says_so(self, gateway: AstrologyGateway) -> None:
        """And nothing is put in the place of what it would have said."""
        with pytest.raises(AstrologyUnavailable):
            gateway.chart(BirthMoment.exact(datetime(2001, 1, 1, tzinfo=UTC), 20, 77), Ayanamsa.LAHIRI)
