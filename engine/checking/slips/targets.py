"""Slips with the error: the target forgotten, signs, softmax with cross-entropy."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.slips.rewrite import Rewrite, Rule, base_of, is_call, leaves, substituted
from engine.language.expression import Call, Expression, Name, Number
from engine.program.equation import Phase


def target_forgotten(rule: Rule) -> Iterator[Rewrite]:
    """The target taken as 0."""
    for name in _targets(rule):
        nothing: Expression = Number(0.0)
        if rule.scene.program.shapes[base_of(name)] and not rule.is_entry:
            nothing = 0.0 * Name(name)
        expression = substituted(rule.expression, name, nothing)
        words = "if {0} were 0: the target was forgotten"
        yield Rewrite("target-forgotten", expression, words, (Name(name),))


def target_sign(rule: Rule) -> Iterator[Rewrite]:
    """The target with the other sign."""
    compared = {
        each.name
        for part, _ in rule.places
        if isinstance(part, Call) and part.op in ("add", "sub")
        for each in part.operands
        if isinstance(each, Name)
    }
    for name in _targets(rule):
        if name not in compared:
            continue  # what is multiplied by a target has the other sign then
        expression = substituted(rule.expression, name, -Name(name))
        words = "if {0} had the other sign: the target is {1}"
        value = rule.scene.style.number(rule.scene.value_of(name))
        yield Rewrite("target-sign", expression, words, (Name(name), value))


def _targets(rule: Rule) -> list[str]:
    targets = rule.scene.program.network.targets
    return [name for name in rule.names if base_of(name) in targets]


def loss_sign(rule: Rule) -> Iterator[Rewrite]:
    """The error the other way round: y − ŷ for ŷ − y."""
    targets = rule.scene.program.network.targets
    found = False
    for part, put in rule.places:
        if not is_call(part, "sub") or not isinstance(part, Call):
            continue
        left, right = part.operands
        if not any(base_of(each.name) in targets for each in leaves(part)):
            continue
        found = True
        if not is_call(left, "softmax"):
            other = part.of((right, left))
            words = "if {0} stood in the place of {1}: the sign of the error is wrong"
            yield Rewrite("loss-sign", put(other), words, (other, part))
    if not found and rule.is_backward and _passes_error(rule):
        words = "with the other sign: the error is the other way round"
        yield Rewrite("loss-sign", -rule.expression, words)


def _passes_error(rule: Rule) -> bool:
    """Whether a gradient is that of an error, or comes straight from one."""
    network, equation = rule.scene.program.network, rule.scene.equation
    nodes = [equation.node, *(term.child for term in equation.terms)]
    made = [network.definitions[node] for node in nodes if node in network.definitions]
    return any(leaf.name in network.targets for each in made for leaf in leaves(each))


def softmax_ce(rule: Rule) -> Iterator[Rewrite]:
    """The derivative p − y of softmax and cross-entropy, or of softmax alone, done wrong."""
    if rule.scene.phase is not Phase.BACKWARD or rule.is_entry:
        return
    targets = rule.scene.program.network.targets
    for part, put in rule.places:
        if not isinstance(part, Call):
            continue
        match part:
            case Call("sub", (Call("softmax") as p, Name(name=name) as y)) if name in targets:
                words = "if {0} stood in the place of {1}: one has to take {2} off"
                yield Rewrite("softmax-ce", put(p), words, (p, part, y))
                words = "if {0} stood in the place of {1}: it is p − y, not y − p"
                yield Rewrite("softmax-ce", put(y - p), words, (y - p, part))
                yield Rewrite("softmax-ce", put(-(y * (1 - p))), _DIAGONAL)
            case Call("mul", (s, Call("sub", (g, Call("expand_dims", (Call("sum"),)))))):
                yield Rewrite("softmax-ce", put(g * (s * (1 - s))), _DIAGONAL)


_DIAGONAL = "with only the diagonal of the Jacobian: softmax makes each output of all inputs"
