"""What the channel posts: messages of people, and reports of how far ours have come.

In this order, each cheaper than the next: method, size, type, signature, form, and only then something is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from engine.domain.messages import Received
from engine.errors import Conflict, StorageError
from engine.interfaces.channel import ChannelDoor
from engine.interfaces.rates import Rate
from server.http.addresses import called_url
from server.http.bodies import Body, read_body
from server.http.doors import CHANNEL, Doors, Recorded
from server.http.errors import Closed, Malformed
from server.http.forgeries import Forgeries
from server.http.lines import note

_TELLING = Rate("telling", 1, 5)
"""One request at a time tells a person."""

_TAKEN = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def webhooks(doors: Doors) -> Blueprint:
    """The routes the channel calls."""
    blueprint = Blueprint("webhooks", __name__)
    routes = Webhooks(doors)
    for path, view in (("/webhooks/twilio", routes.message), ("/webhooks/twilio/status", routes.status)):
        blueprint.add_url_rule(path, view_func=view, methods=["POST"], provide_automatic_options=False)
    return blueprint


class Webhooks:
    """Takes in what is genuine. It has nothing of a request in it: all threads share it."""

    def __init__(self, doors: Doors) -> None:
        settings = doors.settings
        self._doors = doors
        self._base_url = settings.public_base_url or ""
        self._forgeries = Forgeries(doors.rates, doors.hasher, settings.proxies)
        self._rates = (
            Rate("messages-minute", settings.messages_per_minute, 60),
            Rate("messages-hour", settings.messages_per_hour, 3600),
        )
        self._log = structlog.get_logger("http")

    def message(self) -> Response:
        """A person sent something. It is stored before we say that we have it."""
        door, body = self._genuine()
        received = door.message(body.form)
        beyond = cache(lambda: self._beyond(received))  # counted once, however often it is tried to store it
        recorded = self._stored(received, lambda: beyond() is not None)
        note(contact=recorded.contact, message=received.provider_id, is_new=recorded.is_new, inbox=recorded.inbox)
        if recorded.is_new:
            if (rate := beyond()) is not None:
                note(limited=True)
                self._tell(recorded, rate, self._key(received))
            self._doors.bells.received()
        return _taken()

    def status(self) -> Response:
        """The channel tells how far a message of ours has come; also of one we know nothing of."""
        door, body = self._genuine()
        report = door.report(body.form, request.args.get("reference"))
        note(message=report.provider_id, progress=report.progress.value)
        try:
            self._doors.deliveries.report(report)
        except Conflict as error:  # several times in a row
            raise StorageError("a message is being changed by others") from error
        self._doors.bells.reported()
        return _taken()

    def _genuine(self) -> tuple[ChannelDoor, Body]:
        """The body, once it is certain who has sent it."""
        body = read_body(request)
        door = self._doors.door
        if door is None or not self._base_url:
            raise Closed
        url = called_url(request.environ, self._base_url)
        if not door.is_genuine(url, body.form, body.raw, request.headers.get("X-Twilio-Signature")):
            self._forgeries.refuse()
        if not body.is_form:
            raise UnsupportedMediaType
        if not body.is_sound:
            raise Malformed
        return door, body

    def _beyond(self, received: Received) -> Rate | None:
        """The rate that one more message of this person breaks."""
        key = self._key(received)
        return next((rate for rate in self._rates if not self._doors.rates.take(rate, key)), None)

    def _key(self, received: Received) -> str:
        """A person by the name that stays; hashed, as the counts lie outside of the database."""
        return self._doors.hasher.hashed(received.user or received.address)

    def _stored(self, received: Received, is_limited: Callable[[], bool]) -> Recorded:
        try:
            return self._doors.turns.message(
                CHANNEL, received.address, received.provider_id, received.message, user=received.user,
                number=received.number, is_limited=is_limited,
            )  # fmt: skip
        except Conflict as error:  # several times in a row
            raise StorageError("a contact is being changed by others") from error

    def _tell(self, recorded: Recorded, beyond: Rate, key: str) -> None:
        """Say so, once in a window. The message is stored by now: whatever happens here, we have it.

        That they were told counts when it is stored: if we die before, the next message is told again after a moment.
        """
        told, rates = Rate(f"told-{beyond.name}", 1, beyond.seconds), self._doors.rates
        if rates.wait(told, key) > 0 or not rates.take(_TELLING, key):
            return
        try:
            self._doors.turns.too_many(recorded.contact)
            rates.take(told, key)
            self._doors.bells.reported()  # there is something to send
        except (StorageError, Conflict) as error:
            self._log.error("too_many.untold", contact=recorded.contact, error=type(error).__name__)


def _taken() -> Response:
    return Response(_TAKEN, mimetype="text/xml")
