"""Takes a name out of the sentence it is told in, and knows what is no name."""

from __future__ import annotations

from engine.domain.readers.context import ReadingContext
from engine.domain.readers.lexicon import Kind, Term
from engine.domain.readers.writing import is_word, normalise, tokens

# More than any sentence needs that tells a name.
_LONGEST_SENTENCE = 200
_AROUND = " ,:;=-\u2013\u2014"
_ENDINGS = "!\u0964\u0965"
_ANSWERS = frozenset({Kind.YES, Kind.NO})


def bare_name(text: str, context: ReadingContext) -> str | None:
    """The name alone: `Asha Rao` of `mera naam Asha Rao hai`. None for a yes, a question, and a sentence without one.

    A text that is only a name is given back as it is.
    """
    if len(text) > _LONGEST_SENTENCE:
        return text
    if _is_no_name(text, context):
        return None
    words, told = text.replace(":", ": ").split(), False
    while size := _told(words, context, Kind.BEFORE):
        words, told = " ".join(words[size:]).strip(_AROUND).split(), True
    while size := _told(words, context, Kind.AFTER):
        if not told and size == 1:  # one word alone may be a part of the name
            break
        words, told = " ".join(words[:-size]).strip(_AROUND).split(), True
    if not told:
        return text
    name = " ".join(words).rstrip(_ENDINGS)
    if len(words[-1:] and words[-1]) > len("R."):  # a full stop; a shorter one belongs to an initial
        name = name.rstrip(".")
    return None if not name or _is_no_name(name, context) else name


def is_unknown(text: str, context: ReadingContext) -> bool:
    """Nothing is said but that it is not known."""
    found = context.vocabulary.times.read(tokens(normalise(text)))
    said = [item for item in found if isinstance(item, Term) or is_word(item)]
    kinds = {item.kind if isinstance(item, Term) else None for item in said}
    return Kind.UNKNOWN in kinds and kinds <= {Kind.UNKNOWN, Kind.SMALL}


def _told(words: list[str], context: ReadingContext, kind: Kind) -> int:
    """Of how many words the phrase is that stands before, or after, a name."""
    lexicon = context.vocabulary.names
    for size in range(min(lexicon.longest, len(words)), 0, -1):
        phrase = words[:size] if kind is Kind.BEFORE else words[-size:]
        if lexicon.phrases.get(tokens(normalise(" ".join(phrase)))) == Term(kind):
            return size
    return 0


def _is_no_name(text: str, context: ReadingContext) -> bool:
    """A yes, a no, not to know it, or words that stand in no name."""
    words = tokens(normalise(text))
    answer = {item.kind if isinstance(item, Term) else None for item in context.vocabulary.answers.read(words)}
    if answer & _ANSWERS and answer <= {*_ANSWERS, Kind.SMALL}:
        return True
    return Term(Kind.NEVER) in context.vocabulary.names.read(words) or is_unknown(text, context)
