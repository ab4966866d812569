"""A question about somebody's chart, what the chart has to say to it, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, StrEnum
from types import MappingProxyType

from engine.domain.astrology.lordship import Dignity, Strength
from engine.domain.astrology.zodiac import Graha, Sign

LONGEST_QUESTION = 600
LONGEST_ANSWER = 1000
"""Characters; what stands below an answer comes on top."""


class Topic(StrEnum):
    """What a question is about.

    HEALTH and LEGAL count wherever they are named, whatever else is: only their answers send to a doctor or a lawyer.
    Of two others that fit equally well the one that stands first counts, and GENERAL only where no other is named.
    """

    CAREER = "career"
    MONEY = "money"
    MARRIAGE = "marriage"
    CHILDREN = "children"
    FAMILY = "family"
    EDUCATION = "education"
    TRAVEL = "travel"
    PROPERTY = "property"
    HEALTH = "health"
    LEGAL = "legal"
    SPIRITUAL = "spiritual"
    GENERAL = "general"


class Aspect(StrEnum):
    """What somebody wants to know of a topic: when something may come, whether it may, or how it is."""

    WHEN = "when"
    WHETHER = "whether"
    HOW = "how"


ONLY_HOW = frozenset({Topic.CHILDREN, Topic.HEALTH, Topic.LEGAL})
"""Whatever is asked of these, neither a time nor a leaning is told: that would be of a birth, an illness, a verdict.

Therefore their facts are `timeless`: who answers cannot tell a day that it does not know.
"""


class Reason(StrEnum):
    """Why a question is not answered by the stars, the weightiest first.

    DISTRESS is somebody who needs a person to talk to. HARM is meant for others. GRIEF is for somebody who died, DEATH
    its time, or how long somebody lives. CHILD is whether, when and what somebody will bear, LUCK numbers and prices,
    RESULT that of an exam or a court. CHART is what can be read off at once: a sign, a star, Manglik, Sade Sati, a
    stone. CHOICE is one of two people, offers or things, DAY a good day or hour, or how tomorrow or a week will be.
    """

    DISTRESS = "distress"
    HARM = "harm"
    GRIEF = "grief"
    DEATH = "death"
    CHILD = "child"
    LUCK = "luck"
    RESULT = "result"
    CHART = "chart"
    CHOICE = "choice"
    DAY = "day"


class Kind(StrEnum):
    """What a message in the place of a question is. Only a QUESTION costs something.

    UNSURE may be a question, which whoever wrote it has to say; a COMPLAINT is for people to answer.
    """

    QUESTION = "question"
    UNSURE = "unsure"
    COMPLAINT = "complaint"
    DISTRESS = "distress"
    DECLINED = "declined"
    INSTRUCTIONS = "instructions"
    SMALL_TALK = "small_talk"
    UNCLEAR = "unclear"


REPLIED_TO = frozenset({Kind.DECLINED, Kind.INSTRUCTIONS, Kind.SMALL_TALK, Kind.UNCLEAR})
"""What is answered at once, by words that cost nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """What a message was understood as: `topic` of what is or may be a question, `word` which of its kind it is.

    A question may be `of_other`, of somebody whose chart another one is, and `is_several` if it is more than one.
    """

    kind: Kind
    topic: Topic | None = None
    word: str = ""
    of_other: bool = False
    is_several: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Where a chart is looked at for a topic: houses, the main one first, and the graha that stands for it."""

    houses: tuple[int, ...]
    karaka: Graha


MATTERS: Mapping[Topic, Matter] = MappingProxyType(
    {
        Topic.CAREER: Matter(houses=(10, 6), karaka=Graha.SATURN),
        Topic.MONEY: Matter(houses=(2, 11), karaka=Graha.JUPITER),
        Topic.MARRIAGE: Matter(houses=(7, 5), karaka=Graha.VENUS),
        Topic.CHILDREN: Matter(houses=(5, 9), karaka=Graha.JUPITER),
        Topic.FAMILY: Matter(houses=(4, 2), karaka=Graha.MOON),
        Topic.EDUCATION: Matter(houses=(5, 4), karaka=Graha.MERCURY),
        Topic.TRAVEL: Matter(houses=(9, 12), karaka=Graha.RAHU),
        Topic.PROPERTY: Matter(houses=(4, 11), karaka=Graha.MARS),
        Topic.HEALTH: Matter(houses=(1, 6), karaka=Graha.SUN),
        Topic.LEGAL: Matter(houses=(6, 9), karaka=Graha.MARS),
        Topic.SPIRITUAL: Matter(houses=(9, 12), karaka=Graha.JUPITER),
        Topic.GENERAL: Matter(houses=(1, 9), karaka=Graha.MOON),
    }
)
"""Brihat Parashara Hora Shastra, chapters 11 (what each house shows) and 32 (what each graha stands for)."""


class Standing(Enum):
    """Why it stands so: its dignity, or that its house is one of effort, the 6th, 8th or 12th."""

    EXALTED = "exalted"
    MOOLATRIKONA = "moolatrikona"
    OWN = "own"
    FRIENDLY = "friendly"
    FRIEND_IN_HARD_HOUSE = "friend_in_hard_house"
    NEUTRAL = "neutral"
    ENEMY = "enemy"
    DEBILITATED = "debilitated"
    HARD_HOUSE = "hard_house"


class Bond(Enum):
    """What ties a graha to a matter: it rules a house of it, stands in the main one, or stands for it (karaka)."""

    RULES = "rules"
    STANDS = "stands"
    SIGNIFIES = "signifies"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseFact:
    """The main house of a topic, 1-12 from the lagna: its lord, where that stands and how, and who stands in it."""

    house: int
    lord: Graha
    lord_house: int
    lord_dignity: Dignity | None
    strength: Strength
    standing: Standing
    occupants: tuple[Graha, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What a graha has to do with a matter: `house`, from the lagna, is what it rules or stands in, or the main one."""

    graha: Graha
    bond: Bond
    house: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFact:
    """The running mahadasha and antardasha. `tie` is what ties one of their lords to the topic, if anything does.

    `until` is None where no time may be told.
    """

    maha: Graha
    antar: Graha
    until: date | None
    tie: Tie | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingFact:
    """A later antardasha whose own lord is tied to the topic."""

    maha: Graha
    antar: Graha
    start: date
    end: date
    tie: Tie


class Leaning(Enum):
    """To which side the facts lean, all in all."""

    OPEN = "open"
    MIXED = "mixed"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitFact:
    """A slow graha now: its house, 1-12, from the Moon sign, and until when it stays.

    `until` is None for more than a year, and where no time may be told.
    """

    graha: Graha
    house: int
    is_good: bool
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFact:
    """A month of the Sun: of `count` planets so many are in `good` houses from the Moon sign, `grahas` among them."""

    start: date
    end: date
    good: int
    count: int
    grahas: tuple[Graha, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that an answer may speak of. `house` and `period` are None where the time of birth is not known.

    `coming` are the next one or two periods that are tied to the topic, in the years ahead.
    `months` are the more favourable ones of the coming year, the best first and the others in their order. They are
    `for_preparing` where no period that is tied to the topic runs in them, and None where no time may be told.
    With a `year` all is as at its beginning, and `transits` are left out: it is a later one that was asked for.
    """

    topic: Topic
    moon_sign: Sign
    lagna: Sign | None
    house: HouseFact | None
    period: PeriodFact | None
    coming: tuple[ComingFact, ...]
    leaning: Leaning
    transits: tuple[TransitFact, ...]
    months: tuple[MonthFact, ...] | None
    for_preparing: bool
    year: int | None = None

    def timeless(self) -> Facts:
        """The same without a day, a month or a period to come."""
        period = None if self.period is None else replace(self.period, until=None)
        transits = tuple(replace(transit, until=None) for transit in self.transits)
        return replace(self, period=period, coming=(), transits=transits, months=None, for_preparing=False, year=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked and which kind of question it is, in which language it is answered, what the chart says to it,
    and the day of asking.

    `private` are names, towns and years of birth of saved people, which nobody outside of the house is to read.
    """

    text: str
    language: str
    facts: Facts
    today: date
    aspect: Aspect = Aspect.HOW
    private: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """At most LONGEST_ANSWER characters. `by` names who wrote it, for the log: never for the person."""

    text: str
    by: str
