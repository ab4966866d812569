"""What becomes of a request that nobody we know has signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from flask import request

from engine.interfaces.rates import Rate, RateGateway
from server.hashing import Hasher
from server.http.addresses import Network, client_address
from server.http.errors import NotGenuine, TooMany
from server.http.lines import note

FORGERIES = Rate("forgeries", 30, 60)
"""Wrong signatures of one address that are answered with the truth. It never keeps a genuine message out."""


class Forgeries:
    """Counts them by address. Counted after the check, which costs less: no forger can use up what is not theirs."""

    def __init__(self, rates: RateGateway, hasher: Hasher, proxies: Sequence[Network]) -> None:
        self._rates = rates
        self._hasher = hasher
        self._proxies = proxies

    def refuse(self) -> NoReturn:
        """Answer the request at hand: not genuine, or too many of them."""
        address = self._hasher.hashed(client_address(request.environ, self._proxies))
        note(address=address)
        if not self._rates.take(FORGERIES, address):
            raise TooMany(self._rates.wait(FORGERIES, address))
        raise NotGenuine
