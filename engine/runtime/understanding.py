"""From a message to what a chart can hear: a tap, a command, an answer, a choice, or a message nobody waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from engine.charts import model
from engine.charts.grammar import PROTECTED
from engine.charts.keywords import commands_of, normalised
from engine.charts.lexicon import sounds_of
from engine.charts.library import Library
from engine.charts.lists import DISTRESS, despair_of
from engine.domain.messages import Inbound, Media
from engine.domain.readers.birth_card import read_birth_card
from engine.domain.readers.context import Reader, ReadingContext
from engine.domain.readers.vocabulary import Vocabulary
from engine.domain.readers.writing import normalise
from engine.domain.readers.yes_no import read_yes_no
from engine.domain.readings import Accepted, Open, Refused
from engine.runtime.options import Offered, offered
from engine.runtime.turn import Turn

LONGEST_MESSAGE = 4096
_CARDS = ("text/vcard", "text/x-vcard", "text/directory")

HELD = "held"
"""What a message is heard as while people answer: no flow hears it."""

LOCATION = "location"
"""What a shared location is heard as by a flow that can use one; to all others it is an answer in no words."""

BIRTH_CARD = "birth_card"
"""What a message with labelled details of a birth is heard as by a flow that can use one; to all others it is words."""

QUESTION = "question"
"""What a question to whoever answers questions is heard as by a flow that takes one; to all others it is words."""

Heard = tuple[str, Mapping[str, Any]]


def despair_in(message: Inbound, library: Library) -> Heard | None:
    """Words of despair, however long the message is; None for a tap and where there are none."""
    if message.tap is not None:
        return None
    languages = despair_of(library).names_in(sounds_of(message.text))
    return (DISTRESS, {"text": message.text[:LONGEST_MESSAGE], "language": languages[0]}) if languages else None


class Understanding:
    """Reads messages.

    `readers` maps the words of `ask:` to what reads such an answer; `is_question` tells a QUESTION by the lists of a
    library.
    """

    def __init__(
        self, readers: Mapping[str, Reader], vocabulary: Vocabulary,
        is_question: Callable[[str, Library], bool] = lambda *_: False,
    ) -> None:  # fmt: skip
        self._readers = readers
        self._vocabulary = vocabulary
        self._is_question = is_question
        self._of_today: ReadingContext | None = None

    def readings(self, turn: Turn, message: Inbound) -> Iterator[Heard]:
        """What the message may mean, the likeliest first; the first one a flow hears is taken."""
        is_held = turn.is_held()
        if message.tap is not None and not is_held:
            yield from self._tapped(turn, message.tap)
            return
        despair = despair_in(message, turn.charts.library)
        if despair is not None:  # first of all, whatever is going on
            yield despair
        words = normalised(message.text) if len(message.text) <= LONGEST_MESSAGE else ""
        # before commands: "I want a Kundali ..." begins many a card, and the details below it are not to be lost
        card = None if is_held else read_birth_card(message.text, self._context(turn.today))
        if card is not None:
            wanted = next(iter(_commands(turn, normalised(card.rest))), None)
            yield BIRTH_CARD, {"card": card.as_data(), "language": card.language, "command": wanted}
        commands = _commands(turn, words)
        own = commands and not is_held and self._is_offered(turn, message.text, words)
        for command in commands:
            if not own or command in PROTECTED:  # "receipt" where receipts are offered is the option
                yield f"command.{command}", {"text": message.text}
        if is_held:
            yield HELD, {}
            return
        if message.location is not None and not words:
            latitude, longitude = message.location
            yield LOCATION, {"latitude": latitude, "longitude": longitude}
        unread: Heard = "message", {"text": message.text[:LONGEST_MESSAGE]}
        for question in turn.questions():
            heard = self._answered(turn, question, message, words)
            if heard[0] != "refused":
                yield heard
                return
            unread = heard
        if words and self._is_question(message.text, turn.charts.library):
            yield QUESTION, {"text": message.text}
        yield unread

    def _context(self, today: date) -> ReadingContext:
        """The context of a day; it is the same for all readings of that day."""
        known = self._of_today
        if known is None or known.today != today:
            known = self._of_today = ReadingContext(vocabulary=self._vocabulary, today=today)
        return known

    def _tapped(self, turn: Turn, payload: str) -> Iterator[Heard]:
        """A tap counts while its question is the one being asked; an older one gets what its state declares."""
        flow, state, token, option = _parsed(payload)
        level = turn.levels[-1]
        state = level.edition.flow.moved.get(state, state)
        policy = _old_tap_policy(turn, flow, state)
        for question in turn.questions():
            if level.frame.flow == flow and question.state == state:
                same = str(level.slot.tokens.get(state)) == token or policy == "jump"
                for offer in offered(question, level.slot.scope):
                    if same and offer.id == option:
                        yield _choice(offer, "")
                        return
        if policy == "jump":
            yield f"jump.{state}", {"id": option}
        if policy == "ignore":
            turn.repeat()
            return
        yield "old_tap", {"state": state, "id": option}

    def _offers(self, turn: Turn, question: model.Question, typed: str, words: str) -> Offered | None:
        return _chosen(turn, question, typed, words) if question.options or question.listed else None

    def _is_offered(self, turn: Turn, typed: str, words: str) -> bool:
        return any(self._offers(turn, question, typed, words) for question in turn.questions())

    def _agreed(self, turn: Turn, question: model.Question, typed: str) -> Offered | None:
        """The option that "yes" or "no" stands for, when that is said in other words of the vocabulary."""
        if not question.options and not question.listed:
            return None
        match read_yes_no(typed, {}, self._context(turn.today)):
            case Accepted(bool() as meant):
                return self._offers(turn, question, "yes" if meant else "no", "yes" if meant else "no")
        return None

    def _answered(self, turn: Turn, question: model.Question, message: Inbound, words: str) -> Heard:
        problem = _unreadable(message, words)
        if problem:
            return _refused(problem, message.text[:LONGEST_MESSAGE], {"max": LONGEST_MESSAGE})
        level = turn.levels[-1]
        scope = level.slot.scope
        offer = self._offers(turn, question, message.text, words) or self._agreed(turn, question, message.text)
        if offer is not None:
            return _choice(offer, message.text)
        if question.reader is None:
            return _refused("not_an_option", message.text, {})
        arguments = {name: _evaluated(value, scope) for name, value in question.arguments.items()}
        match self._readers[question.reader](message.text, arguments, self._context(turn.today)):
            case Accepted(value):
                return "answer", {"value": value, "text": message.text}
            case Open(value):
                return "answer.open", {"value": value, "text": message.text}
            case Refused(problem, details):
                return _refused(problem, message.text, details)
        raise AssertionError("a reading is one of three")


def _commands(turn: Turn, words: str) -> Iterable[str]:
    """What the words are a keyword for: the protected ones of the root, then those of the innermost flow outwards."""
    found = commands_of(turn.charts.library.keywords, words)
    if not found:
        return ()
    root = turn.levels[0].frame.flow
    protected = [command for owner, command in found if owner == root and command in PROTECTED]
    flows = dict.fromkeys(level.frame.flow for level in reversed(turn.levels))
    return dict.fromkeys([*protected, *[command for flow in flows for owner, command in found if owner == flow]])


def _parsed(payload: str) -> tuple[str, str, str, str]:
    """Flow, state, entry and option. The version says which file the button came from; the entry decides."""
    place, _, option = payload.partition(":")
    name, _, edition = place.partition("@")
    flow, _, state = name.partition(".")
    return flow, state, edition.partition("#")[2], option


def _old_tap_policy(turn: Turn, flow: str, state: str) -> str:
    for level in turn.levels:
        if level.frame.flow == flow and state in level.edition.flow.states:
            question = level.edition.flow.states[state].question
            return question.old_taps if question else "explain"
    return "explain"


def _unreadable(message: Inbound, words: str) -> str | None:
    if message.media and not words:
        return _kind_of(message.media[0])
    if message.location and not words:
        return "location"
    if len(message.text) > LONGEST_MESSAGE:
        return "too_long"
    return None if words else "empty"


def _kind_of(media: Media) -> str:
    """WhatsApp sends voice notes as audio, stickers as WebP pictures, and contact cards as vCards."""
    kind = media.content_type.partition(";")[0].strip().casefold()
    if kind in _CARDS:
        return "contact_card"
    if kind == "image/webp":
        return "sticker"
    return "voice" if kind.startswith("audio/") else "media"


def _chosen(turn: Turn, question: model.Question, typed: str, words: str) -> Offered | None:
    """By number, by label in any language, by its words, by its id."""
    offers = offered(question, turn.levels[-1].slot.scope)
    if words.isdecimal() and len(words) <= 3 and normalise(typed) == words and 1 <= int(words) <= len(offers):
        return offers[int(words) - 1]
    meant = turn.levels[-1].edition.words_of(question.state).get(words, ())
    fitting = [offer for offer in offers if offer.id in meant or (offer.label and _is_named(offer, words))]
    return fitting[0] if len(fitting) == 1 else None


def _is_named(offer: Offered, words: str) -> bool:
    return words in map(normalised, (offer.id, offer.label, *offer.words))


def _choice(offer: Offered, text: str) -> Heard:
    return f"choice.{offer.id}", {"id": offer.id, "item": offer.item, "text": text}


def _refused(problem: str, text: str, details: Mapping[str, Any]) -> Heard:
    return "refused", {**details, "problem": problem, "text": text}


def _evaluated(value: model.Value, scope: dict[str, Any]) -> Any:
    return value.expression(scope) if value.expression is not None else value.literal
