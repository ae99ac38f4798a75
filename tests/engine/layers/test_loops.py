"""Loops, written out to equations."""

import pytest

from engine.errors import SpecError
from engine.language.notation import TEXT
from engine.network.arguments import build_network

ELMAN = """
for t in 1..3:
    z[t] = Wx @ x[t-1] + Wh @ h[t-1]
    h[t] = tanh(z[t])
L = sum(square(h[3] - y))
"""
GIVEN = {
    "loss": "L",
    "targets": {"y": [0.5, -0.5]},
    "parameters": {"Wx": [[1, 2], [3, 4]], "Wh": [[0.1, 0.2], [0.3, 0.4]]},
}


def elman(equations=ELMAN, **inputs):
    inputs = inputs or {"x": [[1, 0], [0, 1], [1, 1]], "h_0": [0, 0]}
    return build_network(equations, inputs=inputs, **GIVEN)


def separate(equations):
    inputs = {"x_1": [1, 0], "x_2": [0, 1], "x_3": [1, 1], "h_0": [0, 0]}
    return build_network(equations.replace("x[t-1]", "x[t]"), inputs=inputs, **GIVEN)


def written(network):
    return [f"{name} = {TEXT.write(expression)}" for name, expression in network.equations]


def test_a_loop_is_written_out_round_by_round():
    network = separate(ELMAN)
    assert written(network) == [
        "z_1 = Wx @ x_1 + Wh @ h_0",
        "h_1 = tanh(z_1)",
        "z_2 = Wx @ x_2 + Wh @ h_1",
        "h_2 = tanh(z_2)",
        "z_3 = Wx @ x_3 + Wh @ h_2",
        "h_3 = tanh(z_3)",
        "L = sum(square(h_3 - y))",
    ]
    assert network.names["z_2"] == "z[2]"
    assert network.names["h_0"] == "h[0]"
    assert network.lines == (1, 2, 1, 2, 1, 2, 3)


def test_each_round_is_a_group():
    groups = separate(ELMAN).groups
    assert [each.name for each in groups] == ["t=1", "t=2", "t=3"]
    assert {each.layer for each in groups} == {"for"}
    assert groups[1].members == ("z_2", "h_2")
    assert groups[1].outputs == ("h_2",)
    assert groups[1].call == "for t in 1..3"


def test_a_round_of_one_equation_is_no_group():
    network = separate("for t in 1..3: h[t] = tanh(Wx @ x[t] + Wh @ h[t-1])\nL = sum(h[3] - y)")
    assert network.groups == ()
    assert [name for name, _ in network.equations] == ["h_1", "h_2", "h_3", "L"]


def test_rounds_of_other_loops_are_numbered():
    two = "for t in 1..2:\n  {0}[t] = w*x\n  {1}[t] = {0}[t] + w\n"
    one = "for t in 1..1: c[t] = w\n"  # which is no group
    text = two.format("a", "b") + one + two.format("d", "e") + two.format("f", "g")
    sums = " + ".join(f"{name}[{t}]" for name in "beg" for t in (1, 2))
    network = build_network(
        f"{text}L = c[1] + {sums}", loss="L", inputs={"x": 1}, parameters={"w": 0.5}
    )
    names = [each.name for each in network.groups]
    assert names == ["t=1", "t=2", "t=1_2", "t=2_2", "t=1_3", "t=2_3"]


def test_loops_within_loops_have_members_with_two_numbers():
    network = build_network(
        """
        for l in 1..2:
            for t in 1..2:
                z[l, t] = w*h[l-1, t]
                h[l, t] = relu(z[l, t])
        L = square(h[2, 1] + h[2, 2])
        """,
        loss="L", inputs={"h_0_1": 1, "h_0_2": 2}, parameters={"w": 0.5},
    )  # fmt: skip
    assert written(network)[2] == "z_1_2 = w*h_0_2"
    assert network.names["z_2_1"] == "z[2,1]"
    assert [(each.name, each.parent) for each in network.groups] == [
        ("l=1", ""), ("l=1,t=1", "l=1"), ("l=1,t=2", "l=1"),
        ("l=2", ""), ("l=2,t=1", "l=2"), ("l=2,t=2", "l=2"),
    ]  # fmt: skip


def test_ends_are_computed_and_the_number_is_one_of_the_expression():
    network = build_network(
        "for t in 0..x.shape[0] - 1: y[t] = w * t\nL = y[0] + y[1] + sum(x)*w",
        loss="L", inputs={"x": [1, 2]}, parameters={"w": 0.5},
    )  # fmt: skip
    assert written(network)[:2] == ["y_0 = w*0", "y_1 = w*1"]


@pytest.mark.parametrize(
    ("equations", "line", "message"),
    [
        ("L = w\nfor t in 1..: h[t] = w", 2, "a loop without end: say both ends"),
        ("while w: L = w", 1, "a loop without end"),
        ("for t in 1..inf: h[t] = w", 1, "both ends of a loop have to be known"),
        ("for t in 1..999999: h[t] = w", 1, "more than 100,000 rounds of loops"),
        (f"for t in 1..1{'0' * 400}: h[t] = w", 1, "1000000000000000000000000000000000000... is"),
        ("for t in 3..1: h[t] = w", 1, "a loop from 3 to 1 has no round"),
        ("for t in 1..2.5: h[t] = w", 1, "'2.5' has to be a whole number"),
        ("for t in 1..w: h[t] = w", 1, "both ends of a loop have to be known"),
        ("for t in range(3): h[t] = w", 1, "a loop runs over whole numbers, for t in 1..3"),
        ("for t in 1..3:\nL = w", 1, "nothing stands in 'for t in 1..3:': indent the lines"),
        ("for w in 1..3: h[w] = 1", 1, "'w' has a value already"),
        ("for 1 in 1..3: h[t] = 1", 1, "'1' is no name"),
        ("for t 1..3: h[t] = 1", 1, "a loop is written: for t in 1..3: h[t] = expression"),
        ("else: L = w", 1, "an else without an if above it"),
        ("if w > 1: L = w", 1, "what an if asks has to be known"),
        ("for t in 0..3: h[t] = w*h[t-1]", 1, "[-1] is before the first, [0]"),
        (
            "for t in 1..3: h[t] = w*h[t-1]\nL = h[3]",
            1,
            "'h[0]' has no value before this equation: give it one",
        ),
        ("for t in 1..3: h[t] = w\nL = h[4]", 2, "'h[4]' has no value before this equation"),
        ("for t in 1..3: h[0] = w\nL = h[0]", 1, "'h_0' is assigned twice"),
        ("for t in 1..3: h[w] = w", 1, "'h[w]' cannot be assigned"),
        ("for t in 0..3: h[t] = transpose(w)\nL = h[3]", 1, "h[0]: transpose takes a matrix"),
        ("L = w + h[0]*" + "-" * 200 + "w", 1, "'h[0]' has no value before"),
        ("h, c = w\nL = h", 1, "only a layer gives several values"),
    ],
)
def test_a_mistake_is_refused_with_its_line(equations, line, message):
    with pytest.raises(SpecError) as caught:
        build_network(equations, loss="L", parameters={"w": 0.5})
    assert str(caught.value).startswith(f"network, line {line} of equations: {message}")


def test_indentation_means_nothing_outside_of_a_loop():
    network = build_network("  h = w\n      z = h\n   L = z", loss="L", parameters={"w": 0.5})
    assert written(network) == ["h = w", "z = h", "L = z"]


def test_an_unknown_name_in_a_loop_is_told_as_it_is_written():
    with pytest.raises(SpecError, match="unknown name 'x'"):
        elman(ELMAN.replace("x[t-1]", "x[t, w]"), h_0=[0, 0])


@pytest.mark.parametrize("name", ["train", "none", "true", "needs", "pair"])
def test_words_of_layers_may_be_names_of_nodes_as_ever(name):
    network = build_network(
        f"{name} = 2*w\nfor t in 1..2: h[t] = 3*{name} + h[t-1]\nL = h[2]",
        loss="L", inputs={"h_0": 1}, parameters={"w": 0.5},
    )  # fmt: skip
    assert written(network)[1] == f"h_1 = 3*{name} + h_0"
