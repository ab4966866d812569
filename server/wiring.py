"""The one place of wiring: from settings to a running application, for all doors and for the tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from engine.actions.catalogue import Action, Catalogue
from engine.domain.readers.vocabulary import Vocabulary
from engine.domain.reports import MissingFont
from engine.interfaces.astrology import AstrologyGateway
from engine.interfaces.bell import Waiting
from engine.interfaces.channel import ChannelDoor, ChannelGateway
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.payments import PaymentDoor, PaymentGateway
from engine.interfaces.rates import RateGateway
from engine.interfaces.reports import ReportGateway
from engine.interfaces.unit_of_work import Storage
from engine.runtime.build import Witness
from engine.runtime.charts import Charts
from engine.services.deliveries import Deliveries
from engine.services.editions import Keeping, stored_editions
from engine.services.files import Files
from engine.services.flows import FlowShelf, reader_of
from engine.services.handover import Handover
from engine.services.payments.counter import Payments
from engine.services.payments.making import Making
from engine.services.readings.jobs import Readings
from engine.services.sending import Sending
from engine.services.turns import Turns
from engine.services.upkeep import Upkeep
from engine.services.work import Work
from integrations import sandbox
from integrations.astrology.basis import basis
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from integrations.caching.astrology import CachingAstrologyGateway
from integrations.caching.cache import open_cache
from integrations.caching.places import CachingPlaceGateway
from integrations.flows.folder import FolderFlowRepository
from integrations.openai.gateway import model_of
from integrations.places.embedded import SHIPPED, EmbeddedPlaceGateway
from integrations.razorpay.account import RazorpayAccount
from integrations.razorpay.asking import trouble_with as trouble_with_merchant
from integrations.razorpay.door import RazorpayDoor
from integrations.razorpay.gateway import RazorpayGateway
from integrations.redis.asking import trouble_with as trouble_with_redis
from integrations.redis.rates import open_rates
from integrations.sql.bells import PostgresBell
from integrations.sql.contents import SqlContents
from integrations.sql.database import Database
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import (
    AbsentChannel,
    AbsentPayments,
    Boundless,
    CountingIdentifiers,
    ManualClock,
    OffsetClock,
    RandomIdentifiers,
    SoleLock,
    SystemClock,
)
from integrations.twilio.account import TwilioAccount
from integrations.twilio.door import TwilioDoor
from integrations.twilio.gateway import TwilioGateway
from integrations.typst.fonts import installed, missing
from integrations.typst.gateway import TypstReportGateway
from server.bells import Bells
from server.binding import bound, unbound
from server.given import (
    closing,
    interpreter_of,
    is_known_to,
    links_of,
    list_button_of,
    quiet_hours_of,
    templates_of,
    vocabulary_of,
    whole_of,
)
from server.http.links import Links
from server.selling import counter_of
from server.setting_rules import parts_of
from server.settings import Settings
from server.stand_ins import refuse_stand_ins

__all__ = [
    "Application", "CountingIdentifiers", "Database", "FolderFlowRepository", "ManualClock", "RandomIdentifiers",
    "RazorpayAccount", "RazorpayDoor", "RazorpayGateway", "SystemClock", "build", "build_server", "catalogue",
    "clock_of", "flow_shelf", "outside_bell", "read_checked", "sandbox", "trouble_with_razorpay",
    "trouble_with_redis", "vocabulary_of",
]  # fmt: skip
"""Implementations that tools choose by themselves come from here too: nobody else names a room of integrations."""

Listen: TypeAlias = Callable[[Callable[[Waiting], None], threading.Event], None]
"""Waits for rings of other processes until the event is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Everything that runs, ready to be handed to a door.

    `door` is None where the channel's secrets are not set. `sole` is the lock of a database that has room for one
    worker, `listen` hears other processes where the database can pass a ring on. `close` lets go of the database,
    `check` raises unless it is in order.
    """

    settings: Settings
    shelf: FlowShelf
    storage: Storage
    catalogue: Catalogue
    charts: Charts
    turns: Turns
    work: Work
    sending: Sending
    deliveries: Deliveries
    handover: Handover
    payments: Payments
    upkeep: Upkeep
    files: Files
    clock: Clock
    rates: RateGateway
    bells: Bells
    links: Links
    door: ChannelDoor | None = None
    sole: SoleLock | None = None
    listen: Listen | None = None
    close: Callable[[], None] = lambda: None
    check: Callable[[], object] = lambda: None


@cache
def catalogue() -> Catalogue:
    """Every name flows may call; which products there are and where money goes is known later, see `build`."""
    return unbound(EmbeddedPlaceGateway(SHIPPED))


def flow_shelf(settings: Settings) -> FlowShelf:
    """The shelf over the folder of flows; nothing is read yet."""
    return FlowShelf(FolderFlowRepository(settings.flows), read_checked)


read_checked = reader_of(catalogue)


def clock_of(settings: Settings) -> Clock:
    """The real time, or what a file adds to it."""
    return SystemClock() if settings.clock is None else OffsetClock(settings.clock)


def outside_bell(settings: Settings) -> PostgresBell | None:
    """What wakes the workers of other processes, where the database can pass it on."""
    is_sqlite = settings.database_url.startswith("sqlite")
    return None if is_sqlite else PostgresBell(settings.database_url)


def missing_fonts() -> Sequence[MissingFont]:
    """The languages in which no report can be set here, since their fonts are not installed or lack letters."""
    return missing(TypstReportGateway(installed()).languages())


def build(
    settings: Settings,
    *,
    channel: ChannelGateway,
    clock: Clock,
    identifiers: Identifiers,
    storage: Storage | None = None,
    run_by: Callable[[Mapping[str, Action]], Mapping[str, Action]] = lambda actions: actions,
    witness: Witness | None = None,
    actions: Catalogue | None = None,
    shelf: FlowShelf | None = None,
    vocabulary: Vocabulary | None = None,
    rates: RateGateway | None = None,
    bells: Bells | None = None,
    links: Links | None = None,
    door: ChannelDoor | None = None,
    gateway: PaymentGateway | None = None,
    payment_door: PaymentDoor | None = None,
    reports: ReportGateway | None = None,
    astrology: AstrologyGateway | None = None,
    listen: Listen | None = None,
    close: Callable[[], None] = lambda: None,
) -> Application:
    """The application. `run_by` may put itself between worker and actions. FlowProblems if flows have errors.

    Whoever builds often hands over the catalogue, the shelf and its vocabulary. Without `rates` nobody is held up.
    """
    actions = actions or catalogue()
    shelf = shelf or flow_shelf(settings)
    storage, gateway = storage or SqlStorage(open_engine(settings.database_url)), gateway or AbsentPayments()
    counter = counter_of(settings, storage, lambda: shelf.library, clock, identifiers, gateway, payment_door)
    files, library, model = Files(storage, clock, identifiers), shelf.library, model_of(settings.model, storage, clock)
    actions = bound(actions, shelf, counter, _readings(shelf, astrology, reports, files, counter.making, clock), model)
    charts, editions = Charts(library, actions, stored_editions(storage), witness), Keeping(storage, library, clock)
    turns = Turns(
        storage, interpreter_of(settings, charts, actions, vocabulary or vocabulary_of(library)), clock, identifiers,
        library.languages.fallback, quiet=quiet_hours_of(settings), prepare=editions.keep,
    )  # fmt: skip
    editions.begin()
    template_of, quiet, rates = templates_of(library), quiet_hours_of(settings), rates or Boundless()
    return Application(
        settings=settings, shelf=shelf, storage=storage, catalogue=actions, charts=charts, turns=turns,
        work=Work(storage, run_by(actions.actions), channel, clock, identifiers, rates),
        sending=Sending(storage, channel, clock, template_of, rates, settings.sends_per_second, quiet=quiet),
        deliveries=Deliveries(storage, clock, template_of), handover=Handover(storage, clock, identifiers, turns),
        payments=counter, upkeep=Upkeep(storage, clock, settings.keep), files=files, clock=clock,
        rates=rates, bells=bells or Bells(), links=links or links_of(settings, clock),
        door=door, sole=_sole_worker(settings), listen=listen,
        close=close, check=storage.check if isinstance(storage, SqlStorage) else Database(settings.database_url).check,
    )  # fmt: skip


def _readings(
    shelf: FlowShelf, astrology: AstrologyGateway | None, reports: ReportGateway | None, files: Files, made: Making,
    clock: Clock,
) -> Readings:  # fmt: skip
    return Readings(
        library=lambda: shelf.library, astrology=astrology or EmbeddedAstrologyGateway(),
        reports=reports or TypstReportGateway(installed()), files=files, made=made, clock=clock,
    )  # fmt: skip


def build_server(
    settings: Settings, *, channel: ChannelGateway | None = None, clock: Clock | None = None, waits: bool = False
) -> Application:
    """The application with the real outside: Twilio, Redis, the clock and the bells of other processes.

    Without Twilio's secrets, which production demands, no webhook is believed and every message waits. StorageError,
    if the database is not in order, unless it `waits` for that.
    """
    if not waits:
        Database(settings.database_url).check()
    engine = open_engine(settings.database_url)
    storage = SqlStorage(engine)
    clock, cache = clock or clock_of(settings), open_cache(whole_of(settings.redis_url))
    places = EmbeddedPlaceGateway(SHIPPED)
    actions = unbound(CachingPlaceGateway(places, cache, places.edition()))
    shelf = flow_shelf(settings)
    refuse_stand_ins(settings, shelf.library)
    links = links_of(settings, clock)
    outside = outside_bell(settings)
    account, merchant = _twilio_account(settings), _razorpay_account(settings)
    if channel is None and account is not None:
        channel = TwilioGateway(
            account, SqlContents(engine), links.to_file, f"{settings.public_base_url}/webhooks/twilio/status",
            is_known=is_known_to(storage), list_button=list_button_of(shelf.library),
        )  # fmt: skip
    return build(
        settings, channel=channel or AbsentChannel(), clock=clock, identifiers=RandomIdentifiers(), storage=storage,
        actions=actions, shelf=shelf, rates=open_rates(whole_of(settings.redis_url)), bells=Bells(outside), links=links,
        door=TwilioDoor(account.tokens, account.sid, account.number) if account else None,
        gateway=RazorpayGateway(merchant) if merchant else None,
        payment_door=RazorpayDoor(merchant) if merchant else None,
        astrology=CachingAstrologyGateway(EmbeddedAstrologyGateway(), cache, basis),
        listen=outside.listen if outside else None, close=closing(engine.dispose, outside.close if outside else None),
    )  # fmt: skip


def _sole_worker(settings: Settings) -> SoleLock | None:
    """SQLite has room for one worker; the lock lies beside its file."""
    kind, _, place = settings.database_url.partition(":///")
    return SoleLock(Path(f"{place.partition('?')[0]}.worker")) if kind.startswith("sqlite") else None


def _twilio_account(settings: Settings) -> TwilioAccount | None:
    sid, number = settings.twilio_account_sid, settings.twilio_whatsapp_number
    if not (sid and number and settings.twilio_tokens and settings.public_base_url):
        return None
    return TwilioAccount(
        sid=sid, tokens=settings.twilio_tokens, number=number, api_base_url=settings.twilio_api_base_url,
        content_base_url=settings.twilio_content_base_url, messaging_base_url=settings.twilio_messaging_base_url,
    )  # fmt: skip


def _razorpay_account(settings: Settings) -> RazorpayAccount | None:
    key, secret, hooks = settings.razorpay_key_id, settings.razorpay_key_secret, settings.razorpay_webhook_secret
    if not (key and secret and hooks):
        return None
    return RazorpayAccount(
        key_id=key, key_secret=secret.get_secret_value(), webhook_secrets=parts_of(hooks),
        account=settings.razorpay_account_id, base_url=settings.razorpay_api_base_url,
    )  # fmt: skip


def trouble_with_razorpay(settings: Settings, patience: float) -> str | None:
    """Why money cannot be asked for; None if it can. LookupError when nobody has set it up, ValueError if wrongly."""
    account = _razorpay_account(settings)
    if account is None:
        raise LookupError("no account")
    return trouble_with_merchant(account, patience)
