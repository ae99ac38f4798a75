"""Slips with local derivatives: taken at the wrong value, or with the wrong operand."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.slips.rewrite import Put, Rewrite, Rule, is_call, leaves, substituted
from engine.language.expression import Call, Expression, Name, Number, calls
from engine.language.op import call

_PRODUCTS = ("mul", "matmul")


def derivative_at(rule: Rule) -> Iterator[Rewrite]:
    """a(1 − a), or 1 − a², with something else in the place of a."""
    if not rule.is_backward or rule.is_entry:
        return
    for part, put in rule.places:
        for itself in _undifferentiated(part):
            words = "if {0} stood in the place of {1}: that is the activation, not its derivative"
            yield Rewrite("derivative-at", put(itself), words, (itself, part))
        for op, at, rewritten in _local(part):
            for other, why in _instead(rule, op, at):
                words = f"if {{0}} stood in the place of {{1}}: {why}"
                yield Rewrite("derivative-at", put(rewritten(other)), words, (other, at))


def _local(part: Expression) -> Iterator[tuple[str, Expression, Put]]:
    """The op that a part is the derivative of, where it is taken, and it taken elsewhere."""
    match part:
        case Call("mul", (a, Call("sub", (Number(value=1.0), b)))) if a == b:
            yield "sigmoid", a, lambda x: x * (1 - x)
        case Call("sub", (Number(value=1.0), Call("pow", (a, Number(value=2.0))))):
            yield "tanh", a, lambda x: 1 - x**2
        case Call("sub", (Number(value=1.0), Call("square", (a,)))):
            yield "tanh", a, lambda x: 1 - x**2
        case Call("sub", (Number(value=1.0), Call("mul", (a, b)))) if a == b:
            yield "tanh", a, lambda x: 1 - x**2
        case Call("sigmoid", (z,)):
            yield "softplus", z, lambda x: call("sigmoid", x)


def _undifferentiated(part: Expression) -> Iterator[Expression]:
    """The activation that a part is the derivative of, itself."""
    match part:
        case Call("step", (z,)):
            yield call("relu", z)
        case Call("sigmoid", (z,)):
            yield call("softplus", z)
        case Call("sub", (Number(value=1.0), Call("pow", (a, Number(value=2.0))))):
            yield a


def _instead(rule: Rule, op: str, at: Expression) -> Iterator[tuple[Expression, str]]:
    network = rule.scene.program.network
    made = network.definitions.get(at.name) if isinstance(at, Name) else at
    if op != "softplus":
        yield call(op, at), "the derivative is of the activation, not applied once more"
        if isinstance(made, Call) and made.op == op:
            yield made.operands[0], "the derivative is written with the activation"
    else:
        yield call(op, at), "the derivative is taken at the pre-activation"
    for name, definition in network.definitions.items():
        if is_call(definition, op) and isinstance(definition, Call):
            other = definition.operands[0] if op == "softplus" else Name(name)
            if other != at and definition != at:
                yield other, "that is another layer's"


def operands_swapped(rule: Rule) -> Iterator[Rewrite]:
    """∂L/∂w with w where the input belongs, ∂L/∂h with h where w belongs; a − b for b − a."""
    scene = rule.scene
    if rule.is_backward and not rule.is_entry:
        node = scene.equation.node
        for other in _partners(rule, node):
            if other in rule.names:
                expression = substituted(rule.expression, other, Name(node))
                words = "if {0} stood in the place of {1}: the derivative of a product by one of "
                words += "its factors is the other one"
                yield Rewrite("operands-swapped", expression, words, (Name(node), Name(other)))
    targets = scene.program.network.targets
    for part, put in rule.places:
        if not isinstance(part, Call) or part.op not in ("sub", "div", "pow"):
            continue
        if rule.is_update and part is rule.expression:
            continue
        if part.op == "sub" and any(each.name in targets for each in leaves(part)):
            continue  # that is the sign of the error
        if any(isinstance(each, Number) for each in part.operands):
            continue
        other_way = part.of(part.operands[::-1])
        words = "if {0} were computed in place of {1}: the operands are the other way round"
        yield Rewrite("operands-swapped", put(other_way), words, (other_way, part))


def _partners(rule: Rule, node: str) -> list[str]:
    """What a node is multiplied by in the equations that pass its gradient back."""
    found: dict[str, None] = {}
    network = rule.scene.program.network
    for term in rule.scene.equation.terms:
        for product in calls(network.definitions[term.child]):
            if product.op in _PRODUCTS:
                left, right = (_bare(each) for each in product.operands)
                if left == node and right is not None:
                    found[right] = None
                elif right == node and left is not None:
                    found[left] = None
    return [each for each in found if each != node]


def _bare(operand: Expression) -> str | None:
    """The name that an operand is, transposed or not."""
    if isinstance(operand, Call) and operand.op == "transpose":
        operand = operand.operands[0]
    return operand.name if isinstance(operand, Name) else None
