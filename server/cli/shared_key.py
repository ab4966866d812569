"""The key without which processes that work beside each other get no file through."""

from __future__ import annotations

import click

from server.setting_rules import MAKE_KEY
from server.settings import Settings


def need_shared_key(settings: Settings) -> None:
    """UsageError without it: one process would sign the address of a file by its own, and the others answer 404."""
    if settings.secret_key is None:
        raise click.UsageError(
            f"SECRET_KEY is not set: all processes of a bot need the same, or no file arrives; {MAKE_KEY}"
        )
