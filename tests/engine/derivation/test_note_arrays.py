"""Sentences about gradients of arrays: held against numpy, none may contradict the numbers."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.derivation.note import note
from engine.iterations.run import run_iteration
from engine.iterations.step import every_step
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.derivation.notes import note_on, style_of
from tests.engine.derivation.steps import steps_of

NAMES = ["skip", "plain", "neuron", "regression", "classifier", "xor", "deep"]


def sentences_in(text):
    return re.split(r"(?<=\.) (?=\S)", text)


# Every sentence


@pytest.mark.parametrize("kind", ["gd", "momentum", "adam"])
@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_begins_with_a_capital_or_a_name_and_ends_with_a_full_stop(name, kind):
    program = Recipe(name, optimiser=kind, seed=8).program()
    style = Style(names=program.network.names, shapes=program.shapes, digits=6)
    written = [style.name(symbol) for symbol in program.shapes]
    timeline = Timeline(program)
    for iteration in (0, 1, 7, 60):
        for step in every_step(timeline.run(iteration)):
            text = note(step, style)
            assert text[-1] == "."
            assert "  " not in text
            assert "None" not in text
            for sentence in sentences_in(text):
                first = re.split(r"[ ,]", sentence)[0]
                assert sentence[0].isupper() or first in written, sentence


# How a gradient comes about


X = array([[1, 2], [3, 4], [5, 6]])
Y = array([[1, 0], [0, 1], [1, 0]])
EACH, SUMMED = "Each of the 3 samples contributes", "the gradient is their sum over the batch."
SUM_OF, OVER = "so its gradient is the sum of", "over the 3 samples of the batch."
W, B = array([[0.5, -1], [0.25, 0.75]]), array([0.5, -0.5])


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        ("L = mean(cross_entropy(O, Y))", ", as its share of the mean over 3 samples."),
        ("L = sum(cross_entropy(O, Y))", "."),
        ("L = 2*sum(cross_entropy(O, Y))", ", times 2."),
        ("C = cross_entropy(O, Y)\nL = mean(C)", ", times column(∂L/∂C)."),
    ],
)
def test_the_error_of_a_prediction_is_a_share_only_of_a_mean(build, loss, said):
    network = build(f"O = X @ W + b\n{loss}", {"X": X}, targets={"Y": Y}, W=W, b=B)
    assert (
        note_on(network, "dL/dO") == f"For each sample it is the prediction minus the target{said}"
    )


def test_without_samples_there_is_one_error(build):
    network = build(
        "o = v*x\nL = cross_entropy(o, y)", {"x": 2.0}, targets={"y": array([1, 0])}, v=B
    )
    assert note_on(network, "dL/do") == "It is the prediction minus the target."


@pytest.mark.parametrize(
    ("equation", "name", "said"),
    [
        ("Z = X @ W", "W", f"{EACH} its row of X times its row of ∂L/∂Z; {SUMMED}"),
        ("Z = X @ b", "b", f"{EACH} its row of X times its entry of ∂L/∂Z; {SUMMED}"),
        ("Z = X + b", "b", f"b is used for every sample, {SUM_OF} ∂L/∂Z {OVER}"),
        ("Z = X + row", "row", f"row is used for every sample, {SUM_OF} ∂L/∂Z {OVER}"),
        ("Z = X*c", "c", f"c is used for every entry, {SUM_OF} all entries of ∂L/∂Z ⊙ X."),
        ("Z = X*column", "column",
         f"column is repeated to fit, {SUM_OF} ∂L/∂Z ⊙ X over the repeats."),
        ("Z = transpose(X)*b2", "b2",
         f"b2 is repeated to fit, {SUM_OF} ∂L/∂Z ⊙ Xᵀ over the repeats."),
        ("A = X @ W\nZ = A @ W2", "A", "Each sample's row of ∂L/∂Z is taken back through W2 to A."),
        ("Z = transpose(X) @ M + M2 @ M", "M2", "Each row of ∂L/∂Z is taken back through M to M2."),
        ("A = tanh(X + b)\nZ = A/2", "A", "∂L/∂Z is taken back through Z = A / 2 to A."),
    ],
)  # fmt: skip
def test_a_sum_is_said_to_be_over_samples_only_if_it_is(build, equation, name, said):
    values = {
        "W": W, "W2": W, "b": B, "row": array([[0.5, -0.5]]), "c": 0.5,
        "column": array([[1], [2], [3]]), "b2": array([0.5, 0.25, -0.5]),
        "M": array([[1, 2], [3, 4], [5, 6]]), "M2": array([[1, 2, 3], [4, 5, 7]]),
    }  # fmt: skip
    used = {key: value for key, value in values.items() if re.search(rf"\b{key}\b", equation)}
    network = build(f"{equation}\nL = mean(square(Z))", {"X": X}, **used)
    assert note_on(network, f"dL/d{name}") == said


def test_one_sample_is_not_said_to_be_several(build):
    network = build("Z = X @ W\nL = mean(square(Z))", {"X": array([[1, 2]])}, W=W)
    text = note_on(network, "dL/dW")
    assert text == "The only sample contributes its row of X times its row of ∂L/∂Z."


def test_a_row_by_itself_is_taken_back_through_the_weights(build):
    network = build("a = x*v\nz = a @ W\nL = sum(square(z))", {"x": 2.0}, v=B, W=W)
    assert note_on(network, "dL/da") == "W · ∂L/∂z" or "∂L/∂z is taken back" in note_on(
        network, "dL/da"
    )


def test_rows_are_taken_back_through_weights_that_are_used_transposed(build):
    lines = "H = tanh(X*w)\nO = H @ transpose(W)\nL = mean(square(O - Y))"
    network = build(lines, {"X": X}, targets={"Y": Y}, w=array(0.5), W=W)
    assert note_on(network, "dL/dH") == (
        "Each sample's row of ∂L/∂O is taken back through Wᵀ to H."
    )
    assert note_on(network, "dL/dW").startswith(
        "Each of the 3 samples contributes its row of ∂L/∂O times its row of H"
    )


def test_cancellation_is_told_with_what_each_sample_adds_and_what_is_left():
    program = Recipe("xor", seed=0).program()
    timeline = Timeline(program)
    run = timeline.run(300)
    known = dict(zip(program.base, run.start, strict=True))
    hidden = np.maximum(known["X"] @ known["W1"] + known["b1"], 0)
    logits = np.exp(hidden @ known["W2"] + known["b2"])
    errors = (logits / logits.sum(axis=1, keepdims=True) - known["Y"]) / 4
    parts = hidden[:, :, None] * errors[:, None, :]
    step = every_step(run)[program.index["dL/dW2"]]
    (numbers,) = re.findall(r"of up to (\S+) each, (\S+) at most is left", note(step, Style()))
    expected = abs(parts).max(), abs(parts.sum(axis=0)).max()
    shown = [float(number.replace("−", "-")) for number in numbers]
    assert shown == pytest.approx(expected, rel=5e-3)


def test_samples_that_agree_are_not_said_to_cancel():
    steps = steps_of(Recipe("classifier").program().network)
    assert not [step for step in steps.values() if "cancel" in note(step, Style())]


# Why it is 0


def test_a_gradient_is_0_because_a_factor_is(build):
    network = build(
        "Z = X @ W - 100\nH = relu(Z)\nO = H @ V\nL = mean(square(O - Y))",
        {"X": X}, targets={"Y": Y}, W=W, V=W,
    )  # fmt: skip
    assert note_on(network, "dL/dV").endswith(" Every entry is 0, as every entry of H is.")
    assert note_on(network, "dL/dZ").endswith(" Every entry is 0, as every entry of [Z > 0] is.")
    assert note_on(network, "dL/dW").endswith(" Every entry is 0, as every entry of ∂L/∂Z is.")


def test_a_single_number_is_0_because_an_array_is(build):
    network = build("z = x*w\nL = mean(square(z)) + w", {"x": array([0, 0])}, w=2.0)
    run = run_iteration(derive(network), 0, derive(network).start)
    assert run.value(run.program.index["dL/dw"]) == 1.0
    alone = build("z = x*w\nL = mean(square(z))", {"x": array([0, 0])}, w=2.0)
    assert note_on(alone, "dL/dw").endswith(
        " It is 0, as every entry of ∂L/∂z and every entry of x is."
    )


def test_a_gradient_in_which_samples_cancel_exactly_has_no_factor_to_blame(build):
    network = build("z = x + b\nL = mean(abs(z))", {"x": array([-1, 1])}, b=0.0)
    text = note_on(network, "dL/db")
    assert "The samples' contributions cancel: of up to 0.5 each, 0 at most is left." in text
    assert "as every entry" not in text


def test_no_gradient_that_is_not_0_has_a_reason_to_be():
    for name in ("xor", "classifier", "regression"):
        for step in steps_of(Recipe(name, seed=1).program().network).values():
            if step.phase == "backward" and np.any(step.value):
                assert " is 0" not in note(step, Style())


# Infinity


def test_of_an_array_the_entry_that_is_not_finite_is_told(build):
    network = build("Z = X*w\nE = exp(Z)\nL = mean(E)", {"X": array([[1, 1000], [2, 3]])}, w=1.0)
    assert note_on(network, "E") == (
        "E applies exp to Z. This is where inf appears first: "
        "exp(1000) at [0,1] is above 1.79769e+308, the largest float64."
    )


# Any network


HIDDEN = [
    "Z = X @ W1 + b1\nH = relu(Z)", "Z = X*row - c\nH = relu(Z)", "H = relu(X @ W1 + b1)",
    "H = tanh(X @ W1)*b1", "H = relu(X @ W1) - row", "H = X @ W1 + c*b1",
    "H = maximum(X @ W1, b1)", "H = softmax(X @ W1 + b1)",
]  # fmt: skip
LOSSES = [
    "mean(square(O - Y))", "sum(abs(O - Y))", "mean(cross_entropy(O, softY))",
    "sum(cross_entropy(O, softY))", "mean(mean(square(Y - O), axis=1))", "mean(relu(1 - O*Y))",
]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_no_sentence_about_any_network_contradicts_its_numbers(build, data):
    draw = data.draw
    hidden, loss = draw(st.sampled_from(HIDDEN)), draw(st.sampled_from(LOSSES))
    text = f"{hidden}\nO = H @ W2 + b2\nL = {loss}"
    numbers = st.integers(-3, 3).map(float)

    def values(*shape):
        size = int(np.prod(shape))
        entries = draw(st.lists(numbers, min_size=size, max_size=size))
        return array(np.reshape(entries, shape))

    known = {
        "W1": values(2, 2), "b1": values(2), "row": values(1, 2), "c": draw(numbers),
        "W2": values(2, 2), "b2": values(2),
    }  # fmt: skip
    used = {name: value for name, value in known.items() if re.search(rf"\b{name}\b", text)}
    target = "softY" if "softY" in text else "Y"
    wanted = array(np.eye(2)[[0, 1, 0]]) if target == "softY" else values(3, 2)
    network = build(text, {"X": values(3, 2)}, targets={target: wanted}, **used)
    style = style_of(network)
    for step in steps_of(network).values():
        said = note(step, style)
        assert said.endswith(".")
        assert not re.search(r"None|  |nan", said)
        if re.search(r"(Every entry|It) is 0", said):
            assert not np.any(step.value)
        if "samples of the batch" in said or "sum over the batch" in said:
            assert np.shape(step.value) == network.shapes[step.node]
            assert " 3 samples" in said
        for passed, size in re.findall(r"(\d+) of (\d+) entries", said):
            z = step.before(step.node)
            assert (int(passed), int(size)) == ((z > 0).sum(), z.size)
        for factor in re.findall(r"as every entry of (\w+) is", said):
            assert not np.any(step.before(factor))
