"""Templates WhatsApp has approved before the sandbox began: the bot knows them by their ids."""

from __future__ import annotations

from integrations.sandbox.content import Content, check, places, why_not_a_template
from integrations.sandbox.sids import SID
from integrations.sandbox.state import Sandbox


def add_template(
    sandbox: Sandbox, sid: str, language: str, types: dict[str, dict[str, object]], variables: dict[str, str]
) -> Content:
    """Add one. ValueError or TwilioRefusal when WhatsApp would never have approved it."""
    if not SID.fullmatch(sid) or not sid.startswith("HX"):
        raise ValueError("the id of a content is HX and 32 hexadecimal digits")
    samples = {**{name: f"sample {name}" for name in places(types)}, **variables}
    check(types, samples, language)
    content = Content(
        sid=sid, friendly_name=sid, language=language, types=types, variables=samples, created=sandbox.now(), name=sid,
        category="UTILITY", approval="approved",
    )  # fmt: skip
    reason = why_not_a_template(content)
    if reason:
        raise ValueError(reason)
    # a value must come with each message: the samples are WhatsApp's, not defaults
    content.variables = dict(variables)
    with sandbox.lock:
        sandbox.contents[sid] = content
        sandbox.changed()
    return content
