"""Settings, read once from the environment or a `.env` file and validated together."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

FLOWS = Path(__file__).resolve().parent.parent / "flows"


class Settings(BaseSettings):
    """What can be set, with the names of the environment's variables."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    environment: Literal["development", "production"] = Field(default="development", validation_alias="BOLOASTRO_ENV")
    database_url: str = Field(default="sqlite:///boloastro.sqlite3", validation_alias="DATABASE_URL")
    flows: Path = Field(default=FLOWS, validation_alias="BOLOASTRO_FLOWS")
    root_flow: str = Field(default="commands", validation_alias="BOLOASTRO_ROOT_FLOW")
    zone: str = Field(default="Asia/Kolkata", validation_alias="BOLOASTRO_ZONE")
