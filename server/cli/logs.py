"""Logs of commands: the same lines as those of servers."""

from __future__ import annotations

from server.logs import configure_logs

__all__ = ["configure_logs"]
