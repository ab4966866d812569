"""Settings, read once from the environment or a `.env` file and validated together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.charts.suggest import did_you_mean
from engine.domain.budget import Bounds
from engine.errors import BoloastroError
from server.setting_rules import NEEDED, RULES, clashing, unsafe_in_production

FILE = ".env"
FLOWS = Path(__file__).resolve().parent.parent / "flows"
ZONE = "Asia/Kolkata"
DATABASE = "sqlite:///boloastro.sqlite3"

KEEP: Mapping[str, int] = MappingProxyType(
    {
        "inbox": 400, "outbox": 400, "turns": 400, "sessions": 400, "definitions": 400, "jobs": 90, "hooks": 90,
        "files": 1,
    }
)  # fmt: skip
"""Days. What was said and done is kept a year and a month: the Indian rules of 2025 ask for a year."""

_KEYS = (
    "secret_key", "contact_hash_key", "analytics_api_key", "twilio_auth_token", "razorpay_key_secret",
    "razorpay_webhook_secret", "answers_api_key",
)  # fmt: skip
_TOGETHER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"razorpay_key_id": ("razorpay_key_secret", "razorpay_webhook_secret"), "answers_api_key": ("answers_model",)}
)
"""What is needed beside it."""
_PASSWORDS = (re.compile(r"://[^:/@]*:([^@]*)@"), re.compile(r"://[^:/@]*:(.*)@"))
"""Up to the first @, or the last: programs differ in how they read a password that has one in it."""


class SettingsError(BoloastroError):
    """The file of settings cannot be read: nothing in it is known."""

    code = "settings"


class Settings(BaseSettings):
    """What can be set, with the names of the environment's variables."""

    model_config = SettingsConfigDict(
        env_file=FILE, extra="ignore", frozen=True, validate_default=True, hide_input_in_errors=True
    )

    environment: Literal["development", "production"] = Field(default="development", validation_alias="BOLOASTRO_ENV")
    database_url: str = Field(default=DATABASE, validation_alias="DATABASE_URL", repr=False)
    redis_url: SecretStr | None = Field(default=None, validation_alias="REDIS_URL")
    flows: Path = Field(default=FLOWS, validation_alias="BOLOASTRO_FLOWS")
    root_flow: str = Field(default="commands", validation_alias="BOLOASTRO_ROOT_FLOW")
    zone: str = Field(default=ZONE, validation_alias="BOLOASTRO_ZONE")
    quiet_hours: str = Field(default="21:00-08:00", validation_alias="BOLOASTRO_QUIET_HOURS")
    clock: Path | None = Field(default=None, validation_alias="BOLOASTRO_CLOCK")

    public_base_url: str | None = Field(default=None, validation_alias="PUBLIC_BASE_URL")
    trusted_proxies: str | None = Field(default=None, validation_alias="BOLOASTRO_TRUSTED_PROXIES")
    secret_key: SecretStr | None = Field(default=None, validation_alias="SECRET_KEY")
    contact_hash_key: SecretStr | None = Field(default=None, validation_alias="CONTACT_HASH_KEY")
    analytics_api_key: SecretStr | None = Field(default=None, validation_alias="ANALYTICS_API_KEY")
    admin_password_hash: SecretStr | None = Field(default=None, validation_alias="ADMIN_PASSWORD_HASH")

    twilio_account_sid: str | None = Field(default=None, validation_alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: SecretStr | None = Field(default=None, validation_alias="TWILIO_AUTH_TOKEN")
    twilio_whatsapp_number: str | None = Field(default=None, validation_alias="TWILIO_WHATSAPP_NUMBER")
    twilio_api_base_url: str = Field(default="https://api.twilio.com", validation_alias="TWILIO_API_BASE_URL")
    twilio_content_base_url: str = Field(
        default="https://content.twilio.com", validation_alias="TWILIO_CONTENT_BASE_URL"
    )
    twilio_messaging_base_url: str = Field(
        default="https://messaging.twilio.com", validation_alias="TWILIO_MESSAGING_BASE_URL"
    )

    razorpay_key_id: str | None = Field(default=None, validation_alias="RAZORPAY_KEY_ID")
    razorpay_key_secret: SecretStr | None = Field(default=None, validation_alias="RAZORPAY_KEY_SECRET")
    razorpay_webhook_secret: SecretStr | None = Field(default=None, validation_alias="RAZORPAY_WEBHOOK_SECRET")
    razorpay_account_id: str | None = Field(default=None, validation_alias="RAZORPAY_ACCOUNT_ID")
    razorpay_api_base_url: str = Field(default="https://api.razorpay.com", validation_alias="RAZORPAY_API_BASE_URL")

    answers_api_key: SecretStr | None = Field(default=None, validation_alias="ANSWERS_API_KEY")
    answers_base_url: str = Field(default="https://api.openai.com/v1", validation_alias="ANSWERS_BASE_URL")
    answers_model: str | None = Field(default=None, validation_alias="ANSWERS_MODEL")
    answers_tokens: int = Field(default=900, ge=200, le=4000, validation_alias="ANSWERS_TOKENS")
    answers_daily_tokens: int = Field(default=400_000, ge=1, validation_alias="ANSWERS_DAILY_TOKENS")
    answers_price_in: Decimal | None = Field(default=None, ge=0, le=1000, validation_alias="ANSWERS_PRICE_IN")
    answers_price_out: Decimal | None = Field(default=None, ge=0, le=1000, validation_alias="ANSWERS_PRICE_OUT")
    answers_daily_dollars: Decimal | None = Field(
        default=None, gt=0, le=10_000, validation_alias="ANSWERS_DAILY_DOLLARS"
    )
    answers_timeout: float = Field(default=20.0, gt=0, le=50, validation_alias="ANSWERS_TIMEOUT")

    messages_per_minute: int = Field(default=20, ge=1, validation_alias="BOLOASTRO_MESSAGES_PER_MINUTE")
    messages_per_hour: int = Field(default=200, ge=1, validation_alias="BOLOASTRO_MESSAGES_PER_HOUR")
    sends_per_second: int = Field(default=80, ge=1, le=1000, validation_alias="BOLOASTRO_SENDS_PER_SECOND")
    keep_days: str | None = Field(default=None, validation_alias="BOLOASTRO_KEEP_DAYS")

    def __init__(self, **given: Any) -> None:
        """SettingsError for a file that nobody can read, ValidationError for what it says."""
        try:
            super().__init__(**given)
        except UnicodeDecodeError as error:
            raise SettingsError(f"the file {FILE} is not UTF-8: save it as UTF-8") from error
        except OSError as error:
            raise SettingsError(f"the file {FILE} cannot be read ({type(error).__name__})") from error

    @property
    def is_production(self) -> bool:
        """Whether nothing may be left to chance."""
        return self.environment == "production"

    @property
    def razorpay_mode(self) -> str:
        """`test` or `live`, as the key says; nothing is ever paid for an order of the other."""
        return "live" if (self.razorpay_key_id or "").startswith("rzp_live_") else "test"

    @property
    def model(self) -> Mapping[str, Any] | None:
        """Who answers questions before the rules do; None where nobody is set up."""
        if not (self.answers_api_key and self.answers_model):
            return None
        return {
            "key": self.answers_api_key.get_secret_value(), "base_url": self.answers_base_url,
            "model": self.answers_model, "timeout": self.answers_timeout, "answer_tokens": self.answers_tokens,
            "price_in": self.answers_price_in or Decimal(0), "price_out": self.answers_price_out or Decimal(0),
            "bounds": self.bounds, "zone": ZoneInfo(self.zone),
        }  # fmt: skip

    @property
    def bounds(self) -> Bounds:
        """The most a model may cost in a day."""
        dollars = self.answers_daily_dollars
        return Bounds(self.answers_daily_tokens, None if dollars is None else int(dollars * 1_000_000))

    @property
    def keep(self) -> Mapping[str, timedelta]:
        """How long settled rows of each table are kept."""
        days = dict(KEEP)
        for part in self.keep_days.split(",") if self.keep_days else ():
            table, _, number = part.strip().partition("=")
            days[table] = int(number)
        return {table: timedelta(days=number) for table, number in days.items()}

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Whose word counts about where a request came from."""
        return tuple(ip_network(part.strip()) for part in (self.trusted_proxies or "").split(",") if part.strip())

    @property
    def secrets(self) -> frozenset[str]:
        """Everything that must never be seen, whole and in its parts."""
        values = [value for name in type(self).model_fields if isinstance(value := getattr(self, name), SecretStr)]
        plain = [value.get_secret_value() for value in values] + [self.database_url]
        passwords = {password for value in plain if "://" in value for password in _passwords(value)}
        return frozenset(plain) | passwords - {""} | {part for value in plain for part in value.split(",")}

    @property
    def twilio_tokens(self) -> tuple[str, ...]:
        """The tokens a webhook may be signed with; we sign in with the first."""
        return tuple(self.twilio_auth_token.get_secret_value().split(",")) if self.twilio_auth_token else ()

    @field_validator("*", mode="before")
    @classmethod
    def _not_empty(cls, value: Any, info: ValidationInfo) -> Any:
        """Somebody meant to set it: an empty secret would be one that everybody knows."""
        if isinstance(value, str) and not value.strip() and info.field_name != "zone":
            raise _wrong("is set to nothing: give it a value, or remove it")
        return value

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (LookupError, ValueError, OSError):  # unknown, no name at all, a folder of zones
            hint = did_you_mean(zone, available_timezones()) or f"Write for example {ZONE}."
            raise _wrong(f"names no time zone. {hint}") from None
        return zone

    @field_validator(*RULES, "database_url", "clock")
    @classmethod
    def _safe(cls, value: Any, info: ValidationInfo) -> Any:
        """Each by its own rules, so that all that is wrong is told at once."""
        name, plain = info.field_name or "", _plain(value)
        strict = info.data.get("environment") == "production"
        if plain is None or (name == "database_url" and plain == DATABASE):
            if strict and name in NEEDED:
                raise _wrong(f"is missing in production: {NEEDED[name]}")
            return value
        others = {_variable(cls, key): other for key in _KEYS if (other := _plain(info.data.get(key)))}
        wrong = RULES[name](plain) if name in RULES else None
        wrong = wrong or (unsafe_in_production(name, plain) if strict else None)
        wrong = wrong or (clashing(plain, others) if name in _KEYS else None)
        if wrong:
            raise _wrong(wrong)
        return value

    @field_validator("answers_price_out", "answers_daily_dollars")
    @classmethod
    def _with_prices(cls, value: Decimal | None, info: ValidationInfo) -> Decimal | None:
        """Both or none; and a bound in money that nobody counts would be none."""
        price_in, price_out = (info.data.get(f"answers_price_{way}", value) for way in ("in", "out"))
        if info.field_name == "answers_price_out" and (value is None) != (price_in is None):
            raise _wrong("is missing: set it beside ANSWERS_PRICE_IN" if value is None else "needs ANSWERS_PRICE_IN")
        if info.field_name == "answers_daily_dollars" and value is not None and price_out is None:
            raise _wrong("bounds nothing without ANSWERS_PRICE_IN and ANSWERS_PRICE_OUT: set both")
        return value

    @field_validator("razorpay_key_secret", "razorpay_webhook_secret", "razorpay_account_id", "answers_model")
    @classmethod
    def _whole(cls, value: Any, info: ValidationInfo) -> Any:
        """What is of no use alone comes together: half of it, or a name with a slip in it, would be none in silence.

        The one that stands first is the one the others are held against, unless it is wrong itself.
        """
        name = info.field_name or ""
        first = "razorpay_key_id" if name.startswith("razorpay_") else "answers_api_key"
        has_first = info.data.get(first, value) is not None
        if value is None and has_first and name in _TOGETHER[first]:
            raise _wrong(f"is missing: set it beside {_variable(cls, first)}, or remove that")
        if value is not None and not has_first:
            together = ", ".join(_variable(cls, each) for each in (first, *_TOGETHER[first]))
            raise _wrong(f"needs {_variable(cls, first)}: set all of {together}, or none")
        return value

    @field_validator("public_base_url", "twilio_api_base_url", "twilio_content_base_url", "twilio_messaging_base_url")
    @classmethod
    def _without_slash(cls, value: str | None) -> str | None:
        return value.rstrip("/") if value else value

    @field_validator("twilio_whatsapp_number")
    @classmethod
    def _as_address(cls, value: str | None) -> str | None:
        return f"whatsapp:{value}" if value and value.startswith("+") else value


def problems_of(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Each variable that cannot be used, and why; without its value."""
    for wrong in error.errors(include_input=False, include_context=False, include_url=False):
        name = ".".join(str(part) for part in wrong["loc"])
        yield (_variable(Settings, name) if name in Settings.model_fields else name), wrong["msg"]


def _plain(value: object) -> str | None:
    """What a setting holds, for the rules only."""
    if value is None:
        return None
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _passwords(url: str) -> Iterator[str]:
    """Where one may stand in an address, as it stands there and as it is meant; also if the address is a bad one."""
    for pattern in _PASSWORDS:
        if found := pattern.search(url):
            yield found[1]
            yield unquote(found[1])
    for name, value in parse_qsl(url.partition("?")[2]):
        if name in ("password", "sslpassword"):
            yield value


def _variable(settings: type[Settings], name: str) -> str:
    return str(settings.model_fields[name].validation_alias)


def _wrong(message: str) -> PydanticCustomError:
    """`message` is a constant of ours, and holds nothing of the value."""
    return PydanticCustomError("setting", "{message}", {"message": message})
