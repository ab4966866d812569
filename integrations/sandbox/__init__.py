"""A stand-in that speaks the wire protocols of Twilio and Razorpay: phones, a checkout, faults to order, a clock."""

from __future__ import annotations

from integrations.sandbox.app import create_sandbox
from integrations.sandbox.clock import SandboxClock
from integrations.sandbox.faults import Fault, Kind
from integrations.sandbox.phone import Phone
from integrations.sandbox.razorpay.paying import Wish
from integrations.sandbox.razorpay.reasons import FAILURES
from integrations.sandbox.razorpay.records import Merchant
from integrations.sandbox.razorpay.refunding import Return
from integrations.sandbox.razorpay.till import Till
from integrations.sandbox.records import Account, Handing, Location, Message, Option, Person, Status
from integrations.sandbox.serving import SandboxServer
from integrations.sandbox.sids import CountingSids, RandomSids
from integrations.sandbox.state import AT_ONCE, Doors, Pace, Sandbox
from integrations.sandbox.stepping import Moment, Row, Stepper
from integrations.sandbox.templates import add_template
from integrations.sandbox.wire import Exchange

__all__ = [
    "AT_ONCE", "FAILURES", "Account", "CountingSids", "Doors", "Exchange", "Fault", "Handing", "Kind", "Location",
    "Merchant", "Message", "Moment", "Option", "Pace", "Person", "Phone", "RandomSids", "Return", "Row", "Sandbox",
    "SandboxClock", "SandboxServer", "Status", "Stepper", "Till", "Wish", "add_template", "create_sandbox",
]  # fmt: skip
