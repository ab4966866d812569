"""What a setting must look like: each rule answers None, or what is wrong and how to put it right, never the value."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias
from urllib.parse import urlsplit

from pydantic import SecretStr

Rule: TypeAlias = Callable[[str], str | None]

SHORTEST_KEY = 32
SHORTEST_GIVEN = 16
"""Of secrets that others make, or that are typed into their pages."""

KEPT_TABLES = ("inbox", "outbox", "jobs", "turns", "sessions", "files", "definitions", "hooks")

_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}")
_NUMBER = re.compile(r"(whatsapp:)?\+[1-9][0-9]{6,14}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f.]*:[0-9a-f:.]+")
NO_QUIET_HOURS = "none"
_HOURS = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]")
_SCRYPT = re.compile(r"scrypt:(\d+):(\d+):(\d+)\$[A-Za-z0-9./]{8,}\$[0-9a-f]{128}")
_WEAKEST_SCRYPT = 2**14
_SPACE = re.compile(r"\s")
_KEPT = re.compile(r"([a-z]+)=([1-9][0-9]{0,4})")


def address(value: str) -> str | None:
    """Where a server is: scheme, host, perhaps a port and a path, nothing else."""
    try:
        parts = urlsplit(value)
        is_whole = bool(_HOST.fullmatch(parts.hostname or "")) and parts.port != 0
    except ValueError:
        return "is no address; write for example https://bot.example.org"
    if parts.scheme not in ("http", "https") or not is_whole:
        return "is no address; write for example https://bot.example.org (a host has no underscore)"
    if "?" in value or "#" in value or "@" in parts.netloc or _SPACE.search(value):
        return "must end after the host or a path: no user, no ?, no #, no space"
    return None


def account(value: str) -> str | None:
    """The account at Twilio."""
    return None if _ACCOUNT.fullmatch(value) else "is no account; it is AC and 32 hexadecimal digits"


def number(value: str) -> str | None:
    """The number people write to."""
    return None if _NUMBER.fullmatch(value) else "is no number; write it as whatsapp:+ and digits, country code first"


def words(value: str) -> str | None:
    """One secret, or several separated by commas while one replaces the other: the first is used, all are known."""
    parts = value.split(",")
    if any(not part.strip() for part in parts):
        return "has an empty part between its commas; remove the comma"
    return "has a space beside a comma; remove it" if any(part != part.strip() for part in parts) else None


def parts_of(secret: SecretStr | None) -> tuple[str, ...]:
    """The one secret or the several of a setting, the one in use first; nothing where it is not set."""
    return tuple(secret.get_secret_value().split(",")) if secret else ()


def key(value: str) -> str | None:
    """A secret of our own making."""
    short = any(len(part) < SHORTEST_KEY for part in value.split(","))
    return words(value) or (f"is too short; {MAKE_KEY}" if short else None)


def key_with_variety(value: str) -> str | None:
    """A key that nobody typed with one finger."""
    same = any(len(set(part)) < SHORTEST_KEY // 4 for part in value.split(","))
    return key(value) or (f"can be guessed; {MAKE_KEY}" if same else None)


def password_hash(value: str) -> str | None:
    """A hash as werkzeug makes and checks it."""
    found = _SCRYPT.fullmatch(value)
    if found is None or int(found[1]) < _WEAKEST_SCRYPT:
        return f"is not the scrypt hash of a password; {MAKE_HASH}"
    return None


def redis_address(value: str) -> str | None:
    """Where Redis is. What is not read here as its client reads it would be a traceback, with half a password in it."""
    try:
        parts = urlsplit(value)
        place = parts.path if parts.scheme == "redis+unix" else parts.hostname
        known = parts.scheme in ("redis", "rediss", "redis+unix") and bool(place) and parts.port != 0
    except ValueError:
        known = False
    if not known or _SPACE.search(value):
        return "is no Redis; write for example redis://127.0.0.1:6379/0 (in a password / is %2F, ? is %3F, # is %23)"
    return None


def networks(value: str) -> str | None:
    """Who may say for whom they speak."""
    try:
        found = [ipaddress.ip_network(part.strip()) for part in value.split(",")]
    except ValueError:
        return "names no networks; write for example 10.0.0.0/8,192.0.2.7"
    if any(network.prefixlen == 0 for network in found):
        return "trusts everybody: any stranger could speak for any other; name your proxies"
    return None


def quiet_hours(value: str) -> str | None:
    """From when until when nobody is written to unasked."""
    if value == NO_QUIET_HOURS:
        return None
    if not _HOURS.fullmatch(value) or len(set(value.split("-"))) == 1:
        return "are no hours; write for example 21:00-08:00, or none"
    return None


def kept_days(value: str) -> str | None:
    """How long rows are kept."""
    found = [_KEPT.fullmatch(part.strip()) for part in value.split(",")]
    if any(part is None or part[1] not in KEPT_TABLES for part in found):
        return f"names no days; write for example inbox=400,jobs=90; known are {', '.join(KEPT_TABLES)}"
    return None


def given(value: str) -> str | None:
    """A secret somebody else has made, or two."""
    parts = value.split(",")
    if any(len(part) < SHORTEST_GIVEN or len(set(part)) < SHORTEST_GIVEN // 4 for part in parts):
        return "can be guessed, and whoever guesses it can forge: take the real one, or a longer one"
    return None


def gateway_key(value: str) -> str | None:
    """The public half of a key of Razorpay."""
    return None if re.fullmatch(r"rzp_(test|live)_\w+", value) else "is no key; it begins with rzp_live_ or rzp_test_"


def merchant(value: str) -> str | None:
    """The account at Razorpay money must come to."""
    return None if re.fullmatch(r"acc_[A-Za-z0-9]{4,60}", value) else "is no account; it is acc_ and letters and digits"


MAKE_KEY = "make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
MAKE_HASH = (
    "make one with: python -c 'from getpass import getpass; from werkzeug.security import generate_password_hash; "
    "print(generate_password_hash(getpass()))'"
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "secret_key": key, "contact_hash_key": key, "analytics_api_key": key, "admin_password_hash": password_hash,
        "redis_url": redis_address, "public_base_url": address, "twilio_api_base_url": address,
        "twilio_content_base_url": address, "twilio_messaging_base_url": address, "twilio_account_sid": account,
        "twilio_auth_token": words, "twilio_whatsapp_number": number, "razorpay_key_id": gateway_key,
        "razorpay_key_secret": words, "razorpay_webhook_secret": words, "razorpay_account_id": merchant,
        "razorpay_api_base_url": address, "answers_base_url": address, "quiet_hours": quiet_hours,
        "trusted_proxies": networks, "keep_days": kept_days,
    }
)  # fmt: skip
"""What each setting must look like wherever it is set."""

NEEDED: Mapping[str, str] = MappingProxyType(
    {
        "database_url": "say where the data is: postgresql://... or sqlite:////an/absolute/path",
        "redis_url": "say where Redis is, such as redis://127.0.0.1:6379/0: each process by itself lets too much pass",
        "secret_key": MAKE_KEY,
        "contact_hash_key": MAKE_KEY,
        "analytics_api_key": MAKE_KEY,
        "admin_password_hash": MAKE_HASH,
        "public_base_url": "say where Twilio reaches this server, for example https://bot.example.org",
        "twilio_account_sid": "copy it from Twilio's console",
        "twilio_auth_token": "copy it from Twilio's console",
        "twilio_whatsapp_number": "write the WhatsApp sender as whatsapp:+ and digits",
        "razorpay_key_id": "copy it from Razorpay's dashboard",
        "razorpay_key_secret": "copy it from Razorpay's dashboard",
        "razorpay_webhook_secret": "copy it from the webhook in Razorpay's dashboard",
    }
)
"""What production does not start without, and where to get it."""

SECURE = (
    "public_base_url", "twilio_api_base_url", "twilio_content_base_url", "twilio_messaging_base_url",
    "razorpay_api_base_url", "answers_base_url",
)  # fmt: skip


def unsafe_in_production(name: str, value: str) -> str | None:
    """What development may do, and production may not."""
    if name in SECURE and not value.startswith("https://"):
        return "must begin with https:// in production: what is sent there is secret"
    if name == "clock":
        return "moves the clock, and production has the real time: remove it"
    if name in ("secret_key", "contact_hash_key", "analytics_api_key"):
        return key_with_variety(value)
    if name in ("twilio_auth_token", "razorpay_key_secret", "razorpay_webhook_secret"):
        return given(value)
    if name == "database_url" and value.startswith("sqlite") and not re.match(r"sqlite(\+\w+)?:////", value):
        return "is a file that depends on the folder the program starts in: write sqlite:////an/absolute/path"
    return None


def clashing(value: str, others: Mapping[str, str]) -> str | None:
    """Two secrets that are one: whoever learns one of them has both."""
    mine = set(value.split(","))
    same = [name for name, other in others.items() if mine & set(other.split(","))]
    return f"is the same as {same[0]}: make another; {MAKE_KEY}" if same else None
