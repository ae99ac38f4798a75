"""A step in words: one plain sentence, and one more where something needs it.

Everything said is read off the step's own equation and numbers, and made of claims that can be
proved (`note_claims`).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.claims.claim import Claim
from engine.claims.forward import AddsUp, FirstNonFinite
from engine.claims.gradients import ChainRule, FanIn, Slope
from engine.claims.skip import IsSkip
from engine.derivation.kinks import kink_note, passed_kink_note
from engine.derivation.note_arrays import chain_rule_note
from engine.derivation.note_pairs import pairs_note
from engine.derivation.note_relus import backward_note, forward_note, inner_note
from engine.derivation.note_updates import update_note
from engine.derivation.note_zeros import zero_note
from engine.derivation.said import Said
from engine.iterations.residues import shown
from engine.iterations.state import State
from engine.iterations.step import Arrived, Step
from engine.language.expression import Call, Expression, Name, Number, gradient_name, occurrences
from engine.language.notation import Style
from engine.language.ops import OPS
from engine.language.sides import joined, written_numbers
from engine.language.text import counted, listed
from engine.language.values import Value, is_array, is_finite
from engine.network.parts import Edge
from engine.program.differentiation import local_derivative
from engine.program.program import Phase


def note(step: Step, style: Style) -> str:
    """One plain sentence that explains a step."""
    return _said(step, style).words


def note_claims(step: Step) -> tuple[Claim, ...]:
    """What the sentence about a step claims, as far as it can be proved by numbers."""
    return _said(step, step.run.program.style).claims


def _said(step: Step, style: Style) -> Said:
    if step.is_set:
        return Said(_set_by_hand(step, style))
    explain = {Phase.FORWARD: _forward, Phase.BACKWARD: _backward, Phase.UPDATE: update_note}
    said = explain[step.phase](step, style)
    if step.phase is Phase.FORWARD:
        said = said.then(pairs_note(step, style), inner_note(step, style), kink_note(step, style))
        if step.run.program.network.feeds:
            from engine.derivation.note_batches import batch_note  # of what is fed alone

            said = said.then(batch_note(step, style))
    if _is_first_non_finite(step):
        said = said.then(_not_finite(step, style))
    return said


def _not_finite(step: Step, style: Style) -> Said:
    """What is said where something is not finite for the first time: what made it so, and why."""
    from engine.claims.not_finite import not_finite_at  # which few runs need

    words = f"This is where {style.number(_first_non_finite(step.value))} appears first"
    first = FirstNonFinite(step.iteration, step.index)
    found = not_finite_at(step.run, step.index)
    if found is None:
        return Said(f"{words}.", (first,))
    return Said(f"{words}: {found.why(style)}.", (first, found))


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


def _forward(step: Step, style: Style) -> Said:
    network = step.run.program.network
    name = style.name(step.node)
    expression = step.equation.expression
    if step.relu_state is not None:
        return forward_note(step, network.relus[step.node], style)
    if step.node == network.loss:
        return Said(f"{name} is the loss; from here the backward pass starts.")
    match expression:
        case Call(op="max" | "min"):
            from engine.derivation.note_largest import largest_note  # which few networks need

            return largest_note(step, expression, style)
        case Name(name=operand):
            passed = (AddsUp(step.iteration, step.index, (expression,)),)
            return Said(f"{name} passes {style.name(operand)} on as it is.", passed)
        case Call(op=op, operands=(operand,), options=()) if op != "neg":
            return Said(f"{name} applies {op} to {style.write(operand)}.")
        case Call(op="add"):
            return _sum(step, expression, style)
        case Call(op="mul", operands=(Name(name=left), Name(name=right))):
            weight, value = (right, left) if right in network.parameters else (left, right)
            if weight in network.parameters:
                return Said(f"The weight {style.name(weight)} multiplies {style.name(value)}.")
    return _moved(step, expression, style) or _computed(step, style)


def _moved(step: Step, expression: Expression, style: Style) -> Said | None:
    if not isinstance(expression, Call) or not (
        expression.op == "fold" or OPS[expression.op].moves
    ):
        return None
    from engine.derivation.note_moves import move_note  # which few networks need

    words = move_note(step, expression, style)
    return Said(words) if words else None


def _computed(step: Step, style: Style) -> Said:
    name, read = style.name(step.node), step.run.program.network.operands[step.node]
    operands = [style.name(operand) for operand in dict.fromkeys(read)]
    computed = f"computed from {listed(operands)}" if operands else "constant"
    return Said(f"{name} is {computed}.")


def _sum(step: Step, expression: Expression, style: Style) -> Said:
    """What is added up, each addend with the skip connection that it came over."""
    network, position, addends = step.run.program.network, 0, list(_added(expression))
    claims: list[Claim] = [AddsUp(step.iteration, step.index, tuple(addends))]
    written = []
    for addend in addends:
        names = list(occurrences(addend))
        edges = [Edge(name, step.node, position + i) for i, name in enumerate(names)]
        skips = [IsSkip(edge) for edge in edges if network.is_skip(edge)][:1]
        froms = [style.name(skip.edge.source) for skip in skips]
        over = f" (over the skip connection from {froms[0]})" if froms else ""
        written.append(style.write(addend) + over)
        claims += skips
        position += len(names)
    return Said(f"{style.name(step.node)} adds up {listed(written)}.", tuple(claims))


def _added(expression: Expression) -> Iterator[Expression]:
    """The addends of a sum, in the order in which they are read."""
    if isinstance(expression, Call) and expression.op == "add":
        for operand in expression.operands:
            yield from _added(operand)
    else:
        yield expression


# Backward


def _backward(step: Step, style: Style) -> Said:
    if len(step.terms) > 1:
        return Said(_fan_in(step, style), _fan_in_claims(step))
    (term,) = step.terms
    relu = step.run.program.network.relus.get(term.child)
    if relu is not None and relu.z == Name(step.node):
        state = State(step.run, step.index).relu(term.child)
        if state is not None:
            said = backward_note(step, term, relu, style)
            if not is_array(step.value):
                return said
            return said.then(zero_note(step, term, style), passed_kink_note(step, term, style))
    return _chain_rule(step, term, style)


def _fan_in_claims(step: Step) -> tuple[Claim, ...]:
    children, parts = zip(*((term.child, term.value) for term in step.terms), strict=True)
    whole = FanIn(step.iteration, step.index, children, parts)
    edges = [Edge(step.node, term.child, term.position) for term in step.terms]
    return (whole, *(IsSkip(edge) for edge in edges if step.run.program.network.is_skip(edge)))


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


def _chain_rule(step: Step, term: Arrived, style: Style) -> Said:
    network = step.run.program.network
    child, node = style.name(term.child), style.name(step.node)
    local = local_derivative(network, term.child, term.position)
    kink, zero = passed_kink_note(step, term, style), zero_note(step, term, style)
    if local is None or is_array(step.value):
        said = chain_rule_note(step, term.child, term.expression, style)
        if said is not None:
            return said.then(zero, kink)
    if local is None:
        return Said(f"The gradient of {child} is taken back to {node}.").then(kink)
    value = step.evaluate(local)
    if term.child == network.loss:
        return _slope(step, local, value, style).then(kink)
    symbol = gradient_name(network.loss, term.child)
    written, number = style.write(local), style.number(value)
    factor = number if written == number else f"{written} = {number}"
    product = f"upstream gradient {style.name(symbol)} times local derivative {factor}"
    claims: tuple[Claim, ...] = ()
    if not is_array(value):
        claims = (ChainRule(step.iteration, step.index, symbol, value),)
    return Said(f"{node} enters {child}: {product}.", claims).then(zero, kink)


def _slope(step: Step, local: Expression, value: Value, style: Style) -> Said:
    """What the gradient of the loss says where the loss uses the node itself."""
    loss, node = style.name(step.run.program.network.loss), style.name(step.node)
    if is_array(value):
        return Said(f"The gradient says how {loss} changes with each entry of {node}.")
    if not is_finite(value):
        number = style.number(value)
        return Said(f"The local derivative of {loss} with respect to {node} is {number}.")
    claims = (Slope(step.iteration, step.index, value),)
    if value == 0.0:
        if isinstance(local, Number):
            return Said(f"{loss} does not change with {node}.", claims)
        return Said(f"Here the derivative of {loss} with respect to {node} is 0.", claims)
    way = "grows" if value > 0.0 else "falls"
    slope = "At this slope " if _bends(local, step.node) else ""
    by = f"by {style.number(abs(value))} for every unit that {node} grows"
    return Said(f"{slope}{loss} {way} {by}.", claims)


def _bends(local: Expression, node: str) -> bool:
    """Whether a slope changes with the node itself, other than at a kink."""
    if isinstance(local, Call):
        return not OPS[local.op].jumps and any(_bends(x, node) for x in local.operands)
    return local == Name(node)
