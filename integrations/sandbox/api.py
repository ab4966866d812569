"""The doors of Twilio's API: Messages and their files, Content and its approvals, the typing indicator."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from hmac import compare_digest
from typing import Any, cast

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from integrations.sandbox.agenda import Review
from integrations.sandbox.content import Content, check
from integrations.sandbox.errors import TwilioRefusal, not_allowed, not_authenticated, not_found
from integrations.sandbox.outgoing import Order, accept
from integrations.sandbox.pages import (
    Asked,
    approval_json,
    content_json,
    day,
    media_json,
    message_json,
    meta_page,
    span,
    uri_page,
)
from integrations.sandbox.records import Message
from integrations.sandbox.state import Sandbox

_TYPING = timedelta(seconds=25)
_ACCOUNT = "/2010-04-01/Accounts/<account>"


def api(sandbox: Sandbox, root: Callable[[], str]) -> Blueprint:
    """The API of one account. `root` is the address the sandbox is reached at."""
    doors = Blueprint("api", __name__)
    _Messages(sandbox).mount(doors)
    _Contents(sandbox, root).mount(doors)
    doors.add_url_rule("/v2/Indicators/Typing.json", view_func=_typing(sandbox), methods=["POST"])

    @doors.before_request
    def authenticate() -> None:
        if not _is_known(sandbox, request.headers.get("Authorization", "")):
            raise not_authenticated()
        if (request.view_args or {}).get("account", sandbox.account.sid) != sandbox.account.sid:
            raise not_found(request.path)

    return doors


def refused(error: TwilioRefusal) -> ResponseReturnValue:
    """A refusal as Twilio writes it."""
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == 401 else {}
    return jsonify(error.body()), error.status, headers


def refused_by_http(error: HTTPException) -> ResponseReturnValue:
    """No such address, or not for this verb."""
    return refused(not_allowed() if error.code == 405 else not_found(request.path))


def _is_known(sandbox: Sandbox, header: str) -> bool:
    scheme, _, pair = header.partition(" ")
    try:
        sid, _, token = b64decode(pair, validate=True).decode().partition(":")
    except ValueError:
        return False
    knows_a_token = any(compare_digest(token.encode(), known.encode()) for known in sandbox.account.tokens)
    return scheme == "Basic" and sid == sandbox.account.sid and knows_a_token


class _Messages:
    """Messages, and the files of those that came in."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._sid = sandbox.account.sid

    def mount(self, doors: Blueprint) -> None:
        """Open the doors."""
        for path in (f"{_ACCOUNT}/Messages.json", f"{_ACCOUNT}/Messages"):
            doors.add_url_rule(path, view_func=self.create, methods=["POST"])
            doors.add_url_rule(path, view_func=self.list_messages, methods=["GET"])
        for path in (f"{_ACCOUNT}/Messages/<sid>.json", f"{_ACCOUNT}/Messages/<sid>"):
            doors.add_url_rule(path, view_func=self.fetch, methods=["GET"])
        doors.add_url_rule(f"{_ACCOUNT}/Messages/<sid>/Media.json", view_func=self.list_media, methods=["GET"])
        doors.add_url_rule(f"{_ACCOUNT}/Messages/<sid>/Media/<file>.json", view_func=self.describe, methods=["GET"])
        doors.add_url_rule(f"{_ACCOUNT}/Messages/<sid>/Media/<file>", view_func=self.file, methods=["GET"])

    def create(self, account: str) -> ResponseReturnValue:
        """Send."""
        form = request.form
        order = Order(
            to=form.get("To", ""), sender=form.get("From", ""), body=form.get("Body", ""),
            media=tuple(form.getlist("MediaUrl")), content=form.get("ContentSid", ""),
            variables=form.get("ContentVariables", ""), callback=form.get("StatusCallback", ""),
        )  # fmt: skip
        with self._sandbox.lock:
            return jsonify(message_json(account, accept(self._sandbox, order))), 201

    def list_messages(self, account: str) -> ResponseReturnValue:
        """A page of all messages, the newest first."""
        asked = Asked(request.args)
        with self._sandbox.lock:
            known = [message for message in reversed(self._sandbox.messages.values()) if _is_asked(message)]
            part = [message_json(account, message) for message in asked.part(known)]
        return jsonify(uri_page("messages", request.path, asked, part, len(known)))

    def fetch(self, account: str, sid: str) -> ResponseReturnValue:
        """One message."""
        with self._sandbox.lock:
            return jsonify(message_json(account, self._sandbox.message(sid)))

    def list_media(self, account: str, sid: str) -> ResponseReturnValue:
        """The files of a message."""
        with self._sandbox.lock:
            files = [self._sandbox.media[file] for file in self._sandbox.message(sid).media]
            items = [media_json(account, file) for file in files]
        return jsonify(uri_page("media_list", request.path, Asked(request.args), items, len(items)))

    def describe(self, account: str, sid: str, file: str) -> ResponseReturnValue:
        """What is known of a file."""
        with self._sandbox.lock:
            if file not in self._sandbox.message(sid).media:
                raise not_found(request.path)
            return jsonify(media_json(account, self._sandbox.media[file]))

    def file(self, account: str, sid: str, file: str) -> ResponseReturnValue:
        """A file itself."""
        self.describe(account, sid, file)
        kept = self._sandbox.media[file]
        return Response(kept.content, content_type=kept.content_type)


class _Contents:
    """Content resources and what WhatsApp says of them."""

    def __init__(self, sandbox: Sandbox, root: Callable[[], str]) -> None:
        self._sandbox = sandbox
        self._root = root

    def mount(self, doors: Blueprint) -> None:
        """Open the doors."""
        doors.add_url_rule("/v1/Content", view_func=self.create_content, methods=["POST"])
        doors.add_url_rule("/v1/Content", view_func=self.list_contents, methods=["GET"])
        doors.add_url_rule("/v1/Content/<sid>", view_func=self.fetch_content, methods=["GET"])
        doors.add_url_rule("/v1/Content/<sid>", view_func=self.delete_content, methods=["DELETE"])
        approvals = "/v1/Content/<sid>/ApprovalRequests"
        doors.add_url_rule(f"{approvals}/whatsapp", view_func=self.submit, methods=["POST"])
        doors.add_url_rule(approvals, view_func=self.approval, methods=["GET"])

    def create_content(self) -> ResponseReturnValue:
        """Make one."""
        body = _json()
        types, variables = body.get("types"), body.get("variables") or {}
        check(types, variables, body.get("language"))
        with self._sandbox.lock:
            content = Content(
                sid=self._sandbox.sids.new("HX"), friendly_name=str(body.get("friendly_name") or ""),
                language=body["language"], types=body["types"], variables=variables, created=self._sandbox.now(),
            )  # fmt: skip
            self._sandbox.contents[content.sid] = content
            return jsonify(self._shown(content)), 201

    def list_contents(self) -> ResponseReturnValue:
        """A page of all, the newest first."""
        with self._sandbox.lock:
            items = [self._shown(content) for content in reversed(self._sandbox.contents.values())]
        return jsonify(meta_page("contents", f"{self._root()}{request.path}", Asked(request.args), items))

    def fetch_content(self, sid: str) -> ResponseReturnValue:
        """One."""
        with self._sandbox.lock:
            return jsonify(self._shown(self._known(sid)))

    def delete_content(self, sid: str) -> ResponseReturnValue:
        """Away with one."""
        with self._sandbox.lock:
            del self._sandbox.contents[self._known(sid).sid]
            return "", 204

    def submit(self, sid: str) -> ResponseReturnValue:
        """Ask WhatsApp to approve it as a template."""
        body = _json()
        if not all(isinstance(body.get(name), str) and body[name] for name in ("name", "category")):
            raise TwilioRefusal(20001, "Invalid parameters: name and category are required")
        with self._sandbox.lock:
            content = self._known(sid)
            content.name, content.category, content.approval = body["name"], body["category"], "received"
            self._sandbox.plan(Review(sid), self._sandbox.pace.reviewed)
            return jsonify(approval_json(content)), 201

    def approval(self, sid: str) -> ResponseReturnValue:
        """What WhatsApp says of it."""
        with self._sandbox.lock:
            content = self._known(sid)
            whatsapp = {"type": "whatsapp", **approval_json(content)}
            url = f"{self._root()}{request.path}"
            known = {"sid": sid, "account_sid": self._sandbox.account.sid, "whatsapp": whatsapp, "url": url}
            return jsonify(known)

    def _known(self, sid: str) -> Content:
        if sid not in self._sandbox.contents:
            raise not_found(request.path)
        return self._sandbox.contents[sid]

    def _shown(self, content: Content) -> Any:
        return content_json(self._sandbox.account.sid, self._root(), content)


def _typing(sandbox: Sandbox) -> Callable[[], ResponseReturnValue]:
    def typing() -> ResponseReturnValue:
        """Somebody is writing an answer: the message it answers is marked as read, too."""
        if request.form.get("channel") != "whatsapp":
            raise TwilioRefusal(20001, "Invalid parameters: channel is whatsapp")
        with sandbox.lock:
            message = sandbox.messages.get(request.form.get("messageId", ""))
            if message is None or not message.is_inbound:
                raise not_found(request.path)
            message.is_seen = True
            sandbox.people[message.person].typing_until = sandbox.now() + _TYPING
            sandbox.changed()
        return jsonify({"success": True})

    return typing


def _is_asked(message: Message) -> bool:
    """Whether the filters of the request let it through. One that was not sent yet counts from when it was made."""
    asked = request.args
    at = message.sent or message.created
    return (
        asked.get("To", message.to) == message.to
        and asked.get("From", message.sender) == message.sender
        and ("DateSent" not in asked or day(asked["DateSent"])[0] <= at < day(asked["DateSent"])[1])
        and ("DateSent>" not in asked or at >= span(asked["DateSent>"])[0])
        and ("DateSent<" not in asked or at < span(asked["DateSent<"])[1])
    )


def _json() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise TwilioRefusal(20001, "Invalid parameters: the body is no JSON object")
    return cast("dict[str, Any]", _without_nulls(body))


def _without_nulls(value: object) -> object:
    """What is null was not given: Twilio's own libraries write all fields there are."""
    if isinstance(value, dict):
        return {name: _without_nulls(part) for name, part in value.items() if part is not None}
    return [_without_nulls(part) for part in value] if isinstance(value, list) else value
