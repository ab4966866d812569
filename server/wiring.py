"""The one place of wiring: from settings to a running application, for all doors and for the tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.actions.catalogue import Action, Catalogue
from engine.actions.functions import FUNCTIONS
from engine.actions.places import place_actions
from engine.charts.library import Library
from engine.charts.rules import check_library
from engine.domain.readers.catalogue import READERS
from engine.domain.readers.vocabulary import Vocabulary, merge
from engine.interfaces.channel import ChannelGateway
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import Storage
from engine.runtime.build import Witness
from engine.runtime.charts import Charts
from engine.runtime.interpreter import Interpreter
from engine.runtime.speech import Speech
from engine.runtime.understanding import Understanding
from engine.services.editions import keep_definitions, stored_editions
from engine.services.flows import FlowShelf
from engine.services.turns import Turns
from engine.services.work import Work
from integrations.flows.folder import FolderFlowRepository
from integrations.places.embedded import SHIPPED, EmbeddedPlaceGateway
from integrations.sql.database import Database
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import CountingIdentifiers, ManualClock, RandomIdentifiers, SystemClock
from server.settings import Settings

__all__ = [
    "Application", "CountingIdentifiers", "Database", "FolderFlowRepository", "ManualClock", "RandomIdentifiers",
    "SystemClock", "build", "catalogue", "flow_shelf", "vocabulary_of",
]  # fmt: skip
"""Implementations that tools choose by themselves come from here too: nobody else names a room of integrations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Everything that runs, ready to be handed to a door."""

    settings: Settings
    shelf: FlowShelf
    storage: Storage
    catalogue: Catalogue
    charts: Charts
    turns: Turns
    work: Work
    clock: Clock


def catalogue() -> Catalogue:
    """Every name flows may call."""
    return Catalogue.of(place_actions(EmbeddedPlaceGateway(SHIPPED)), FUNCTIONS)


def flow_shelf(settings: Settings, actions: Catalogue) -> FlowShelf:
    """The shelf over the folder of flows; nothing is read yet."""
    return FlowShelf(FolderFlowRepository(settings.flows), lambda library: check_library(library, actions))


def vocabulary_of(library: Library) -> Vocabulary:
    """The words readers know, in all languages together."""
    return merge({language: words.vocabulary for language, words in library.common.items()})


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
) -> Application:
    """The application. `run_by` may put itself between worker and actions. FlowProblems if flows have errors.

    Whoever builds often hands over the catalogue, the shelf of flows and its vocabulary, which know of no conversation.
    """
    actions = actions or catalogue()
    shelf = shelf or flow_shelf(settings, actions)
    library = shelf.library
    storage = storage or SqlStorage(open_engine(settings.database_url))
    charts = Charts(library, actions, stored_editions(storage), witness)
    interpreter = Interpreter(
        charts,
        Speech(marks_fallbacks=settings.environment == "development"),
        Understanding({**READERS, **actions.validators}, vocabulary or vocabulary_of(library)),
        root=settings.root_flow,
        zone=settings.zone,
    )
    turns = Turns(storage, interpreter, clock, identifiers, library.languages.fallback)
    keep_definitions(storage, library, clock)
    work = Work(storage, run_by(actions.actions), channel, clock, identifiers)
    return Application(
        settings=settings, shelf=shelf, storage=storage, catalogue=actions, charts=charts, turns=turns, work=work,
        clock=clock,
    )  # fmt: skip
