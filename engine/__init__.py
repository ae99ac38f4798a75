"""The headless engine: networks as equations, their derivation, their iterations, their debugger.

It needs no terminal and can be used from a notebook. This is its door: what it offers by name is
loaded when it is first asked for, so that nothing is slower for what one does not use.

>>> from engine import Debugger, derive, load_network
>>> debugger = Debugger(derive(load_network("skip")))
>>> debugger.goto(15).step.value
0.75

docs/api.md is the way in. The packages, from the ground up: `language` (expressions and ops),
`network` (what a file says), `program` (forward, backward and update equations), `iterations` (the
program run), `derivation` and `queries` (a step in words and numbers; expressions and conditions
about it), and above these `why`, `gradients`, `diagnosis` and `debugger`, then `sessions` and
`export`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.debugger.debugger import Debugger as Debugger
    from engine.debugger.stop import Stop as Stop
    from engine.diagnosis.diagnosis import diagnose as diagnose
    from engine.diagnosis.epochs import epochs_of as epochs_of
    from engine.errors import DebuggerError as DebuggerError
    from engine.errors import ExpressionError as ExpressionError
    from engine.errors import NetworkError as NetworkError
    from engine.errors import SpecError as SpecError
    from engine.gradients.gradcheck import check_gradients as check_gradients
    from engine.gradients.paths import find_paths as find_paths
    from engine.iterations.state import ReluState as ReluState
    from engine.iterations.state import State as State
    from engine.iterations.step import Step as Step
    from engine.iterations.timeline import Timeline as Timeline
    from engine.language.notation import Style as Style
    from engine.language.parser import parse as parse
    from engine.language.values import evaluate as evaluate
    from engine.network.arguments import build_network as build_network
    from engine.network.files import load_network as load_network
    from engine.network.files import parse_network as parse_network
    from engine.network.files import shipped_networks as shipped_networks
    from engine.network.network import Network as Network
    from engine.program.equation import Phase as Phase
    from engine.program.program import Program as Program
    from engine.program.program import derive as derive

__all__ = [
    "Debugger",
    "DebuggerError",
    "ExpressionError",
    "Network",
    "NetworkError",
    "Phase",
    "Program",
    "ReluState",
    "SpecError",
    "State",
    "Step",
    "Stop",
    "Style",
    "Timeline",
    "build_network",
    "check_gradients",
    "derive",
    "diagnose",
    "epochs_of",
    "evaluate",
    "find_paths",
    "load_network",
    "parse",
    "parse_network",
    "shipped_networks",
]

_HOMES = {
    "Debugger": "debugger.debugger",
    "DebuggerError": "errors",
    "ExpressionError": "errors",
    "Network": "network.network",
    "NetworkError": "errors",
    "Phase": "program.equation",
    "Program": "program.program",
    "ReluState": "iterations.state",
    "SpecError": "errors",
    "State": "iterations.state",
    "Step": "iterations.step",
    "Stop": "debugger.stop",
    "Style": "language.notation",
    "Timeline": "iterations.timeline",
    "build_network": "network.arguments",
    "check_gradients": "gradients.gradcheck",
    "derive": "program.program",
    "diagnose": "diagnosis.diagnosis",
    "epochs_of": "diagnosis.epochs",
    "evaluate": "language.values",
    "find_paths": "gradients.paths",
    "load_network": "network.files",
    "parse": "language.parser",
    "parse_network": "network.files",
    "shipped_networks": "network.files",
}
"""The module in which each name of the door is at home, below this package."""

if not TYPE_CHECKING:  # a type checker has the imports above, and would take any name for one here

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return [*__all__]
