"""A step in words: one plain sentence, and one more where something needs it.

Everything said is read off the step's own equation and numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.derivative import local_derivative
from engine.expression import Call, Expression, Name, free_names, gradient_name
from engine.kinks import kink_note, relu_label
from engine.network import Network
from engine.notation import Style
from engine.program import Phase
from engine.trace import Arrived, ReluState, Step
from engine.values import Value, is_array, is_finite


def note(step: Step, style: Style) -> str:
    """One plain sentence that explains a step."""
    explain = {Phase.FORWARD: _forward, Phase.BACKWARD: _backward, Phase.UPDATE: _update}
    sentence = explain[step.phase](step, style)
    if step.phase is Phase.FORWARD:
        sentence += kink_note(step, step.node, style)
    if step.run.first_non_finite == step.index + 1 and step.run.starts_finite:
        sentence += f" This is where {style.number(step.value)} appears first."
    return sentence.strip()


# Forward


def _forward(step: Step, style: Style) -> str:
    network = step.run.program.network
    name = style.name(step.node)
    expression = step.equation.expression
    if step.state is not None:
        return _relu_forward(step, style, step.state)
    if step.node == network.loss:
        return f"{name} is the loss; from here the backward pass starts."
    match expression:
        case Name(name=operand):
            return f"{name} passes {style.name(operand)} on as it is."
        case Call(op=op, operands=(operand,)) if op != "neg":
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
            return f"{label} gives 0."
    return f"{z} is positive in some entries and not in others: {label} passes only those on."


def _relu_words(step: Step, style: Style) -> tuple[str, str]:
    """What the ReLU of a step is called, and its pre-activation with its value."""
    relu = step.relu
    assert relu is not None  # noqa: S101  (a ReLU state belongs to a ReLU)
    z = step.run.program.network.relus[relu]
    value = step.evaluate(z)
    shown = style.write(z) if is_array(value) else f"{style.write(z)} = {style.number(value)}"
    return relu_label(relu, style), shown


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
    used = f"feeds {_join(children)}"
    if len(children) < len(step.terms):
        used = "is used twice" if len(step.terms) == 2 else f"is used {count} times"
    sentence = f"{style.name(step.node)} {used}, so {count} contributions add up"
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
            return kink_note(step, step.terms[0].source, style)
    return f"{label} passes the gradient where {z} is positive, and nowhere else."


def _chain_rule(step: Step, term: Arrived, style: Style) -> str:
    network = step.run.program.network
    child, node = style.name(term.source), style.name(step.node)
    position = step.equation.terms[0].position
    local = local_derivative(network, term.source, position)
    kink = kink_note(step, term.source, style)
    if local is None:
        through = style.write(network.definitions[term.source])
        return f"The gradient of {child} = {through} is taken back to {node}.{kink}"
    value = step.evaluate(local)
    if term.source == network.loss:
        return f"{_slope(child, node, value, style)}{kink}"
    upstream = style.name(gradient_name(network.loss, term.source))
    written, number = style.write(local), style.number(value)
    factor = number if written == number else f"{written} = {number}"
    sentence = (
        f"{node} enters {child}: upstream gradient {upstream} times local derivative {factor}."
    )
    if not is_array(step.value) and step.value == 0.0:
        sentence += f" {_why_zero(step, term, local, value, style)}"
    return sentence + kink


def _slope(loss: str, node: str, value: Value, style: Style) -> str:
    """What the gradient of the loss says where the loss uses the node itself."""
    if is_array(value):
        return f"The gradient says how {loss} changes with each entry of {node}."
    if not is_finite(value):
        return f"The local derivative of {loss} with respect to {node} is {style.number(value)}."
    if value == 0.0:
        return f"{loss} does not change with {node}."
    way = "grows" if value > 0.0 else "falls"
    return f"{loss} {way} by {style.number(abs(value))} for every unit that {node} grows."


def _why_zero(step: Step, term: Arrived, local: Expression, value: Value, style: Style) -> str:
    """Which factor of a contribution of 0 is 0, and whether a dead ReLU made it so."""
    network = step.run.program.network
    upstream = gradient_name(network.loss, term.source)
    above = step.before(upstream)
    if not is_array(above) and above == 0.0:
        dead = _dead_relu(step, Name(term.source), style)
        return f"It is 0 because {style.name(upstream)} is 0{dead}."
    if is_array(value) or value != 0.0:
        return "It is 0 because the product is too small for a float."
    return f"It is 0 because {style.write(local)} is 0{_dead_relu(step, local, style)}."


def _dead_relu(step: Step, cause: Expression, style: Style) -> str:
    """`, as ReLU 0 is dead` where the cause is a dead ReLU or its pre-activation."""
    state = step.run.state(step.index)
    for node, z in step.run.program.network.relus.items():
        if cause in (Name(node), z) and state.relu(node) is ReluState.DEAD:
            return f", as {relu_label(node, style)} is dead"
    return ""


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
