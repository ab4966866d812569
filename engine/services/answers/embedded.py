"""The answerer in the house: sentences about the facts, in the order in which an astrologer speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from engine.charts.formats import Writer
from engine.charts.library import Library
from engine.domain.answers import (
    LONGEST_ANSWER,
    Answer,
    Aspect,
    ComingFact,
    Facts,
    HouseFact,
    MonthFact,
    PeriodFact,
    Question,
    TransitFact,
)
from engine.errors import AnswerUnavailable, MissingWords
from engine.services.answers.words import AnswerWords
from engine.services.readings.wording import Wording

NAME = "embedded"
_FIRST_TO_GO = ("occupants", "reason", "saturn", "jupiter", "strength", "period")
"""What is left out of an answer that is too long, the first first; `reason` is that of the best month."""


class EmbeddedAnswers:
    """An AnswerGateway by rules. `library` gives the words of this moment."""

    def __init__(self, library: Callable[[], Library]) -> None:
        self._library = library

    def answer(self, question: Question) -> Answer:
        """See AnswerGateway. The same question has the same answer."""
        try:
            text = self._said(question)
        except MissingWords as error:
            raise AnswerUnavailable(str(error)) from error
        if len(text) > LONGEST_ANSWER:
            raise AnswerUnavailable(f"the words of '{question.language}' are too long")
        return Answer(text=text, by=NAME)

    def _said(self, question: Question) -> str:
        """With as much as there is room for."""
        speaker = _Speaker(self._library(), question.language)
        parts = dict(speaker.parts(question.facts, question.aspect))
        for name in _FIRST_TO_GO:
            if len(_joined(parts)) > LONGEST_ANSWER:
                parts.pop(name, None)
                if name == "reason":
                    parts["months"] = speaker.months(question.facts, has_reason=False)
        return _joined(parts)


class _Speaker:
    """Says facts in one language."""

    def __init__(self, library: Library, language: str) -> None:
        self._names = Wording(library, language)
        self._words = AnswerWords(library, language)
        self._writer = Writer(language)

    def parts(self, facts: Facts, aspect: Aspect) -> Iterator[tuple[str, str]]:
        """The sentences by what they are about: a leaning first for whether, the coming periods for when."""
        say = self._words.say
        leaning = f"{say(f'leaning.{facts.leaning.value}')} " if aspect is Aspect.WHETHER else ""
        yield "opening", leaning + say(f"opening.{facts.topic}")
        if facts.house is None:
            yield "moon", say("moon_only", sign=self._names.name(facts.moon_sign))
        else:
            yield from self._house(facts.house)
        if facts.year is not None:
            yield "year", say("for_year", year=facts.year)
        if facts.period is not None:
            yield "period", self._period(facts.period)
        if facts.coming and aspect is Aspect.WHEN:
            yield "coming", say("coming", periods=self._names.list_and(*map(self._coming, facts.coming)))
        for transit in facts.transits:
            yield transit.graha.value, self._transit(transit)
        yield "months", self.months(facts)
        yield "counsel", say(f"counsel.{facts.topic}")

    def months(self, facts: Facts, *, has_reason: bool = True) -> str:
        """The months that tradition favours, and why the best of them; or that no time is told."""
        if facts.months is None:
            return self._words.say("months.untold")
        if not facts.months:
            return self._words.say("months.none")
        best, *others = facts.months
        grahas = self._names.list_and(*map(self._names.name, best.grahas)) if has_reason else ""
        return self._words.say(
            "months", best=self._span(best), others=self._names.list_and(*map(self._span, others)) if others else "",
            good=best.good, count=best.count, grahas=grahas, is_preparing=facts.for_preparing,
        )  # fmt: skip

    def _house(self, fact: HouseFact) -> Iterator[tuple[str, str]]:
        say, name = self._words.say, self._names.name
        yield "lord", say(
            "lord", house=fact.house, theme=self._theme(fact.house), lord=name(fact.lord), stands=fact.lord_house,
            stands_theme=self._theme(fact.lord_house),
        )  # fmt: skip
        yield "strength", say(f"strength.{fact.strength.value}", why=say(f"standing.{fact.standing.value}"))
        if fact.occupants:
            yield "occupants", say("occupants", grahas=self._names.list_and(*map(name, fact.occupants)))

    def _period(self, fact: PeriodFact) -> str:
        name = self._names.name
        told = {"maha": name(fact.maha), "antar": name(fact.antar), "until": self._date(fact.until)}
        if fact.tie is None:
            return self._words.say("period.free", **told)
        why = self._words.say(f"bond.{fact.tie.bond.value}", lord=name(fact.tie.graha), house=fact.tie.house)
        return self._words.say("period.bound", **told, why=why)

    def _coming(self, fact: ComingFact) -> str:
        name, month = self._names.name, self._writer.month
        return self._words.say(
            "coming.item", maha=name(fact.maha), antar=name(fact.antar), start=month(fact.start.isoformat()),
            end=month(fact.end.isoformat()),
        )  # fmt: skip

    def _transit(self, fact: TransitFact) -> str:
        key = f"{fact.graha.value}.{'good' if fact.is_good else 'plain'}"
        return self._words.say(key, house=fact.house, until=self._date(fact.until))

    def _theme(self, house: int) -> str:
        return self._names.say(f"house.{house}")

    def _span(self, month: MonthFact) -> str:
        return self._writer.span(month.start.isoformat(), month.end.isoformat())

    def _date(self, day: date | None) -> str:
        """Nothing where none is told."""
        return "" if day is None else self._names.date(day)


def _joined(parts: dict[str, str]) -> str:
    """The opening and the counsel are paragraphs of their own."""
    middle = " ".join(text for name, text in parts.items() if name not in ("opening", "counsel"))
    return "\n\n".join((parts["opening"], middle, parts["counsel"]))
