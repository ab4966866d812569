"""Payment links come, change and end."""

from __future__ import annotations

from integrations.sandbox.agenda import Close
from integrations.sandbox.razorpay import drafts
from integrations.sandbox.razorpay.errors import RazorpayRefusal
from integrations.sandbox.razorpay.records import Link
from integrations.sandbox.razorpay.telling import tell
from integrations.sandbox.state import Sandbox

LATER = 11
"""How many seconds after its time a link is found to be expired: Razorpay's own take 11 to 24."""
_CLOSED = {
    "paid": "cannot cancel or expire an already paid/partially paid link",
    "partially_paid": "cannot cancel or expire an already paid/partially paid link",
    "expired": "cannot cancel or expire an expired link",
    "cancelled": "cannot cancel or expire a cancelled link",
}


def moment(sandbox: Sandbox) -> int:
    """This second by the sandbox's clock."""
    return int(sandbox.now().timestamp())


def keep(sandbox: Sandbox, link: Link) -> None:
    """A new link, or one whose reference or end is another now."""
    sandbox.books.keep_link(link)
    sandbox.plan(Close(), max(0, link.ends + LATER - moment(sandbox)))


def cancel(sandbox: Sandbox, link: Link) -> None:
    """Close a link nobody has paid. RazorpayRefusal when somebody has, or it is closed."""
    with sandbox.lock:
        if link.status != "created":
            raise RazorpayRefusal(_CLOSED[link.status])
        link.status, link.cancelled_at = "cancelled", moment(sandbox)
        link.updated = link.cancelled_at
        tell(sandbox, [drafts.link_closed(sandbox.books, link)], link.id)


def expire_due(sandbox: Sandbox) -> None:
    """Links whose time is over expire; partially paid ones, too."""
    with sandbox.lock:
        for link in sandbox.books.take_ended(moment(sandbox) - LATER):
            link.status, link.expired_at = "expired", link.ends + LATER
            tell(sandbox, [drafts.link_closed(sandbox.books, link)], link.id)
