"""The machine we run on: its clock, its source of ids and its locks, and stand-ins whose every answer is known."""

from integrations.system.absent import AbsentChannel, AbsentPayments
from integrations.system.clocks import ManualClock, OffsetClock, SystemClock
from integrations.system.identifiers import CountingIdentifiers, RandomIdentifiers
from integrations.system.locks import SoleLock
from integrations.system.rates import Boundless

__all__ = [
    "AbsentChannel", "AbsentPayments", "Boundless", "CountingIdentifiers", "ManualClock", "OffsetClock",
    "RandomIdentifiers", "SoleLock", "SystemClock",
]  # fmt: skip
