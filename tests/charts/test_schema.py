"""The schemas say to editors exactly what the parser accepts."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.actions.functions import FUNCTIONS
from engine.charts import grammar
from engine.charts.approved import parse_templates
from engine.charts.glossary import parse_glossary
from engine.charts.parser import parse_flow
from engine.charts.problems import Problem
from engine.charts.products import parse_products
from engine.charts.source import read_source
from engine.charts.words import parse_words
from tests.charts.samples import EVERY_FORM

FLOWS = Path(__file__).parents[2] / "flows"

# What a schema cannot express: expressions, names that are there twice, and which file words belong into.
BEYOND = {"E201", "E105", "E115"}

WORDS = """
language: en
texts:
  hello: Welcome!
  ask_name:
    say: "What is your name, {{ name }}?"
    help: Send it.
    retry: [Please., Again.]
    problems: {too_short: Short.}
    remind: Still there?
    options: {yes: "Yes", other: {label: Another, description: More, words: [another, else]}}
    template: birth_reminder
  late: {say: Late., template: {name: late, with: ["{{ name }}", {count: =n, other: many}]}}
  credits: {count: =credits, one: One left, other: "{{ credits }} left"}
  nested: {say: {count: =n, other: many}}
keywords: {menu: [menu, home], help: "?"}
"""

TEMPLATES = """
templates:
  birth.reminder: {category: utility, languages: {en: {content: HX01, text: Still there?}}}
  late:
    category: marketing
    variables: [the name, how many]
    languages: {en: {content: HX02, text: "For {{1}}: {{2}}."}, bn: {content: HX03, text: "{{1}} {{2}} দেরি"}}
"""

PRODUCTS = """
products:
  report:
    names: {en: Report, bn: রিপোর্ট}
    price: 20000
    currency: INR
    grants: reading
    quantity: 4
    needs: [birth_details, place]
    link: 24h
    late: fulfil
    refunds: 7d
    per: person
    corrections: 2
  small:
    {names: {en: Small}, price: 100, currency: INR, grants: small, link: 1200, late: refund, refunds: 0, per: contact}
"""


GLOSSARY = """
terms:
  kundali:
    meaning: The chart of the sky at a birth.
    words: {en: Kundali, bn: কোষ্ঠী}
    avoid: {en: {birth horoscope: found in newspapers}, bn: {কুণ্ডলী*: Hindi, কুষ্ঠি: not written}}
  dosha: {meaning: It asks for some care., words: {en: Dosha}}
"""


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FLOWS / f"{name}.schema.json").read_text())
    return loaded


FLOW, TEXTS, CONTACT, APPROVED = schema("flow"), schema("words"), schema("contact"), schema("templates")
SOLD, GLOSSED = schema("products"), schema("glossary")


@pytest.mark.parametrize("each", [FLOW, TEXTS, CONTACT, APPROVED, SOLD, GLOSSED], ids=lambda each: each["$id"])
def test_a_schema_is_sound_and_explains_every_key(each: dict[str, Any]) -> None:
    """Editors show titles and descriptions as help; unknown keys are refused everywhere."""
    Draft202012Validator.check_schema(each)
    for form in objects(each):
        if "properties" in form and "title" in form:
            assert form["additionalProperties"] is False, form["title"]
            for key, value in form["properties"].items():
                assert {"title", "description"} <= value.keys(), key


def test_the_parser_and_the_schemas_have_the_same_keys() -> None:
    """Neither can learn a key the other does not know."""
    defs = FLOW["$defs"]
    forms = {
        "flow": FLOW,
        "state": defs["state"],
        "variable": defs["typed"],
        "initial": defs["beginning"],
        "transition": defs["arc"],
        "words": defs["words"],
        "contract": defs["contract"],
        "event": defs["event_with_data"],
        "sending": defs["sending"],
        "line": defs["line"],
        "opening": defs["opening"],
        "purchase": defs["purchase"],
    }
    assert keys(forms) == {form: set(allowed) for form, allowed in grammar.FORMS.items()}
    texts = TEXTS["$defs"]
    words = {
        "words file": TEXTS,
        "text": texts["text"],
        "option words": texts["option_words"],
        "plural": texts["plural"],
        "contact": CONTACT,
        "template use": texts["template_use"],
        "templates": APPROVED,
        "template": APPROVED["$defs"]["template"],
        "approved text": APPROVED["$defs"]["approved"],
        "products": SOLD,
        "product": SOLD["$defs"]["product"],
        "glossary": GLOSSED,
        "term": GLOSSED["$defs"]["term"],
    }
    declared = {form: set(grammar.WORDS_FORMS[form]) for form in words}
    assert keys(words) == declared
    assert set(grammar.WORDS_FORMS) - set(words) == {"languages"}


def test_the_parser_and_the_schema_have_the_same_verbs() -> None:
    """Every action of one is an action of the other, with the same keys beside the verb."""
    verbs = [form for form in FLOW["$defs"]["action"]["anyOf"] if "properties" in form]
    found = {form["required"][0]: set(form["properties"]) for form in verbs}
    assert found == {verb: {verb, *beside} for verb, beside in grammar.VERBS.items()}
    required = {form["required"][0]: set(form["required"][1:]) for form in verbs if form["required"][1:]}
    assert required == {verb: set(grammar.REQUIRED[verb]) for verb in ("if", "for")}


def test_the_parser_and_the_schema_agree_which_keys_go_together() -> None:
    """The schema's chain of `if` is the parser's table of state forms."""
    link = FLOW["$defs"]["state"]["allOf"][0]
    found = {}
    while "if" in link:
        found[link["if"]["required"][0]] = set(link["then"]["propertyNames"]["enum"])
        link = link["else"]
    found["state"] = set(link["propertyNames"]["enum"])
    assert found == {form: set(allowed) for form, allowed in grammar.STATE_FORMS.items()}
    assert list(found) == list(grammar.STATE_FORMS)


def test_the_sample_with_every_form_is_accepted_by_both() -> None:
    """A schema that refuses what the parser takes would mark correct flows as wrong in the editor."""
    assert agreed(json.loads(json.dumps(read_source(EVERY_FORM, "x").data)), FLOW_VALIDATOR) is True
    assert agreed(read_source(WORDS, "x").data, WORDS_VALIDATOR) is True
    assert agreed(read_source(TEMPLATES, "x").data, TEMPLATES_VALIDATOR) is True
    assert agreed(read_source(PRODUCTS, "x").data, PRODUCTS_VALIDATOR) is True
    assert agreed(read_source(GLOSSARY, "x").data, GLOSSARY_VALIDATOR) is True


@pytest.mark.parametrize(
    "file",
    [*sorted(FLOWS.rglob("*/??.yaml")), *sorted(FLOWS.rglob("flow.yaml")), *sorted(FLOWS.glob("*.yaml"))],
    ids=str,
)
def test_the_shipped_files_are_accepted_by_the_schema(file: Path) -> None:
    """The first line of each names its schema; an editor opens it without a mark."""
    own = {
        "flow": FLOW_VALIDATOR,
        "templates": TEMPLATES_VALIDATOR,
        "products": PRODUCTS_VALIDATOR,
        "glossary": GLOSSARY_VALIDATOR,
    }
    validator = own.get(file.stem, WORDS_VALIDATOR)
    data = read_source(file.read_bytes(), file.name).data
    assert [error.message for error in validator.iter_errors(data)] == []


def test_whatever_one_refuses_the_other_refuses() -> None:
    """Each value of the samples is replaced, removed, or given a strange neighbour, hundreds of times.

    The long proof does it thousands of times.
    """
    step = 1 if os.environ.get("BOLOASTRO_PROOF") else 8
    refused = 0
    samples = ((EVERY_FORM, FLOW_VALIDATOR), (WORDS, WORDS_VALIDATOR), (TEMPLATES, TEMPLATES_VALIDATOR))
    for sample, validator in (*samples, (PRODUCTS, PRODUCTS_VALIDATOR), (GLOSSARY, GLOSSARY_VALIDATOR)):
        data = read_source(sample, "x").data
        for broken in islice(mutants(data), 0, None, step):
            refused += not agreed(broken, validator)
    assert refused > 1000 / step


@pytest.mark.parametrize("length", ["366d", "365.9d", "8784h", "527040.0m", "31622400", "031622400s", 31622400, 0])
def test_a_duration_of_366_days_is_accepted_by_both(length: str | int) -> None:
    """As a value and as a key."""
    assert agreed(_delayed(length), FLOW_VALIDATOR) is True


@pytest.mark.parametrize(
    "length", ["366.1d", "367d", "8785h", "527041m", "31622401", "31622401s", "9" * 400 + "d", 1e300]
)
def test_a_longer_duration_is_refused_by_both(length: str | float) -> None:
    """There is no date so far ahead."""
    assert agreed(_delayed(length), FLOW_VALIDATOR) is False


@pytest.mark.parametrize(
    "flow",
    [
        "{states: {NAME: {final: true}}}",
        "{states: {s: {on: {go: NAME}}}}",
        "{moved: {NAME: s}, states: {s: {}}}",
        "{data: {NAME: text}, states: {s: {}}}",
        "{output: [NAME], states: {s: {}}}",
        "{states: {s: {choose: [NAME], next: s}}}",
        "{states: {s: {choose: {NAME: s}}}}",
        "{states: {s: {call: f, outcomes: {NAME: s}}}}",
        "{states: {s: {call: f, with: {NAME: 1}}}}",
        "{states: {s: {enter: [{send: {event: e, id: NAME}}]}}}",
        "{states: {s: {enter: [{cancel: NAME}]}}}",
        "{states: {s: {enter: [{for: NAME, in: [1], do: [repeat]}]}}}",
    ],
)
def test_names_have_at_most_60_characters_for_both(flow: str) -> None:
    """And exactly so many are allowed."""
    for length in (60, 61):
        data = {"flow": "x", **_read(flow.replace("NAME", "a" * length))}
        assert agreed(data, FLOW_VALIDATOR) is (length == 60)
        problems = parse_flow(read_source(json.dumps(data), "x"), FUNCTIONS)[1]
        assert [problem.code for problem in problems] == ["E104"] * (length - 60)


def _read(text: str) -> dict[str, Any]:
    data: Any = read_source(text, "x").data
    return dict(data)


def _delayed(length: str | float) -> dict[str, Any]:
    after = {length: "end"} if isinstance(length, str) else {"1s": "end"}
    return {"flow": "x", "states": {"s": {"wait": {"a": "end"}, "remind": [length], "after": after}, "end": {}}}


FLOW_VALIDATOR = Draft202012Validator(FLOW)
WORDS_VALIDATOR = Draft202012Validator(TEXTS)
TEMPLATES_VALIDATOR = Draft202012Validator(APPROVED)
PRODUCTS_VALIDATOR = Draft202012Validator(SOLD)
GLOSSARY_VALIDATOR = Draft202012Validator(GLOSSED)

LONG = "a" * (grammar.LONGEST_NAME + 1)
STRANGE: list[Any] = [
    None, True, -1, 2.5, "", "=x", "a b", "a.b", [], {}, ["a", "a"], [{}], {"zzz": 1}, {"a": None}, LONG, "367d", 1e12,
]  # fmt: skip


def agreed(data: Any, validator: Draft202012Validator) -> bool:
    """Whether both accept it; fails when only one does."""
    source = read_source(json.dumps(data), "x")
    problems = _parser(validator)(source, FUNCTIONS)[1]
    strict = not [problem for problem in problems if problem.code not in BEYOND]
    by_schema = validator.is_valid(data)
    assert strict == by_schema, (
        json.dumps(data)[:3000],
        [str(problem) for problem in problems],
        [f"{list(error.absolute_path)} {error.message[:200]}" for error in validator.iter_errors(data)],
    )
    return strict


def _parser(validator: Draft202012Validator) -> Callable[..., tuple[Any, list[Problem]]]:
    if validator is TEMPLATES_VALIDATOR:
        return parse_templates
    if validator is PRODUCTS_VALIDATOR:
        return parse_products
    if validator is GLOSSARY_VALIDATOR:
        return parse_glossary
    return parse_flow if validator is FLOW_VALIDATOR else parse_words


def mutants(data: Any) -> Iterator[Any]:
    """The data with one thing wrong, or at least odd."""
    paths = list(places(data))
    for path in paths:
        for strange in STRANGE:
            yield changed(data, path, strange)
        yield changed(data, path, None, remove=True)
    for path in paths:
        holder = at(data, path)
        if isinstance(holder, dict):
            yield changed(data, (*path, "zzz"), 1)
            yield changed(data, (*path, "next"), "menu")
            yield changed(data, (*path, "choose"), ["a"])
            yield changed(data, (*path, "1 x"), "menu")
            yield changed(data, (*path, LONG), "menu")
            yield changed(data, (*path, "367d"), "menu")


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def changed(data: Any, path: tuple[Any, ...], value: Any, *, remove: bool = False) -> Any:
    copied = copy.deepcopy(data)
    holder = at(copied, path[:-1])
    if remove:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return copied


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def keys(forms: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    return {name: set(form["properties"]) for name, form in forms.items()}
