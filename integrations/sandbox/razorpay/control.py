"""What tests and demos may order at Razorpay's side by HTTP. Not a part of Razorpay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from integrations.sandbox.razorpay.entities import payment_json, refund_json
from integrations.sandbox.razorpay.errors import RazorpayRefusal
from integrations.sandbox.razorpay.link_entities import link_json
from integrations.sandbox.razorpay.paying import Wish
from integrations.sandbox.razorpay.records import Event, Link, Payment
from integrations.sandbox.razorpay.refunding import Return
from integrations.sandbox.razorpay.settling import settlement_json
from integrations.sandbox.razorpay.till import Till
from integrations.sandbox.state import Sandbox


def razorpay_control(sandbox: Sandbox) -> Blueprint:
    """The doors of the control."""
    doors = Blueprint("razorpay_control", __name__, url_prefix="/sandbox/razorpay")
    room = _Control(sandbox)
    for path, view in {
        "": room.overview, "/links": room.links, "/payments": room.payments, "/refunds": room.refunds,
        "/events": room.events,
    }.items():  # fmt: skip
        doors.add_url_rule(path, view_func=view, methods=["GET"])
    for path, order in {
        "/links/<name>/open": room.open, "/links/<name>/pay": room.pay, "/links/<name>/fail": room.fail,
        "/links/<name>/cancel": room.cancel, "/orders/<name>/pay": room.pay_order,
        "/payments/<name>/confirm": room.confirm, "/payments/<name>/refund": room.refund,
        "/payments/<name>/dispute": room.dispute, "/refunds/<name>": room.end_refund,
        "/events/<name>/replay": room.replay,
    }.items():  # fmt: skip
        doors.add_url_rule(path, view_func=order, methods=["POST"])
    for path, deed in {"/settlements": room.settle, "/downtimes": room.downtime, "/webhook": room.set_webhook}.items():
        doors.add_url_rule(path, view_func=deed, methods=["POST"])
    doors.before_request(_only_json)
    for error in (ValueError, KeyError, TypeError, LookupError, RazorpayRefusal):
        doors.register_error_handler(error, _wrong)
    return doors


def _only_json() -> ResponseReturnValue | None:
    """Another site's form cannot post JSON."""
    if request.method == "POST" and not request.is_json:
        return jsonify({"error": "the control takes JSON"}), 415
    return None


def _wrong(error: Exception) -> ResponseReturnValue:
    words = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    is_unknown = isinstance(error, LookupError) and not isinstance(error, KeyError)
    return jsonify({"error": words}), 404 if is_unknown else 400


class _Control:
    """The doors. A link is named by its id, its reference or its short name."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._till = Till(sandbox)

    def overview(self) -> ResponseReturnValue:
        """What there is, in numbers."""
        books = self._sandbox.books
        with self._sandbox.lock:
            return jsonify({
                "account": books.merchant and books.merchant.account,
                "webhook": books.merchant and books.merchant.webhook,
                "enabled": books.is_enabled, "links": len(books.links), "orders": len(books.orders),
                "payments": len(books.payments), "refunds": len(books.refunds), "events": len(books.events),
                "disputes": [asdict(known) for known in books.disputes.values()],
                "settlements": [settlement_json(known) for known in books.settlements],
            })  # fmt: skip

    def links(self) -> ResponseReturnValue:
        """All links."""
        return jsonify([self._link(link) for link in self._till.links()])

    def payments(self) -> ResponseReturnValue:
        """All payments, or those of `?link=`."""
        return jsonify([_payment(payment) for payment in self._till.payments(request.args.get("link"))])

    def refunds(self) -> ResponseReturnValue:
        """All refunds."""
        return jsonify([refund_json(refund) for refund in self._till.refunds()])

    def events(self) -> ResponseReturnValue:
        """Events and how they were answered, those `?name=`d or `?after=` a number."""
        after = int(request.args.get("after", 0))
        return jsonify([_event(e) for e in self._till.events(request.args.get("name")) if e.number > after])

    def open(self, name: str) -> ResponseReturnValue:
        """Somebody opens the page."""
        return jsonify({"order": self._till.open(name).id}), 201

    def pay(self, name: str) -> ResponseReturnValue:
        """Somebody pays."""
        body = _body()
        paid = self._till.pay(name, _wish(body), int(body.get("times", 1)))
        link = self._till.link(name)
        callback = self._till.callback(name, paid[0].id) if paid[0].id in self._sandbox.books.payments else None
        return jsonify({
            "link": self._link(link), "payments": [_payment(payment) for payment in paid], "callback": callback,
        }), 201  # fmt: skip

    def fail(self, name: str) -> ResponseReturnValue:
        """Somebody's payment fails."""
        body = _body()
        failed = self._till.fail(name, str(body.get("reason", "payment_failed")), _wish(body))
        return jsonify({"link": self._link(self._till.link(name)), "payments": [_payment(failed)]}), 201

    def cancel(self, name: str) -> ResponseReturnValue:
        """An operator cancels a link."""
        return jsonify(self._link(self._till.cancel(name))), 201

    def pay_order(self, name: str) -> ResponseReturnValue:
        """Somebody pays an order."""
        return jsonify({"payments": [_payment(self._till.pay_order(name, _wish(_body())))]}), 201

    def confirm(self, name: str) -> ResponseReturnValue:
        """The bank says late that it has the money."""
        return jsonify(_payment(self._till.confirm(name))), 201

    def refund(self, name: str) -> ResponseReturnValue:
        """Money goes back."""
        body = _body()
        wanted = Return(amount=body.get("amount"), speed=str(body.get("speed", "normal"))) if body else None
        return jsonify(refund_json(self._till.refund(name, wanted))), 201

    def end_refund(self, name: str) -> ResponseReturnValue:
        """What becomes of a refund."""
        return jsonify(refund_json(self._till.end_refund(name, _body()["event"]))), 201

    def dispute(self, name: str) -> ResponseReturnValue:
        """A step of a dispute."""
        body = _body()
        phase, amount = str(body.get("phase", "chargeback")), body.get("amount")
        return jsonify(asdict(self._till.dispute(name, str(body.get("event", "created")), phase, amount))), 201

    def settle(self) -> ResponseReturnValue:
        """A day of settlement."""
        return jsonify(settlement_json(self._till.settle())), 201

    def downtime(self) -> ResponseReturnValue:
        """A way to pay is down."""
        body = _body()
        id = self._till.downtime(body["event"], str(body.get("method", "upi")), body.get("instrument"))
        return jsonify({"id": id}), 201

    def replay(self, name: str) -> ResponseReturnValue:
        """An event once more."""
        body = _body()
        replayed = self._till.replay(name, is_new=bool(body.get("new_id", False)), days=int(body.get("days", 0)))
        return jsonify(_event(replayed)), 201

    def set_webhook(self) -> ResponseReturnValue:
        """Another secret for events to come, or the webhook off and on."""
        body = _body()
        with self._sandbox.lock:
            self._sandbox.books.secret = str(body.get("secret") or self._sandbox.books.secret)
            self._sandbox.books.is_enabled = bool(body.get("enabled", self._sandbox.books.is_enabled))
        return "", 204

    def _link(self, link: Link) -> Mapping[str, object]:
        with self._sandbox.lock:
            return link_json(self._sandbox.books, link)


def _payment(payment: Payment) -> Mapping[str, object]:
    return {**payment_json(payment), "link_id": payment.link}


def _event(event: Event) -> Mapping[str, object]:
    return {
        "number": event.number, "id": event.id, "event": event.name, "created": event.created.isoformat(),
        "taken": event.is_taken, "over": event.is_over,
        "posts": [
            {"at": post.at.isoformat(), "status": post.status, "forged": post.is_forged} for post in event.posts
        ],
        "body": event.body.decode(),
    }  # fmt: skip


def _wish(body: Mapping[str, Any]) -> Wish:
    known = {"method": "method", "amount": "amount", "contact": "contact", "email": "email", "late": "is_late",
             "captured": "is_captured"}  # fmt: skip
    return Wish(**{known[name]: value for name, value in body.items() if name in known})


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ValueError("the body is a JSON object")
    return body
