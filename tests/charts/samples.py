"""Flows for the tests of the language: one that uses every form, and short ways to read any."""

from __future__ import annotations

from textwrap import dedent

from engine.actions.functions import FUNCTIONS
from engine.charts.model import Flow, State
from engine.charts.parser import parse_flow
from engine.charts.problems import Problem
from engine.charts.source import read_source

EVERY_FORM = """
flow: demo
version: 3
title: Birth details
policy: pin
moved: {old: menu}
input: {person: {type: text, default: null}}
data:
  name: text
  age: {type: integer, default: 3}
  gender: text
  picked: map
  result: {type: map, default: {}}
  places: list
output: [name, age]
initial: {to: hello, do: [{set: {age: 3, contact.seen: true}}]}
on:
  command.menu: menu
  "payment.* x": {do: [repeat, {say: {text: a.b, with: {n: =age + 1}}}]}
after: {26h: {do: [{log: hi}]}}
enter: [[{set: {age: 1}}], [{raise: began}]]
exit: [{cancel: later}]
assert: {before: age > 0, after: [age > 0], always: age > 0}
states:
  hello: {say: hello, next: ask_name}
  two: {say: [hello, {text: other, with: {a: 1}, media: =name}], next: {to: ask_name, reenter: true}}
  ask_name:
    ask: text
    with: {min: 2, max: 60}
    into: name
    next: ask_age
    tries: 3
    otherwise: menu
    skip_if: name != null
    remind: [30m, 4h, 90, =age * 60]
    old_taps: jump
    merge: true
  ask_age:
    ask: integer
    into: age
    open: hello
    next: [{if: age < 18, to: menu}, pick]
    on: {"*": {do: [repeat]}}
    back: false
  menu:
    choose: {profile: open_profile, language: {to: pick, if: contact.name}, stay: [{if: age > 3, to: two}, two]}
  gender: {choose: [male, female, other], into: gender, next: menu}
  pick:
    choose: =contact.profiles
    into: picked
    others: {new: ask_name}
    next: looking
  open_profile:
    call: demo
    with: {person: =name}
    into: result
    outcomes: {saved: menu, cancelled: menu}
    next: two
  buy:
    pay: {product: report, details: {profile: =picked.id, kind: [1]}}
    into: result
    outcomes: {paid: menu, cancelled: {to: two, if: age > 3}}
    next: two
  buy_picked: {pay: {product: =picked.id}, next: menu}
  looking:
    run: places.find
    say: true
    with: {text: =name}
    into: places
    timeout: 20s
    outcomes: {found: pick, none: ask_age, failed: menu, timeout: menu}
  paying:
    wait: {payment.paid: split, payment.failed: {to: menu, do: [{set: {age: 1}}]}}
    say: {text: pay, with: {x: ==y}}
    after: {24h: fin, =age: fin}
    remind: [2h]
    hold: true
  split:
    parallel:
      left:
        initial: left_two
        states: {left_one: {}, left_two: {always: {if: in_state('right_one'), to: left_one}}}
      right: {states: {right_one: {}, past: {history: deep, default: {to: right_one, do: [repeat]}}}}
    enter:
      - if: age > 3
        then: [{say: hello}]
        else: [{interrupt: help}, {interrupt: {flow: help, with: {a: [1, =age]}}}]
      - for: name
        index: age
        in: =places
        do: [{action: notes.write, with: {text: =name}, into: result.last}]
      - send: {event: payment.asked, data: {a: 1}, to: =name, after: 10m, id: later}
      - send: {event: =name}
      - raise: {event: began, data: {a: {b: =age}}}
      - log: {label: age, value: =age}
      - cancel: =name
      - forget: me
  fin: {final: true, output: {name: =name}, say: bye}
"""


def read(text: str) -> tuple[Flow | None, list[Problem]]:
    """A flow and its problems."""
    return parse_flow(read_source(dedent(text), "demo/flow.yaml"), FUNCTIONS)


def flow_of(text: str) -> Flow:
    """A flow without problems."""
    flow, problems = read(text)
    assert not problems, [str(problem) for problem in problems]
    assert flow is not None
    return flow


def state_of(text: str, id: str = "s", *, data: str = "x: any, name: text, age: integer") -> State:
    """One state of a flow given as the lines below `states:`."""
    return flow_of(f"flow: demo\ndata: {{{data}}}\nstates:\n" + _indented(text)).states[id]


def findings(text: str) -> list[str]:
    """`line:column code message` of each problem."""
    return [f"{p.place.line}:{p.place.column} {p.code} {p.message}" for p in read(text)[1]]


def state_findings(text: str) -> list[str]:
    """The same for the lines below `states:`, of which the first counts as 1."""
    found = read("flow: demo\nstates:\n" + _indented(text))[1]
    return [f"{p.place.line - 2}:{p.place.column - 2} {p.code} {p.message}" for p in found]


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in dedent(text).strip("\n").splitlines())
