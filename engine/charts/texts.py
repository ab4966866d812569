"""What is said: templates over JSON data. Most are plain or have plain placeholders, and never meet Jinja."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import TracebackType
from typing import Final, TypeAlias, final

import jinja2
from jinja2 import nodes

from engine.actions.kinds import is_number, kind
from engine.actions.wording import text
from engine.charts.expression_trouble import TROUBLE, in_words
from engine.charts.expressions import Expression
from engine.charts.formats import formats, locale_of
from engine.charts.sandbox import Sandbox
from engine.charts.template_nodes import Paths, harden, paths_of, refuse_unsafe
from engine.errors import ExpressionError, TemplateError

LONGEST_SOURCE: Final = 10_000
LONGEST_OUTPUT: Final = 20_000
CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")

_Filter: TypeAlias = Callable[..., object]
_Field: TypeAlias = tuple[tuple[str, ...], tuple[_Filter, ...]]
_FIELD: Final = re.compile(
    r"(?<!\{)\{\{\s*([a-z_]\w*(?:\.[a-z_]\w*)*)\s*((?:\|\s*[a-z_]\w*\s*){0,3})\}\}", re.ASCII | re.IGNORECASE
)
_SPECIAL: Final = ("{{", "{%", "{#")
_NEWLINE: Final = re.compile(r"\r\n|\r")
# A tag alone on its line takes the line with it; the newline is kept as a comment, so that lines count as written.
_LONE_TAG: Final = re.compile(r"^[ \t]*(\{%(?:(?!%\}).)*%\})[ \t]*\n", re.MULTILINE)
_RESERVED: Final = frozenset(
    {"and", "caller", "context", "elif", "else", "environment", "false", "if", "import", "in", "is", "loop"}
    | {"none", "not", "or", "range", "self", "super", "true"}
)


class TextEnvironment:
    """Compiles texts of one language. Filters are the functions and the formats of the language, which come first."""

    def __init__(self, language: str, functions: Mapping[str, _Filter]) -> None:
        self.language: Final = language
        self.filters: Final[Mapping[str, _Filter]] = {**functions, **formats(language)}
        self.sandbox: Final = Sandbox(self.filters)

    def compile(self, source: str) -> Text:
        """The text; whether it is sound is found when it is checked or first rendered."""
        return Text(source, self)


@final
class Text:
    """A template. `render` writes it with the data of a scope; nothing is written for null."""

    __slots__ = ("_constant", "_environment", "_pieces", "_shown", "_template", "source")

    def __init__(self, source: str, environment: TextEnvironment) -> None:
        self.source: Final = source
        self._environment: Final = environment
        self._shown: Final = _NEWLINE.sub("\n", source).rstrip("\n")
        self._pieces: Final = _pieces(self._shown, environment.filters)
        is_constant = self._pieces == (self._shown,) and len(self._shown) <= LONGEST_OUTPUT
        self._constant: Final = self._shown if is_constant else None
        self._template: jinja2.Template | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (other.source, other.language) == (self.source, self.language)

    def __hash__(self) -> int:
        return hash(self.source)

    def __repr__(self) -> str:
        return f"Text({self.source!r})"

    @property
    def language(self) -> str:
        """The language it is written in."""
        return self._environment.language

    @property
    def paths(self) -> Paths:
        """The data paths it reads, each with its line. TemplateError if it cannot be parsed."""
        if self._pieces is None:
            return paths_of(self._tree())
        fields = _FIELD.finditer(self._shown)
        read = [(tuple(field[1].split(".")), self._shown.count("\n", 0, field.start(1)) + 1) for field in fields]
        return tuple(dict.fromkeys(read))

    def check(self) -> None:
        """TemplateError if it cannot be compiled."""
        if self._pieces is None:
            self._compiled()

    def render(self, scope: Mapping[str, object]) -> str:
        """The words. TemplateError for what is missing, of the wrong kind, or too long.

        A plain text with placeholders that fails is tried by Jinja, which knows the line.
        """
        if self._constant is not None:
            return self._constant
        if self._pieces is None:
            return self._by_jinja(scope)
        try:
            words = _filled(self._pieces, scope)
        except TROUBLE:
            return self._by_jinja(scope)
        return words if len(words) <= LONGEST_OUTPUT else self._by_jinja(scope)

    def _by_jinja(self, scope: Mapping[str, object]) -> str:
        template = self._compiled()
        words: list[str] = []
        room = LONGEST_OUTPUT
        try:
            for part in template.root_render_func(template.new_context(dict(scope))):
                words.append(part)
                room -= len(part)
                if room < 0:
                    raise ValueError(f"the text is longer than {LONGEST_OUTPUT:,} characters")
        except (*TROUBLE, jinja2.TemplateError) as error:
            raise TemplateError(in_words(str(error)), _line(template, error.__traceback__)) from None
        return "".join(words)

    def _compiled(self) -> jinja2.Template:
        if self._template is None:
            tree = self._tree()
            harden(tree)
            try:
                self._template = self._environment.sandbox.from_string(tree)
            except jinja2.TemplateSyntaxError as error:
                raise TemplateError(error.message or "syntax error", error.lineno) from None
            except (ValueError, RecursionError, MemoryError, SyntaxError):
                raise TemplateError("the text is too complicated") from None
        return self._template

    def _tree(self) -> nodes.Template:
        if len(self.source) > LONGEST_SOURCE:
            raise TemplateError(f"the text is longer than {LONGEST_SOURCE:,} characters")
        try:
            tree = self._environment.sandbox.parse(_LONE_TAG.sub("\\1{#\n#}", self._shown))
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(error.message or "syntax error", error.lineno) from None
        except (ValueError, RecursionError, MemoryError):
            raise TemplateError("the text is too complicated") from None
        refuse_unsafe(tree)
        return tree


@final
class PluralText:
    """Words that depend on a count, by the plural rules of the language."""

    __slots__ = ("_rule", "count", "forms")

    def __init__(self, language: str, count: Expression, forms: Mapping[str, Text]) -> None:
        self.count: Final = count
        self.forms: Final = forms
        self._rule: Final = locale_of(language).plural_form

    @property
    def source(self) -> str:
        """The sources of all forms."""
        return "\n".join(form.source for form in self.forms.values())

    @property
    def paths(self) -> Paths:
        """The data paths of the count and of all forms."""
        found = [(path, 1) for path, _ in self.count.paths]
        found += [read for form in self.forms.values() for read in form.paths]
        return tuple(dict.fromkeys(found))

    def check(self) -> None:
        """TemplateError if a form cannot be compiled, or `other` is missing."""
        if "other" not in self.forms:
            raise TemplateError("the form `other` is missing")
        for category, form in self.forms.items():
            if category not in CATEGORIES:
                raise TemplateError(f"{category} is not one of {', '.join(CATEGORIES)}")
            form.check()

    def render(self, scope: Mapping[str, object]) -> str:
        """The words for the count that the scope gives."""
        try:
            count = self.count(scope)
        except ExpressionError as error:
            raise TemplateError(f"count: {error.message}") from None
        if not is_number(count):
            raise TemplateError(f"count: a number is needed, not {kind(count)}")
        form = self.forms.get(self._rule(Decimal(str(count)))) or self.forms.get("other")
        if form is None:
            raise TemplateError("the form `other` is missing")
        return form.render(scope)


def _pieces(source: str, filters: Mapping[str, _Filter]) -> Sequence[str | _Field] | None:
    """The plain parts and the placeholders, or None when it takes Jinja to understand them."""
    if len(source) > LONGEST_SOURCE:
        return None
    if not any(mark in source for mark in _SPECIAL):
        return (source,)
    pieces: list[str | _Field] = []
    end = 0
    for match in _FIELD.finditer(source):
        path = tuple(match[1].split("."))
        names = [name.strip() for name in match[2].split("|")[1:]]
        if path[0].lower() in _RESERVED or not all(name in filters for name in names):
            return None
        pieces += source[end : match.start()], (path, tuple(filters[name] for name in names))
        end = match.end()
    pieces.append(source[end:])
    plain = [piece for piece in pieces if isinstance(piece, str)]
    return None if any(mark in piece for piece in plain for mark in _SPECIAL) else tuple(filter(None, pieces))


def _filled(pieces: Sequence[str | _Field], scope: Mapping[str, object]) -> str:
    words: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            words.append(piece)
            continue
        value: object = scope
        for name in piece[0]:
            value = value[name]  # type: ignore[index]
        for change in piece[1]:
            value = change(value)
        words.append(text(value))
    return "".join(words)


def _line(template: jinja2.Template, trace: TracebackType | None) -> int:
    """The line of the innermost frame that is the template's."""
    line = 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return line
