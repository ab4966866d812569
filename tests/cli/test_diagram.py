"""`diagram` draws what is in the flow."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from engine.charts.library import read_library
from engine.charts.model import Flow
from engine.errors import BoloastroError
from server.cli.drawing import drawing_of
from server.cli.graphviz import picture
from server.cli.mermaid import mermaid
from tests.cli.runs import invoked
from tests.cli.test_commands import small_flows

SHAPES = """
flow: shapes
data: {n: integer}
states:
  end:
    always: {if: "n > 1 and 'a;b' != '#'", to: work}
    after: {26h: finished}
  work:
    states:
      one: {on: {go: two}}
      two: {on: {back: work}}
      remembered: {history: deep, default: one}
    on: {again: one, stop: finished}
  both:
    parallel:
      left: {states: {left_one: {on: {x.y: left_two}}, left_two: {final: true}}}
      right: {states: {right_one: {}}}
    on: {done.state.both: remembered}
  finished: {final: true}
"""

EXPECTED = """\
---
title: "shapes 1"
---
stateDiagram-v2
    [*] --> end_
    state "end" as end_
    state "work" as work
    state work {
        [*] --> one
        state "anywhere in work" as work__anywhere
        state "one" as one
        state "two" as two
        state "remembered (H*)" as remembered
    }
    state "both" as both
    state both {
        state "anywhere in both" as both__anywhere
        state "left" as left_
        state left_ {
            [*] --> left_one
            state "left_one" as left_one
            state "left_two" as left_two
            left_two --> [*]
        }
        --
        state "right" as right_
        state right_ {
            [*] --> right_one
            state "right_one" as right_one
        }
    }
    state "finished" as finished
    finished --> [*]
    end_ --> work : [n #62; 1 and 'a#59;b' != '#35;']
    end_ --> finished : after 26h
    work__anywhere --> one : again
    work__anywhere --> finished : stop
    one --> two : go
    two --> one : back
    remembered --> one : default
    both__anywhere --> remembered : done.state.both
    left_one --> left_two : x.y
    classDef question fill:#dbeafe,stroke:#1d4ed8,color:#111827
    classDef outside fill:#fef3c7,stroke:#b45309,color:#111827
"""


@pytest.fixture(scope="module")
def shapes() -> Flow:
    """A flow with every shape a picture knows."""
    return read_library({"shapes/flow.yaml": SHAPES})[0].flows["shapes"]


def test_every_shape_has_its_mermaid_form(shapes: Flow) -> None:
    """Reserved words get other names, everything special is escaped, regions are divided."""
    assert mermaid(drawing_of(shapes)) == EXPECTED


@pytest.mark.parametrize("flow", ["commands", "human", "language", "profile", "welcome"])
def test_the_shipped_flows_can_be_drawn(flow: str) -> None:
    """Every state is there."""
    done = invoked("diagram", flow)
    assert done.exit_code == 0
    assert "stateDiagram-v2\n" in done.stdout


def test_what_the_engine_adds_is_drawn_only_when_asked_for() -> None:
    """The way back, reminders and helping on would hide the flow."""
    short, long = invoked("diagram", "profile").stdout, invoked("diagram", "profile", "--all").stdout
    assert "ask_born --> ask_name : command.back" not in short
    assert "ask_born --> ask_name : command.back" in long
    assert "silence 1h" in long


def test_tries_and_what_the_plain_layer_hides_are_named() -> None:
    """A guard that reads the answer hangs on a second event; people see the first."""
    text = invoked("diagram", "profile").stdout
    assert "know_time --> stuck : refused 3 times" in text
    assert "plain." not in text


def test_a_diagram_goes_into_a_file(tmp_path: Path) -> None:
    """And a file that cannot be written is named."""
    file = tmp_path / "welcome.mmd"
    assert invoked("diagram", "welcome", "--output", str(file)).stdout == f"{file} is written\n"
    assert file.read_text(encoding="utf-8") == invoked("diagram", "welcome").stdout
    done = invoked("diagram", "welcome", "--output", str(tmp_path / "no" / "x.mmd"))
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


def test_an_unknown_flow_is_named_with_the_nearest() -> None:
    """One line, no traceback."""
    done = invoked("diagram", "profil")
    assert done.exit_code == 2
    assert done.stderr == "boloastro: there is no flow 'profil'. Did you mean 'profile'?\n"


@pytest.mark.parametrize(
    "wrong", ["next: ask_agee", "next: {to: [ask_agee]}", "initial: ask_agee, states: {a: {}}", "nxt: end"]
)
def test_a_flow_whose_arcs_cannot_be_followed_is_not_drawn(tmp_path: Path, wrong: str) -> None:
    """The report of `check` is shown instead."""
    form = "say: hello, " if "next" in wrong else ""
    settings = small_flows(tmp_path, f"flow: shop\nstates:\n  hello: {{{form}{wrong}}}\n  ask_age: {{final: true}}\n")
    done = invoked("diagram", "shop", settings=settings)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{settings['BOLOASTRO_FLOWS']}/shop/flow.yaml:3:" in done.stderr
    assert "E101" in done.stderr or "there is no state 'ask_agee'" in done.stderr


def test_a_flow_without_words_can_be_drawn(tmp_path: Path) -> None:
    """One draws it before one writes them."""
    settings = small_flows(tmp_path, "flow: shop\nstates: {bye: {say: true, next: end}, end: {final: true}}\n")
    assert "bye --> end" in invoked("diagram", "shop", settings=settings).stdout


def test_without_graphviz_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mermaid needs nothing."""
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    done = invoked("diagram", "welcome", "--format", "svg")
    assert done.exit_code == 2
    assert done.stderr == (
        "boloastro: pictures need Graphviz: pip install 'boloastro[graph]', or use --format mermaid\n"
    )


def test_with_graphviz_every_shape_is_in_the_picture(shapes: Flow) -> None:
    """As SVG with its words, and as PNG; on a machine without the extra `graph` there is only the remedy."""
    drawing = drawing_of(shapes)
    if importlib.util.find_spec("pygraphviz") is None:
        with pytest.raises(BoloastroError, match="boloastro\\[graph\\]"):
            picture(drawing, "svg")
        return
    svg = picture(drawing, "svg").decode()
    for word in ("anywhere in work", "right_one", "H", "after 26h", "done.state.both"):
        assert f">{word}" in svg
    assert picture(drawing, "png").startswith(b"\x89PNG")
