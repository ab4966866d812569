"""What can be done with money in a simulated talk, and how journeys and `play` write it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

from engine.charts.suggest import did_you_mean
from engine.domain.values import Json
from server.wiring import sandbox

DISPUTES = ("created", "won", "lost")
ENDS = ("processed", "failed")
_HANGS = frozenset({sandbox.Kind.HANG, sandbox.Kind.EARLY})
"""What can only happen to somebody who waits."""


@dataclass(frozen=True, slots=True)
class Pay:
    """The person pays on the latest link, or the one with this number, counted from 1.

    `amount` is in paise; without one they pay all of it. With one, or late, also when the link has ended.
    """

    amount: int | None = None
    times: int = 1
    is_late: bool = False
    link: int | None = None


@dataclass(frozen=True, slots=True)
class PayInVain:
    """The person tries to pay on the latest link, or the one with this number, and it fails."""

    reason: str
    link: int | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """An operator sends money of the latest paid order back, all of it without an `amount` in paise.

    On the dashboard: all of the latest payment, at the gateway and without a word to us.
    """

    amount: int | None = None
    on_dashboard: bool = False


@dataclass(frozen=True, slots=True)
class EndLink:
    """An operator ends the latest link on the gateway's dashboard."""


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


TillStep: TypeAlias = Pay | PayInVain | EndLink | Refund | RefundEnds | Dispute | Trouble

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
    if not isinstance(raw, dict) or not raw or not raw.keys() <= {"amount", "fail", "link"}:
        raise ValueError("write true, twice, late, {amount: PAISE}, {fail: REASON} or {link: NUMBER}")
    amount, reason, link = (raw.get(name) for name in ("amount", "fail", "link"))
    if not (_is_count(amount) and _is_count(link)):
        raise ValueError("an amount is a whole number of paise, a link a number: 1 is the first")
    if reason is None:
        return Pay(amount, link=link)
    if not isinstance(reason, str) or reason not in sandbox.FAILURES:
        raise ValueError(_unknown(str(reason), sandbox.FAILURES))
    return PayInVain(reason, link)


def refund(raw: Json) -> Refund:
    """`true`, `{amount: 100}` or `dashboard`. ValueError says what can be written."""
    match raw:
        case True:
            return Refund()
        case "dashboard":
            return Refund(on_dashboard=True)
        case {"amount": int(amount), **rest} if not rest and _is_count(amount):
            return Refund(amount)
    raise ValueError("write true, {amount: PAISE} or dashboard")


def end_link(raw: Json) -> EndLink:
    """`true`. ValueError, if it is not."""
    if raw is not True:
        raise ValueError("write true")
    return EndLink()


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
        case Pay(amount, times, is_late, link):
            how = "twice" if times > 1 else "late" if is_late else "" if amount is None else money(amount)
            return _joined("pay", how, _on(link))
        case PayInVain(reason, link):
            return _joined(f"fails: {reason}", _on(link))
        case EndLink():
            return "the link is ended on the dashboard"
        case Refund(amount, on_dashboard):
            how = "on the dashboard" if on_dashboard else "" if amount is None else money(amount)
            return _joined("refund", how)
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


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _on(link: int | None) -> str:
    return "" if link is None else f"on link {link}"


def _is_count(value: Json) -> TypeGuard[int | None]:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0)


def _unknown(name: str, known: Mapping[str, object]) -> str:
    return f"there is no {name!r}. {did_you_mean(name, known) or 'There are ' + ', '.join(known) + '.'}"
