"""The kernel: state charts with SCXML's semantics on the classes of `transitions`, which only this package imports."""

from engine.runtime.kernel.chart import MICROSTEPS, Chart, Trigger
from engine.runtime.kernel.parts import Arc, Callback, Guard, Node, Predicate, Slot, Step

__all__ = ["MICROSTEPS", "Arc", "Callback", "Chart", "Guard", "Node", "Predicate", "Slot", "Step", "Trigger"]
