"""The embedded provider keeps the contract, all of it."""

from __future__ import annotations

import pytest

from engine.interfaces.astrology import AstrologyGateway, Capability
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from tests.astrology.contract import AstrologyContract


class TestEmbedded(AstrologyContract):
    """Nothing of it is skipped."""

    @pytest.fixture
    def gateway(self) -> AstrologyGateway:
        """A new one; it keeps nothing."""
        return EmbeddedAstrologyGateway()

    def test_it_can_do_everything(self, gateway: AstrologyGateway) -> None:
        """So the tests of the contract all count."""
        assert gateway.capabilities() == frozenset(Capability)
