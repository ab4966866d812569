"""The bodies of requests: JSON objects, or nothing."""

from __future__ import annotations

from flask import Request

from integrations.sandbox.razorpay.errors import invalid

Json = dict[str, object]


def body_of(request: Request) -> Json:
    """What was sent. RazorpayRefusal when it is no JSON object."""
    if not request.get_data():
        return {}
    body = request.get_json(silent=True, force=True)
    if not isinstance(body, dict):
        raise invalid("The request body is not a valid JSON object")
    return body
