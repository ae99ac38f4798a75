"""Entries of whole networks, and how long they may become."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.run import run_iteration
from engine.iterations.step import every_step
from engine.language.expression import Call, free_names
from engine.language.index import MAX_LEAVES, MAX_TERMS, Omitted
from engine.language.notation import TEXT
from engine.language.parser import parse
from engine.language.values import evaluate
from engine.program.program import derive
from tests.engine.language.entries import (
    QUARTERS,
    as_value,
    assert_entries,
    by_hand,
    entry_in,
    written,
)


def leaves(part):
    return [x for y in part.operands for x in leaves(y)] if isinstance(part, Call) else [part]


# Networks


ACTIVATIONS = ("tanh({})", "relu({})", "leaky_relu({})", "sigmoid({})", "softmax({})", "abs({})")
LOSSES = (
    "mean(cross_entropy(O, Y))",
    "sum(cross_entropy(O, P))/2",
    "mean(square(O - Y))",
    "-mean(sum(P*log_softmax(O), axis=-1))",
    "mean(sum(abs(O - Y), axis=0)) + sum(square(W1))/100",
    "sum(maximum(O, Y)*exp(-P)) + sum(transpose(O) @ Y)",
)


@st.composite
def networks(draw, build):
    """A random net with a skip connection, so that there are fan-in sums."""
    samples, width, classes = (draw(st.integers(1, 3)) for _ in range(3))

    def values(*shape):
        return draw(hnp.arrays(np.float64, shape, elements=QUARTERS))

    first, second = (draw(st.sampled_from(ACTIVATIONS)) for _ in range(2))
    labels = draw(hnp.arrays(np.intp, samples, elements=st.integers(0, classes - 1)))
    targets = {"Y": np.eye(classes)[labels], "P": np.full((samples, classes), 1 / classes)}
    loss = draw(st.sampled_from(LOSSES))
    bias = draw(st.sampled_from([(), (1,), (classes,), (1, classes), (samples, 1)]))
    return build(
        f"Z = X @ W1 + b1\nH = {first.format('Z')}\nK = H @ W1 + H\nG = {second.format('K')}\n"
        f"O = G @ W2 + b2*(H @ W2)\nL = {loss}",
        {"X": values(samples, width)},
        targets={name: targets[name] for name in free_names(parse(loss)) & targets.keys()},
        W1=values(width, width), b1=values(width), W2=values(width, classes),
        b2=as_value(values(*bias)),
    )  # fmt: skip


@settings(max_examples=40)
@given(data=st.data())
def test_every_entry_of_every_equation_of_a_network_is_the_recorded_one(data, build):
    program = derive(data.draw(networks(build)))
    for step in every_step(run_iteration(program, 0, program.start)):
        names = set(step.equation.reads())
        values = {name: step.before(name) for name in names}
        assert_entries(step.equation.expression, values, step.value)


# Bounds


def test_a_long_product_shows_its_first_terms_and_keeps_its_value():
    random = np.random.default_rng(0)
    values = {"x": random.normal(size=(3, 500)), "W": random.normal(size=(500, 4))}
    part = entry_in("x @ W", (1, 2), values)
    *shown, rest = leaves(part)
    assert [leaf.name for leaf in shown[:4]] == ["x[1,0]", "W[0,2]", "x[1,1]", "W[1,2]"]
    assert len(shown) == 2 * MAX_TERMS == 16
    assert (rest.name, rest.count) == ("... (492 more)", 492)
    assert rest.value == pytest.approx(values["x"][1, 8:] @ values["W"][8:, 2])
    assert by_hand(part, values) == pytest.approx((values["x"] @ values["W"])[1, 2])


def test_a_sum_of_a_million_entries_is_cut():
    values = {"B": np.ones((1000, 1000))}
    part = entry_in("mean(B)", (), values)
    assert TEXT.write(part).endswith("B[0,7] + ... (999,992 more)) / 1000000")
    assert by_hand(part, values) == 1.0


def test_a_sum_that_is_not_too_long_is_not_cut():
    values = {"v": np.arange(10.0)}
    assert written("sum(v)", (), **values).endswith("v[7] + ... (2 more)")
    assert written("sum(v)", (), v=values["v"][:9]).endswith("v[7] + v[8]")
    assert written("sum(v)", (), v=values["v"][:8]).endswith("v[6] + v[7]")


def test_sums_within_sums_are_cut_shorter_and_all_alike():
    random = np.random.default_rng(0)
    values = {"x": random.normal(size=(2, 50)), "W": random.normal(size=(50, 10))}
    part = entry_in("softmax(x @ W)", (1, 9), values)
    counts = [leaf.count for leaf in leaves(part) if isinstance(leaf, Omitted)]
    assert counts == [46] * 5 + [6]  # four terms of 50 in each product, four powers of ten
    assert len(leaves(part)) - len(counts) <= MAX_LEAVES
    logits = values["x"][1] @ values["W"]
    assert by_hand(part, values) == pytest.approx(
        math.exp(logits[9]) / sum(math.exp(logit) for logit in logits)
    )


def test_with_less_room_everything_is_cut_shorter():
    values = {"v": np.arange(1.0, 9.0), "w": np.arange(8.0)}
    lengths = [len(leaves(entry_in("v @ w", (), values, room=room))) for room in (16, 15, 7, 3)]
    assert lengths == [16, 9, 5, 3]
    assert by_hand(entry_in("v @ w", (), values, room=1), values) == values["v"] @ values["w"]


@pytest.mark.parametrize(
    "text",
    [
        "softmax(" * 99 + "A" + ")" * 99,
        "A @ (" * 98 + "A" + ")" * 98,
        "(" * 98 + "A" + " @ A)" * 98,
        " + ".join(["softmax(A @ A)"] * 99),
    ],
    ids=["softmax", "right", "left", "wide"],
)
def test_the_expression_of_an_entry_is_bounded_and_keeps_its_value(text):
    values = {"A": np.linspace(-0.5, 0.5, 36).reshape(6, 6)}
    part = entry_in(text, (1, 2), values)
    assert len(leaves(part)) < 8 * MAX_LEAVES
    assert by_hand(part, values) == pytest.approx(evaluate(parse(text), values)[1, 2])


def test_a_part_for_which_there_is_no_room_is_not_spelt_out():
    values = {"A": np.eye(2)}
    part = entry_in("exp(A*2 + A) + sqrt(A)", (1, 1), values, room=2)
    assert TEXT.write(part) == "exp(A[1,1]*2 + ...) + ..."
    assert by_hand(part, values) == pytest.approx(math.exp(3) + 1)


@pytest.mark.parametrize(("text", "rest"), [("sum(exp(v))", "inf"), ("sum(exp(v)/exp(v))", "nan")])
def test_what_is_left_out_may_overflow_without_a_warning(text, rest):
    values = {"v": np.linspace(0.0, 1e4, 20)}
    found = [leaf for leaf in leaves(entry_in(text, (), values)) if isinstance(leaf, Omitted)]
    assert [str(leaf.value) for leaf in found] == [rest]


def test_a_part_that_is_not_spelt_out_may_overflow_without_a_warning():
    values = {"v": np.array([0.0, 1e4])}
    name, rest = leaves(entry_in("v + exp(v)", (1,), values, room=1))
    assert (name.name, rest.value) == ("v[1]", math.inf)
