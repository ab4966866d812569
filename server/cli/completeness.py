"""How much of a flow's words there is in each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.charts.library import Library
from engine.charts.words import Words

Part = tuple[str, str]


def completeness(library: Library, flow: str) -> Mapping[str, float]:
    """For each declared language the share, 0 to 1, of the texts that anybody wrote for this flow in any language.

    Steps of help or of reminding count as one: a language may well need fewer of them.
    """
    present = {
        language: frozenset(_parts(words)) if (words := library.words.get((flow, language))) else frozenset()
        for language in library.languages.declared
    }
    needed = frozenset[Part]().union(*present.values())
    return {language: len(parts) / len(needed) if needed else 1.0 for language, parts in present.items()}


def _parts(words: Words) -> Iterator[Part]:
    for key, entry in words.texts.items():
        for name, wording in (
            ("say", entry.say),
            ("help", entry.help),
            ("retry", entry.retry),
            ("remind", entry.remind),
        ):
            if wording:
                yield key, name
        yield from ((key, f"problem {problem}") for problem in entry.problems)
        for id, option in entry.options.items():
            yield key, f"option {id}"
            if option.description is not None:
                yield key, f"description {id}"
    yield from (("", f"keyword {command}") for command in words.keywords)
