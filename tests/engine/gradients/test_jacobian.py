"""The local derivatives of entries, held against central differences."""

import numpy as np
import pytest

from engine.gradients.jacobian import MAX_LEAVES, Jacobian, simplified
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.expression import Call, free_names
from engine.language.index import Omitted
from engine.language.notation import TEXT
from engine.language.ops import OPS
from engine.language.parser import parse
from engine.language.values import array, evaluate
from engine.program.program import Phase, derive
from tests.engine.conftest import compute

RNG = np.random.default_rng(3)
VALUES = {
    name: RNG.uniform(0.2, 1.5, shape)
    for name, shape in {"A": (3, 4), "B": (4, 2), "S": (3, 4), "v": (4,), "k": ()}.items()
}
ROWS = np.eye(4)[[0, 2, 1]]

EQUATIONS = [
    "A @ B", "A * S - A / S", "A + v", "tanh(A @ B)", "relu(A - S)", "softmax(A)", "sum(A, axis=0)",
    "log_softmax(A) * S", "cross_entropy(A, Y)", "mean(A)", "A @ v", "v @ B", "k * A", "A**2 + 1",
    "sqrt(A) - exp(-S)", "sigmoid(A) * mean(v)", "(A @ B) @ transpose(B)", "-k", "maximum(A, S)",
    "mean(A, axis=-1)", "leaky_relu(A - S)", "softplus(A)", "k * sum(A)", "outer(v, v)",
    "expand_dims(v, axis=0) * A", "abs(A - S)", "log(A) / v", "square(softmax(A @ B))", "A**v",
    "permute(A, (1, 0)) * k", "reshape(A * S, (2, 6))", "squeeze(A[0:1])", "A[1] * S[:, ::2][2, 0]",
    "pad(A, 1, value=2) * k", "concat(A, S, A @ B, axis=1)", "unfold(reshape(A, (1, 3, 4)), 2)",
    "fold(reshape(A * S, (4, 3)), (2, 4), 2)", "take(A * S, step(v)[:3] + step(v - 1)[1:])",
    "scatter_add(A * k, step(v - 0.6), 3, axis=1)",
    "sum_to(A, v) * v", "broadcast_to(v, A) + S", "minimum(A, k)", "sign(A) * A + step(A - S) * S",
    "sin(A) + cos(S)", "erf(A - S)", "gelu(A - S)", "silu(A)", "floor(A) * S", "max(A, axis=1)",
    "min(A * S)",
    "where(A > S, A, k)", "where(S, A * S, v)", "greater(A, S) * A + greater_equal(A, v) * v",
    "less(A, S) * A + less_equal(A, v) * k", "equal(A, S) * A + not_equal(A, v) * k",
    "expand_dims(A, 0) @ B", "expand_dims(A, 1) @ (B * k)",
]  # fmt: skip


def jacobian_of(build, equation):
    network = build(
        f"N = {equation}\nL = sum(N * N) + 0 * (sum(A) + sum(B) + sum(S) + sum(v) + k + sum(Y))",
        targets={"Y": array(ROWS)},
        **{name: array(value) if value.shape else float(value) for name, value in VALUES.items()},
    )
    program = derive(network)
    run = Timeline(program).run(0)
    return Jacobian(run, "N"), network, Step(run, program.phases[Phase.FORWARD].stop)


def differences(network, name, size=1e-6):
    """Every derivative of N by central differences, the axes of N first."""
    known = {key: np.asarray(value) for key, value in network.constants.items()}

    def moved(place, step):
        value = known[name].copy()
        value[place] += step
        return compute(network.definitions["N"], known | {name: value})

    shape = known[name].shape
    columns = [
        (moved(place, size) - moved(place, -size)) / (2 * size) for place in np.ndindex(shape)
    ]
    return np.stack(columns, axis=-1).reshape((*network.shapes["N"], *shape))


def value_of(name, step):
    """The value of a name in a derivative: of a node, or of an expression, or of an entry."""
    base, bracket, places = name.rpartition("[")
    if not bracket:
        return step.evaluate(parse(name))
    return float(step.evaluate(parse(base))[tuple(map(int, places.rstrip("]").split(",")))])


def omitted_in(expression):
    return isinstance(expression, Omitted) or (
        isinstance(expression, Call) and any(map(omitted_in, expression.operands))
    )


@pytest.mark.parametrize("equation", EQUATIONS)
def test_the_links_of_an_entry_are_its_row_of_the_jacobian(build, equation):
    jacobian, network, _ = jacobian_of(build, equation)
    operands = network.operands["N"]
    for name in set(operands) - {"Y"}:
        found = np.zeros((*network.shapes["N"], *network.shapes[name]))
        for index in np.ndindex(network.shapes["N"]):
            for position in (i for i, operand in enumerate(operands) if operand == name):
                for link in jacobian.links(index, position):
                    found[(*index, *link.source.entry)] += link.value
        np.testing.assert_allclose(found, differences(network, name), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("equation", EQUATIONS)
def test_a_derivative_in_symbols_has_the_value_of_the_link(build, equation):
    jacobian, network, step = jacobian_of(build, equation)
    for index in list(np.ndindex(network.shapes["N"]))[:3]:
        for position in range(len(network.operands["N"])):
            for link in jacobian.links(index, position):
                written = jacobian.expression(link)
                if omitted_in(written):
                    assert written.value == link.value
                    continue
                values = {each: value_of(each, step) for each in free_names(written)}
                assert evaluate(written, values) == pytest.approx(link.value, rel=1e-9, abs=1e-12)
                assert not any("dL/" in each for each in values)


def test_every_op_is_among_those_that_are_tried():
    tried = " ".join(EQUATIONS)
    signs = {
        "add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "neg": "-k", "matmul": "@",
        "slice": "[",
    }  # fmt: skip
    left = [op for op in OPS if signs.get(op, f"{op}(") not in tried]
    assert left == ["detach"]  # its derivative is not that of its value


@pytest.mark.parametrize(
    ("equation", "count"),
    [
        ("A @ B", 4),  # its row of A
        ("tanh(A)", 1),
        ("softmax(A)", 4),  # its row
        ("sum(A, axis=0)", 3),  # its column
        ("mean(A)", 12),
        ("step(A)", 0),  # it is flat
        ("relu(A - 9)", 1),  # it is read, though it is dead
    ],
)
def test_an_entry_is_linked_to_those_that_it_reads(build, equation, count):
    jacobian, network, _ = jacobian_of(build, equation)
    index = (0,) * len(network.shapes["N"])
    assert sum(1 for _ in jacobian.links(index, 0)) == count


@pytest.mark.parametrize(
    ("equation", "source", "written"),
    [
        ("A @ B", (1, 2), "B[2,1]"),
        ("tanh(A)", (1, 1), "1 - N[1,1]**2"),
        ("softmax(A)", (1, 1), "N[1,1]*(1 - N[1,1])"),
        ("softmax(A)", (1, 0), "-(N[1,0]*N[1,1])"),
        ("relu(A)", (1, 1), "step(A[1,1], at_zero=0)"),
        ("softmax(A) * A", (1, 0), "-(softmax(A)[1,0]*(A[1,1]*softmax(A)[1,1]))"),
    ],
)
def test_a_derivative_is_written_in_entries(build, equation, source, written):
    jacobian, _, _ = jacobian_of(build, equation)
    link = next(each for each in jacobian.links((1, 1), 0) if each.source.entry == source)
    assert TEXT.write(jacobian.expression(link)) == written


def test_a_long_derivative_is_left_out_with_its_value(build):
    size = MAX_LEAVES
    b = array(RNG.normal(size=(size, size)))
    network = build("N = (a @ B) @ B\nL = sum(N)", a=array(np.ones(size)), B=b)
    run = Timeline(derive(network)).run(0)
    jacobian = Jacobian(run, "N")
    link = next(jacobian.links((3,), 0))
    assert jacobian.expression(link) == Omitted("...", link.value)
    assert link.value == pytest.approx((b @ b)[0, 3])


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("0*x + 1*y", "y"), ("x + 0*y", "x"), ("0 - x", "-x"), ("x - 0*y", "x"), ("0/x", "0"),
        ("x/1", "x"), ("tanh(1*x)", "tanh(x)"), ("-(0*x)", "0"), ("x*(y*0)", "0"),
    ],
)  # fmt: skip
def test_what_does_nothing_is_left_out(text, simple):
    assert TEXT.write(simplified(parse(text))) == simple
