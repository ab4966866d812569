"""What the page and tests may order: people, what they do, faults, the clock. Not a part of Twilio."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from integrations.sandbox import incoming
from integrations.sandbox.errors import TwilioRefusal
from integrations.sandbox.faults import Fault, Kind
from integrations.sandbox.incoming import Upload
from integrations.sandbox.records import Location, Message, Person
from integrations.sandbox.state import Sandbox
from integrations.sandbox.templates import add_template
from integrations.sandbox.views import bubble, exchange_json, fault_json, overview

_LONGEST_WAIT = 25.0
_PLAYED = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")


def control(sandbox: Sandbox) -> Blueprint:
    """The doors of the control."""
    doors = Blueprint("control", __name__, url_prefix="/sandbox")
    room = _Control(sandbox)
    doors.add_url_rule("/state", view_func=room.state, methods=["GET"])
    doors.add_url_rule("/wire", view_func=room.wire, methods=["GET"])
    doors.add_url_rule("/people", view_func=room.add_person, methods=["POST"])
    doors.add_url_rule("/people/<id>/messages", view_func=room.act, methods=["POST"])
    doors.add_url_rule("/people/<id>/number", view_func=room.renumber, methods=["POST"])
    doors.add_url_rule("/media/<sid>", view_func=room.media, methods=["GET"])
    doors.add_url_rule("/faults", view_func=room.order, methods=["POST"])
    doors.add_url_rule("/faults", view_func=room.clear, methods=["DELETE"])
    doors.add_url_rule("/faults/<id>", view_func=room.clear, methods=["DELETE"])
    doors.add_url_rule("/clock", view_func=room.turn, methods=["POST"])
    doors.add_url_rule("/templates", view_func=room.template, methods=["POST"])
    doors.before_request(_only_json)
    doors.register_error_handler(ValueError, _wrong)
    doors.register_error_handler(KeyError, _wrong)
    doors.register_error_handler(TypeError, _wrong)
    return doors


def _only_json() -> ResponseReturnValue | None:
    """Another site's form cannot post JSON: so no page but ours can order anything here."""
    if request.method == "POST" and not request.is_json:
        return jsonify({"error": "the control takes JSON"}), 415
    return None


def _wrong(error: Exception) -> ResponseReturnValue:
    words = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return jsonify({"error": words}), 400


class _Control:
    """The doors."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def state(self) -> ResponseReturnValue:
        """Everything, as soon as it is newer than version `since`, or after `wait` seconds."""
        since, wait = _number("since", -1), min(_number("wait", 0), _LONGEST_WAIT)
        self._sandbox.wait(lambda: self._sandbox.version > since, wait)
        return jsonify(overview(self._sandbox, request.args.get("person"), int(_number("wire", 0))))

    def wire(self) -> ResponseReturnValue:
        """The wire after a number."""
        return jsonify([exchange_json(exchange) for exchange in self._sandbox.wire.after(int(_number("after", 0)))])

    def add_person(self) -> ResponseReturnValue:
        """Somebody new."""
        body = _body()
        person = self._sandbox.add_person(
            str(body["name"])[:100], body.get("number") or None, body.get("user") or None, bool(body.get("reads", True))
        )
        return jsonify({"id": person.id, "address": person.address}), 201

    def renumber(self, id: str) -> ResponseReturnValue:
        """Another number for somebody."""
        self._sandbox.renumber(self._person(id), _body().get("number"))
        return "", 204

    def act(self, id: str) -> ResponseReturnValue:
        """Somebody does something on the phone."""
        message = self._act(self._person(id), _body())
        with self._sandbox.lock:
            return jsonify(bubble(self._sandbox, message)), 201

    def _act(self, person: Person, body: dict[str, Any]) -> Message:
        sandbox = self._sandbox
        match body["kind"]:
            case "text":
                return incoming.text(sandbox, person, str(body["text"]), body.get("quotes"))
            case "tap":
                return incoming.tap(sandbox, person, body["message"], body["option"])
            case "reaction":
                return incoming.react(sandbox, person, body["message"], str(body["emoji"]))
            case "link":
                return incoming.follow(sandbox, person, str(body["url"]))
            case "location":
                place = Location(
                    float(body["latitude"]), float(body["longitude"]), str(body.get("label", "")),
                    str(body.get("address", "")),
                )  # fmt: skip
                return incoming.location(sandbox, person, place)
            case "file":
                content = b64decode(body["content"], validate=True)
                upload = Upload(str(body["type"]), content, str(body.get("name", "")))
                return incoming.file(sandbox, person, upload, str(body.get("caption", "")))
        raise ValueError("kind is text, tap, reaction, link, location or file")

    def media(self, sid: str) -> ResponseReturnValue:
        """A file, for the page. What a browser would run is never opened, only kept."""
        with self._sandbox.lock:
            file = self._sandbox.media.get(sid)
        if file is None:
            return jsonify({"error": "there is no such file"}), 404
        is_played = file.content_type.startswith(_PLAYED)
        answer = Response(file.content, content_type=file.content_type if is_played else "application/octet-stream")
        answer.headers["Content-Disposition"] = "inline" if is_played else "attachment"
        return answer

    def order(self) -> ResponseReturnValue:
        """Order a fault."""
        body = _body()
        wanted = {
            name: body[name] for name in ("times", "seconds", "code", "status", "accepts", "reason") if name in body
        }
        fault = Fault(endpoint=body["endpoint"], kind=Kind(body["kind"]), **wanted)
        with self._sandbox.lock:
            taken = self._sandbox.faults.order(fault)
            self._sandbox.changed()
        return jsonify(fault_json(taken)), 201

    def clear(self, id: str | None = None) -> ResponseReturnValue:
        """Take back one fault or all."""
        with self._sandbox.lock:
            self._sandbox.faults.clear(id)
            self._sandbox.changed()
        return "", 204

    def turn(self) -> ResponseReturnValue:
        """Turn the clock: by `seconds`, or `to` a moment."""
        body = _body()
        if "to" in body:
            moment = datetime.fromisoformat(body["to"])
            if moment.tzinfo is None:
                raise ValueError("a moment needs its offset from UTC")
            seconds = (moment - self._sandbox.now()).total_seconds()
        else:
            seconds = float(body["seconds"])
        self._sandbox.turn(seconds)
        return jsonify({"offset": self._sandbox.clock.offset})

    def template(self) -> ResponseReturnValue:
        """A template that WhatsApp has approved, under an id the bot knows."""
        body = _body()
        try:
            add_template(self._sandbox, body["sid"], body["language"], body["types"], body.get("variables") or {})
        except TwilioRefusal as refusal:
            raise ValueError(refusal.message) from None
        return "", 204

    def _person(self, id: str) -> Person:
        if id not in self._sandbox.people:
            raise ValueError("there is no such person")
        return self._sandbox.people[id]


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ValueError("the body is a JSON object")
    return body


def _number(name: str, default: float) -> float:
    return float(request.args.get(name, default))
