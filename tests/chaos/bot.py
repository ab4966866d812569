"""The whole bot of one process: real application, real door, real gateway to a sandbox, on a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import structlog
from flask import Flask

from engine.actions.catalogue import Action
from engine.interfaces.contents import ContentRepository
from engine.interfaces.unit_of_work import Storage
from engine.services.flows import FlowShelf
from integrations.redis.rates import open_rates
from integrations.sql.bells import PostgresBell
from integrations.sql.contents import SqlContents
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import OffsetClock, RandomIdentifiers
from integrations.twilio.account import TwilioAccount
from integrations.twilio.door import TwilioDoor
from integrations.twilio.gateway import TwilioGateway
from server.app import create_app, doors_of
from server.bells import Bells
from server.hashing import Hasher
from server.metrics import Metrics
from server.wiring import Application, build
from tests.chaos.story import actions_of
from tests.server.house import NUMBER, SID, TOKEN, settings_of


@dataclass(frozen=True)
class Place:
    """Where things are: database, sandbox, our own door, the file with the hands of the clock, perhaps Redis."""

    database: str
    sandbox: str
    door: str
    clock: str
    redis: str | None = None

    def plain(self) -> dict[str, str | None]:
        """As JSON has it."""
        return asdict(self)


def _same(storage: Storage) -> Storage:
    return storage


def _same_contents(contents: ContentRepository) -> ContentRepository:
    return contents


def _same_actions(actions: Mapping[str, Action]) -> Mapping[str, Action]:
    return actions


def bot(
    place: Place, shelf: FlowShelf, *, storage_by: Callable[[Storage], Storage] = _same,
    contents_by: Callable[[ContentRepository], ContentRepository] = _same_contents,
    run_by: Callable[[Mapping[str, Action]], Mapping[str, Action]] = _same_actions,
) -> Application:  # fmt: skip
    """The application. What is given may put itself around storage, contents and actions."""
    settings = settings_of(
        place.database, PUBLIC_BASE_URL=place.door, TWILIO_API_BASE_URL=place.sandbox,
        TWILIO_CONTENT_BASE_URL=place.sandbox, TWILIO_MESSAGING_BASE_URL=place.sandbox, BOLOASTRO_ROOT_FLOW="main",
        BOLOASTRO_MESSAGES_PER_MINUTE="1000", BOLOASTRO_MESSAGES_PER_HOUR="10000", BOLOASTRO_SENDS_PER_SECOND="1000",
        BOLOASTRO_QUIET_HOURS="none",
    )  # fmt: skip
    engine = open_engine(place.database)
    storage = storage_by(SqlStorage(engine))
    account = TwilioAccount(
        sid=SID, tokens=(TOKEN,), number=NUMBER, api_base_url=place.sandbox, content_base_url=place.sandbox,
        messaging_base_url=place.sandbox,
    )  # fmt: skip
    gateway = TwilioGateway(
        account, contents_by(SqlContents(engine)), str, f"{place.door}/webhooks/twilio/status",
        is_known=lambda sid: _is_known(storage, sid), list_button=lambda _language: "Choose",
    )  # fmt: skip
    bell = PostgresBell(place.database) if place.database.startswith("postgresql") else None
    return build(
        settings, channel=gateway, clock=OffsetClock(Path(place.clock)), identifiers=RandomIdentifiers(),
        storage=storage, run_by=run_by, actions=actions_of(), shelf=shelf, rates=open_rates(place.redis),
        bells=Bells(bell), door=TwilioDoor((TOKEN,), SID, NUMBER), listen=bell.listen if bell else None,
        close=_closing(engine.dispose, bell.close if bell else engine.dispose),
    )  # fmt: skip


def web(application: Application) -> Flask:
    """Its doors."""
    return create_app(doors_of(application, Metrics(), Hasher()))


def be_silent() -> None:
    """Write no log."""

    def forget(_logger: object, _name: str, _line: object) -> str:
        raise structlog.DropEvent

    structlog.configure(processors=[forget])


def _closing(*closes: Callable[[], None]) -> Callable[[], None]:
    def close() -> None:
        for each in closes:
            each()

    return close


def _is_known(storage: Storage, provider_id: str) -> bool:
    with storage.read() as work:
        return work.outbox.find(provider_id) is not None
