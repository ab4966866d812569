"""What the gateway asks for is what Twilio's published descriptions know; skipped where they are not at hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.domain.deliveries import Template
from engine.domain.messages import Choice
from integrations.twilio.gateway import TwilioGateway
from tests.sandbox.openapi import folder, why_not
from tests.twilio.conftest import ANYA, HELLO, NOW, QUESTION
from tests.twilio.standin import Asked, StandIn

DESCRIPTIONS = folder()
PATHS = {
    "messages": ("twilio_api_v2010.json", "/2010-04-01/Accounts/{AccountSid}/Messages.json", "post"),
    "list": ("twilio_api_v2010.json", "/2010-04-01/Accounts/{AccountSid}/Messages.json", "get"),
    "content": ("twilio_content_v1.json", "/v1/Content", "post"),
    "typing": ("twilio_messaging_v2.json", "/v2/Indicators/Typing.json", "post"),
}

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "they are there")


def test_every_request_is_one_twilio_describes(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Text, file, buttons, list, template, listing and typing."""
    rows = tuple(Choice(f"r{number}", f"Row {number}", "about it", f"p:{number}") for number in range(10))
    gateway.send(ANYA, HELLO, "o1")
    gateway.send(ANYA, replace(HELLO, media="file-1"), "o2")
    gateway.send(ANYA, QUESTION, "o3")
    gateway.send(ANYA, replace(QUESTION, choices=rows), "o4")
    gateway.send(ANYA, replace(HELLO, variables=("Anya",)), "o5", Template(content="HX" + "c" * 32, variables=1))
    gateway.find(ANYA, HELLO, "o1", NOW)
    gateway.typing(ANYA)
    for kind, (file, path, verb) in PATHS.items():
        description = json.loads((DESCRIPTIONS / file).read_text(encoding="utf-8"))
        asked = twilio.of(kind)
        assert asked
        for one in asked:
            _check(one, description, description["paths"][path][verb])
    assert len(twilio.asked) == sum(len(twilio.of(kind)) for kind in PATHS)


def _check(asked: Asked, description: Mapping[str, Any], operation: Mapping[str, Any]) -> None:
    known = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"}
    assert set(asked.query) <= known
    if "requestBody" not in operation:
        return
    [(content_type, media)] = operation["requestBody"]["content"].items()
    assert asked.headers["content-type"] == content_type
    schema = {**media["schema"], "components": description["components"]}
    body = asked.json if content_type.endswith("json") else _form(asked)
    Draft202012Validator(schema).validate(body)
    if not content_type.endswith("json"):
        assert set(body) <= set(_properties(schema, description))


def _form(asked: Asked) -> dict[str, object]:
    return {name: values if name == "MediaUrl" else values[0] for name, values in asked.form.items()}


def _properties(schema: Mapping[str, Any], description: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    described: Mapping[str, Any] = description["components"]["schemas"][name] if name else schema
    return described.get("properties", {})  # type: ignore[no-any-return]
