"""What the payment gateway posts, and the page people come back to after paying."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from html import escape

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound, UnsupportedMediaType

from engine.interfaces.rates import Rate
from engine.services.payments.returning import Return, Seen
from server.http.addresses import client_address
from server.http.bodies import read_body
from server.http.doors import Doors
from server.http.errors import Closed, TooMany
from server.http.forgeries import Forgeries
from server.http.lines import note

RETURNS = Rate("returns", 60, 60)
"""How often one address may come back from paying: each look is a transaction."""

_LOOK_AGAIN = 5
"""Seconds."""
_STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;margin:0;background:#f3f0ea;color:#222}"
    "main{max-width:26rem;margin:18vh auto 0;padding:2rem;background:#fff;border-radius:1rem;text-align:center}"
    "h1{font-size:1.4rem;margin:.2em 0}a{display:inline-block;margin-top:1rem;padding:.7rem 1.4rem;"
    "border-radius:2rem;background:#128c4a;color:#fff;text-decoration:none}"
)
_CSP = (
    f"default-src 'none'; style-src 'sha256-{b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'; "
    "frame-ancestors 'none'"
)


def payments(doors: Doors) -> Blueprint:
    """The routes of money."""
    blueprint = Blueprint("payments", __name__)
    routes = Payments(doors)
    for path, view, method in (
        ("/webhooks/razorpay", routes.hook, "POST"), ("/payments/return", routes.back, "GET"),
    ):  # fmt: skip
        blueprint.add_url_rule(path, view_func=view, methods=[method], provide_automatic_options=False)
    return blueprint


class Payments:
    """Takes in what is genuine, and shows what is known."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._forgeries = Forgeries(doors.rates, doors.hasher, doors.settings.proxies)
        self._number = "".join(filter(str.isdigit, doors.settings.twilio_whatsapp_number or ""))

    def hook(self) -> Response:
        """The gateway tells something. It is stored before we say that we have it, and read by the worker."""
        body = read_body(request)
        if body.is_form:
            raise UnsupportedMediaType
        till = self._doors.till
        if till is None:
            raise Closed
        if not till.hooks.is_genuine(body.raw, request.headers.get("X-Razorpay-Signature")):
            self._forgeries.refuse()
        is_new = till.hooks.take(body.raw, request.headers.get("X-Razorpay-Event-Id", ""))
        note(is_new=is_new)
        if is_new:
            self._doors.bells.paid()
        return jsonify({"status": "taken"})

    def back(self) -> Response:
        """A person comes back from paying."""
        till = self._doors.till
        if till is None:
            raise NotFound
        address = self._doors.hasher.hashed(client_address(request.environ, self._doors.settings.proxies))
        if not self._doors.rates.take(RETURNS, address):
            raise TooMany(self._doors.rates.wait(RETURNS, address))
        found = till.returned({name: values[0] for name, values in request.args.lists()})
        note(returned=found.seen.value)
        if found.seen is Seen.CHECKING:
            self._doors.bells.paid()
        title, text = till.words(found.seen, found.language)
        response = Response(self._page(title, text, found), mimetype="text/html")
        response.headers["Content-Security-Policy"] = _CSP
        return response

    def _page(self, title: str, text: str, found: Return) -> str:
        """While it is looked at the page looks again by itself, for as long as the person leaves it open."""
        again = f'<meta http-equiv="refresh" content="{_LOOK_AGAIN}">' if found.seen is Seen.CHECKING else ""
        link = f'<p><a href="https://wa.me/{self._number}">WhatsApp</a></p>' if self._number else ""
        return (
            f'<!doctype html><html lang="{escape(found.language or "en")}"><meta charset="utf-8">{again}'
            f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
            f"<style>{_STYLE}</style><main><h1>{escape(title)}</h1><p>{escape(text)}</p>{link}</main></html>"
        )
