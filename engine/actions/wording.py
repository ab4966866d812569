"""Functions on texts."""

from __future__ import annotations

from typing import cast

from engine.actions.kinds import bounded_number, bounded_text, fits, is_number, kind, need_list, need_text


def upper(value: object) -> str:
    """In capital letters.

    >>> upper("asha")
    'ASHA'
    """
    return bounded_text(need_text("upper()", value).upper())


def lower(value: object) -> str:
    """In small letters.

    >>> lower("Asha")
    'asha'
    """
    return bounded_text(need_text("lower()", value).lower())


def title(value: object) -> str:
    """Each word with one capital letter.

    >>> title("ASHA d'souza")
    "Asha D'souza"
    """
    words = need_text("title()", value).split(" ")
    return bounded_text(" ".join(word[:1].upper() + word[1:].lower() for word in words))


def trim(value: object) -> str:
    """Without blanks around it.

    >>> trim("  Asha ")
    'Asha'
    """
    return need_text("trim()", value).strip()


def replace(value: object, old: object, new: object) -> str:
    """Every `old` replaced by `new`.

    >>> replace("a-b", "-", " ")
    'a b'
    """
    whole, before, after = (need_text("replace()", part) for part in (value, old, new))
    if not before:
        raise ValueError("replace() needs something to look for")
    fits(text=len(whole) + whole.count(before) * (len(after) - len(before)))
    return whole.replace(before, after)


def join(items: object, separator: object = ", ") -> str:
    """The items as one text.

    >>> join(["a", "b"])
    'a, b'
    >>> join([1, 2], "-")
    '1-2'
    """
    parts = [text(item) for item in need_list("join()", items)]
    between = need_text("join()", separator)
    fits(text=sum(map(len, parts)) + len(between) * (len(parts) - 1))
    return between.join(parts)


def text(value: object) -> str:
    """As people read it: nothing for null, `5` for 5.0.

    >>> text(5.0)
    '5'
    >>> text(None)
    ''
    >>> text(True)
    'true'
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not is_number(value):
        raise TypeError(f"{kind(value)} cannot be written as a text; pick a part of it, or join(...) a list")
    shown = bounded_number(cast("int | float", value))
    return str(int(shown)) if shown == int(shown) else f"{shown:.9f}".rstrip("0").rstrip(".")


def contains(value: object, part: object) -> bool:
    """Whether a text has this part, a list this item, a mapping this key.

    >>> contains("Asha Rao", "Rao")
    True
    >>> contains([1, 2], 3)
    False
    """
    if isinstance(value, str):
        return need_text("contains()", part) in value
    if isinstance(value, dict):
        return isinstance(part, str) and part in value
    return part in need_list("contains()", value)


def starts_with(value: object, beginning: object) -> bool:
    """Whether a text begins so.

    >>> starts_with("order_7", "order_")
    True
    """
    return need_text("starts_with()", value).startswith(need_text("starts_with()", beginning))
