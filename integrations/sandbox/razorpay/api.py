"""Razorpay's API: who may come in, and how it is said that something cannot be."""

from __future__ import annotations

from base64 import b64decode
from hmac import compare_digest

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from integrations.sandbox.razorpay.errors import RazorpayRefusal, at_status
from integrations.sandbox.razorpay.linking import expire_due
from integrations.sandbox.razorpay.links_api import Links
from integrations.sandbox.razorpay.money_api import Money
from integrations.sandbox.state import Sandbox


def razorpay_api(sandbox: Sandbox) -> Blueprint:
    """The API of one merchant. Without a merchant nobody comes in."""
    doors = Blueprint("razorpay", __name__, url_prefix="/v1")
    Links(sandbox).mount(doors)
    Money(sandbox).mount(doors)
    doors.register_error_handler(RazorpayRefusal, refused_by_razorpay)

    @doors.before_request
    def authenticate() -> None:
        if not _is_known(sandbox, request.headers.get("Authorization", "")):
            raise at_status(401)
        expire_due(sandbox)

    return doors


def refused_by_razorpay(error: RazorpayRefusal) -> ResponseReturnValue:
    """A refusal as Razorpay writes it."""
    headers = {"WWW-Authenticate": 'Basic realm="Razorpay"'} if error.status == 401 else {}
    return jsonify(error.body()), error.status, headers


def _is_known(sandbox: Sandbox, header: str) -> bool:
    """The header reads exactly `Basic ...`: anything else is nobody."""
    scheme, _, pair = header.partition(" ")
    merchant = sandbox.books.merchant
    try:
        key, _, secret = b64decode(pair, validate=True).decode().partition(":")
    except ValueError:
        return False
    if merchant is None or scheme != "Basic" or key != merchant.key_id:
        return False
    return any(compare_digest(secret.encode(), known.encode()) for known in merchant.key_secrets)
