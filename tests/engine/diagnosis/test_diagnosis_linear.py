"""When a network is called linear, and which ReLUs are hidden units."""

import pytest

from engine.language.values import array
from tests.engine.diagnosis.training import CLASSES, LINEAR, POINTS, numbers_in, said_of

pytestmark = pytest.mark.usefixtures("near")


def xor_like(build, equations, **more):
    """XOR with all hidden units active, and nothing to tell its samples apart."""
    values = {
        "W1": array([[0.01, 0.02], [0.02, 0.01]]), "b1": array([0.1, 0.1]),
        "W2": array([[0.01, 0.02], [0.02, 0.01]]), "b2": array([0.0, 0.0]),
    } | more  # fmt: skip
    used = {name: value for name, value in values.items() if name in equations}
    return build(equations, POINTS, targets=CLASSES, **used)


HEAD = "O = H @ W2 + b2\nL = mean(cross_entropy(O, Y))"


@pytest.mark.parametrize(
    ("equations", "is_linear"),
    [
        (f"Z = X @ W1 + b1\nH = relu(Z)\n{HEAD}", True),
        (f"H = relu(X @ W1 + b1)\n{HEAD}", True),
        ("H = relu(X @ W1 + b1)\nL = mean(cross_entropy(H @ W2 + b2, Y))", True),
        (f"Z = X @ W1 + b1\nG = relu(Z)\nH = tanh(G)\n{HEAD}", False),
        (f"Z = X @ W1 + b1\nG = relu(Z)\nH = G + square(G)\n{HEAD}", False),
        (f"Z = tanh(X @ W1) + b1\nH = relu(Z)\n{HEAD}", False),
        (f"Z = X @ W1 + b1\nG = relu(Z)\nH = G*G\n{HEAD}", False),
        (f"H = tanh(X @ W1 + b1)\n{HEAD}", False),  # there is no ReLU to speak of
        (f"Z = X @ W1 + b1\nH = 2*relu(Z) - Z\n{HEAD}", False),  # nor one that is told apart
    ],
)
def test_it_is_called_linear_only_if_active_relus_are_all_that_could_bend_it(
    equations, is_linear, build
):
    sentences = said_of(xor_like(build, equations), 50, rate=0.001)
    assert sentences[0].startswith("not learning: ")
    assert (LINEAR in sentences) is is_linear
    shared = "all 4 samples get about the same prediction, [0.5, 0.5], but have different targets"
    assert shared in sentences


def test_a_dead_unit_bends_nothing_either(build):
    network = xor_like(build, f"Z = X @ W1 + b1\nH = relu(Z)\n{HEAD}", b1=array([0.1, -1.0]))
    assert (
        "every hidden unit is active or dead for all 4 samples, so the network is linear"
    ) in said_of(network, 50, rate=0.001)


def test_a_unit_that_is_active_for_some_samples_bends_it(build):
    network = xor_like(build, f"Z = X @ W1 + b1\nH = relu(Z)\n{HEAD}", b1=array([0.1, -0.015]))
    assert not [each for each in said_of(network, 50, rate=0.001) if "linear" in each]


def test_linearity_is_no_reason_where_the_samples_agree(build):
    given, targets = {"x": array([1, 2])}, {"y": array([-1, -2])}
    network = build(
        "h = relu(w*x)\nL = mean(square(v*h - y))", given, targets=targets, w=1.0, v=1.0
    )
    sentences = said_of(network, 50, rate=1e-9)
    assert sentences[0].startswith("hardly learning: the loss has stayed within 0.1 % of ")
    assert numbers_in(sentences[0])[1] == pytest.approx((2**2 + 4**2) / 2, rel=1e-5)
    # (4, 4*4)/2 is what two samples with errors 2 and 4 add to the slope of v, by hand
    gradient, change = numbers_in(sentences[1])
    assert gradient == (2 * 2 * 1 + 2 * 4 * 2) / 2
    assert change == pytest.approx(2 * 1e-9 * gradient**2, rel=1e-2)
    assert len(sentences) == 2


def test_linearity_is_no_reason_for_wrong_classes_that_the_samples_agree_about(build):
    network = xor_like(
        build,
        f"H = relu(X @ W1 + b1)\n{HEAD}",
        W2=array([[3.0, -3.0], [1.0, 2.0]]),
        W1=array([[1.0, 2.0], [0.5, 1.0]]),
    )
    verdict, *reasons = said_of(network, 50, rate=1e-9)
    assert verdict.startswith("hardly learning: ")
    assert not [each for each in reasons if "linear" in each]


def test_a_relu_in_the_loss_is_no_hidden_unit(build):
    network = build(
        "f = w*x + b\nm = relu(1 - y*f)\nL = mean(m)",
        {"x": array([-2, -1, 1, 2])},
        targets={"y": array([-1, -1, 1, 1])},
        w=0.1,
        b=0.0,
    )
    sentences = said_of(network, 200)
    assert sentences[0].startswith("solved: the loss fell from ")
    assert numbers_in(sentences[0]) == pytest.approx([(0.8 + 0.9) / 2, 0])
    assert not [each for each in sentences if "dead" in each]


def test_a_loss_that_is_content_with_all_samples_is_not_ill(build):
    network = build(
        "f = v*w*x\nm = relu(1 - y*f)\nL = mean(m) + 1",
        {"x": array([-2, -1, 1, 2])},
        targets={"y": array([-1, -1, 1, 1])},
        v=2.0,
        w=3.0,
    )
    assert said_of(network, 20) == [
        "settled: no parameter moves any more, and the loss stays 1",
        "the gradient of every parameter is 0",
    ]


def test_a_silent_relu_that_predicts_is_an_output_unit(build):
    network = build(
        "P = relu(X @ W)\nL = mean(square(P - Y))",
        POINTS,
        targets={"Y": array([[1, 2], [2, 1], [1, 1], [2, 2]])},
        W=array([[-1, 1], [-1, 1]]),
    )
    sentences = said_of(network, 300)
    (silent,) = [each for each in sentences if "unit" in each]
    assert silent.startswith(
        "output unit 0 is dead or at the kink for all 4 samples from the start"
    )
