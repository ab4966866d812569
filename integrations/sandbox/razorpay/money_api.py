"""The doors of payments, refunds, orders and settlements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from integrations.sandbox.razorpay import paying, refunding, settling
from integrations.sandbox.razorpay.asking import Fields, Span, idempotency_key
from integrations.sandbox.razorpay.bodies import body_of
from integrations.sandbox.razorpay.entities import Json, collection, order_json, payment_json, refund_json
from integrations.sandbox.razorpay.errors import RazorpayRefusal, invalid, unknown_id
from integrations.sandbox.razorpay.ids import new_id
from integrations.sandbox.razorpay.linking import moment
from integrations.sandbox.razorpay.records import Order, Payment, Refund
from integrations.sandbox.razorpay.refunding import Return
from integrations.sandbox.state import Sandbox

_Known = TypeVar("_Known", Payment, Refund, Order)
_OTHER_BODY = "Different request with the same idempotency key has already been processed."


@dataclass(frozen=True, slots=True)
class Money:
    """The doors. All is done inside the sandbox's lock."""

    sandbox: Sandbox

    def mount(self, doors: Blueprint) -> None:
        """Open them."""
        lists: Mapping[str, Callable[..., ResponseReturnValue]] = {
            "/payments": self.list_payments, "/payments/<id>": self.fetch_payment,
            "/payments/<id>/refunds": self.list_refunds_of, "/refunds": self.list_refunds,
            "/refunds/<id>": self.fetch_refund, "/orders": self.list_orders, "/orders/<id>": self.fetch_order,
            "/orders/<id>/payments": self.list_payments_of, "/settlements/recon/combined": self.reconcile,
        }  # fmt: skip
        for path, view in lists.items():
            doors.add_url_rule(path, view_func=view, methods=["GET"])
        doors.add_url_rule("/payments/<id>/capture", view_func=self.capture, methods=["POST"])
        doors.add_url_rule("/payments/<id>/refund", view_func=self.refund, methods=["POST"])
        doors.add_url_rule("/orders", view_func=self.create_order, methods=["POST"])

    def list_payments(self) -> ResponseReturnValue:
        """A part of all, the newest first."""
        return self._page(self.sandbox.books.payments, payment_json)

    def list_refunds(self) -> ResponseReturnValue:
        """A part of all, the newest first."""
        return self._page(self.sandbox.books.refunds, refund_json)

    def list_orders(self) -> ResponseReturnValue:
        """A part of all, the newest first."""
        return self._page(self.sandbox.books.orders, order_json)

    def fetch_payment(self, id: str) -> ResponseReturnValue:
        """One."""
        with self.sandbox.lock:
            return jsonify(payment_json(self._payment(id)))

    def fetch_refund(self, id: str) -> ResponseReturnValue:
        """One."""
        with self.sandbox.lock:
            if id not in self.sandbox.books.refunds:
                raise unknown_id()
            return jsonify(refund_json(self.sandbox.books.refunds[id]))

    def fetch_order(self, id: str) -> ResponseReturnValue:
        """One."""
        with self.sandbox.lock:
            return jsonify(order_json(self._order(id)))

    def list_refunds_of(self, id: str) -> ResponseReturnValue:
        """The refunds of a payment."""
        with self.sandbox.lock:
            payment = self._payment(id)
            refunds = [r for r in reversed(self.sandbox.books.refunds.values()) if r.payment == payment.id]
            return jsonify(collection([refund_json(refund) for refund in refunds]))

    def list_payments_of(self, id: str) -> ResponseReturnValue:
        """All attempts to pay an order."""
        with self.sandbox.lock:
            order = self._order(id)
            payments = [p for p in reversed(self.sandbox.books.payments.values()) if p.order == order.id]
            return jsonify(collection([payment_json(payment) for payment in payments]))

    def reconcile(self) -> ResponseReturnValue:
        """What was settled on a day."""
        span = Span.of(request.args, most=1000, count=1000)
        try:
            year, month = int(request.args["year"]), int(request.args["month"])
            day = int(request.args["day"]) if "day" in request.args else None
        except (KeyError, ValueError):
            raise invalid("The year and month fields are required.", "year") from None
        with self.sandbox.lock:
            lines = settling.lines_of(self.sandbox, year, month, day)
        return jsonify(collection(list(lines[span.skip : span.skip + span.count])))

    def capture(self, id: str) -> ResponseReturnValue:
        """Take an authorized payment, all of it."""
        fields = Fields(body_of(request), ("amount", "currency"))
        with self.sandbox.lock:
            payment = self._payment(id)
            if payment.is_captured:
                raise invalid("This payment has already been captured")
            if payment.status != "authorized":
                raise invalid("Only payments which have been authorized and not yet captured can be captured")
            if (fields.amount(), fields.currency("INR")) != (payment.amount, payment.currency):
                raise invalid("Capture amount must be equal to the amount authorized", "amount")
            paying.confirm(self.sandbox, payment)
            return jsonify(payment_json(payment))

    def refund(self, id: str) -> ResponseReturnValue:
        """Give back, once for each key."""
        body, key = body_of(request), idempotency_key(request.headers.get("X-Refund-Idempotency"))
        fields = Fields(body, ("amount", "speed", "notes", "receipt"))
        speed = fields.text("speed") or "normal"
        if speed not in ("normal", "optimum"):
            raise invalid("The selected speed is invalid.", "speed")
        amount = fields.amount() if "amount" in fields else None
        wanted = Return(amount=amount, speed=speed, receipt=fields.text("receipt", 40) or None, notes=fields.notes())
        with self.sandbox.lock:
            payment = self._payment(id)
            known = self._done(key, {**body, "payment": id})
            made = known or refunding.refund(self.sandbox, payment, wanted)
            if key is not None and known is None:
                self.sandbox.books.once[key] = ({**body, "payment": id}, made.id)
            return jsonify(refund_json(made))

    def create_order(self) -> ResponseReturnValue:
        """Make one; a receipt is used once."""
        fields = Fields(
            body_of(request),
            ("amount", "currency", "receipt", "notes", "partial_payment", "payment", "payment_capture",
             "unique_receipt"),
        )  # fmt: skip
        with self.sandbox.lock:
            receipt = fields.text("receipt", 40)
            known = next((o for o in self.sandbox.books.orders.values() if receipt and o.receipt == receipt), None)
            if known is not None and not fields.truth("unique_receipt"):
                raise invalid("Order receipt should be unique.", "receipt")
            order = known or Order(
                id=new_id(self.sandbox.sids, "order_"), amount=fields.amount(), currency=fields.currency(),
                receipt=receipt or None, created=moment(self.sandbox), notes=fields.notes(),
                is_partial=fields.truth("partial_payment"),
            )  # fmt: skip
            self.sandbox.books.orders[order.id] = order
            self.sandbox.changed()
            return jsonify(order_json(order))

    def _page(self, all: Mapping[str, _Known], shown: Callable[[_Known], Json]) -> ResponseReturnValue:
        span = Span.of(request.args)
        with self.sandbox.lock:
            asked = [known for known in reversed(list(all.values())) if span.begin <= known.created <= span.end]
            return jsonify(collection([shown(known) for known in asked[span.skip : span.skip + span.count]]))

    def _done(self, key: str | None, body: Mapping[str, object]) -> Refund | None:
        """The refund that was made with this key. RazorpayRefusal when that was another request."""
        if key is None or key not in self.sandbox.books.once:
            return None
        asked, made = self.sandbox.books.once[key]
        if asked != body:
            raise RazorpayRefusal(_OTHER_BODY, status=409)
        return self.sandbox.books.refunds[made]

    def _payment(self, id: str) -> Payment:
        if id not in self.sandbox.books.payments:
            raise unknown_id()
        return self.sandbox.books.payments[id]

    def _order(self, id: str) -> Order:
        if id not in self.sandbox.books.orders:
            raise unknown_id()
        return self.sandbox.books.orders[id]
