"""The proof at import: what torch computes is found right, anything else is refused."""

import warnings

import numpy as np
import pytest

from engine.errors import ModelError
from engine.network.arguments import build_network

torch = pytest.importorskip("torch")
proof = pytest.importorskip("engine.torch.proof")
in_float64 = pytest.importorskip("engine.torch.in_float64")

EQUATIONS = """
z = linear(x, W, b)
h = dropout(tanh(z), 0.5)
L = mean(square(h @ v - y))
"""


class Model(torch.nn.Module):
    """A layer, dropout, and a loss, in float32."""

    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(3, 4)
        self.drop = torch.nn.Dropout(0.5)
        self.v = torch.nn.Parameter(torch.randn(4))
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x, y):
        self.calls += 1
        h = self.drop(torch.tanh(self.fc(x)))
        return ((h @ self.v - y) ** 2).mean()


NAMES = {"fc.weight": "W", "fc.bias": "b", "v": "v"}


@pytest.fixture
def model():
    torch.manual_seed(4)
    return Model()


def examples(size=5):
    generator = torch.Generator().manual_seed(5)
    shapes = [(size, 3), (size,)]
    return tuple(torch.randn(shape, generator=generator) for shape in shapes)


def network(model, equations=EQUATIONS, **changed):
    x, y = (each.double().numpy() for each in examples())
    own = {name: value.detach().double().numpy() for name, value in model.named_parameters()}
    parameters = {NAMES[path]: value for path, value in own.items()}
    return build_network(
        equations, loss="L", inputs={"x": x}, targets={"y": y}, parameters=parameters | changed
    )


def test_equations_that_are_the_model_are_proved(model):
    found = proof.prove(network(model), model, examples(), NAMES)
    assert found.parameters == 3
    assert found.not_finite == 0
    assert 0.0 <= found.apart < 1e-14
    assert found.loss_apart < 1e-14
    assert "3 gradients" in found.text


def test_nothing_of_the_model_is_changed(model):
    before = {name: value.clone() for name, value in model.state_dict().items()}
    random = torch.get_rng_state()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        proof.prove(network(model), model, examples(), NAMES)
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert all(each.grad is None and each.dtype is torch.float32 for each in model.parameters())
    assert torch.equal(random, torch.get_rng_state())
    assert torch.get_default_dtype() is torch.float32


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tanh(z)", "(tanh(z) + 0*W[0, 0])"),
        ("mean(square(h @ v - y))", "mean(square(h @ v - y)) + 0.001*(b[0] - b[0]*1)"),
    ],
)
def test_equations_that_are_another_way_to_compute_it_are_proved(model, old, new):
    changed = network(model, EQUATIONS.replace(old, new))
    assert proof.prove(changed, model, examples(), NAMES).apart < 1e-14


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tanh(z)", "sigmoid(z)", "the loss is .* by torch and .* by the equations"),
        ("h @ v", "h @ (v*2)", "no file is written"),
        ("dropout(tanh(z), 0.5)", "tanh(z)", "as its mask, where the equations have none"),
        ("linear(x, W, b)", "linear(dropout(x, 0.5), W, b)", "the equations have a 5×3 matrix"),
    ],
)
def test_equations_that_are_not_the_model_are_refused(model, old, new, said):
    with pytest.raises(ModelError, match=said):
        proof.prove(network(model, EQUATIONS.replace(old, new)), model, examples(), NAMES)


def test_a_mask_that_is_not_asked_for_is_refused(model):
    model.eval()
    with pytest.raises(ModelError, match="1 of 1 masks of dropout"):
        proof.prove(network(model), model, examples(), NAMES)


def test_other_numbers_are_refused(model):
    changed = network(model, v=np.ones(4))
    with pytest.raises(ModelError, match="v of the file has other numbers"):
        proof.prove(changed, model, examples(), NAMES)


def test_a_backward_pass_of_its_own_is_refused():
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(_, x):
            return x * 2

        @staticmethod
        def backward(_, upstream):
            return upstream * 3

    class Odd(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.w = torch.nn.Parameter(torch.ones(2))

        def forward(self, x):
            return (Twice.apply(self.w) * x).sum()

    x = torch.tensor([1.0, 2.0])
    made = build_network(
        "L = sum(2*w*x)", loss="L", inputs={"x": x.numpy()}, parameters={"w": np.ones(2)}
    )
    with pytest.raises(ModelError, match="gradient of w is off by 2, where its largest entry is 6"):
        proof.prove(made, Odd(), (x,), {"w": "w"})


def test_rounding_alone_refuses_nothing():
    """The bias before a norm has no gradient: both have rounding there, and not the same."""

    class Normed(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.fc, self.norm = torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4)

        def forward(self, x):
            return (self.norm(self.fc(x)) ** 3).mean()

    torch.manual_seed(0)
    model, x = Normed().double(), torch.randn(6, 3).double()
    names = {path: path.replace(".", "_") for path, _ in model.named_parameters()}
    made = build_network(
        "h = batch_norm(linear(x, fc_weight, fc_bias), norm_weight, norm_bias)\nL = mean(h**3)",
        loss="L",
        inputs={"x": x.numpy()},
        parameters={names[path]: each.detach().numpy() for path, each in model.named_parameters()},
    )
    assert proof.prove(made, model, (x,), names).apart < 1e-12


def test_what_is_not_finite_is_not_compared():
    class Broken(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.w = torch.nn.Parameter(torch.tensor([0.0, 1.0]))

        def forward(self, x):
            return (torch.sqrt(self.w) * x).sum()

    x = torch.tensor([1.0, 2.0])
    made = build_network(
        "L = sum(sqrt(w)*x)", loss="L", inputs={"x": x.numpy()}, parameters={"w": [0.0, 1.0]}
    )
    found = proof.prove(made, Broken(), (x,), {"w": "w"})
    assert found.not_finite == 1
    assert "1 number is not finite there" in found.text


def test_whatever_a_model_makes_is_in_float64():
    class Mixed(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.w = torch.nn.Parameter(torch.tensor([0.1, 0.7]))
            self.scale = torch.tensor([3.0, 1.0])  # no buffer

        def forward(self, x):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                h = self.w.half().float()[None] @ x[:, None]
            third = torch.full((1,), 1 / 3)
            return (h * torch.tensor([0.1], dtype=torch.float32)).sum() * third[0] * self.scale[0]

    model, x = Mixed(), torch.tensor([0.3, 0.2])
    with torch.random.fork_rng(devices=[]):
        value = in_float64.run_in_float64(model, {}, (x,), [])
    w, x64, tenth = model.w.detach().double(), x.double(), float(torch.tensor(0.1))
    assert value.dtype is torch.float64
    assert value.item() == pytest.approx((w @ x64).item() * tenth, rel=1e-15)


def test_a_model_that_insists_on_its_precision_is_refused():
    class Strict(torch.nn.Module):
        def forward(self, x):
            if x.dtype is not torch.float32:
                raise TypeError("float32\nonly")
            return x.sum()

    with pytest.raises(ModelError, match=r"does not run in float64.*float32 only"):
        in_float64.run_in_float64(Strict(), {}, (torch.ones(2),), [])


@pytest.mark.parametrize(
    ("function", "slopes"),
    [
        ("hardsigmoid", lambda w: np.where(abs(w) < 3, 1 / 6, 0)),
        ("celu", lambda w: np.where(w > 0, 1, np.exp(w / 0.3))),
        ("elu", lambda w: np.where(w > 0, 1, np.exp(w))),
    ],
)
def test_slopes_that_torch_has_in_float32_are_exact(function, slopes):
    class Hard(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.w = torch.nn.Parameter(torch.tensor([-4.0, -1.0, 0.5, 5.0]))

        def forward(self):
            options = (0.3,) if function == "celu" else ()
            return getattr(torch.nn.functional, function)(self.w, *options).sum()

    w = torch.tensor([-4.0, -1.0, 0.5, 5.0], dtype=torch.float64, requires_grad=True)
    loss = in_float64.run_in_float64(Hard(), {"w": w}, (), [])
    found = {}
    in_float64.differentiate(loss, {"w": w}, found.__setitem__)
    np.testing.assert_allclose(found["w"], slopes(w.detach().numpy()), rtol=1e-15)
