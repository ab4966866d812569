"""The tree of errors. Every class has a stable code; the message names the remedy."""

from __future__ import annotations

from typing import ClassVar


class BoloastroError(Exception):
    """Anything this project raises on purpose."""

    code: ClassVar[str] = "error"


class FlowError(BoloastroError):
    """Flow files have problems; nothing of them was loaded."""

    code = "flow"


class ExpressionError(BoloastroError):
    """An expression cannot be compiled or evaluated. `column` counts from 1 inside the expression's text."""

    code = "expression"

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


class TemplateError(BoloastroError):
    """A text cannot be compiled or rendered. `line` counts from 1 inside the text."""

    code = "template"

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class ExecutionError(BoloastroError):
    """A step failed; the session it began with is untouched."""

    code = "execution"


class LimitExceeded(ExecutionError):
    """A bound on what one turn may do was hit."""

    code = "limit"


class Livelock(LimitExceeded):
    """A chart did not come to rest within its microsteps; the message names the states that go in circles."""

    code = "livelock"


class NotAFact(BoloastroError):
    """An event from outside that bears the name of one only the engine raises."""

    code = "not-a-fact"


class UnknownFlow(BoloastroError):
    """A session stands in a flow, or in a version of one, that is neither loaded nor stored."""

    code = "unknown-flow"


class Conflict(BoloastroError):
    """Another turn of the same session was stored first; the turn must be taken again from the new state."""

    code = "conflict"


class Unstorable(BoloastroError):
    """A value the database has no room for, or whose bounds it breaks. To try again would be in vain."""

    code = "unstorable"


class Damaged(BoloastroError):
    """A stored row that waits for its turn cannot be read. `row` is its id: it must not be in the way of the others."""

    code = "damaged"

    def __init__(self, message: str, row: str) -> None:
        super().__init__(message)
        self.row = row


class StorageError(BoloastroError):
    """The database is missing, locked, or of another version than the code."""

    code = "storage"


class Unreadable(BoloastroError):
    """What came in at a door is not what its sender is supposed to send; nothing of it was stored."""

    code = "unreadable"


class Unsendable(BoloastroError):
    """A file that no channel takes: of a kind it does not know, too large, or not what it says it is."""

    code = "unsendable"


class NotHeld(BoloastroError):
    """Nobody answers this person instead of the bot at this moment, or nothing could be sent to them."""

    code = "not-held"


class Unbookable(BoloastroError):
    """Money that cannot have moved like this, given all that is known; nothing was booked, and a person must look."""

    code = "unbookable"


class AstrologyError(BoloastroError):
    """A question about the sky that was not answered. Nothing was made up in its place."""

    code = "astrology"


class InvalidMoment(AstrologyError):
    """A birth or a day that nothing can be computed for.

    `reason` is one word: zone, order, place, years, polar; gap for a time the clocks of the place left out, details for
    what is no birth at all.
    """

    code = "invalid-moment"

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class TimeNeeded(AstrologyError):
    """The answer differs within the time in which the birth may have been; `what` names the part that is open."""

    code = "time-needed"

    def __init__(self, message: str, what: str) -> None:
        super().__init__(message)
        self.what = what


class PlaceNeeded(AstrologyError):
    """Nobody said where the birth was, so neither its moment nor its sky is known."""

    code = "place-needed"


class UnsupportedCapability(AstrologyError):
    """This provider never answers this; its `capabilities` say so beforehand."""

    code = "unsupported-capability"


class AstrologyUnavailable(AstrologyError):
    """The provider could not be reached or did not answer in time; it may be asked again."""

    code = "astrology-unavailable"


class MissingWords(BoloastroError):
    """A reading has no words in the language and none in the fallback, or they cannot be written."""

    code = "missing-words"


class AnswerError(BoloastroError):
    """A question that was not answered; it costs nothing."""

    code = "answer"


class AnswerUnavailable(AnswerError):
    """Whoever answers cannot be reached, did not answer in time, or what came back must not be said."""

    code = "answer-unavailable"


class BudgetSpent(AnswerUnavailable):
    """A model is not asked: the day would cost more than it may."""

    code = "budget-spent"


class MoonSignOpen(AnswerError):
    """Without the time of birth not even the sign of the Moon is certain: nothing can be said of this chart."""

    code = "moon-sign-open"


class ReportUnavailable(BoloastroError):
    """A report or a picture could not be made: a font is missing, or the typesetter refused; nothing was delivered."""

    code = "report-unavailable"
