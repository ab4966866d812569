"""Which event descriptors hear which events: a descriptor is a prefix of an event's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def stem(descriptor: str) -> str:
    """The descriptor without its star: `payment.*` is `payment`, `*` is nothing and hears everything."""
    return "" if descriptor == "*" else descriptor.removesuffix(".*")


def prefixes(event: str) -> Iterator[str]:
    """The stems that hear an event, the shortest first."""
    yield ""
    end = event.find(".")
    while end >= 0:
        yield event[:end]
        end = event.find(".", end + 1)
    if event:
        yield event


class Heard:
    """A set of descriptors."""

    __slots__ = ("_stems",)

    def __init__(self, descriptors: Iterable[str] = ()) -> None:
        self._stems = {stem(descriptor) for descriptor in descriptors}

    def add(self, descriptor: str) -> None:
        """One more."""
        self._stems.add(stem(descriptor))

    def hears(self, event: str) -> bool:
        """Whether one of the descriptors hears the event, or everything another descriptor's stem hears."""
        return any(prefix in self._stems for prefix in prefixes(event))
