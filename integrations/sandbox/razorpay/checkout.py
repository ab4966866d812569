"""The page a link leads to: somebody pays, in one of the ways people pay. It works without scripts."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from integrations.sandbox.razorpay import paying
from integrations.sandbox.razorpay.callback import callback_of
from integrations.sandbox.razorpay.linking import expire_due
from integrations.sandbox.razorpay.paying import Wish
from integrations.sandbox.razorpay.reasons import FAILURES
from integrations.sandbox.razorpay.records import Link, Payment
from integrations.sandbox.razorpay.settling import INDIA
from integrations.sandbox.state import Sandbox

_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
_METHODS = (("upi", "UPI"), ("card", "Card"), ("netbanking", "Netbanking"), ("wallet", "Wallet"))
_ABANDONED = "You have closed the page. Nothing was paid."


def checkout(sandbox: Sandbox) -> Blueprint:
    """The doors of the page."""
    doors = Blueprint("checkout", __name__, url_prefix="/i", template_folder="templates")
    page = _Page(sandbox)
    doors.add_url_rule("/<code>", view_func=page.show, methods=["GET"])
    doors.add_url_rule("/<code>", view_func=page.act, methods=["POST"])
    doors.register_error_handler(404, lambda _: ("There is no such payment link.", 404, {"Content-Type": "text/plain"}))
    return doors


class _Page:
    """The page of a link, and what its buttons do."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def show(self, code: str) -> ResponseReturnValue:
        """Opened: now the link has an order."""
        with self._sandbox.lock:
            expire_due(self._sandbox)
            link = self._known(code)
            if link.is_open:
                paying.open_link(self._sandbox, link)
            return self._shown(link)

    def act(self, code: str) -> ResponseReturnValue:
        """A button was pressed; not on a page of somebody else's."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            abort(403)
        with self._sandbox.lock:
            link = self._known(code)
            try:
                return self._acted(link)
            except ValueError as error:
                return self._shown(link, trouble=f"That cannot be: {error}.", status=400)

    def _acted(self, link: Link) -> ResponseReturnValue:
        wish = _wish()
        match request.form.get("act"):
            case "pay":
                return self._paid(link, paying.pay_link(self._sandbox, link, wish))
            case "part":
                part = Wish(method=wish.method, amount=_paise(request.form.get("part", "")))
                return self._paid(link, paying.pay_link(self._sandbox, link, part))
            case "twice":
                first = paying.pay_link(self._sandbox, link, wish)
                paying.pay_again(self._sandbox, link, wish)
                return self._paid(link, first)
            case "late":
                late = Wish(method=wish.method, is_late=True)
                return self._paid(link, paying.pay_link(self._sandbox, link, late))
            case "fail":
                failed = paying.fail(self._sandbox, link, request.form.get("reason", ""), wish)
                return self._shown(link, trouble=failed.failure.description if failed.failure else "")
            case "abandon":
                return self._shown(link, closed=_ABANDONED)
        raise ValueError("there is no such button")

    def _paid(self, link: Link, payment: Payment) -> ResponseReturnValue:
        """To the shop, or to the page as it is now."""
        url = callback_of(self._sandbox.books, link, payment)
        return redirect(url or request.path, 303)

    def _shown(self, link: Link, *, trouble: str = "", closed: str = "", status: int = 200) -> Response:
        merchant = self._sandbox.books.merchant
        due = max(0, link.amount - link.paid)
        first = max(100, link.first_minimum if not link.paid else 100)
        answer = make_response(render_template(
            "checkout.html", link=link, merchant=merchant.name if merchant else "", due=rupees(due),
            paid=rupees(link.paid), total=rupees(link.amount), first=f"{min(due, first) / 100:.2f}",
            due_plain=f"{due / 100:.2f}", ends=_told(link.ends), methods=_METHODS, reasons=FAILURES.values(),
            trouble=trouble, closed=closed, chosen=request.form.get("method", "upi"),
        ), status)  # fmt: skip
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(link.callback_url)) if link.callback_url else ""
        answer.headers["Content-Security-Policy"] = f"{_POLICY} {origin}".strip()
        return answer

    def _known(self, code: str) -> Link:
        link = self._sandbox.books.link_at(code)
        if link is None:
            abort(404)
        return link


def rupees(paise: int) -> str:
    """An amount as it is written in India: ₹1,00,000 or ₹99.50."""
    whole, rest = divmod(paise, 100)
    head, tail = str(whole)[:-3], str(whole)[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return "₹" + ",".join([*groups, tail]) + (f".{rest:02d}" if rest else "")


def _wish() -> Wish:
    form = request.form
    return Wish(
        method=form.get("method", "upi"), contact=form.get("contact") or "+919800000001",
        email=form.get("email") or "void@razorpay.com",
    )  # fmt: skip


def _paise(text: str) -> int:
    try:
        return round(float(text) * 100)
    except (ValueError, OverflowError):
        raise ValueError("the part is an amount in rupees") from None


def _told(at: int) -> str:
    return datetime.fromtimestamp(at, INDIA).strftime("%d %b %Y, %H:%M IST")
