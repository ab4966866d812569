"""What Twilio's error codes mean for a message: the one table, for answers to a request and for status callbacks.

The meanings are those of Twilio's error dictionary and of its table of WhatsApp's codes; a code that is not here is
a refusal. Twilio advises against building on single codes, so what is unknown errs on the side of not sending twice.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.domain.deliveries import Verdict

_BY_VERDICT: Mapping[Verdict, tuple[int, ...]] = {
    Verdict.BROKEN: (
        10001, 10002,  # the account is not active, or on trial
        20003, 20005, 20006, 20008,  # who we are is not accepted
        21212, 21603, 21606, 21609, 21659, 21660,  # our number, or our address for reports, is not usable
        30002,  # the account is suspended
        63001, 63007, 63008,  # the WhatsApp sender is not set up
        63038,  # all messages of the day are used up: nothing goes until tomorrow
    ),
    Verdict.THROTTLED: (
        20429,
        21611, 30001,  # the queue is full
        63017, 63018,  # too many a second
    ),
    Verdict.RETRY: (
        20503,  # the service is unavailable, and says so itself
        30008, 30500,  # failed for a reason nobody knows
        30036,  # it waited too long inside Twilio
        63010, 63012, 63020, 63022, 63023,  # WhatsApp, or the way to it, failed
    ),
    Verdict.LATE: (63016,),
    Verdict.UNREACHABLE: (
        21211, 21217, 21408, 21604, 21612, 21614,  # no address that can be reached
        30003, 30004, 30005, 30006,
        63003, 63015, 63024,  # not on WhatsApp, or not for us
    ),
    Verdict.STOPPED: (21610,),
    Verdict.REFUSED: (
        20404,
        21602, 21617, 21619, 21658,  # nothing in it, or too much
        21654, 21655, 21656, 63027, 63028, 63030, 92006, 92007,  # a content or its variables
        63005, 63013, 63019, 63021,  # what it says or carries is not allowed
        63025,  # it was sent already
        63032, 63049,  # Meta will not deliver it to this person
    ),
    Verdict.UNCERTAIN: (
        20500,  # "it is possible to send twice": Twilio's own words for trying again
    ),
}  # fmt: skip

_VERDICTS: Mapping[int, Verdict] = {code: verdict for verdict, codes in _BY_VERDICT.items() for code in codes}

# The content is not there any more, so it is to be made again.
GONE = frozenset({"20404", "21655", "63027", "92006"})
# The content or its variables are not liked: the same can still be said as text.
UNLIKED = GONE | {"21654", "21656", "63021", "63028", "63030", "92007"}


def verdict_of(code: int | str | None) -> Verdict:
    """What an error code means; REFUSED, if it is not in the table."""
    return _VERDICTS.get(number_of(code), Verdict.REFUSED)


def is_known(code: int | str | None) -> bool:
    """Whether the table has it."""
    return number_of(code) in _VERDICTS


def number_of(code: object) -> int:
    """A code as a number; 0, if it is none."""
    if isinstance(code, bool):
        return 0
    if isinstance(code, int):
        return code
    return int(code) if isinstance(code, str) and code.isascii() and code.isdigit() and len(code) < 10 else 0


def verdict_of_status(status: int) -> Verdict:
    """What an HTTP status means by itself, when the answer has no code of Twilio in it.

    A refusal below 500 was certainly not taken; 5xx may come from behind the point where it was.
    """
    match status:
        case 429:
            return Verdict.THROTTLED
        case 401 | 403 | 404 | 405 | 407:
            return Verdict.BROKEN  # our name, or the address of the API
        case 408:
            return Verdict.UNCERTAIN
        case _ if 300 <= status < 400:
            return Verdict.BROKEN  # nothing is followed: this is not the API
        case _ if 400 <= status < 500:
            return Verdict.REFUSED
    return Verdict.UNCERTAIN
