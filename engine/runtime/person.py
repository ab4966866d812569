"""The contact as flows see it: what is kept of a person, and what the domain knows beside that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from engine.domain.sessions import Contact
from engine.errors import ExecutionError
from engine.runtime.limits import check_contact

Known = dict[str, Any]

_OF_THE_DOMAIN = frozenset({"language", "stopped"})
"""What flows read like the rest, and what has its own place in a Contact."""


def seen(contact: Contact, strangers: Mapping[str, Any]) -> Known:
    """`contact` in expressions and texts; `strangers` are the values of somebody of whom nothing is known."""
    return {**strangers, **contact.data, "language": contact.language, "stopped": contact.silent}


def changed(known: Any, contact: Contact, languages: Collection[str]) -> Known:
    """What a flow has made of it. ExecutionError when nothing could be said any more, or when it is not for a flow."""
    if not isinstance(known, dict) or known.get("language") not in languages:
        raise ExecutionError(f"contact.language must be one of {', '.join(languages)}")
    if known.get("stopped") is not contact.silent:
        raise ExecutionError("contact.stopped cannot be set: it follows from what the person sent")
    return known


def kept(known: Known, contact: Contact) -> Contact:
    """The contact to be stored. LimitExceeded when it holds too much."""
    data = {name: value for name, value in known.items() if name not in _OF_THE_DOMAIN}
    check_contact(data)
    return replace(contact, language=known["language"], data=data)
