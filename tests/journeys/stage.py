"""A person with the real application, which is watched: every turn leaves a trace, every promise is checked at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.actions.catalogue import Catalogue
from engine.charts.library import Library
from engine.charts.model import State
from engine.domain.readers.vocabulary import Vocabulary
from engine.interfaces.channel import ChannelGateway
from engine.interfaces.flows import FlowRepository
from engine.runtime.charts import Edition
from engine.services.flows import FlowShelf
from engine.services.turns import TurnTaken
from integrations.flows.folder import FolderFlowRepository
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import CountingIdentifiers, ManualClock
from server.entries import Entry, Moved, Said
from server.job_book import JobBook
from server.settings import FLOWS, Settings
from server.simulator import Simulator
from server.till import SETTINGS, Till
from server.wiring import Application, build, catalogue, read_checked, vocabulary_of
from tests.journeys.limits import broken_limits
from tests.journeys.monitor import Monitor, PromiseBroken, check_always, check_contract, read_properties
from tests.journeys.watch import Line, Seen, Watch

APOLOGY = "common.apology"


@dataclass(frozen=True, slots=True)
class Ground:
    """What applications share: it is read once and knows of no conversation."""

    actions: Catalogue
    shelf: FlowShelf
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class House:
    """What all conversations share: the flows as shipped, equal flows with other bytes, and the properties."""

    grounds: tuple[Ground, Ground]
    properties: Sequence[Edition]

    @property
    def library(self) -> Library:
        """The flows as shipped."""
        return self.grounds[0].shelf.library


def open_house(flows: FlowRepository | None = None, properties: Sequence[Edition] | None = None) -> House:
    """The house with the shipped flows and properties, or with others; FlowProblems if they have errors."""
    flows = flows or FolderFlowRepository(FLOWS)
    return House((_ground(flows), _ground(_Retouched(flows))), read_properties() if properties is None else properties)


def _ground(flows: FlowRepository) -> Ground:
    shelf = FlowShelf(flows, read_checked)
    return Ground(catalogue(), shelf, vocabulary_of(shelf.library))


def settings_for(url: str) -> Settings:
    """Settings as in production, whatever the environment of the tests says; no secret is needed to talk."""
    return _settings().model_copy(update={"database_url": url})


@cache
def _settings() -> Settings:
    settings = Settings.model_validate({"DATABASE_URL": "sqlite://", "BOLOASTRO_ENV": "development"})
    return settings.model_copy(update={"environment": "production", **SETTINGS})


class _Retouched:
    """The same flows with other bytes: what an editor saves who has only added a comment."""

    def __init__(self, flows: FlowRepository) -> None:
        self._flows = flows

    def read(self) -> Mapping[str, bytes]:
        return {name: content + b"\n# read once more\n" for name, content in self._flows.read().items()}


@dataclass(kw_only=True)
class Actor(Simulator):
    """The person. `turned` is called after each turn is stored."""

    turned: Callable[[TurnTaken], None]

    def taken(self, turn: TurnTaken) -> None:
        """See Simulator."""
        super().taken(turn)
        self.turned(turn)


@dataclass
class Stage:
    """One conversation. With `restarts` the process dies after every turn, with `reloads` the flows are read again.

    `trouble` holds the limits of the channel that were broken, and turns that failed.
    """

    house: House
    url: str
    start: datetime
    restarts: bool = False
    reloads: bool = False
    trace: list[Line] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._engine: sa.Engine | None = None
        self._ground = 0
        self._broken: list[PromiseBroken] = []
        self._watch = Watch(self._look)
        self._monitor = Monitor(self.house.properties)
        self._identifiers = CountingIdentifiers()
        self._seen: dict[int, Seen] = {}
        self._heard = 0
        self.clock = ManualClock(self.start)
        self._till = Till(self.clock.now)
        self.actor = Actor(self._build, self.clock, turned=self._turned, till=self._till)

    def check(self) -> None:
        """Look at what happened since the last time; PromiseBroken if a contract or a property is broken."""
        if self._broken:
            raise self._broken[0]
        new: Sequence[Entry] = self.actor.entries[self._heard :]
        self._heard += len(new)
        for entry in new:
            seen = self._seen.pop(id(entry.turn), Seen()) if isinstance(entry, Moved) else Seen()
            if isinstance(entry, Said):
                self.trouble += broken_limits(entry)
                if entry.message.key == APOLOGY:
                    self.trouble.append("the person got an apology: a turn has failed")
            self._monitor.hear(entry, seen)

    def over(self) -> None:
        """The conversation is at its end."""
        self.check()
        self._monitor.over()

    def close(self) -> None:
        """Let go of the database."""
        if self._engine is not None:
            self._engine.dispose()

    def _build(self, channel: ChannelGateway, jobs: JobBook) -> Application:
        self.close()
        self._engine = open_engine(self.url)
        self._storage = SqlStorage(self._engine)
        return self._application(channel, jobs)

    def _application(self, channel: ChannelGateway, jobs: JobBook) -> Application:
        ground = self.house.grounds[self._ground]
        application = build(
            settings_for(self.url), channel=channel, clock=self.clock, identifiers=self._identifiers,
            storage=self._storage, run_by=jobs.wrap, witness=self._watch, actions=ground.actions,
            shelf=ground.shelf, vocabulary=ground.vocabulary, gateway=self._till.gateway,
            payment_door=self._till.door,
        )  # fmt: skip
        self._watch.attach(application.charts)
        return application

    def _look(self, flow: str, state: State, scope: Mapping[str, Any], is_entered: bool) -> None:
        """Inside a turn nothing may be raised: the turn would be undone and tried again."""
        try:
            check_contract(flow, state, scope, is_entered)
        except PromiseBroken as broken:
            self._broken.append(broken)

    def _turned(self, turn: TurnTaken) -> None:
        seen = self._watch.drain()
        self._seen[id(turn)] = seen
        self.trace += self._watch.lines(turn, seen)
        if turn.item.attempts:
            self.trouble.append(f"a turn failed {turn.item.attempts} times before it was stored")
        if turn.decision.error:
            self.trouble.append(f"a turn failed: {turn.decision.error}")
        application = self.actor.application
        zone = ZoneInfo(application.settings.zone)
        try:
            check_always(turn, application.charts, self.clock.now().astimezone(zone).date().isoformat())
        except PromiseBroken as broken:
            self._broken.append(broken)
        if self.reloads:
            self._ground = 1 - self._ground
        if self.restarts:
            self.actor.restart()
        elif self.reloads:
            self.actor.application = self._application(self.actor.phone, self.actor.jobs)
