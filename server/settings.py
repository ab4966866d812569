"""Settings, read once from the environment or a `.env` file and validated together."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.charts.suggest import did_you_mean

FLOWS = Path(__file__).resolve().parent.parent / "flows"
ZONE = "Asia/Kolkata"


class Settings(BaseSettings):
    """What can be set, with the names of the environment's variables."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    environment: Literal["development", "production"] = Field(default="development", validation_alias="BOLOASTRO_ENV")
    database_url: str = Field(default="sqlite:///boloastro.sqlite3", validation_alias="DATABASE_URL")
    flows: Path = Field(default=FLOWS, validation_alias="BOLOASTRO_FLOWS")
    root_flow: str = Field(default="commands", validation_alias="BOLOASTRO_ROOT_FLOW")
    zone: str = Field(default=ZONE, validation_alias="BOLOASTRO_ZONE")

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (LookupError, ValueError, OSError):  # unknown, no name at all, a folder of zones
            hint = did_you_mean(zone, available_timezones()) or f"Write for example {ZONE}."
            message = "there is no time zone '{zone}'. {hint}"
            raise PydanticCustomError("zone", message, {"zone": zone, "hint": hint}) from None
        return zone
