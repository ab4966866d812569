"""The port of what a channel keeps for us: content that was made there once and is used again."""

from __future__ import annotations

from typing import Protocol


class ContentRepository(Protocol):
    """Ids a channel has given to contents of ours, by the hash of what they hold."""

    def get(self, content: str) -> str | None:
        """The channel's id of the content with this hash."""
        ...

    def put(self, content: str, provider_id: str) -> str:
        """Remember an id and answer the one that counts: an older one, if another process was first."""
        ...

    def forget(self, content: str) -> None:
        """The channel does not have it any more."""
        ...
