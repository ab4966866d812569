"""The doors of payment links."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from integrations.sandbox.razorpay import linking
from integrations.sandbox.razorpay.asking import Fields, Span
from integrations.sandbox.razorpay.bodies import body_of
from integrations.sandbox.razorpay.errors import RazorpayRefusal, invalid, unknown_id
from integrations.sandbox.razorpay.ids import new_id
from integrations.sandbox.razorpay.link_entities import link_json
from integrations.sandbox.razorpay.linking import moment
from integrations.sandbox.razorpay.records import Link
from integrations.sandbox.state import Sandbox

_SOONEST = 15 * 60
_LATEST = 183 * 86_400
_REFERENCE = 40
_CREATES = (
    "amount", "currency", "accept_partial", "first_min_partial_amount", "upi_link", "description", "reference_id",
    "customer", "expire_by", "notify", "notes", "callback_url", "callback_method", "reminder_enable", "options",
)  # fmt: skip
_EDITS = ("reference_id", "expire_by", "reminder_enable", "notes", "accept_partial")


@dataclass(frozen=True, slots=True)
class Links:
    """The doors. All is done inside the sandbox's lock."""

    sandbox: Sandbox

    def mount(self, doors: Blueprint) -> None:
        """Open them."""
        doors.add_url_rule("/payment_links", view_func=self.create_link, methods=["POST"])
        doors.add_url_rule("/payment_links", view_func=self.list_links, methods=["GET"])
        doors.add_url_rule("/payment_links/<id>", view_func=self.fetch_link, methods=["GET"])
        doors.add_url_rule("/payment_links/<id>", view_func=self.edit_link, methods=["PATCH"])
        doors.add_url_rule("/payment_links/<id>/cancel", view_func=self.cancel_link, methods=["POST"])
        doors.add_url_rule("/payment_links/<id>/notify_by/<medium>", view_func=self.notify, methods=["POST"])

    def create_link(self) -> ResponseReturnValue:
        """Make one."""
        fields = Fields(body_of(request), _CREATES)
        with self.sandbox.lock:
            link = self._made(fields)
            self._claim(link.reference)
            linking.keep(self.sandbox, link)
            return jsonify(link_json(self.sandbox.books, link, is_new=True))

    def list_links(self) -> ResponseReturnValue:
        """By reference, by payment, or the newest."""
        asked, span = request.args, Span.of(request.args)
        with self.sandbox.lock:
            books = self.sandbox.books
            if "reference_id" in asked or "payment_id" in asked:
                one = books.link_for(asked["reference_id"]) if "reference_id" in asked else None
                found = [link for link in (one or books.link_of(asked.get("payment_id", "")),) if link]
            else:
                found = list(reversed(books.links.values()))[span.skip : span.skip + span.count]
            return jsonify({"payment_links": [link_json(books, link) for link in found]})

    def fetch_link(self, id: str) -> ResponseReturnValue:
        """One."""
        with self.sandbox.lock:
            return jsonify(link_json(self.sandbox.books, self._known(id)))

    def edit_link(self, id: str) -> ResponseReturnValue:
        """Change one that is open."""
        fields = Fields(body_of(request), _EDITS)
        with self.sandbox.lock:
            link = self._known(id)
            if not link.is_open:
                raise RazorpayRefusal("update can only be made in partially paid or created state")
            if "reference_id" in fields and (reference := fields.text("reference_id", _REFERENCE)) != link.reference:
                self._claim(reference)
                link.reference = reference
            if "expire_by" in fields:
                link.expire_by = link.ends = self._end(fields)
            if "notes" in fields:
                link.notes = fields.notes()
            link.reminds = fields.truth("reminder_enable", link.reminds)
            link.accepts_partial = fields.truth("accept_partial", link.accepts_partial)
            link.updated = moment(self.sandbox)
            linking.keep(self.sandbox, link)
            return jsonify(link_json(self.sandbox.books, link))

    def cancel_link(self, id: str) -> ResponseReturnValue:
        """Close one that nobody has paid."""
        with self.sandbox.lock:
            link = self._known(id)
            linking.cancel(self.sandbox, link)
            return jsonify(link_json(self.sandbox.books, link))

    def notify(self, id: str, medium: str) -> ResponseReturnValue:
        """Let Razorpay write to the customer: it says that it did."""
        with self.sandbox.lock:
            link = self._known(id)
            needed = {"sms": "contact", "email": "email"}.get(medium)
            if needed is None:
                raise invalid("not a valid notification medium", "medium")
            if not link.is_open or not link.customer.get(needed):
                raise RazorpayRefusal(f"Payment link cannot be sent by {medium}")
            return jsonify({"success": True})

    def _known(self, id: str) -> Link:
        link = self.sandbox.books.links.get(id)
        if link is None:
            raise unknown_id()
        return link

    def _claim(self, reference: str) -> None:
        """A reference is used once, by whatever became of the link."""
        if reference and self.sandbox.books.link_for(reference) is not None:
            raise RazorpayRefusal("payment link creation with reference ID already attempted")

    def _end(self, fields: Fields) -> int:
        end, now = fields.second("expire_by"), moment(self.sandbox)
        if end < now + _SOONEST:
            raise invalid("timestamp must be atleast 15 minutes in future", "expire_by")
        if end > now + _LATEST:
            raise invalid("expire_by must be less than 6 months in future", "expire_by")
        return end

    def _made(self, fields: Fields) -> Link:
        now = moment(self.sandbox)
        end = self._end(fields) if "expire_by" in fields else 0
        made = Link(
            id=new_id(self.sandbox.sids, "plink_"), amount=fields.amount(), currency=fields.currency("INR"),
            created=now, updated=now, ends=end or now + _LATEST, expire_by=end,
            reference=fields.text("reference_id", _REFERENCE), description=fields.text("description"),
            customer=fields.texts("customer", ("name", "email", "contact")), notes=fields.notes(),
            notify=fields.truths("notify"), callback_url=_callback(fields),
            accepts_partial=fields.truth("accept_partial"), reminds=fields.truth("reminder_enable", True),
        )  # fmt: skip
        if fields.truth("upi_link"):
            raise RazorpayRefusal("UPI Payment Links is not supported in Test Mode")
        if made.accepts_partial and "first_min_partial_amount" in fields:
            made.first_minimum = fields.amount("first_min_partial_amount")
            if made.first_minimum > made.amount:
                raise invalid("minimum amount should be less than the amount", "first_min_partial_amount")
        return made


def _callback(fields: Fields) -> str:
    """Both or neither."""
    url, method = fields.text("callback_url"), fields.text("callback_method")
    if bool(url) != bool(method):
        missing = "callback_method" if url else "callback_url"
        raise invalid("callback_url and callback_method should be sent together", missing)
    if url and not url.startswith(("http://", "https://")):
        raise invalid("callback_url: must be a valid URL", "callback_url")
    if method not in ("", "get"):
        raise invalid("callback_method: must be a valid value", "callback_method")
    return url
