"""What is talked about: a long conversation with all that leaves the process, and a short one for crowds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.actions.catalogue import Catalogue, Outcome, action
from engine.actions.functions import FUNCTIONS
from engine.charts.library import read_library
from engine.services.flows import FlowShelf
from tests.runtime.stage import SHARED, flow

HOUR = 3600.0
TEMPLATES = {"HX" + "7" * 32: "Still there?", "HX" + "8" * 32: "Name?", "HX" + "9" * 32: "Heard {{1}}."}
"""What WhatsApp has approved, by its ids there."""

_LONG = (
    "data: {name: text, found: text}\ninitial: ask\nstates:\n"
    "  ask: {ask: text, into: name, next: colour}\n"
    "  colour: {choose: {red: looking, blue: looking}}\n"
    "  looking: {run: test.find, with: {text: =name}, into: found,"
    " outcomes: {found: town, failed: ask, timeout: ask}}\n"
    "  town: {choose: {pune: waiting, delhi: waiting, agra: waiting, goa: waiting}}\n"
    "  waiting: {say: true, wait: {paid: chat}, after: {1h: late}}\n"
    "  late: {say: true, next: chat}\n"
    "  chat: {ask: text, into: name, remind: [30h], next: {do: [{say: heard}], to: chat}}\n"
)
_LONG_WORDS = (
    "texts:\n  ask: Name?\n  colour: {say: 'Colour, {{ name }}?', options: {red: Red, blue: Blue}}\n"
    "  town: {say: 'Found {{ found }}. Town?', options: {pune: Pune, delhi: Delhi, agra: Agra, goa: Goa}}\n"
    "  waiting: Wait.\n  late: Late.\n  chat: {say: Go on., template: still_there}\n  heard: 'Heard {{ name }}.'\n"
)
_STILL, _NAME, _HEARD = TEMPLATES
_APPROVED = (
    "templates:\n"
    f"  still_there: {{category: utility, languages: {{en: {{content: {_STILL}, text: Still there?}}}}}}\n"
    f"  name: {{category: utility, languages: {{en: {{content: {_NAME}, text: Name?}}}}}}\n"
    "  heard: {category: utility, variables: [name],"
    f" languages: {{en: {{content: {_HEARD}, text: 'Heard {{{{1}}}}.'}}}}}}\n"
)
_PLAIN = (
    "data: {name: text}\ninitial: ask\nstates:\n"
    "  ask: {ask: text, into: name, next: heard}\n"
    "  heard: {ask: text, into: name, next: heard}\n"
)
_PLAIN_WORDS = (
    "texts:\n  ask: {say: Name?, template: name}\n"
    "  heard: {say: 'Heard {{ name }}.', template: {name: heard, with: ['{{ name }}']}}\n"
)
_SHORT = (
    "data: {name: text, found: text}\ninitial: ask\nstates:\n"
    "  ask: {ask: text, into: name, next: colour}\n"
    "  colour: {choose: {red: looking, blue: looking}}\n"
    "  looking: {run: test.find, with: {text: =name}, into: found,"
    " outcomes: {found: chat, failed: ask, timeout: ask}}\n"
    "  chat: {ask: text, into: name, next: heard}\n"
    "  heard: {ask: text, into: name, next: heard}\n"
)
_SHORT_WORDS = (
    "texts:\n  ask: Name?\n  colour: {say: 'Colour, {{ name }}?', options: {red: Red, blue: Blue}}\n"
    "  chat: 'Found {{ found }}.'\n  heard: 'Heard {{ name }}.'\n"
)


@dataclass(frozen=True)
class Write:
    """The person writes this."""

    text: str


@dataclass(frozen=True)
class Tap:
    """The person taps what is called so."""

    title: str


@dataclass(frozen=True)
class Wait:
    """Nothing happens for so many seconds."""

    seconds: float


Step = Write | Tap | Wait


@dataclass(frozen=True)
class Row:
    """What the person does at once, and what they get for it."""

    steps: tuple[Step, ...]
    told: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    """The files of the flows, and a conversation in them; a row begins when the one before it is over."""

    files: Mapping[str, str]
    rows: tuple[Row, ...]

    @property
    def told(self) -> list[str]:
        """Everything the person gets, in order."""
        return [text for row in self.rows for text in row.told]


LONG = Story(
    files={**SHARED, **flow("main", _LONG, en=_LONG_WORDS), "templates.yaml": _APPROVED},
    rows=(
        Row((Write("Asha"),), ("Name?", "Colour, Asha? [Red|Blue]")),
        Row((Tap("Red"),), ("Found ASHA. Town? [Pune|Delhi|Agra|Goa]",)),
        Row((Tap("Pune"),), ("Wait.",)),
        Row((Wait(HOUR),), ("Late.", "Go on.")),
        Row((Write("one"), Write("two")), ("Heard one.", "Go on.", "Heard two.", "Go on.")),
        Row((Wait(30 * HOUR),), ("Still there?",)),
    ),
)
SHORT = Story(
    files={**SHARED, **flow("main", _SHORT, en=_SHORT_WORDS)},
    rows=(
        Row((Write("Asha"),), ("Name?", "Colour, Asha? [Red|Blue]")),
        Row((Tap("Red"),), ("Found ASHA.",)),
        Row((Write("one"), Write("two")), ("Heard one.", "Heard two.")),
        Row((Write("three"),), ("Heard three.",)),
    ),
)
PLAIN = Story(
    files={**SHARED, **flow("main", _PLAIN, en=_PLAIN_WORDS), "templates.yaml": _APPROVED},
    rows=(
        Row((Write("one"),), ("Name?", "Heard one.")),
        *(Row((Write(word),), (f"Heard {word}.",)) for word in ("two", "three", "four", "five")),
    ),
)
"""Nothing but texts, each with a template that says the same, so that it may come at any time."""
STORIES: Mapping[str, Story] = {"long": LONG, "short": SHORT, "plain": PLAIN}


class _Files:
    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def read(self) -> Mapping[str, bytes]:
        """See FlowRepository."""
        return {name: text.encode() for name, text in self._files.items()}


def shelf_of(story: Story) -> FlowShelf:
    """Its flows; nobody checks them."""
    return FlowShelf(_Files(story.files), read_library)


def actions_of() -> Catalogue:
    """What its flows may call."""

    @action("test.find", outcomes=["found"])
    def find(text: str) -> Outcome:
        return Outcome("found", text.upper())

    return Catalogue.of([find], FUNCTIONS)
