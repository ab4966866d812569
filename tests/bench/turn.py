"""A whole turn in memory, from event to session and effects, against the bare `transitions` call on the same flow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from transitions import Machine

from engine.actions.catalogue import Catalogue
from engine.actions.functions import FUNCTIONS
from engine.charts.library import Library, read_library
from engine.domain.events import Event, EventKind
from engine.domain.messages import Inbound
from engine.domain.readers.catalogue import READERS
from engine.domain.readers.vocabulary import merge
from engine.domain.sessions import Contact, Session
from engine.runtime.charts import Charts
from engine.runtime.interpreter import Interpreter
from engine.runtime.speech import Speech
from engine.runtime.understanding import Understanding
from integrations.flows.folder import FolderFlowRepository
from tests.bench.clockwork import Figure, paired
from tests.bench.kernel import Model

FLOWS = Path(__file__).parent / "flows"
NOW = datetime(2026, 1, 5, 4, 30, tzinfo=UTC)
TALK = ("Asha Rao", "5", "yes", "1")
LANGUAGES = ("en", "hi")
STEPS = (("answer",), ("answer",), ("choice",), ("choice",), ("paid", "on"))
"""The arcs each turn of the talk takes, as events of the bare machine; `thanks` is left by itself."""


def library() -> Library:
    """The nine-state flow in two languages; RuntimeError if it has problems."""
    found, problems = read_library(FolderFlowRepository(FLOWS).read())
    if problems:
        raise RuntimeError("\n".join(map(str, problems)))
    return found


def interpreter() -> Interpreter:
    """An interpreter of that flow alone."""
    charts = Charts(library(), Catalogue(functions=FUNCTIONS), lambda _flow, _version, _structure: None)
    return Interpreter(charts, Speech(marks_fallbacks=False), Understanding(READERS, merge({})), root="order")


def message(text: str) -> Event:
    """What a person sends."""
    return Event(kind=EventKind.MESSAGE, message=Inbound(text=text))


def situations(decider: Interpreter) -> list[tuple[Session, Contact, Event]]:
    """Every turn of the talk in both languages, the fact that ends it included."""
    found = []
    for language in LANGUAGES:
        contact = Contact(id="c", channel="bench", address="a", language=language)
        session = Session(id="s", subject="c", frames=())
        session = decider.decide(session, contact, message("hello"), NOW).session
        for event in (*map(message, TALK), Event(kind=EventKind.FACT, name="paid")):
            found.append((session, contact, event))
            decision = decider.decide(session, contact, event, NOW)
            if decision.error or not decision.handled:
                raise RuntimeError(f"the benchmark's talk does not run: {decision.error or event}")
            session = decision.session
    return found


def figures() -> Iterator[Figure]:
    """The mean over all turns of the talk."""
    decider = interpreter()
    turns = situations(decider)
    machine, model = _machine(), Model()
    subject: Any = model
    subject.state = "ask_name"
    bare_events = [machine.events[name].trigger for turn in STEPS for name in turn] * len(LANGUAGES)

    def ours() -> None:
        for session, contact, event in turns:
            decider.decide(session, contact, event, NOW)

    def bare() -> None:
        for trigger in bare_events:
            trigger(subject)

    mine, theirs = (each / len(turns) for each in paired([ours, bare], 300))
    yield Figure("whole turn in memory, nine states", mine, mine / theirs, 3.0, f"bare call {theirs:.1f} us")


def _machine() -> Any:
    """The same six arcs as a bare machine, with a guard on each and a callback on each entry."""
    steps = [
        ("answer", "ask_name", "ask_count"), ("answer", "ask_count", "ask_gift"), ("choice", "ask_gift", "confirm"),
        ("choice", "confirm", "paying"), ("paid", "paying", "thanks"), ("on", "thanks", "ask_name"),
    ]  # fmt: skip
    names = ["ask_name", "ask_count", "ask_gift", "confirm", "paying", "thanks", "late", "left", "again"]
    machine = Machine(
        model=None, states=[{"name": name, "on_enter": [_nothing]} for name in names], initial=None,
        auto_transitions=False, send_event=True, queued=False,
    )  # fmt: skip
    for event, source, target in steps:
        machine.add_transition(event, source, target, conditions=[_holds])
    return machine


def _nothing(_event: Any) -> None:
    pass


def _holds(_event: Any) -> bool:
    return True
