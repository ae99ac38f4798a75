"""Mistakes as students make them, on equations: written for the tests, apart from the catalogue.

Each is a tag with what is computed instead: an expression, in which a name with a prime stands for
another value than the one it should be, or a change of the value itself.
"""

import math
from dataclasses import dataclass, field

from engine.language.expression import (
    Call,
    Expression,
    Name,
    Number,
    free_names,
    gradient_name,
    substitute,
)
from engine.program.program import LEARNING_RATE, Phase
from tests.checking.parts import places, tagged, terms, total

SIGN = "sign"
"""All of it with the other sign, as many mistakes come to: it is not made, and others give way."""


@dataclass(frozen=True, eq=False)
class Mistake:
    """What is done wrong.

    Args:
        tag: what it is called.
        expression: what is computed instead.
        values: of names with a prime in it.
    """

    tag: str
    expression: Expression
    values: dict = field(default_factory=dict)

    @property
    def can_be_written(self):
        """Whether the formula that it comes from stands in symbols of the network alone."""
        return not self.values


def mistakes(step, before, shapes):
    """What may be done wrong in a step.

    Args:
        step: the step.
        before: the run of the iteration before, or None.
        shapes: of all symbols.
    """
    expression, program = step.equation.expression, step.run.program
    phase, symbol = step.equation.phase, step.symbol
    if phase is Phase.BACKWARD:
        yield from _swapped(expression, symbol, program, shapes)
        yield from _updated(expression, step)
        yield from _transposed(expression, shapes)
        yield from _derivatives(expression)
        if before is not None and symbol.partition("/d")[2] in program.network.parameters:
            old = before.value(step.index)
            yield Mistake("gradient-accumulated", expression + Name("old'"), {"old'": old})
    if phase is Phase.UPDATE:
        yield from _update(expression, program)
        return
    yield from _paths(expression, program)
    yield from _targets(expression, program)
    yield from _halves(expression, phase)
    yield from _batch(expression, phase)
    yield from _factors(expression)
    yield from _stale(expression, step, before)
    yield from _elsewhere(expression, symbol, program, shapes)
    yield from _evaluated(expression)
    yield Mistake(SIGN, -expression)


def _paths(expression, program):
    for part, put in places(expression):
        parts = terms(part)
        if len(parts) < 2:
            continue
        for left_out in range(len(parts)):
            rest = [each for number, each in enumerate(parts) if number != left_out]
            is_target = free_names(parts[left_out]) & set(program.network.targets)
            tag = "target-forgotten" if is_target else "path-dropped"
            yield Mistake(tag, put(total(rest)))
    parts = terms(expression)
    if len(parts) > 1:
        yield Mistake("path-overwritten", parts[-1])
        yield Mistake("path-averaged", Call("div", (expression, Number(float(len(parts))))))


def _swapped(expression, symbol, program, shapes):
    """`dL/dw = g w` where `g h` belongs, and the other way round."""
    by = symbol.partition("/d")[2]
    if not (isinstance(expression, Call) and expression.op in ("mul", "matmul", "outer")):
        return
    for number, part in enumerate(expression.operands):
        is_node = isinstance(part, Name) and part.name in program.network.nodes
        others = [each for each, _ in places(expression) if each == part]
        if len(others) > 1:
            continue
        if is_node and part.name != by and shapes.get(by) == shapes.get(part.name):
            operands = list(expression.operands)
            operands[number] = Name(by)
            yield Mistake("operands-swapped", expression.of(operands))


def _updated(expression, step):
    run = step.run
    for name in free_names(expression):
        gradient = run.program.index.get(gradient_name(run.program.network.loss, name))
        if gradient is not None and gradient < step.index:  # so it can have been updated already
            new = run.value(run.program.index[name])
            changed = {f"{name}'": new}
            yield Mistake(
                "updated-weight", substitute(expression, {name: Name(f"{name}'")}), changed
            )


def _transposed(expression, shapes):
    for part, put in places(expression):
        if isinstance(part, Call) and part.op == "transpose":
            inner = part.operands[0]
            shape = shapes.get(getattr(inner, "name", None))
            if shape is not None and len(shape) == 2 and shape[0] == shape[1]:
                yield Mistake("transposed", put(inner))


def _derivatives(expression):
    """The derivative of sigmoid or tanh at what comes out of it, instead of what goes in."""
    for part, put in places(expression):
        match part:
            case Call("sub", (Number(1.0), Call("sigmoid" | "tanh" as op, (inner,), options))):
                yield Mistake("derivative-at", put(Number(1.0) - inner))
                again = Call(op, (Call(op, (inner,), options),), options)
                yield Mistake("derivative-at", put(Number(1.0) - again))
            case Call("sub", (Number(1.0), Call("square" | "pow", (Name(), *_)) as squared)):
                inner = Call("tanh", (squared.operands[0],))
                yield Mistake(
                    "derivative-at", put(Number(1.0) - squared.of([inner, *squared.operands[1:]]))
                )


def _update(expression, program):
    if not (isinstance(expression, Call) and expression.op == "sub"):
        return
    weight, change = expression.operands
    yield Mistake("update-sign", weight + change)
    for part, put in places(expression):
        if part == Name(LEARNING_RATE) and program.network.learning_rate != 1:
            yield Mistake("lr-forgotten", put(Number(1.0)))
            yield Mistake("lr-twice", put(Call("mul", (part, part))))


def _targets(expression, program):
    for part, put in places(expression):
        if isinstance(part, Name) and part.name in program.network.targets:
            if program.shapes[part.name] == ():
                yield Mistake("target-forgotten", put(Number(0.0)))
            yield Mistake("target-sign", put(Call("neg", (part,))))
        match part:
            case Call("sub", (left, Name(target))) if target in program.network.targets:
                tag = "loss-sign" if isinstance(left, Name) else "softmax-ce"
                if expression is not part and not any(
                    isinstance(each, Call) and each.op in ("square", "abs", "pow")
                    for each, _ in places(expression)
                ):
                    yield Mistake(tag, put(Call("sub", (Name(target), left))))
                if expression is part:
                    yield Mistake(tag, Call("sub", (Name(target), left)))


def _halves(expression, phase):
    for part, put in places(expression):
        if isinstance(part, Call) and part.op == "mul" and Number(2.0) in part.operands:
            others = [each for each in part.operands if each != Number(2.0)]
            if len(others) == 1:
                yield Mistake("two-or-half", put(others[0]))
    squares = [p for p, _ in places(expression) if isinstance(p, Call) and p.op == "square"]
    is_square = squares and isinstance(expression, Call)
    if phase is Phase.FORWARD and is_square and expression.op in ("square", "mean", "sum"):
        yield Mistake("two-or-half", Number(0.5) * expression)


def _batch(expression, phase):
    for part, put in places(expression):
        match part:
            case Call("div", (inner, Number(size))) if size > 2 and size == int(size):
                if phase is Phase.BACKWARD and inner != Number(1.0):
                    yield Mistake("batch-factor", put(inner))
            case Call("mean", (inner,), ()):
                yield Mistake("batch-factor", put(Call("sum", (inner,), ())))


def _factors(expression):
    for part, put in places(expression):
        if isinstance(part, Call) and part.op == "mul":
            for kept, dropped in (part.operands, part.operands[::-1]):
                if free_names(dropped):
                    is_mask = isinstance(dropped, Call) and dropped.op == "step"
                    yield Mistake("mask-dropped" if is_mask else "factor-dropped", put(kept))


def _stale(expression, step, before):
    if before is None or step.equation.phase is not Phase.FORWARD:
        return
    program = step.run.program
    for part, put in places(expression):
        if isinstance(part, Name) and part.name in program.network.parameters:
            old = before.start[program.base[part.name]]
            yield Mistake("stale-value", put(Name(f"{part.name}'")), {f"{part.name}'": old})


def _elsewhere(expression, symbol, program, shapes):
    """Another node, gradient or parameter where one of the same kind belongs."""
    network = program.network
    kinds = (set(network.definitions), set(network.parameters), set(network.inputs))
    for tag, part, put in tagged(expression):
        for kind in kinds:
            if part.name not in kind:
                continue
            for other in sorted(kind - {part.name, symbol, network.loss}):
                is_later = program.index.get(other, -1) >= program.index[symbol]
                if shapes[other] == shapes[part.name] and not (is_later and kind is kinds[0]):
                    yield Mistake(tag, put(Name(other)))


def _evaluated(expression):
    for part, put in places(expression):
        match part:
            case Call("log", (inner,)):
                yield Mistake("evaluation", put(Call("div", (part, Number(math.log(10))))))
            case Call("tanh", (inner,)):
                yield Mistake("evaluation", put(Call("sigmoid", (inner,))))
