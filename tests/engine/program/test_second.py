"""Second derivatives: a program of the same kind, held by hand and by the complex step."""

import numpy as np
import pytest

from engine.errors import NetworkError
from engine.gradients.check import Verdict
from engine.gradients.gradcheck import check_gradients
from engine.iterations.run import Run
from engine.language.ops import OPS
from engine.language.parser import parse
from engine.language.table.comparisons import COMPARING
from engine.language.values import array
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive
from engine.program.second import second
from tests.claims.networks import random_network

SHARE = 12
"""So many random networks are looked at; more by hand."""


OF_OPS = {
    "add": "A + B", "sub": "A - B", "mul": "A*B", "div": "A/(B + 3)", "pow": "(square(A) + 1)**B",
    "neg": "-A*B", "matmul": "A @ B", "transpose": "transpose(A)*B", "abs": "abs(A)*B",
    "outer": "outer(sum(A, axis=0), sum(B, axis=1))", "sign": "sign(A)*A*B", "relu": "relu(A)*B",
    "step": "step(A)*A*B", "leaky_relu": "leaky_relu(A*B, slope=0.3)", "softplus": "softplus(A*B)",
    "sigmoid": "sigmoid(A*B)", "tanh": "tanh(A*B)", "exp": "exp(A*B)",
    "log": "log(square(A) + B + 3)",
    "sqrt": "sqrt(square(A) + B + 3)", "square": "square(A*B)", "minimum": "minimum(A, B)*A",
    "maximum": "maximum(A, B)*B", "sum": "A*sum(B, axis=0)", "mean": "A*mean(B, axis=1)",
    "expand_dims": "expand_dims(sum(A, axis=1), axis=1)*B",
    "sum_to": "sum_to(A*B, sum(A, axis=0))*B",
    "broadcast_to": "broadcast_to(sum(A, axis=0), B)*B", "softmax": "softmax(A*B)",
    "sin": "sin(A*B)", "cos": "cos(A*B)", "erf": "erf(A*B)", "gelu": "gelu(A*B)",
    "silu": "silu(A*B)",
    "floor": "floor(4*A)*A*B", "detach": "detach(A)*A*B",
    "where": "where(A > 0.1, A*B, A*A)", "max": "max(A*B, axis=1)",
    "min": "min(A, axis=0)*B", **{op: f"({op}(A, B) + 1)*A*B" for op in COMPARING},
    "permute": "permute(A, (1, 0))*B", "reshape": "reshape(A*B, (4,))*reshape(B, (-1,))",
    "squeeze": "squeeze(A[0:1])*B", "slice": "A[1]*B[:, ::-1]", "pad": "pad(A*B, 1, value=0.5)",
    "concat": "concat(A*B, A, axis=1)",
    "unfold": "unfold(reshape(A*B, (1, 2, 2)), (1, 2), padding=1)",
    "fold": "fold(A*B, (1, 3), (1, 2))", "take": "take(A*B, step(A), axis=1)",
    "scatter_add": "scatter_add(A*B, step(B[0]), 2)",
    "log_softmax": "log_softmax(A)*B", "cross_entropy": "cross_entropy(A @ B, Y)",
}  # fmt: skip
"""An expression of two matrices with each op in it, so that a second derivative of it is not 0."""


def network_of(lines, inputs=None, parameters=None):
    equations = tuple(Definition(name, parse(right, gradients=False)) for name, right in lines)
    return Network(equations, equations[-1].name, inputs or {}, {}, parameters)


def along(found, vectors):
    """The run of second derivatives along a direction, a part for each parameter."""
    program = found.program
    start = list(program.start)
    for name, direction in found.directions.items():
        start[program.base[direction]] = vectors[name]
    return Run(program, 0, tuple(start))


def product(found, vectors):
    run = along(found, vectors)
    symbols = map(found.product, found.parameters)
    return [0.0 if each is None else run.value(run.program.index[each]) for each in symbols]


def test_the_hessian_of_the_skip_network_is_that_of_its_product_of_weights():
    program = derive(load_network("skip"))
    found = second(program, program.network.parameters)
    columns = [
        product(found, {name: float(name == one) for name in found.parameters})
        for one in found.parameters
    ]
    # L = w2·w1·w0 + w3·w0 + 3, where all weights are 0.5
    assert columns == [[0, 0.5, 0.5, 1], [0.5, 0, 0.5, 0], [0.5, 0.5, 0, 0], [1, 0, 0, 0]]


def test_it_is_shown_like_any_other_program():
    program = derive(load_network("skip"))
    found = second(program, ["w0", "w3"]).program
    lines = {
        found.style.name(each.symbol): found.style.write_sum([t.expression for t in each.terms])
        for each in found.equations
    }
    assert lines["∂L/∂h0"] == "∂L/∂z2 · w3 + ∂L/∂z1 · w1"
    assert lines["D"] == "∂L/∂w0 · v_w0 + ∂L/∂w3 · v_w3"
    assert lines["∂D/∂w3"] == "∂D/∂(∂L/∂h0) · ∂L/∂z2"
    assert "w1" in found.network.inputs


def test_what_no_slope_depends_on_has_no_second_derivatives():
    program = derive(network_of([("L", "w*x")], {"x": 2.0}, {"w": 3.0}))
    found = second(program, ["w"])
    assert found.program is None
    assert found.product("w") is None
    with pytest.raises(NetworkError, match="by no parameter"):
        second(program, [])


def test_a_long_equation_is_taken_in_parts():
    inner = "w*x"
    for _ in range(12):
        inner = f"tanh({inner}*w)"
    program = derive(network_of([("L", inner)], {"x": 0.3}, {"w": 0.7}))
    found = second(program, ["w"])
    assert len(found.program.network.equations) > 20
    assert check_gradients(along(found, {"w": 1.0})).passes


def test_names_that_are_taken_are_left_alone():
    lines = [("D", "w*w"), ("dL_dw", "tanh(D)"), ("L", "dL_dw*v_w")]
    program = derive(network_of(lines, {"v_w": 2.0}, {"w": 0.5}))
    found = second(program, ["w"])
    assert found.directions == {"w": "v_w_"}
    assert found.product("w") == "dD_/dw"
    assert product(found, {"w": 1.0}) == pytest.approx([_second(0.5)])


def test_the_longest_names_are_cut_off():
    node = "n" * 100
    program = derive(network_of([(node, "w*w"), ("L", f"{node}*{node}")], {}, {"w": 1.5}))
    assert product(second(program, ["w"]), {"w": 1.0}) == pytest.approx([12 * 1.5**2])


def _second(w):
    """The second derivative of 2·tanh(w²), by hand."""
    t = np.tanh(w * w)
    return 4 * (1 - t * t) - 16 * w * w * t * (1 - t * t)


@pytest.mark.parametrize("op", OPS)
def test_those_of_every_op_agree_with_the_complex_step(op):
    rng = np.random.default_rng(5)
    values = {name: array(rng.uniform(-1, 1, size=(2, 2))) for name in "AB"}
    given = {"Y": array([[0.25, 0.75], [1.0, 0.0]])} if op == "cross_entropy" else {}
    lines = [("H", OF_OPS[op]), ("L", "sum(tanh(H)*H)")]
    found = second(derive(network_of(lines, given, values)), values)
    run = along(found, {name: array(rng.normal(size=(2, 2))) for name in values})
    check = check_gradients(run)
    assert check.passes
    assert {each.verdict for each in check.nodes} == {Verdict.AGREES}
    assert any(run.value(run.program.index[found.product(name)]).any() for name in values)


@pytest.mark.parametrize("seed", range(SHARE))
def test_of_random_networks_they_agree_with_the_complex_step(seed):
    program = derive(random_network(seed))
    found = second(program, program.network.parameters)
    if found.program is None:
        return
    rng, shapes = np.random.default_rng(seed), program.shapes
    vectors = {
        name: array(rng.normal(size=shapes[name])) if shapes[name] else float(rng.normal())
        for name in found.parameters
    }
    verdicts = {each.verdict for each in check_gradients(along(found, vectors)).nodes}
    assert Verdict.DIFFERS not in verdicts
