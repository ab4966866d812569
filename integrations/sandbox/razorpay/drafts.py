"""The events of payments and links, each with the shape Razorpay gives it."""

from __future__ import annotations

from integrations.sandbox.razorpay.books import Books
from integrations.sandbox.razorpay.entities import order_json, payment_json
from integrations.sandbox.razorpay.link_entities import linked_event, linked_order, linked_payment
from integrations.sandbox.razorpay.records import Link, Order, Payment
from integrations.sandbox.razorpay.telling import Draft


def authorized(payment: Payment, now: int) -> Draft:
    """payment.authorized; one by card says that it is captured, and is not."""
    return _attempt("payment.authorized", payment, now)


def failed(payment: Payment, now: int) -> Draft:
    """payment.failed; one by card says that it is captured, and is not."""
    return _attempt("payment.failed", payment, now)


def captured(payment: Payment, now: int) -> Draft:
    """payment.captured; of one by card the fee is not known yet."""
    shown = payment_json(payment, "captured")
    if payment.method == "card":
        shown |= {"fee": None, "tax": None}
    return Draft(name="payment.captured", payload={"payment": shown}, created=now)


def order_paid(payment: Payment, order: Order, now: int) -> Draft:
    """order.paid."""
    payload = {"payment": payment_json(payment, "order"), "order": order_json(order)}
    return Draft(name="order.paid", payload=payload, created=now)


def link_paid(books: Books, link: Link, order: Order, payment: Payment) -> Draft:
    """payment_link.paid or payment_link.partially_paid. It was created when its link was, it says."""
    payload = {
        "payment_link": linked_event(books, link), "order": linked_order(books, order, payment),
        "payment": linked_payment(payment),
    }  # fmt: skip
    return Draft(name=f"payment_link.{link.status}", payload=payload, created=link.created, is_sorted=True)


def link_closed(books: Books, link: Link) -> Draft:
    """payment_link.cancelled or payment_link.expired."""
    payload = {"payment_link": linked_event(books, link)}
    return Draft(name=f"payment_link.{link.status}", payload=payload, created=link.created, is_sorted=True)


def _attempt(name: str, payment: Payment, now: int) -> Draft:
    if payment.method != "card":
        return Draft(name=name, payload={"payment": payment_json(payment, "authorized")}, created=now)
    shown = {**payment_json(payment, "card"), "captured": True}
    if payment.failure is None:
        shown |= {"error_code": "", "error_description": ""}
    return Draft(name=name, payload={"payment": shown}, created=now, is_sorted=True)
