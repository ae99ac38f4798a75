"""Questions: what a debugger is asked about where it stands, as methods of it.

What answers them is imported when it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from engine.debugger.stop import Stop

if TYPE_CHECKING:
    from engine.diagnosis.diagnosis import Diagnosis
    from engine.gradients.check import GradientCheck
    from engine.gradients.path import Paths
    from engine.why.answer import Why


class Standing(Protocol):
    """What stands somewhere."""

    @property
    def stop(self) -> Stop:
        """Where."""


def why(debugger: Standing, symbol: str) -> Why:
    """Why a symbol, or an entry of one, is what it is: `dL/dw3`, `dL/dW2[0,0]`."""
    from engine.why.answer import why

    return why(symbol, debugger.stop.state, debugger.stop.timeline)


def paths(debugger: Standing, gradient: str) -> Paths:
    """The paths over which a gradient comes from the loss: `dL/dw0`, `dL/dW2[0,0]`."""
    from engine.gradients.paths import find_paths

    return find_paths(gradient, debugger.stop.state)


def check_gradients(debugger: Standing) -> GradientCheck:
    """The gradients of this iteration beside derivatives found without the backward pass."""
    from engine.gradients.gradcheck import check_gradients

    return check_gradients(debugger.stop.state.run)


def diagnose(debugger: Standing) -> Diagnosis:
    """What came of the iterations that have been run in this branch, and why."""
    from engine.diagnosis.diagnosis import diagnosis_of

    return diagnosis_of(debugger.stop.timeline, debugger.stop.program.style)
