"""Whether a server could run here: settings, database, Redis, channel, flows, fonts, clock. Never tells a value."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import ValidationError

from engine.charts.problems import FlowProblems
from engine.domain.reports import MissingFont
from engine.errors import BoloastroError
from server.setting_rules import NEEDED
from server.settings import FILE, Settings, SettingsError, problems_of
from server.stand_ins import remedy_for, sandbox_templates
from server.wiring import (
    Database,
    clock_of,
    flow_shelf,
    missing_fonts,
    trouble_with_razorpay,
    trouble_with_redis,
)

PATIENCE = 3.0
MIGRATE = "run: boloastro migrate"
_FIRST_YEAR = 2026
_PORTS = {"https": 443, "http": 80}
_MISSING = "is missing"


class State(StrEnum):
    """What was found. MISSING and UNSAFE, UNREACHABLE and WRONG are in the way; ABSENT is a choice."""

    SET = "set"
    STANDARD = "standard"
    ABSENT = "not set"
    FINE = "fine"
    MISSING = "missing"
    UNSAFE = "unsafe"
    UNREACHABLE = "unreachable"
    WRONG = "wrong"


IN_THE_WAY = frozenset({State.MISSING, State.UNSAFE, State.UNREACHABLE, State.WRONG})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and the remedy if there is one."""

    subject: str
    name: str
    state: State
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """Everything, the settings first: without them nothing else can be looked at."""
    try:
        settings, problems = _settings()
    except SettingsError as error:
        yield Finding("setting", FILE, State.WRONG, str(error))
        return
    yield from _variables(problems)
    if settings is None:
        return
    yield from (_database(settings), _redis(settings), *_channel(settings))
    yield from (_payments(settings), _answers(settings), _flows(settings))
    yield from (letters(missing_fonts()), _clock(settings))


def _settings() -> tuple[Settings | None, dict[str, str]]:
    try:
        return Settings(), {}
    except ValidationError as error:
        return None, dict(problems_of(error))


def _variables(problems: dict[str, str]) -> Iterator[Finding]:
    given = {name.upper() for name in (*os.environ, *dotenv_values(FILE))}
    for field, description in Settings.model_fields.items():
        name = str(description.validation_alias)
        wrong = problems.get(name)
        if wrong is not None:
            state = State.MISSING if wrong.startswith(_MISSING) else State.UNSAFE
            yield Finding("setting", name, state, wrong)
        elif name in given:
            yield Finding("setting", name, State.SET)
        elif description.default is None:
            remedy = "production does not start without it" if field in NEEDED else ""
            yield Finding("setting", name, State.ABSENT, remedy)
        else:
            yield Finding("setting", name, State.STANDARD)


def _database(settings: Settings) -> Finding:
    """No part of the URL is told: a host and a user are nobody's business here, and a password least of all."""
    name, database = "reachable and migrated", Database(settings.database_url)
    try:
        database.check()
    except BoloastroError as error:
        return Finding("database", name, State.UNREACHABLE, _why_no_database(settings.database_url, str(error)))
    return Finding("database", name, State.FINE, database.kind)


def _why_no_database(url: str, said: str) -> str:
    try:
        kind = Database(url).kind
    except BoloastroError:
        return "DATABASE_URL is neither sqlite:///file nor postgresql://..."
    if MIGRATE in said:
        return f"{kind}, not there or not migrated: {MIGRATE}"
    return f"{kind}, cannot be reached or used: check that it runs, and DATABASE_URL"


def _redis(settings: Settings) -> Finding:
    if settings.redis_url is None:
        return Finding("redis", "reachable", State.ABSENT, "each process counts for itself: enough for development")
    trouble = trouble_with_redis(settings.redis_url.get_secret_value(), PATIENCE)
    return Finding("redis", "reachable", State.UNREACHABLE if trouble else State.FINE, trouble or "")


def _channel(settings: Settings) -> Iterator[Finding]:
    for name in ("twilio_api_base_url", "twilio_content_base_url", "twilio_messaging_base_url"):
        yield _reached("channel", name.removesuffix("_base_url"), getattr(settings, name))


def _payments(settings: Settings) -> Finding:
    """Razorpay is asked for one payment, with our key. A key for tests in production would sell for play money."""
    name, mode = "razorpay", f"{settings.razorpay_mode} mode"
    try:
        trouble = trouble_with_razorpay(settings, PATIENCE)
    except LookupError:
        return Finding("payments", name, State.ABSENT, "nothing can be sold")
    except ValueError as error:
        return Finding("payments", name, State.WRONG, str(error))
    if trouble is not None:
        return Finding("payments", name, State.UNREACHABLE, f"{mode}: {trouble}")
    if settings.is_production and settings.razorpay_mode != "live":
        return Finding("payments", name, State.UNSAFE, "the key is one for tests: nobody would pay anything")
    return Finding("payments", name, State.FINE, mode)


def _answers(settings: Settings) -> Finding:
    """How much of the model's budget is used today."""
    name = "budget of today"
    if settings.model is None:
        return Finding("answers", name, State.ABSENT, "questions are answered by rules")
    database, most = Database(settings.database_url), settings.bounds
    try:
        with database.reopened().read() as work:
            spent = work.costs.of(clock_of(settings).now().astimezone(ZoneInfo(settings.zone)).date())
    except BoloastroError:
        return Finding("answers", name, State.ABSENT, "counted in the database, which cannot be asked")
    finally:
        database.close()
    told = f"{spent.tokens / most.tokens:.0%} of the tokens"
    if most.price is None:
        return Finding("answers", name, State.FINE, f"{told}; set ANSWERS_DAILY_DOLLARS to bound the money, too")
    return Finding("answers", name, State.FINE, f"{told} and {spent.price / most.price:.0%} of the money")


def _flows(settings: Settings) -> Finding:
    try:
        loaded = flow_shelf(settings).library
    except FlowProblems as error:
        return Finding("flows", "valid", State.WRONG, f"{len(error.problems)} problems; run: boloastro check")
    except BoloastroError:
        return Finding("flows", "valid", State.WRONG, "there are none: BOLOASTRO_FLOWS is the folder that holds them")
    if settings.is_production and (stand_ins := sandbox_templates(loaded)):
        return Finding("flows", "valid", State.UNSAFE, remedy_for(stand_ins))
    has_root = settings.root_flow in loaded.flows
    return Finding("flows", "valid", State.FINE if has_root else State.WRONG, "" if has_root else "no such root flow")


def letters(missing: Sequence[MissingFont]) -> Finding:
    """Whether reports can be set in every language: what cannot is refused before anybody pays."""
    lacking = ", ".join(font.language for font in missing)
    packages = " ".join(dict.fromkeys(font.package for font in missing))
    remedy = f"no reports in {lacking}: pip install --force-reinstall {packages}" if missing else ""
    return Finding("reports", "letters", State.WRONG if missing else State.FINE, remedy)


def _clock(settings: Settings) -> Finding:
    now = datetime.now(UTC)
    told = f"it is {now.astimezone(ZoneInfo(settings.zone)):%Y-%m-%d %H:%M} where the people are"
    if now.year < _FIRST_YEAR:
        return Finding("clock", "right", State.WRONG, f"{told}: set the clock of this machine")
    if settings.clock is not None:
        return Finding("clock", "right", State.FINE, "the time of BOLOASTRO_CLOCK is added to it")
    return Finding("clock", "right", State.FINE, told)


def _reached(subject: str, name: str, url: str) -> Finding:
    """Whether somebody answers there: a connection, and TLS where it belongs; nothing is said."""
    try:
        _connect(url)
    except (OSError, ValueError) as error:
        return Finding(
            subject, name, State.UNREACHABLE, f"no connection ({type(error).__name__}): is the address right?"
        )
    return Finding(subject, name, State.FINE)


def _connect(url: str) -> None:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    with socket.create_connection((host, port), timeout=PATIENCE) as connection:
        if parts.scheme == "https":
            with ssl.create_default_context().wrap_socket(connection, server_hostname=host):
                pass
