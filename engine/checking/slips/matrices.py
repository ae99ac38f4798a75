"""Slips with matrices: transposes, outer products, gradients of biases."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.slips.rewrite import Rewrite, Rule, leaves, valued
from engine.language.expression import Call, Expression, Name, calls
from engine.language.op import call
from engine.language.values import Value, is_array

MOST_ROWS = 8
"""So many rows of an input, or of a gradient, are tried by themselves."""


def transposed(rule: Rule) -> Iterator[Rewrite]:
    """A matrix transposed or not; an outer product the other way round, or missing."""
    if rule.is_entry:
        return
    for part, put in rule.places:
        if not isinstance(part, Call):
            continue
        if part.op == "matmul":
            for other, words in _other_products(*part.operands):
                yield Rewrite("transposed", put(other), words, (other, part))
        elif part.op == "outer":
            left, right = part.operands
            other = part.of((right, left))
            words = "if {0} stood in the place of {1}: the outer product is the other way round"
            yield Rewrite("transposed", put(other), words, (other, part))
            words = "if {0} stood in the place of {1}: the outer product is missing"
            yield Rewrite("transposed", put(left * right), words, (left * right, part))
    value = rule.scene.right
    if is_array(value) and value.ndim == 2:
        yield Rewrite("transposed", call("transpose", rule.expression), "if it were transposed")


def _other_products(left: Expression, right: Expression) -> Iterator[tuple[Expression, str]]:
    """Products of the same matrices in which something is transposed, or that are none."""
    said = "if {0} stood in the place of {1}: "
    yield call("matmul", _turned(left), right), said + "the first matrix has to be turned"
    yield call("matmul", left, _turned(right)), said + "the second matrix has to be turned"
    yield call("matmul", right, left), said + "the matrices are the other way round"
    turned = call("matmul", _turned(right), _turned(left))
    yield turned, said + "the product is the other way round"
    yield call("mul", left, right), said + "it is a product of matrices"


def _turned(matrix: Expression) -> Expression:
    match matrix:
        case Call("transpose", (inner,)):
            return inner
    return call("transpose", matrix)


def bias_gradient(rule: Rule) -> Iterator[Rewrite]:
    """The gradient of a bias not summed over the batch, or multiplied by the input."""
    scene = rule.scene
    parameters = scene.program.network.parameters
    if not rule.is_backward or rule.is_entry or scene.equation.node not in parameters:
        return
    for part, put in rule.places:
        if not isinstance(part, Call) or part.op != "sum_to":
            continue
        rows = part.operands[0]
        words = "if {0} were not summed over the batch"
        yield Rewrite("bias-gradient", put(rows), words, (rows,))
        value = scene.values.of(rows)
        if is_array(value):
            for sample in range(min(len(value), MOST_ROWS)):
                words = f"if sample {sample} alone counted: it has to be summed over the batch"
                yield Rewrite("bias-gradient", put(valued(_entry(value, sample))), words)
    for term in scene.equation.terms:
        upstream = term.expression
        if isinstance(upstream, Call) and upstream.op == "sum_to":
            upstream = upstream.operands[0]
        if isinstance(upstream, Name):
            yield from _times_input(rule, term.child, upstream, term.expression)


def _times_input(rule: Rule, child: str, upstream: Name, term: Expression) -> Iterator[Rewrite]:
    """The gradient of a bias multiplied by what weights beside it are multiplied by."""
    network = rule.scene.program.network
    words = "if it were multiplied by {0}: the derivative by a bias is 1"
    for product in calls(network.definitions[child]):
        if product.op not in ("mul", "matmul"):
            continue
        for each in leaves(product):
            if each.name in network.parameters:
                continue
            for factor in _columns(each, rule.scene.value_of(each.name), product.op):
                expression: Expression = upstream * factor
                if isinstance(term, Call) and term.op == "sum_to":
                    expression = term.of((expression, term.operands[1]))
                yield Rewrite("bias-gradient", expression, words, (each,))


def _columns(name: Name, value: Value, op: str) -> Iterator[Expression]:
    """What a gradient can be multiplied by: the input, or one column of it."""
    if op == "mul" or not is_array(value) or value.ndim < 2:
        yield name
        return
    for i in range(min(value.shape[1], MOST_ROWS)):
        yield valued(value[:, i : i + 1])


def _entry(value: Value, place: int) -> Value:
    assert is_array(value)  # noqa: S101  (a sum over samples has rows)
    return float(value[place]) if value.ndim == 1 else value[place]
