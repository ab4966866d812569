"""Two small flows: a conversation in which one can buy, and an order's chart that asks, grants and tells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.actions.catalogue import Catalogue
from engine.charts.library import read_library
from engine.domain.readers.vocabulary import Vocabulary
from engine.services.flows import FlowShelf
from server.wiring import catalogue, vocabulary_of
from tests.runtime.stage import SHARED, flow

PRICE = 49_900
RECEIPT = "Paid."
PRODUCT = "report"

_PRODUCTS = (
    "products:\n"
    "  report: {names: {en: Report, hi: रिपोर्ट}, price: 49900, currency: INR, grants: report, link: 72h, late: fulfil,"
    " refunds: 7d, per: person, corrections: 1}\n"
    "  prompt: {names: {en: Prompt report, hi: रिपोर्ट}, price: 49900, currency: INR, grants: report, link: 72h,"
    " late: refund, refunds: 7d, per: person, corrections: 1}\n"
)
_TEMPLATES = (
    "templates:\n  receipt:\n    category: utility\n    languages:\n"
    "      en: {content: HX5a4db0c0000000000000000000009901, text: Your payment was received. Thank you.}\n"
    "      hi: {content: HX5a4db0c0000000000000000000009902, text: आपका भुगतान मिल गया।}\n"
)
_TALK = (
    "data: {said: text, order: map}\ninitial: chat\nstates:\n"
    "  chat: {ask: text, into: said, next: [{if: said == 'buy', to: ordering}, {to: chat}]}\n"
    "  ordering: {run: payments.order, with: {person: =session.subject, product: report}, into: order, timeout: 10m,"
    " outcomes: {opened: chat, unknown_product: chat, failed: chat, timeout: chat}}\n"
)
_ORDER = (
    "input: {order: map}\ndata: {link: map}\ninitial: opening\n"
    "on:\n  payment.paid: granting\n  payment.suspended: {do: [say: odd]}\n  payment.refunded: {do: [say: back]}\n"
    "  payment.refund_failed: {do: [say: stuck]}\n"
    "states:\n"
    "  opening: {run: payments.create_link, with: {order: =order.id}, into: link, timeout: 90s,"
    " outcomes: {created: awaiting, paid: settling, rejected: closed, unavailable: later, failed: later,"
    " timeout: later}}\n"
    "  later: {after: {40s: opening}}\n"
    "  settling: {after: {10m: opening}}\n"
    "  awaiting: {say: true, wait: {payment.expired: closed, payment.cancelled: closed},"
    " on: {payment.failed: {do: [say: failed]}}}\n"
    "  closed: {wait: {order.wanted: opening}}\n"
    "  granting: {run: payments.grant, with: {order: =order.id}, timeout: 60s,"
    " outcomes: {granted: granted, not_paid: held, failed: again, timeout: again}}\n"
    "  again: {after: {10s: granting}}\n"
    "  held: {wait: {order.wanted: granting}}\n"
    "  granted: {enter: [say: receipt], on: {payment.paid: {}}, wait: {order.wanted: granted}}\n"
)
_ORDER_WORDS = (
    "{awaiting: 'Pay here: {{ link.url }}', receipt: {say: Paid., template: receipt}, odd: Odd money.,"
    " back: Sent back., stuck: Not sent back., failed: Failed.}"
)
FILES = {
    **SHARED, **flow("main", _TALK, en="{chat: Go on.}"), **flow("payment", _ORDER, en=_ORDER_WORDS),
    "products.yaml": _PRODUCTS, "templates.yaml": _TEMPLATES,
}  # fmt: skip


class _Files:
    """They are small and right, so nobody checks them."""

    def read(self) -> Mapping[str, bytes]:
        """See FlowRepository."""
        return {name: text.encode() for name, text in FILES.items()}


@lru_cache(maxsize=1)
def read_once() -> tuple[Catalogue, FlowShelf, Vocabulary]:
    """The catalogue, the flows and their vocabulary: they know of no order."""
    actions, shelf = catalogue(), FlowShelf(_Files(), read_library)
    return actions, shelf, vocabulary_of(shelf.library)
