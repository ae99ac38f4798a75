"""The rules that questions are about, by the names under which a score counts them."""

from __future__ import annotations

from engine.language.expression import calls
from engine.language.ops import OPS
from engine.program.equation import Equation, Phase
from engine.program.program import Program

SUMS = "fan-in sums"
GATES = "ReLU gates"
UPDATES = "updates"
LOSSES = "losses"
ACTIVATIONS = "activations"
COPIES = "values passed on"
PRODUCTS = "products"
WEIGHTED = "weighted sums"
OTHERS = "other derivatives"
FORMULAS = "other formulas"

_ADDING = frozenset(("add", "sub", "matmul", "sum", "mean"))
_SHIFTING = frozenset(("mul", "matmul", "neg", "transpose", "sum_to", "broadcast_to", "add", "sub"))


def rule_of(equation: Equation, program: Program) -> str:
    """The rule that an equation applies."""
    if equation.phase is Phase.UPDATE:
        return UPDATES
    ops = {call.op for call in calls(equation.expression)}
    if equation.phase is Phase.BACKWARD:
        return _backward(equation, program, ops)
    if equation.symbol == program.network.loss:
        return LOSSES
    if equation.node in program.network.relus:
        return GATES
    if any(OPS[op].activation for op in ops):
        return ACTIVATIONS
    if ops <= _SHIFTING and ops:
        return WEIGHTED if ops & _ADDING else PRODUCTS
    return FORMULAS if ops else COPIES


def _backward(equation: Equation, program: Program, ops: set[str]) -> str:
    """The rule of a gradient."""
    if len(equation.terms) > 1:
        return SUMS
    if equation.terms[0].child in program.network.relus:
        return GATES
    if not ops:
        return COPIES
    return PRODUCTS if ops <= _SHIFTING else OTHERS
