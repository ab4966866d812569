"""Files for the channel to fetch. Whoever has the signed address has the file."""

from __future__ import annotations

import mimetypes

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from engine.interfaces.rates import Rate
from server.http.addresses import client_address
from server.http.doors import Doors
from server.http.errors import TooMany

GUESSES = Rate("media-guesses", 30, 60)
"""Addresses nobody has made that one may ask for."""
FETCHES = Rate("media-fetches", 120, 60)
"""How often one file is fetched: a link that was passed on shall not use up our bandwidth."""


def media(doors: Doors) -> Blueprint:
    """The one route."""
    blueprint = Blueprint("media", __name__)

    def fetch(token: str) -> Response:
        file = doors.links.file_of(token)
        found = doors.files.fetch(file) if file else None
        if found is None:
            _count(doors, GUESSES, doors.hasher.hashed(client_address(request.environ, doors.settings.proxies)))
            raise NotFound
        _count(doors, FETCHES, found.id)
        response = Response(found.content, content_type=found.content_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{_name(found.content_type)}"'
        return response

    blueprint.add_url_rule("/media/<token>", view_func=fetch, methods=["GET"], provide_automatic_options=False)
    return blueprint


def _name(content_type: str) -> str:
    """What a document is called in the chat: Twilio takes it from here. Whose it is stands nowhere in it."""
    return f"boloastro{mimetypes.guess_extension(content_type) or ''}"


def _count(doors: Doors, rate: Rate, key: str) -> None:
    if not doors.rates.take(rate, key):
        raise TooMany(doors.rates.wait(rate, key))
