"""What charts may call of answers: sort what was written, offer topics, and the job that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import structlog

from engine.actions.catalogue import Outcome, action
from engine.charts.library import Library
from engine.domain.answers import REPLIED_TO, Question, Sorted, Topic
from engine.domain.astrology.births import Ayanamsa
from engine.domain.places import name_in
from engine.domain.values import Json
from engine.errors import AnswerError, InvalidMoment, MoonSignOpen, PlaceNeeded, TimeNeeded
from engine.interfaces.answers import AnswerGateway
from engine.interfaces.astrology import AstrologyGateway
from engine.services.answers.aspects import aspect_for, aspect_of
from engine.services.answers.facts import facts_of, sky_of
from engine.services.answers.sorting import sort
from engine.services.answers.spans import year_asked
from engine.services.answers.words import AnswerWords
from engine.services.readings.births import BirthDetails
from engine.services.readings.provider import can_answer

OFFERED = (
    Topic.CAREER, Topic.MONEY, Topic.MARRIAGE, Topic.FAMILY, Topic.CHILDREN, Topic.EDUCATION, Topic.TRAVEL,
    Topic.PROPERTY, Topic.HEALTH,
)  # fmt: skip
"""As many as fit into a list with one more line. Who wants something else writes it."""
_PREVENTED = (PlaceNeeded, TimeNeeded, MoonSignOpen, InvalidMoment)
OUTCOMES = ("answered", "known", "place_needed", "time_needed", "not_computable", "unavailable")


def answer_actions(
    library: Callable[[], Library], astrology: Callable[[], AstrologyGateway], answers: AnswerGateway
) -> Sequence[Callable[..., Any]]:
    """To be listed in the catalogue.

    `answers.ready` tells, before anything is paid, whether there is something to say about a birth. `not_computable`
    has the reason of an InvalidMoment, or `provider` if whoever computes does not have all of it; `time_needed` is
    `clock` if the time came twice.
    `answers.sort` gives `kind`, `topic`, its `label`, the `aspect`, whether it is `of_other` and `is_several`, and in
    `text` what is said to what is replied to at once.
    `answers.answer` says nothing that has one of the `known` marks, and tells nobody outside of the house who `person`
    and the other saved `people` are; `answers.mark` gives that of an answer.
    """

    @action("answers.topics")
    def topics(language: Json) -> list[dict[str, Json]]:
        words = AnswerWords(library(), str(language))
        return [{"id": each.value, "label": words.label("topic", each.value)} for each in OFFERED]

    @action("answers.sort")
    def sorted_out(text: Json, language: Json) -> dict[str, Json]:
        here = library()
        found = _as_data(sort(str(text), here), AnswerWords(here, str(language)))
        return {**found, "aspect": aspect_of(str(text), here).value}

    @action("answers.ready", outcomes=("ready", "place_needed", "time_needed", "not_computable"))
    def ready(person: Json, ayanamsa: Json = None) -> Outcome:
        at, chosen = astrology(), Ayanamsa.chosen(ayanamsa)
        if not can_answer(at, "questions", chosen):
            return Outcome("not_computable", "provider")
        try:
            sky_of(BirthDetails.of(person), at, chosen)
        except _PREVENTED as error:
            return _prevented(error)
        return Outcome("ready")

    return (topics, sorted_out, ready, _answering(library, astrology, answers), mark)


def _answering(
    library: Callable[[], Library], astrology: Callable[[], AstrologyGateway], answers: AnswerGateway
) -> Callable[..., Outcome]:
    log = structlog.get_logger("answers")

    @action("answers.answer", outcomes=OUTCOMES)
    def answer(
        text: Json, topic: Json, language: Json, person: Json, day: Json, known: Json = None, ayanamsa: Json = None,
        aspect: Json = None, people: Json = None,
    ) -> Outcome:  # fmt: skip
        today, about = date.fromisoformat(str(day)), _topic(topic)
        kind = aspect_for(aspect, about)
        try:
            facts = facts_of(
                BirthDetails.of(person), about, today, astrology(), Ayanamsa.chosen(ayanamsa),
                year_asked(str(text), library(), today),
            )  # fmt: skip
            asked = Question(
                text=str(text), language=str(language), facts=facts, today=today, aspect=kind,
                private=private_of(person, *(people if isinstance(people, list) else ())),
            )  # fmt: skip
            found = answers.answer(asked)
        except _PREVENTED as error:
            return _prevented(error)
        except AnswerError as error:
            log.warning("answers.unavailable", reason=str(error), topic=about.value)
            return Outcome("unavailable")
        if isinstance(known, list) and mark(found.text) in known:
            log.info("answers.known", by=found.by, topic=about.value)
            return Outcome("known", found.text)
        log.info("answers.answered", by=found.by, topic=about.value, language=str(language), size=len(found.text))
        return Outcome("answered", found.text)

    return answer


@action("answers.mark")
def mark(answer: Json) -> str:
    """What stands for an answer that was given: the same for the same text, and nobody can read it."""
    return sha256(str(answer).encode()).hexdigest()[:16]


def private_of(*people: Json) -> tuple[str, ...]:
    """Names, towns in all languages and years of birth of saved people, whether or not they are whole."""
    found = dict[str, None]()
    for person in people:
        if not isinstance(person, dict):
            continue
        name, born, place = (person.get(key) for key in ("name", "born", "place"))
        told = [name, *name.split()] if isinstance(name, str) else []
        if isinstance(place, dict):
            written = place.get("written")
            languages = ("", *written) if isinstance(written, dict) else ("",)
            told += [name_in(place, "name", each) for each in languages]
        if isinstance(born, str):
            told.append(born[:4])
        found |= dict.fromkeys(filter(None, told))
    return tuple(found)


def _prevented(error: Exception) -> Outcome:
    """Why nothing can be said about a birth."""
    if isinstance(error, InvalidMoment):
        return Outcome("not_computable", error.reason)
    if isinstance(error, TimeNeeded):
        return Outcome("time_needed", error.what)
    return Outcome("place_needed" if isinstance(error, PlaceNeeded) else "time_needed")


def _topic(told: Json) -> Topic:
    """What a chart has kept of it; the general one for anything else."""
    known: Mapping[str, Topic] = {topic.value: topic for topic in Topic}
    return known.get(str(told), Topic.GENERAL)


def _as_data(found: Sorted, words: AnswerWords) -> dict[str, Json]:
    label = None if found.topic is None else words.label("topic", found.topic.value)
    return {
        "kind": found.kind.value,
        "topic": None if found.topic is None else found.topic.value,
        "label": label,
        "of_other": found.of_other,
        "is_several": found.is_several,
        "text": words.say(f"reply.{found.word or found.kind.value}") if found.kind in REPLIED_TO else None,
    }
