"""Addresses under which the channel fetches a file of ours: signed, and good for a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from itsdangerous import BadData, URLSafeSerializer

from engine.interfaces.clock import Clock

GOOD_FOR = timedelta(days=7)
"""As long as the file itself is kept: a message that waits for its person takes its file along whenever it goes."""


class Links:
    """Makes and reads the addresses."""

    def __init__(self, keys: Sequence[str], base_url: str, clock: Clock, good_for: timedelta = GOOD_FOR) -> None:
        """The first of the keys signs; all of them are known."""
        # The library signs with the last one.
        self._serializer = URLSafeSerializer(list(reversed(keys)), salt="media")
        self._base_url = base_url
        self._clock = clock
        self._good_for = good_for

    def to_file(self, file: str) -> str:
        """The address of a file, from now on for as long as it is good."""
        expires = int((self._clock.now() + self._good_for).timestamp())
        token = self._serializer.dumps([file, expires])
        return f"{self._base_url}/media/{token if isinstance(token, str) else token.decode()}"

    def file_of(self, token: str) -> str | None:
        """The file a token is for; None, if we have not made it or its time is over."""
        try:
            found = self._serializer.loads(token)
        except BadData:
            return None
        match found:
            case [str() as file, int() as expires] if self._clock.now().timestamp() < expires:
                return file
        return None
