import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.errors import SpecError
from engine.language.values import same
from engine.network.arguments import build_network
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive

EQUATIONS = """
z0 = w0*x      # the first layer
h0 = relu(z0)
z1 = w1*h0
h1 = relu(z1)
z2 = w2*h1 + w3*h0
yhat = z2
L = abs(y - yhat)
"""
WEIGHTS = {"w0": 0.5, "w1": 0.5, "w2": 0.5, "w3": 0.5}


def build(equations=EQUATIONS, **changes):
    given = {"loss": "L", "inputs": {"x": 1}, "targets": {"y": -3}, "parameters": WEIGHTS}
    return build_network(equations, **{**given, **changes})


def refusal(equations=EQUATIONS, **changes):
    with pytest.raises(SpecError) as refused:
        build(equations, **changes)
    return str(refused.value)


def test_the_exercise_from_python_is_the_exercise():
    built = build(relu_at_zero=1, notation={"yhat": "ŷ"}, name="skip")
    shipped = load_network("skip")
    for part in ("equations", "loss", "inputs", "targets", "parameters", "learning_rate",
                 "optimiser", "conventions", "gradients", "names", "name"):  # fmt: skip
        assert getattr(built, part) == getattr(shipped, part)
    state = Debugger(derive(built)).goto(17).state
    assert state.gradient("h0") == 0.5 + 0.25
    assert [state.gradient(name) for name in WEIGHTS] == [0.75, 0.25, 0.25, 0.5]


def regression(x, y, w, **more):
    return build_network(
        "p = X @ w\nL = mean(square(y - p))",
        loss="L",
        inputs={"X": x},
        targets={"y": y},
        parameters={"w": w},
        **more,
    )


@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 99))
def test_gradients_of_arrays_are_those_of_numpy(samples, units, seed):
    generator = np.random.default_rng(seed)
    x, y = generator.standard_normal((samples, units)), generator.standard_normal(samples)
    w = generator.standard_normal(units)
    stop = Debugger(derive(regression(x, y, w))).last()
    expected = -2 / samples * x.T @ (y - x @ w)
    np.testing.assert_allclose(stop.state.gradient("w"), expected, rtol=1e-12, atol=1e-12)


class Tensor:
    """As those of other libraries are: no array of numpy, but with a way to lists."""

    def __init__(self, nested):
        self._nested = nested

    def tolist(self):
        return self._nested


@pytest.mark.parametrize(
    "x",
    [
        [[1, 2], [3, 4]],
        ((1, 2), (3, 4)),
        (range(1, 3), [3, np.float32(4)]),
        [np.array([1, 2]), np.array([3, 4])],
        np.array([[1, 2], [3, 4]]),
        np.array([[1, 2], [3, 4]], dtype=np.float32),
        np.array([[1, 3], [2, 4]], order="F").T,
        np.ma.array([[1, 2], [3, 4]]),
        Tensor([[1.0, 2.0], [3.0, 4.0]]),
    ],
)
def test_lists_and_arrays_of_any_kind_are_the_same(x):
    network = regression(x, [5, 6], [0.5, 0.5])
    assert same(network.inputs["X"], np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert network.inputs["X"].flags.c_contiguous
    assert not network.inputs["X"].flags.writeable


@pytest.mark.parametrize("number", [2, 2.0, np.float32(2), np.int64(2), np.array(2), Tensor(2)])
def test_single_numbers_are_floats(number):
    value = build(inputs={"x": number}).inputs["x"]
    assert (value, type(value)) == (2.0, float)


def test_what_is_given_can_be_changed_afterwards_and_the_network_stays():
    x, weights = np.array([[1.0, 2.0]]), {"w": [0.5, 0.5]}
    network = build_network(
        "L = mean(square(X @ w))", loss="L", inputs={"X": x}, parameters=weights
    )
    x[:] = 7
    weights["w"] = 3
    assert network.inputs["X"].tolist() == [[1.0, 2.0]]
    assert network.parameters["w"].tolist() == [0.5, 0.5]


def test_parameters_are_drawn_as_numpy_draws_them():
    network = regression(
        [[1, 2], [3, 4]], [5, 6], {"normal": 0.01, "shape": (2,)}, seed=np.int64(7)
    )
    drawn = 0.01 * np.random.default_rng(7).standard_normal(2)
    assert network.parameters["w"].tolist() == drawn.tolist()
    assert network.seed == 7
    assert network.with_seed(8).parameters["w"].tolist() != drawn.tolist()


def test_settings_of_training():
    network = build(optimiser="adam", beta1=0.8, learning_rate=0.1, gradients=["x"])
    assert network.optimiser == Optimiser("adam", beta1=0.8)
    assert (network.learning_rate, network.gradients) == (0.1, ("x",))
    assert (network.name, network.title) == ("network", "network")
    assert build(name="n", title="A title", teaches="much").title == "A title"
    assert build(gradients="x").gradients == ("x",)


ERRORS = {
    "an equation": (
        {"equations": EQUATIONS.replace("w3*h0", "w3*h")},
        "network, line 6 of equations: unknown name 'h'; did you mean 'h1'?\n    z2 = w2*h1 + w3*h",
    ),
    "an op": (
        {"equations": "L = rleu(x)"},
        "network, line 1 of equations: unknown op 'rleu'; did you mean 'relu'?\n    L = rleu(x)",
    ),
    "code": (
        {"equations": "L = __import__('os').system('true')"},
        "network, line 1 of equations: ",
    ),
    "a ragged list": (
        {"parameters": {"w0": [[1, 2], [3]]}},
        "network, parameters: 'w0': a ragged list: its rows have different lengths\n"
        "    w0 = [[1, 2], [3]]",
    ),
    "booleans": (
        {"inputs": {"x": np.array([True])}},
        "network, inputs: 'x': true is no number\n    x = [True]",
    ),
    "complex numbers": ({"inputs": {"x": np.array([1j])}}, "network, inputs: 'x': '1j' is no"),
    "a text": ({"inputs": {"x": "1"}}, "network, inputs: 'x': '1' is no number: write a number"),
    "nothing": ({"inputs": {"x": None}}, "network, inputs: 'x': 'None' is no number: write a"),
    "an empty array": ({"inputs": {"x": np.zeros((0, 2))}}, "network, inputs: 'x': an empty array"),
    "too large": (
        {"inputs": {"x": np.zeros(4_000_001)}},
        "network, inputs: 'x': an array of 4,000,001 numbers is larger than 4,000,000",
    ),
    "an initialiser of an input": (
        {"inputs": {"x": {"gaussian": 1}}},
        "network, inputs: 'x': to draw it say { normal = 1, shape",
    ),
    "a name": ({"inputs": {1: 2}}, "network, inputs: '1' is no name: use letters, digits and _"),
    "no mapping": ({"inputs": [1]}, 'network, inputs: a mapping of names is needed, {"x": 1}'),
    "no parameters": (
        {"parameters": {}},
        'network, parameters: there are no parameters to train: say {"w": 0.5}',
    ),
    "the loss": (
        {"loss": "K"},
        "network, loss: unknown loss 'K': no equation assigns it; they assign 'L'",
    ),
    "an argument": (
        {"input": {"x": 1}},
        "network: unknown argument 'input'; did you mean 'inputs'?",
    ),
    "another argument": (
        {"learning_rat": 1},
        "network: unknown argument 'learning_rat'; did you mean 'learning_rate'?",
    ),
    "an optimiser": (
        {"optimiser": "adm"},
        "network, optimiser: unknown optimiser 'adm'; did you mean 'adam'?",
    ),
    "a setting of another optimiser": (
        {"momentum": 0.9},
        'network, momentum: \'momentum\' belongs to optimiser = "momentum" or "nesterov"',
    ),
    "a rate": (
        {"learning_rate": "fast"},
        "network, learning_rate: 'learning_rate' has to be one finite number",
    ),
    "a convention": (
        {"relu_at_zero": 2},
        "network, relu_at_zero: relu_at_zero has to lie between 0 and 1",
    ),
    "notation": (
        {"notation": {"z": "ζ"}},
        "network, notation: unknown name 'z'; did you mean 'z2'?",
    ),
    "a hostile name": ({"name": "a\x1b[2J", "loss": "K"}, r"a\x1b[2J, loss: unknown loss 'K'"),
}


@pytest.mark.parametrize(("changes", "message"), ERRORS.values(), ids=ERRORS)
def test_an_error_names_the_part_and_the_way_out(changes, message):
    refused = refusal(**changes)
    assert refused.startswith(message)
    assert len(refused.splitlines()) <= 2


def test_a_list_that_holds_itself_is_refused():
    endless = []
    endless.append(endless)
    assert "more than 32 dimensions" in refusal(parameters={**WEIGHTS, "w0": endless})
