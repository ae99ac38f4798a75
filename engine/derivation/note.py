"""A step in words: one plain sentence, and one more where something needs it.

Everything said is read off the step's own equation and numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.derivation.kinks import kink_note
from engine.derivation.note_arrays import (
    chain_rule_note,
    passes_note,
    units_note,
    zero_note,
)
from engine.derivation.note_updates import update_note
from engine.derivation.relus import relu_label
from engine.iterations.residues import shown
from engine.iterations.state import ReluState, State
from engine.iterations.step import Arrived, Step
from engine.language.expression import Call, Expression, Name, gradient_name, occurrences
from engine.language.notation import Style
from engine.language.sides import joined, written_numbers
from engine.language.text import capitalised, counted, listed
from engine.language.values import Value, is_array, is_finite
from engine.network.network import Network
from engine.network.parts import Edge
from engine.program.differentiation import local_derivative
from engine.program.program import Phase


def note(step: Step, style: Style) -> str:
    """One plain sentence that explains a step."""
    if step.is_set:
        return _set_by_hand(step, style)
    explain = {Phase.FORWARD: _forward, Phase.BACKWARD: _backward, Phase.UPDATE: update_note}
    sentence = explain[step.phase](step, style)
    if step.phase is Phase.FORWARD:
        sentence += kink_note(step, step.node, style)
    if _is_first_non_finite(step):
        sentence += f" This is where {style.number(_first_non_finite(step.value))} appears first."
    return sentence.strip()


def _set_by_hand(step: Step, style: Style) -> str:
    """What would be there if a person had not set something else."""
    equation, value = step.written(style), step.computed
    gives = "" if is_array(value) else f", which gives {style.number(value)}"
    return f"{style.name(step.symbol)} is set by hand here, in place of {equation}{gives}."


def _first_non_finite(value: Value) -> float:
    entries = value.ravel().tolist() if is_array(value) else [value]
    return next(entry for entry in entries if not is_finite(entry))


def _is_first_non_finite(step: Step) -> bool:
    if is_finite(step.value) or not step.run.starts_finite:
        return False
    return step.run.first_non_finite(step.index + 1) == step.index + 1


# Forward


def _forward(step: Step, style: Style) -> str:
    network = step.run.program.network
    name = style.name(step.node)
    expression = step.equation.expression
    if step.relu_state is not None:
        return _relu_forward(step, style, step.relu_state)
    if step.node == network.loss:
        return f"{name} is the loss; from here the backward pass starts."
    match expression:
        case Name(name=operand):
            return f"{name} passes {style.name(operand)} on as it is."
        case Call(op=op, operands=(operand,), options=()) if op != "neg":
            return f"{name} applies {op} to {style.write(operand)}."
        case Call(op="add"):
            return f"{name} adds up {listed(_addends(network, step.node, expression, style))}."
        case Call(op="mul", operands=(Name(name=left), Name(name=right))):
            weight, value = (right, left) if right in network.parameters else (left, right)
            if weight in network.parameters:
                return f"The weight {style.name(weight)} multiplies {style.name(value)}."
    operands = [style.name(operand) for operand in dict.fromkeys(network.operands[step.node])]
    return f"{name} is computed from {listed(operands)}." if operands else f"{name} is constant."


def _addends(network: Network, node: str, expression: Expression, style: Style) -> Iterator[str]:
    """What is added up, each with the skip connection that it came over."""
    position = 0
    for addend in _added(expression):
        names = list(occurrences(addend))
        edges = [Edge(name, node, position + i) for i, name in enumerate(names)]
        skips = [style.name(edge.source) for edge in edges if network.is_skip(edge)]
        over = f" (over the skip connection from {skips[0]})" if skips else ""
        yield style.write(addend) + over
        position += len(names)


def _added(expression: Expression) -> Iterator[Expression]:
    """The addends of a sum, in the order in which they are read."""
    if isinstance(expression, Call) and expression.op == "add":
        for operand in expression.operands:
            yield from _added(operand)
    else:
        yield expression


def _relu_forward(step: Step, style: Style, state: ReluState) -> str:
    label, z = _relu_words(step, step.node, style)
    if is_array(step.value):
        sentence = capitalised(f"{label} passes on what is positive in {z}.")
        return f"{sentence} {units_note(step, step.node)}"
    match state:
        case ReluState.ACTIVE:
            return f"{z} is positive: {label} is active and passes it on."
        case ReluState.DEAD:
            return f"{z} is negative: {label} is dead and gives 0."
        case ReluState.KINK:
            return f"{capitalised(label)} gives 0."
    raise AssertionError(state)  # a single number has one of the states above


def _relu_words(step: Step, relu: str, style: Style) -> tuple[str, str]:
    """What a ReLU is called, and its pre-activation with its value."""
    found = step.run.program.network.relus[relu]
    written, value = style.write(found.z), step.evaluate(found.z)
    shown = written if is_array(value) else f"{written} = {style.number(value)}"
    return relu_label(found, style), shown


# Backward


def _backward(step: Step, style: Style) -> str:
    if len(step.terms) > 1:
        return _fan_in(step, style)
    (term,) = step.terms
    relu = step.run.program.network.relus.get(term.child)
    if relu is not None and relu.z == Name(step.node):
        state = State(step.run, step.index).relu(term.child)
        if state is not None:
            return _relu_backward(step, term.child, state, style)
    return _chain_rule(step, term, style)


def _fan_in(step: Step, style: Style) -> str:
    """As in: h0 feeds z1 and z2, so two contributions add up: 0.5 + 0.25 = 0.75."""
    network = step.run.program.network
    children = [style.name(child) for child in network.consumers[step.node]]
    count = counted(len(step.terms))
    used = f"feeds {listed(children)}"
    if len(children) < len(step.terms):
        used = "is used twice" if len(step.terms) == 2 else f"is used {count} times"
    sentence = f"{style.name(step.node)} {used}, so {count} contributions add up"
    numbers = [term.value for term in step.terms if not is_array(term.value)]
    if is_array(step.value) or len(numbers) > 4:
        return sentence + "."
    total = joined(written_numbers("add", numbers, shown(step), style))
    skips = [
        f"{style.number(term.value)} came over the skip connection from {style.name(term.child)}"
        for term in step.terms
        if step.is_skip(term)
    ]
    skipped = f" Of these, {listed(skips)}." if skips else ""
    return f"{sentence}: {total}.{skipped}"


def _relu_backward(step: Step, relu: str, state: ReluState, style: Style) -> str:
    label, z = _relu_words(step, relu, style)
    value = step.before(step.node)
    if is_array(value):
        at_zero = step.run.program.network.conventions.relu_at_zero
        return (
            f"{passes_note(value, z, at_zero)} {units_note(step, relu)}"
            f"{zero_note(step, step.equation.terms[0].expression, style)}"
            f"{kink_note(step, relu, style)}"
        )
    match state:
        case ReluState.ACTIVE:
            return f"{z} is positive: {label} is active, so the gradient passes unchanged."
        case ReluState.DEAD:
            return f"{z} is negative: {label} is dead and passes no gradient."
        case ReluState.KINK:
            return kink_note(step, relu, style)
    raise AssertionError(state)  # a single number has one of the states above


def _chain_rule(step: Step, term: Arrived, style: Style) -> str:
    network = step.run.program.network
    child, node = style.name(term.child), style.name(step.node)
    position = step.equation.terms[0].position
    local = local_derivative(network, term.child, position)
    kink = kink_note(step, term.child, style)
    if local is None or is_array(step.value):
        sentence = chain_rule_note(step, term.child, term.expression, style)
        if sentence is not None:
            return f"{sentence}{zero_note(step, term.expression, style)}{kink}"
    if local is None:
        return f"The gradient of {child} is taken back to {node}.{kink}"
    value = step.evaluate(local)
    if term.child == network.loss:
        return f"{_slope(child, node, value, style)}{kink}"
    upstream = style.name(gradient_name(network.loss, term.child))
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
    upstream = gradient_name(network.loss, term.child)
    above = step.before(upstream)
    if not is_array(above) and above == 0.0:
        dead = _dead_relu(step, Name(term.child), style)
        return f"It is 0 because {style.name(upstream)} is 0{dead}."
    if is_array(value) or value != 0.0:
        return "It is 0 because the product is too small for a float."
    return f"It is 0 because {style.write(local)} is 0{_dead_relu(step, local, style, term.child)}."


def _dead_relu(step: Step, cause: Expression, style: Style, child: str = "") -> str:
    """`, as ReLU 0 is dead` where that is the cause, or its pre-activation or its derivative is."""
    network, state = step.run.program.network, State(step.run, step.index)
    node = network.relu_of.get(cause, cause.name if isinstance(cause, Name) else child)
    if node in network.relus and state.relu(node) is ReluState.DEAD:
        return f", as {relu_label(network.relus[node], style)} is dead"
    return ""
