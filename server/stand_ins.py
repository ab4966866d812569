"""What stands in for the real thing while a bot is made, and must never be sent to real people."""

from __future__ import annotations

from engine.charts.library import Library
from engine.errors import FlowError
from server.settings import Settings

SANDBOX_CONTENT = "HX5a4d"
"""The ids of approved texts that begin so are the sandbox's: Twilio knows none of them."""

_SHOWN = 3


def sandbox_templates(library: Library) -> list[str]:
    """The templates that real people could never get, as `name (languages)`."""
    found: list[str] = []
    for name, approved in sorted(library.templates.items()):
        languages = [key for key, text in approved.texts.items() if text.content.startswith(SANDBOX_CONTENT)]
        if languages:
            found.append(f"{name} ({', '.join(languages)})")
    return found


def remedy_for(templates: list[str]) -> str:
    """What to do about them."""
    more = f" and {len(templates) - _SHOWN} more" if len(templates) > _SHOWN else ""
    return (
        f"templates.yaml holds ids of the sandbox: {', '.join(templates[:_SHOWN])}{more}; "
        "write the ids of Twilio's Content Template Builder"
    )


def refuse_stand_ins(settings: Settings, library: Library) -> None:
    """FlowError, if this is production and a template could not be sent: a reminder would be lost, and nobody told."""
    if settings.is_production and (found := sandbox_templates(library)):
        raise FlowError(remedy_for(found))
