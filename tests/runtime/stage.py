"""A conversation in memory with flows written in the test: real interpreter, turned clock, jobs answered by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.actions.catalogue import Catalogue
from engine.actions.functions import FUNCTIONS
from engine.charts.library import Library, read_library
from engine.charts.problems import Severity
from engine.domain.effects import CancelJob, CancelTimer, Effect, Say, SetTimer, StartJob
from engine.domain.events import Event, EventKind
from engine.domain.messages import Inbound, Outbound
from engine.domain.readers.catalogue import READERS
from engine.domain.readers.vocabulary import merge
from engine.domain.sessions import Contact, Session
from engine.domain.values import Data
from engine.runtime.charts import Charts, Stored
from engine.runtime.interpreter import Decision, Interpreter
from engine.runtime.speech import Speech
from engine.runtime.understanding import Understanding

NOON = datetime(2026, 1, 5, 6, 30, tzinfo=UTC)
LANGUAGES = ("en", "hi", "mr", "ta", "te", "bn")

SHARED = {
    "common/languages.yaml": "released: [en, hi]\ndraft: [mr, ta, te, bn]\nfallback: en\n",
    "common/contact.yaml": "data: {visits: {type: integer, default: 0}, note: {type: any, default: null}}\n",
    "common/en.yaml": (
        "language: en\n"
        "texts: {apology: Sorry., limit: Too much., unavailable: Not now., not_understood: Pardon?, busy: Busy.,"
        " old_tap: Old button., help: General help., card_warning: No cards.}\n"
        "problems: {not_an_option: No such choice., empty: No words., media: A picture., voice: A voice.,"
        " location: A place., contact_card: A card., sticker: A sticker., too_long: Too long.,"
        " too_short: Too short., not_a_number: No number.}\n"
    ),
    "common/hi.yaml": (
        "language: hi\n"
        "texts: {apology: माफ़ कीजिए।, limit: बहुत हुआ।, unavailable: अभी नहीं।, not_understood: समझ नहीं आया।,"
        " busy: रुकिए।, old_tap: पुराना बटन।, help: मदद।}\n"
    ),
}


def nothing_stored(_flow: str, _version: int, _structure: str) -> Library | None:
    """No definition was ever stored."""
    return None


def library_of(files: Mapping[str, str]) -> Library:
    """The flows of these files with the shared words; AssertionError tells what is wrong with them."""
    library, problems = read_library({**SHARED, **files})
    errors = [str(problem) for problem in problems if problem.severity is Severity.ERROR]
    assert not errors, "\n".join(errors)
    return library


def flow(name: str, shape: str, **words: str) -> dict[str, str]:
    """The files of a flow: its shape, and by language what stands below `texts:` or whole word files."""
    head = "" if "flow:" in shape else f"flow: {name}\nversion: 1\n"
    files = {f"{name}/flow.yaml": head + shape}
    for language, texts in words.items():
        body = texts if "texts:" in texts or "keywords:" in texts else f"texts: {texts}\n"
        files[f"{name}/{language}.yaml"] = f"language: {language}\n{body}\n"
    return files


@dataclass
class Talk:
    """One person. `root` is the flow below all others; `said` holds every text, in order.

    A fact begins the conversation, so that the first message answers the first question; `begins=False` leaves that.
    """

    files: Mapping[str, str]
    root: str = "main"
    actions: Iterable[Callable[..., Any]] = ()
    language: str = "en"
    stored: Stored = nothing_stored
    marks_fallbacks: bool = False
    vocabulary: Mapping[str, Data] = field(default_factory=dict)
    is_question: Callable[[str, Library], bool] = lambda *_: False
    begins: bool = True
    said: list[str] = field(default_factory=list)
    messages: list[Outbound] = field(default_factory=list)
    timers: dict[str, tuple[datetime, SetTimer]] = field(default_factory=dict)
    jobs: list[StartJob] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = NOON
        self.session = Session(id="s", subject="c", frames=())
        self.contact = Contact(id="c", channel="test", address="a", language=self.language)
        self.load(self.files)
        if self.begins:
            self.fact("begin")

    def load(self, files: Mapping[str, str]) -> None:
        """The process begins anew with these files; the session stays."""
        catalogue = Catalogue.of(self.actions, FUNCTIONS)
        charts = Charts(library_of(files), catalogue, self.stored)
        understanding = Understanding(READERS, merge(self.vocabulary), self.is_question)
        speech = Speech(marks_fallbacks=self.marks_fallbacks)
        self.interpreter = Interpreter(charts, speech, understanding, root=self.root)

    # -- what happens

    def tell(self, text: str) -> Decision:
        """The person sends a text."""
        return self.send(Inbound(text=text))

    def tap(self, payload: str) -> Decision:
        """The person taps a button."""
        return self.send(Inbound(tap=payload))

    def send(self, message: Inbound) -> Decision:
        """The person sends anything. They always get an answer, or a job is at work on one."""
        decision = self.take(Event(kind=EventKind.MESSAGE, message=message))
        assert any(isinstance(effect, Say | StartJob) for effect in decision.effects), "nobody answered"
        return decision

    def fact(self, name: str, **data: Any) -> Decision:
        """Something became true."""
        return self.take(Event(kind=EventKind.FACT, name=name, data=data))

    def finish(self, job: StartJob, outcome: str, value: Any = None) -> Decision:
        """A job answers, whether somebody still waits for it or not."""
        event = Event(
            kind=EventKind.JOB, name=outcome, data={"value": value}, frame=job.frame, state=job.state, token=job.token
        )
        return self.take(event)

    def fire(self, timer: SetTimer) -> Decision:
        """A timer goes off, whether it is still set or not."""
        event = Event(
            kind=EventKind.TIMER, name=timer.event, data=timer.data, frame=timer.frame, state=timer.state,
            token=timer.token,
        )  # fmt: skip
        return self.take(event)

    def wait(self, seconds: float) -> list[str]:
        """Let time go by; what was said meanwhile."""
        before, end = len(self.said), self.now + timedelta(seconds=seconds)
        while due := [name for name, (at, _) in self.timers.items() if at <= end]:
            name = min(due, key=lambda each: self.timers[each][0])
            self.now, timer = self.timers.pop(name)
            self.fire(timer)
        self.now = end
        return self.said[before:]

    def take(self, event: Event) -> Decision:
        """One turn."""
        decision = self.interpreter.decide(self.session, self.contact, event, self.now)
        self.session, self.contact = decision.session, decision.contact
        self.effects = list(decision.effects)
        for effect in decision.effects:
            self._carry_out(effect)
        return decision

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Say(message):
                self.messages.append(message)
                self.said.append(message.text)
            case SetTimer():
                self.timers[effect.id] = (self.now + timedelta(seconds=effect.delay), effect)
            case CancelTimer(name):
                self.timers.pop(name, None)
            case StartJob():
                self.jobs.append(effect)
            case CancelJob(token):
                self.jobs = [job for job in self.jobs if job.token != token]

    # -- where they stand

    @property
    def last(self) -> list[str]:
        """The texts of the last turn."""
        return [effect.message.text for effect in self.effects if isinstance(effect, Say)]

    @property
    def place(self) -> list[str]:
        """Every flow on the stack with its states."""
        return [f"{frame.flow}.{'+'.join(frame.configuration)}" for frame in self.session.frames]

    @property
    def data(self) -> Mapping[str, Any]:
        """The variables of the innermost flow."""
        return self.session.frames[-1].data
