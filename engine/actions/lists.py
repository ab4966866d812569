"""Functions on lists and mappings; none changes what it is given."""

from __future__ import annotations

from typing import cast

from engine.actions.kinds import bounded_list, fits, kind, need_list, need_sequence, need_text, need_whole
from engine.domain.values import Json


def length(value: object) -> int:
    """How many characters, items or keys.

    >>> length("Asha")
    4
    >>> length([])
    0
    """
    if not isinstance(value, (str, list, dict)):
        raise TypeError(f"len() needs a text, a list or a mapping, not {kind(value)}")
    return len(value)


def first(value: object) -> Json:
    """The first item or character; null when there is none.

    >>> first(["a", "b"])
    'a'
    >>> first([]) is None
    True
    """
    items = need_sequence("first()", value)
    return items[0] if items else None


def last(value: object) -> Json:
    """The last item or character; null when there is none.

    >>> last("Asha")
    'a'
    """
    items = need_sequence("last()", value)
    return items[-1] if items else None


def append(items: object, item: object) -> list[Json]:
    """The list with one more item at its end.

    >>> append([1], 2)
    [1, 2]
    """
    return bounded_list([*need_list("append()", items), cast("Json", item)])


def without(items: object, which: object) -> list[Json]:
    """The list without the item at an index, or without those with this id, or equal to this text.

    >>> without(["a", "b"], 0)
    ['b']
    >>> without([{"id": "p1"}, {"id": "p2"}], "p1")
    [{'id': 'p2'}]
    """
    rest = list(need_list("without()", items))
    if isinstance(which, str):
        return [item for item in rest if item != which and _id(item) != which]
    index = need_whole("without()", which)
    if -len(rest) <= index < len(rest):
        del rest[index]
    return rest


def put(into: object, where: object, value: object) -> Json:
    """A mapping with this key set; a list with this index replaced, or the item of this id replaced or added.

    >>> put({"a": 1}, "b", 2)
    {'a': 1, 'b': 2}
    >>> put([1, 2], 0, 9)
    [9, 2]
    >>> put([{"id": "p1", "n": 1}], "p1", {"id": "p1", "n": 2})
    [{'id': 'p1', 'n': 2}]
    """
    new = cast("Json", value)
    if isinstance(into, dict):
        fits(items=len(into) + 1)
        return {**into, need_text("put()", where): new}
    items = list(need_list("put()", into))
    if isinstance(where, str):
        places = [index for index, item in enumerate(items) if _id(item) == where]
    else:
        places = [need_whole("put()", where)]
        if not -len(items) <= places[0] < len(items):
            raise ValueError(f"put() has no item number {places[0]} to replace")
    if not places:
        return bounded_list([*items, new])
    items[places[0]] = new
    return items


def find(items: object, id: object) -> Json:
    """The first item with this id; null when there is none.

    >>> find([{"id": "p1"}, {"id": "p2"}], "p2")
    {'id': 'p2'}
    >>> find([], "p2") is None
    True
    """
    rest = need_list("find()", items)
    wanted = None if id is None else need_text("find()", id)
    return next((item for item in rest if wanted is not None and _id(item) == wanted), None)


def _id(item: Json) -> Json:
    return item.get("id") if isinstance(item, dict) else None
