"""The port a message leaves through."""

from __future__ import annotations

from typing import Protocol

from engine.domain.messages import Outbound
from engine.domain.sessions import Contact


class ChannelGateway(Protocol):
    """Carries messages to people."""

    def send(self, contact: Contact, message: Outbound, reference: str) -> str | None:
        """Hand over a message and answer the channel's id for it. `reference` is ours, the same at each attempt."""
        ...
