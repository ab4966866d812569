"""The ports of a channel: the one a message leaves through, and the one that reads what the channel posts to us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from engine.domain.deliveries import Answer, Report, Template
from engine.domain.messages import Outbound, Received
from engine.domain.sessions import Contact


class ChannelGateway(Protocol):
    """Carries messages to people. What the channel answers, or fails to answer, is an Answer and never raised."""

    def send(self, contact: Contact, message: Outbound, reference: str, template: Template | None = None) -> Answer:
        """Hand over one message that fits into one message of the channel.

        `reference` is ours, the same at each attempt; the channel's reports carry it. With a `template` its content
        and the message's `variables` are sent instead of the text.
        """
        ...

    def find(
        self, contact: Contact, message: Outbound, reference: str, since: datetime, template: Template | None = None
    ) -> Answer:  # fmt: skip
        """Look whether a message of an UNCERTAIN sending went out at `since` or later, as its text or its `template`.

        SENT with its id; RETRY when it certainly did not; UNCERTAIN when it could not be looked up.
        """
        ...

    def report(self, provider_id: str) -> Report | None:
        """How far a message with this id has come, for one of which nothing was told; None when it does not say."""
        ...

    def typing(self, contact: Contact) -> None:
        """Show the person that an answer to their last message is being written, if the channel can. Never fails."""
        ...


Form = Mapping[str, Sequence[str]]
"""The fields of a posted form; each may come several times."""


class ChannelDoor(Protocol):
    """Reads what a channel posts to us."""

    def is_genuine(self, url: str, form: Form, body: bytes, signature: str | None) -> bool:
        """Whether the channel itself has signed this. `url` is the whole address it called, exactly as it called it.

        `form` is empty when the body is not a form.
        """
        ...

    def message(self, form: Form) -> Received:
        """What a person sent. Unreadable, if it is no message of this channel to us."""
        ...

    def report(self, form: Form, reference: str | None) -> Report:
        """How far a message of ours has come. Unreadable, if it is no report of this channel to us."""
        ...
