"""From the text of an expression to Python's syntax tree, with hints for what people write instead."""

from __future__ import annotations

import ast
import re
from keyword import iskeyword
from typing import Final

from engine.errors import ExpressionError

MOST_CHARACTERS: Final = 2_000

_BLANK: Final = str.maketrans("\n\r\t\f\v", "     ")
_STRING: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_ESCAPE: Final = re.compile(r"\\\\|\\(?!['\"nt])")
_GLUED: Final = re.compile(r"\b\d[\d_.]*+(?:[eE][-+]?\d++)?+[A-Za-z_]")
_HINTS: Final = (
    (re.compile(r"&&"), "write `and` instead of `&&`"),
    (re.compile(r"\|\|"), "write `or` instead of `||`"),
    (re.compile(r"[=!]=="), "write `==` or `!=`, with two signs"),
    (re.compile(r"<>"), "write `!=` instead of `<>`"),
    (re.compile(r"!(?!=)"), "write `not` instead of `!`"),
    (re.compile(r"(?<![=!<>:])=(?!=)"), "`=` does not compare; write `==`"),
    (re.compile(r"\?"), "write `a if test else b` instead of `test ? a : b`"),
    (re.compile(r"[‘’“”]"), "write straight quotes, ' or \""),
    (re.compile(r"\b(?:AND|OR|NOT|IN)\b"), "write `and`, `or`, `not`, `in` in small letters"),
)
_WORD: Final = re.compile(r"\.\s*([A-Za-z]+)\b|^\s*([a-z]+)\s*$")


def parse(source: str) -> ast.expr:
    """The tree of one expression, seen as one line. Its offsets are of `(source)` in UTF-8: see `column_of`."""
    if not source.strip():
        raise ExpressionError("the expression is empty")
    if len(source) > MOST_CHARACTERS:
        raise ExpressionError(f"the expression is longer than {MOST_CHARACTERS:,} characters", MOST_CHARACTERS)
    if "\0" in source:
        raise ExpressionError("the expression contains a NUL character", source.index("\0") + 1)
    _refuse_what_python_only_warns_of(source)
    line = source.translate(_BLANK)
    tree = _parsed(f"({line})", line)
    if tree.col_offset == 0:
        raise ExpressionError("write several values as a list, in [ ]; and check the brackets")
    return tree


def column_of(source: str, offset: int) -> int:
    """The column in the source, from 1, of an offset of the tree."""
    return offset if source.isascii() else len(source.encode()[: offset - 1].decode(errors="ignore")) + 1


def _refuse_what_python_only_warns_of(source: str) -> None:
    if "\\" in source:
        for escape in _ESCAPE.finditer(source):
            if escape[0] != "\\\\":
                raise ExpressionError("only \\\\, \\', \\\" and \\n are allowed after a backslash", escape.start() + 1)
    glued = _GLUED.search(source)
    if glued and (glued := _GLUED.search(_without_texts(source))):
        raise ExpressionError(f"`{glued[0]}` is neither a number nor a name", glued.start() + 1)


def _without_texts(source: str) -> str:
    """The source with its quoted texts blanked, so that what is left is code."""
    return _STRING.sub(lambda match: "'" + " " * (len(match[0]) - 2) + "'", source)


def _parsed(wrapped: str, line: str) -> ast.expr:
    """Brackets around it allow blanks before it and make a comment an error."""
    try:
        return ast.parse(wrapped, mode="eval").body
    except SyntaxError:
        pass
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("the expression cannot be read") from None
    try:
        ast.parse(line.lstrip(" "), mode="eval")
    except SyntaxError as error:
        raise _explained(error, line) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("the expression cannot be read") from None
    raise ExpressionError("`#` begins a comment, which has no place here", _without_texts(line).find("#") + 1)


def _explained(error: SyntaxError, line: str) -> ExpressionError:
    code = _without_texts(line)
    hints = [(match.start() + 1, hint) for pattern, hint in _HINTS if (match := pattern.search(code))]
    column, message = min(hints, default=(0, ""))
    if column:
        return ExpressionError(message, column)
    for word in _WORD.finditer(code):
        name = word[1] or word[2]
        if iskeyword(name):
            return ExpressionError(
                f"`{name}` is a word of the language, not a name", word.start(1 if word[1] else 2) + 1
            )
    indent = len(line) - len(line.lstrip(" "))
    if error.offset == 0:
        return ExpressionError("the expression ends too early", len(line.rstrip()) + 1)
    column = min((error.offset or 1) + indent, len(line) + 1)
    return ExpressionError(f"syntax error: {error.msg}", column)
