"""Whose model it is, and how much it may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAccount:
    """`base_url` ends before `/chat/completions`. `timeout` is in seconds, for each wait on the wire.

    `answer_tokens` is the most one answer may have, `daily_tokens` what all of a day together may use in this process,
    questions and rules counted in: what is over is answered by somebody else.
    """

    key: str
    base_url: str
    model: str
    timeout: float = 20.0
    answer_tokens: int = 900
    daily_tokens: int = 400_000
