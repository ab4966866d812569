"""What a turn wants done, as data. Nothing is done inside a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.domain.messages import Outbound
from engine.domain.values import Data, Json


@dataclass(frozen=True, slots=True)
class Say:
    """Send a message to the session's contact."""

    message: Outbound


@dataclass(frozen=True, slots=True)
class StartJob:
    """Run an action that touches a gateway, after the commit. The outcome comes back as a JOB event with this token.

    `timeout` is in seconds; when it passes first, the outcome is `timeout`.
    """

    action: str
    arguments: Data
    frame: int
    state: str
    token: int
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class CancelJob:
    """The entry of a state that waited for a job was left: an outcome that comes now is ignored."""

    token: int


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Raise `event` in the frame `delay` seconds from now. `id` is unique in the session; setting it again moves it.

    A timer of a state carries the state and the token of its entry; a delayed `send` has an empty state and token 0.
    """

    id: str
    delay: float
    event: str
    data: Data
    frame: int
    state: str
    token: int


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """Forget a timer; to cancel one that is not set does nothing."""

    id: str


@dataclass(frozen=True, slots=True)
class SendEvent:
    """Give a FACT to another subject's session, through its inbox, `delay` seconds from now."""

    subject: str
    event: str
    data: Data
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Forget:
    """The person wants to be forgotten: whoever writes from their address from now on is somebody new."""


@dataclass(frozen=True, slots=True)
class Consented:
    """The person allows something or takes it back; `wording` is the flow, version and language that asked for it."""

    purpose: str
    given: bool
    wording: str


@dataclass(frozen=True, slots=True)
class Log:
    """A line an editor asked for."""

    label: str
    value: Json


Effect: TypeAlias = Say | StartJob | CancelJob | SetTimer | CancelTimer | SendEvent | Consented | Forget | Log
