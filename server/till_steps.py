"""What can be done with money in a simulated talk, and how journeys and `play` write it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.charts.suggest import did_you_mean
from engine.domain.values import Json
from server.wiring import sandbox

DISPUTES = ("created", "won", "lost")
ENDS = ("processed", "failed")
_HANGS = frozenset({sandbox.Kind.HANG, sandbox.Kind.EARLY})
"""What can only happen to somebody who waits."""


@dataclass(frozen=True, slots=True)
class Pay:
    """The person pays on the latest link: `amount` in paise, all of it without one, even if the link has ended."""

    amount: int | None = None
    times: int = 1
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class PayInVain:
    """The person tries to pay on the latest link, and it fails."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refund:
    """An operator sends money of the latest paid order back, all of it without an `amount` in paise."""

    amount: int | None = None


@dataclass(frozen=True, slots=True)
class RefundEnds:
    """What becomes of the latest refund that is on its way."""

    outcome: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A step of the dispute of the latest payment."""

    step: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """The gateway is ordered to go wrong; None, that all is well again."""

    fault: sandbox.Fault | None


TillStep: TypeAlias = Pay | PayInVain | Refund | RefundEnds | Dispute | Trouble

DOWN = sandbox.Fault(endpoint="razorpay", kind=sandbox.Kind.ERROR, status=503)


def pay(raw: Json) -> Pay | PayInVain:
    """`true`, `twice`, `late`, `{amount: 100}` or `{fail: reason}`. ValueError says what can be written."""
    match raw:
        case True:
            return Pay()
        case "twice":
            return Pay(times=2)
        case "late":
            return Pay(is_late=True)
        case {"amount": int(amount), **rest} if not rest and _is_money(amount):
            return Pay(amount)
        case {"fail": str(reason), **rest} if not rest:
            if reason not in sandbox.FAILURES:
                raise ValueError(_unknown(reason, sandbox.FAILURES))
            return PayInVain(reason)
    raise ValueError("write true, twice, late, {amount: PAISE} or {fail: REASON}")


def refund(raw: Json) -> Refund:
    """`true` or `{amount: 100}`. ValueError says what can be written."""
    match raw:
        case True:
            return Refund()
        case {"amount": int(amount), **rest} if not rest and _is_money(amount):
            return Refund(amount)
    raise ValueError("write true or {amount: PAISE}")


def refund_ends(raw: Json) -> RefundEnds:
    """`processed` or `failed`. ValueError says what can be written."""
    if not isinstance(raw, str) or raw not in ENDS:
        raise ValueError(f"write one of {', '.join(ENDS)}")
    return RefundEnds(raw)


def dispute(raw: Json) -> Dispute:
    """`created`, `won` or `lost`. ValueError says what can be written."""
    if not isinstance(raw, str) or raw not in DISPUTES:
        raise ValueError(f"write one of {', '.join(DISPUTES)}")
    return Dispute(raw)


def trouble(raw: Json) -> Trouble:
    """`down` for the next call, `up`, or a fault of the stand-in. ValueError says what can be written."""
    if raw in ("down", "up"):
        return Trouble(DOWN if raw == "down" else None)
    if not isinstance(raw, dict) or not raw.keys() <= {"at", "kind", "times", "seconds", "status", "accepts", "reason"}:
        raise ValueError("write down, up, or {at: DOOR, kind: KIND}, with times, seconds, status, accepts, reason")
    kinds = {kind.value: kind for kind in sandbox.Kind if kind not in _HANGS}
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        raise ValueError(_unknown(str(kind), kinds))
    return Trouble(_fault(str(raw.get("at", "razorpay")), kinds[kind], raw))


def shown(step: TillStep) -> str:
    """A step as transcripts tell it."""
    match step:
        case Pay(amount, times, is_late):
            how = "twice" if times > 1 else "late" if is_late else ""
            return f"pay {money(amount)}" if amount is not None else f"pay {how}".rstrip()
        case PayInVain(reason):
            return f"fails: {reason}"
        case Refund(amount):
            return "refund" if amount is None else f"refund {money(amount)}"
        case RefundEnds(outcome):
            return f"refund ends: {outcome}"
        case Dispute(how):
            return f"dispute: {how}"
        case Trouble(None):
            return "gateway: up"
        case Trouble(fault):
            assert fault is not None
            return f"gateway: {_described(fault)}"


def money(amount: int) -> str:
    """Paise as rupees: `20000` as `₹200`."""
    return f"₹{amount / 100:.2f}".removesuffix(".00")


def _fault(door: str, kind: sandbox.Kind, raw: Mapping[str, Json]) -> sandbox.Fault:
    times, seconds, status, reason = (raw.get(name) for name in ("times", "seconds", "status", "reason"))
    if times is not None and not isinstance(times, int):
        raise ValueError("times is a whole number, or null for always")
    return sandbox.Fault(
        endpoint=door, kind=kind, times=times if "times" in raw else 1,
        seconds=seconds if isinstance(seconds, int | float) else 2.0,
        status=status if isinstance(status, int) else 500, accepts=raw.get("accepts") is True,
        reason=reason if isinstance(reason, str) else "",
    )  # fmt: skip


def _described(fault: sandbox.Fault) -> str:
    times = "always" if fault.times is None else f"{fault.times} times" if fault.times > 1 else ""
    details = [fault.reason, "carried out" if fault.accepts else "", times]
    return ", ".join([f"{fault.kind} at {fault.endpoint}", *filter(None, details)])


def _is_money(amount: int) -> bool:
    return not isinstance(amount, bool) and amount > 0


def _unknown(name: str, known: Mapping[str, object]) -> str:
    return f"there is no {name!r}. {did_you_mean(name, known) or 'There are ' + ', '.join(known) + '.'}"
