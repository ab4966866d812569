"""The words of the language: which keys each form has, which names and values are allowed.

The one table behind the parser. `flows/*.schema.json` says the same to editors; a test holds both equal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

TYPES = ("text", "integer", "number", "boolean", "date", "time", "place", "list", "map", "any")
POLICIES = ("follow", "pin")
OLD_TAPS = ("explain", "ignore", "jump")
HISTORIES = ("shallow", "deep")
FORGOTTEN = ("me",)
CATEGORIES = ("utility", "marketing", "authentication")
CURRENCIES = ("INR",)
WHEN_LATE = ("fulfil", "refund")
PER = ("person", "couple", "contact")
PLURALS = ("zero", "one", "two", "few", "many", "other")
LANGUAGES = ("en", "hi", "mr", "ta", "te", "bn")

STATE_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
OPTION_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
VARIABLE_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")
TEXT_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
CATALOGUE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
EVENT = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
EVENTS = re.compile(r"(\*|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\.\*)?)( +(\*|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\.\*)?))*")
AVOIDED = re.compile(r"[^\s*](.*[^\s*])?\*?")
LONGEST_NAME = 60
BOUNDED = frozenset({STATE_ID, OPTION_ID, VARIABLE})
"""Names of at most so many characters: they become part of keys, payloads and names of events."""
PAYING = "pay"
"""The flow that `pay` calls, with the inputs `product` and `details`."""
PROTECTED = ("stop", "start", "help", "human", "my_data", "delete_data")
"""Commands everybody may rely on: the root flow hears them first, whatever is going on."""
DURATION = re.compile(r"[0-9]+(\.[0-9]+)?[smhd]?")

_SCOPE = frozenset({"contact", "event", "session", "today", "now", "in_state", "has", "default"})
_SYNTAX = frozenset({"and", "or", "not", "in", "is", "if", "else", "for", "lambda"})
RESERVED = _SCOPE | _SYNTAX | {"True", "False", "None", "true", "false", "null"}

CORE = frozenset({"states", "initial", "parallel", "on", "always", "after", "enter", "exit", "assert"})
QUESTION = frozenset(
    {"into", "next", "tries", "otherwise", "skip_if", "remind", "old_taps", "merge", "back"},
)

# What a state may hold, by the word that says what it is; the first of them names a mixed-up state.
STATE_FORMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "history": frozenset({"history", "default"}),
        "final": frozenset({"final", "output", "say", "enter", "exit", "assert"}),
        "ask": CORE | QUESTION | {"ask", "others", "with", "open"},
        "choose": CORE | QUESTION | {"choose", "others"},
        "call": CORE | {"call", "with", "into", "next", "outcomes"},
        "pay": CORE | {"pay", "into", "next", "outcomes"},
        "run": CORE | {"run", "with", "into", "next", "outcomes", "timeout", "say"},
        "wait": CORE | {"wait", "say", "remind", "hold"},
        "say": CORE | {"say", "next"},
        "state": CORE,
    }
)

FORMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "flow": frozenset({"flow", "version", "title", "policy", "moved", "input", "data", "output"})
        | {"initial", "states", "on", "after", "enter", "exit", "assert"},
        "state": frozenset().union(*STATE_FORMS.values()),
        "variable": frozenset({"type", "default"}),
        "initial": frozenset({"to", "do"}),
        "transition": frozenset({"if", "do", "to", "reenter"}),
        "words": frozenset({"text", "with", "media"}),
        "contract": frozenset({"before", "after", "always"}),
        "event": frozenset({"event", "data"}),
        "sending": frozenset({"event", "data", "to", "after", "id"}),
        "line": frozenset({"label", "value"}),
        "opening": frozenset({"flow", "with"}),
        "purchase": frozenset({"product", "details"}),
    }
)

# An action is one verb; these may stand beside it.
# Verbs that need nothing beside them: ask the current question again, after its words of help or at once.
BARE_WORDS = ("repeat", "help")

VERBS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "set": frozenset(),
        "say": frozenset(),
        "raise": frozenset(),
        "send": frozenset(),
        "cancel": frozenset(),
        "log": frozenset(),
        "if": frozenset({"then", "else"}),
        "for": frozenset({"index", "in", "do"}),
        "action": frozenset({"with", "into"}),
        "interrupt": frozenset(),
        "consent": frozenset(),
        "withdraw": frozenset(),
        "forget": frozenset(),
    }
)

REQUIRED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "flow": frozenset({"flow", "states"}),
        "variable": frozenset({"type"}),
        "initial": frozenset({"to"}),
        "words": frozenset({"text"}),
        "event": frozenset({"event"}),
        "sending": frozenset({"event"}),
        "line": frozenset({"value"}),
        "opening": frozenset({"flow"}),
        "purchase": frozenset({"product"}),
        "history": frozenset({"default"}),
        "if": frozenset({"then"}),
        "for": frozenset({"in", "do"}),
        "words file": frozenset({"language"}),
        "languages": frozenset({"released", "fallback"}),
        "contact": frozenset({"data"}),
        "option words": frozenset({"label"}),
        "plural": frozenset({"count", "other"}),
        "template use": frozenset({"name"}),
        "templates": frozenset({"templates"}),
        "template": frozenset({"category", "languages"}),
        "approved text": frozenset({"content", "text"}),
        "products": frozenset({"products"}),
        "product": frozenset({"names", "price", "currency", "grants", "per", "link", "late", "refunds"}),
        "glossary": frozenset({"terms"}),
        "term": frozenset({"meaning", "words"}),
    }
)

# A key that means nothing without another one.
NEEDS: Mapping[str, str] = MappingProxyType({"initial": "states", "skip_if": "next"})

WORDS_FORMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "words file": frozenset({"language", "texts", "keywords", "problems", "vocabulary"}),
        "text": frozenset({"say", "help", "retry", "problems", "remind", "options", "template"}),
        "option words": frozenset({"label", "description", "words"}),
        "plural": frozenset({"count", *PLURALS}),
        "languages": frozenset({"released", "draft", "fallback"}),
        "contact": frozenset({"data"}),
        "template use": frozenset({"name", "with"}),
        "templates": frozenset({"templates"}),
        "template": frozenset({"category", "variables", "languages"}),
        "approved text": frozenset({"content", "text"}),
        "products": frozenset({"products"}),
        "product": frozenset(
            {
                "names",
                "price",
                "currency",
                "grants",
                "quantity",
                "per",
                "corrections",
                "needs",
                "link",
                "late",
                "refunds",
            }
        ),
        "glossary": frozenset({"terms"}),
        "term": frozenset({"meaning", "words", "avoid"}),
    }
)
