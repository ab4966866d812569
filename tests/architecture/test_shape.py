"""The shape of the code: short functions, short files, constants instead of global state, no clock of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.code import PRODUCT, Module, modules

LONGEST_FUNCTION = 50
LONGEST_FILE = 300
LONGEST_TEST_FILE = 500  # tables of cases

# Files that may be longer, up to this length, with the reason.
LONGER = {
    "engine/charts/model.py": (380, "nothing but declarations: all parts of a flow on one page"),
}

CHANGES = frozenset(
    {"add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "popleft", "remove"}
    | {"setdefault", "sort", "update"}
)
CONTAINERS = frozenset({"Counter", "OrderedDict", "defaultdict", "deque", "dict", "list", "set"})
CLOCKS = frozenset({"now", "today", "utcnow", "localtime", "monotonic", "perf_counter"})

OURS = modules(*PRODUCT)


def test_no_function_is_longer_than_50_lines() -> None:
    """From `def` to its last line, docstring and inner functions included."""
    long = [
        f"{module.name}:{function.lineno} {function.name} has {length} lines"
        for module in modules(*PRODUCT, "tests")
        for function in module.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_no_file_is_longer_than_300_lines() -> None:
    """Longer ones are listed above with the reason, and do not grow."""
    long = [
        f"{module.name} has {module.lines} lines"
        for module in modules(*PRODUCT, "tests")
        if module.lines > LONGER.get(module.name, (_longest(module), ""))[0]
    ]
    assert not long, "\n".join(long)


def test_the_list_of_longer_files_is_true() -> None:
    """A file that has become short is no exception any more."""
    assert {module.name for module in OURS if module.lines > LONGEST_FILE} == set(LONGER)


def test_every_module_says_what_it_is_for() -> None:
    """The first line of each file with code is a docstring."""
    silent = [module.name for module in OURS if module.tree.body and not ast.get_docstring(module.tree)]
    assert not silent


def test_no_module_is_a_drawer_for_anything() -> None:
    """What fits none of the five verbs is two files, not a file of helpers."""
    drawers = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}
    assert not [m.name for m in OURS if drawers & set(m.name.removesuffix(".py").split("/"))]


@pytest.mark.parametrize("module", OURS, ids=lambda module: module.name)
def test_a_module_keeps_no_state(module: Module) -> None:
    """Module-level lists, sets and mappings are constants by name, and nobody changes them; nothing is `global`."""
    assert not list(_state(module))


def test_state_in_a_module_would_be_found() -> None:
    """The test above sees what it is there to see."""
    sins = ["seen = []", "A = {}\ndef f(): A['x'] = 1", "A = set()\ndef f(): A.add(1)", "def f():\n global x\n x = 1"]
    sins += ["A: dict[str, int] = {}\nA |= {'b': 1}"]
    assert [bool(list(_state(Module("sin.py", sin)))) for sin in sins] == [True] * len(sins)


def test_the_engine_has_no_clock_of_its_own() -> None:
    """Time is given: nothing in the engine asks a clock of the machine what time it is."""
    asked = [
        f"{module.name}:{node.lineno} {ast.unparse(node)}"
        for module in modules("engine")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
        if not ast.unparse(node.func.value).endswith("clock")
    ]
    assert not asked


def _longest(module: Module) -> int:
    return LONGEST_TEST_FILE if module.name.startswith("tests/") else LONGEST_FILE


def _state(module: Module) -> Iterator[str]:
    kept = {name for statement in module.tree.body for name in _containers(statement)}
    yield from (f"'{name}' is not the name of a constant" for name in kept if name != "__all__" and not name.isupper())
    for node in ast.walk(module.tree):
        match node:
            case ast.Global():
                yield f"line {node.lineno}: global"
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()) if name in kept:
                yield f"line {node.lineno}: changes {name}"
            case ast.AugAssign(target=ast.Name(id=name)) if name in kept:
                yield f"line {node.lineno}: changes {name}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if name in kept and attr in CHANGES:
                yield f"line {node.lineno}: changes {name}"


def _containers(statement: ast.stmt) -> Iterator[str]:
    """The names a statement of the module binds to something that could be changed."""
    match statement:
        case ast.Assign(targets=targets, value=value) if _is_container(value):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if _is_container(value):
            yield name


def _is_container(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in CONTAINERS
    return isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp)
