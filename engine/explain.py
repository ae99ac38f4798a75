"""A step in words: the lines of its hand computation and one plain sentence.

Everything said is read off the step's own equation and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.derivative import local_derivative
from engine.expression import Call, Expression, Name, Number, free_names, gradient_name
from engine.network import ACTIVATIONS, Network
from engine.notation import Style, ValueOf
from engine.program import Phase
from engine.trace import Arrived, ReluState, Step
from engine.values import Value, apply, is_array, is_finite

MAX_LINES = 6
"""A hand computation longer than this is shown with its middle left out."""


def derivation(step: Step, style: Style) -> list[str]:
    """The right-hand side of a step: in names, in numbers, then op by op to the value.

    The line after the numbers computes every innermost op, the next the ops around those, and so
    on: `1 · 0.5 + 0.5 · 0.5`, `0.5 + 0.25`, `0.75`.
    """
    expression = step.equation.expression
    levels = _levels(step, expression)
    lines = [style.write(expression)]
    for level in range(levels[id(expression)][0] + 1):
        line = style.write(expression, _known_at(levels, level))
        if line != lines[-1]:
            lines.append(line)
    return lines if len(lines) <= MAX_LINES else [*lines[:3], *lines[3 - MAX_LINES :]]


def note(step: Step, style: Style) -> str:
    """One plain sentence that explains a step."""
    explain = {Phase.FORWARD: _forward, Phase.BACKWARD: _backward, Phase.UPDATE: _update}
    sentence = explain[step.phase](step, style)
    if step.run.first_non_finite == step.index + 1:
        sentence += f" This is where {style.number(step.value)} appears first."
    return sentence


def relu_label(node: str, style: Style) -> str:
    """What a ReLU is called: `ReLU 0` for the one whose node is h0, else `the ReLU of` its node."""
    digits = re.search(r"\d+$", node)
    return f"ReLU {digits[0]}" if digits else f"the ReLU of {style.name(node)}"


_Levels = dict[int, tuple[int, Value]]
"""For each part of an expression, by its id, how many ops deep it is, and its value."""


def _levels(step: Step, expression: Expression) -> _Levels:
    found: _Levels = {}

    def visit(part: Expression) -> tuple[int, Value]:
        if isinstance(part, Call):
            operands = [visit(operand) for operand in part.operands]
            level = 1 + max((level for level, _ in operands), default=0)
            values = [value for _, value in operands]
            found[id(part)] = level, apply(part, values)
        elif isinstance(part, Name):
            found[id(part)] = 0, step.before(part.name)
        elif isinstance(part, Number):
            found[id(part)] = 0, part.value
        return found[id(part)]

    visit(expression)
    return found


def _known_at(levels: _Levels, level: int) -> ValueOf:
    def value_of(part: Expression) -> Value | None:
        depth, value = levels[id(part)]
        return value if depth <= level else None

    return value_of


# Forward


def _forward(step: Step, style: Style) -> str:
    network = step.run.program.network
    name = style.name(step.node)
    expression = step.equation.expression
    if step.state is not None:
        return _relu_forward(step, style, step.state)
    if step.node == network.loss:
        return f"{name} is the loss; from here the backward pass starts.{_abs_kink(step, style)}"
    match expression:
        case Name(name=operand):
            return f"{name} passes {style.name(operand)} on as it is."
        case Call(op=op, operands=(operand, *_)) if op in ACTIVATIONS:
            return f"{name} applies {op} to {style.write(operand)}."
        case Call(op="add"):
            return f"{name} adds up {_join(_addends(network, step.node, expression, style))}."
        case Call(op="mul", operands=(Name(name=left), Name(name=right))):
            weight, value = (right, left) if right in network.parameters else (left, right)
            if weight in network.parameters:
                return f"The weight {style.name(weight)} multiplies {style.name(value)}."
    operands = [style.name(operand) for operand in dict.fromkeys(network.operands[step.node])]
    return f"{name} is computed from {_join(operands)}." if operands else f"{name} is constant."


def _addends(network: Network, node: str, expression: Expression, style: Style) -> Iterator[str]:
    if isinstance(expression, Call) and expression.op == "add":
        for operand in expression.operands:
            yield from _addends(network, node, operand, style)
        return
    skips = [name for name in free_names(expression) if network.is_skip(name, node)]
    skip = f" (over the skip connection from {style.name(skips[0])})" if skips else ""
    yield style.write(expression) + skip


def _relu_forward(step: Step, style: Style, state: ReluState) -> str:
    label, z = _relu_words(step, style)
    match state:
        case ReluState.ACTIVE:
            return f"{z} is positive: {label} is active and passes it on."
        case ReluState.DEAD:
            return f"{z} is negative: {label} is dead and gives 0."
        case ReluState.KINK:
            return f"{z} sits on the kink of {label}: it gives 0. {_convention(step)}"
    return f"{z} is positive for some samples and not for others: {label} passes only those on."


def _relu_words(step: Step, style: Style) -> tuple[str, str]:
    relu = step.relu
    assert relu is not None  # noqa: S101  (a ReLU state belongs to a ReLU)
    z = step.run.program.network.relus[relu]
    value = step.before(z)
    shown = style.name(z) if is_array(value) else f"{style.name(z)} = {style.number(value)}"
    return relu_label(relu, style), shown


def _convention(step: Step) -> str:
    value = step.run.program.network.conventions.relu_at_zero
    torch = "as torch does" if value == 0.0 else "torch takes 0"
    return f"By convention (relu_at_zero = {value:g}) the derivative there is {value:g}; {torch}."


def _abs_kink(step: Step, style: Style) -> str:
    """What to say where an absolute value is taken of 0."""
    for term in step.equation.terms:
        for part in _calls(term.expression, "abs", "sign"):
            value = step.evaluate(part.operands[0])
            if not is_array(value) and value == 0.0:
                inner = style.write(part.operands[0])
                taken = f"{step.run.program.network.conventions.abs_at_zero:g}"
                return (
                    f" {inner} = 0 sits on the kink of abs: by convention (abs_at_zero = {taken}) "
                    f"the derivative there is {taken}."
                )
    return ""


def _calls(expression: Expression, *ops: str) -> Iterator[Call]:
    if isinstance(expression, Call):
        if expression.op in ops:
            yield expression
        for operand in expression.operands:
            yield from _calls(operand, *ops)


# Backward


def _backward(step: Step, style: Style) -> str:
    if len(step.terms) > 1:
        return _fan_in(step, style)
    (term,) = step.terms
    if step.relu == term.source and step.state is not None:
        return _relu_backward(step, style, step.state)
    return _chain_rule(step, term, style)


def _fan_in(step: Step, style: Style) -> str:
    """As in: h0 feeds z1 and z2, so two contributions add up: 0.5 + 0.25 = 0.75."""
    network = step.run.program.network
    children = [style.name(child) for child in network.consumers[step.node]]
    count = _count(len(step.terms))
    sentence = f"{style.name(step.node)} feeds {_join(children)}, so {count} contributions add up"
    if len(children) < len(step.terms):
        sentence = f"{style.name(step.node)} is used {count} times, so {count} contributions add up"
    numbers = [term.value for term in step.terms]
    if is_array(step.value) or len(numbers) > 4:
        return sentence + "."
    first, *rest = map(style.number, numbers)
    total = " + ".join([first, *map(_fenced, rest)])
    skips = [
        f"{style.number(term.value)} came over the skip connection from {style.name(term.source)}"
        for term in step.terms
        if network.is_skip(step.node, term.source)
    ]
    skipped = f" {_join(skips)}." if skips else ""
    return f"{sentence}: {total} = {style.number(step.value)}.{skipped}"


def _fenced(number: str) -> str:
    return f"({number})" if number[0] in "-−" else number


def _relu_backward(step: Step, style: Style, state: ReluState) -> str:
    label, z = _relu_words(step, style)
    match state:
        case ReluState.ACTIVE:
            return f"{z} is positive: {label} is active, so the gradient passes unchanged."
        case ReluState.DEAD:
            return f"{z} is negative: {label} is dead and passes no gradient."
        case ReluState.KINK:
            return f"{z} sits on the kink of {label}. {_convention(step)}"
    return f"{label} passes the gradient of the samples for which {z} is positive, and no other."


def _chain_rule(step: Step, term: Arrived, style: Style) -> str:
    network = step.run.program.network
    child, node = style.name(term.source), style.name(step.node)
    position = step.equation.terms[0].position
    local = local_derivative(network, term.source, position)
    if local is None:
        return f"{node} enters {child}: its gradient is what {child} passes back."
    value = step.evaluate(local)
    if term.source == network.loss:
        return (
            f"{child} grows by {_fenced(style.number(value))} for every unit of {node}."
            f"{_abs_kink(step, style)}"
        )
    upstream = style.name(gradient_name(network.loss, term.source))
    written, number = style.write(local), style.number(value)
    factor = number if written == number else f"{written} = {number}"
    sentence = (
        f"{node} enters {child}: upstream gradient {upstream} times local derivative {factor}."
    )
    if not is_array(step.value) and step.value == 0.0:
        sentence += f" {_why_zero(step, term, local, value, style)}"
    return sentence


def _why_zero(step: Step, term: Arrived, local: Expression, value: Value, style: Style) -> str:
    """Which factor of a contribution of 0 is 0, and whether a dead ReLU made it so."""
    network = step.run.program.network
    upstream = gradient_name(network.loss, term.source)
    above = step.before(upstream)
    if not is_array(above) and above == 0.0:
        return f"It is 0 because {style.name(upstream)} is 0."
    if is_array(value) or value != 0.0:
        return "It is 0 because the product is too small for a float."
    dead = ""
    if isinstance(local, Name):
        state = step.run.state(step.index).relu(local.name)
        dead = f", as {relu_label(local.name, style)} is dead" if state is ReluState.DEAD else ""
    return f"It is 0 because {style.write(local)} is 0{dead}."


# Update


def _update(step: Step, style: Style) -> str:
    network = step.run.program.network
    name = style.name(step.node)
    symbol = gradient_name(network.loss, step.node)
    gradient = step.before(symbol)
    if is_array(gradient) or not is_finite(gradient):
        return f"{name} moves against its gradient by the learning rate times {style.name(symbol)}."
    if gradient == 0.0:
        return f"{style.name(symbol)} is 0, so {name} stays {style.number(step.value)}."
    way = "down" if gradient > 0.0 else "up"
    rate = step.before("lr")
    if not is_array(rate) and rate < 0.0:
        return f"The learning rate is negative, so {name} moves along its gradient."
    sign = "positive" if gradient > 0.0 else "negative"
    return f"{style.name(symbol)} is {sign}, so gradient descent moves {name} {way}, against it."


# Words


def _join(words: list[str] | Iterator[str]) -> str:
    words = list(words)
    if len(words) > 6:
        words = [*words[:5], f"{len(words) - 5} more"]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _count(number: int) -> str:
    names = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return names[number] if number < len(names) else str(number)
