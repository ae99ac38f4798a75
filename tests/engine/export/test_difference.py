"""Two networks held against each other: what was changed is found, and where it is first seen."""

import json
import random

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.export.difference import Side, difference
from engine.export.difference_text import Report
from engine.iterations.run import trace
from engine.iterations.step import Step
from engine.language.notation import TEXT, Style
from engine.network.files import parse_network
from engine.program.program import derive

EQUATIONS = ["z = w*x + b", "h = relu(z)", "q = v*h + u*z", "L = square(q - y) + 0.1*v*v"]
GIVEN = {"x": 2.0, "y": 1.0, "w": 0.5, "b": -0.25, "v": 0.75, "u": 0.1}

OTHER_EQUATIONS = {
    0: "z = w*x - b", 1: "h = tanh(z)", 2: "q = v*h", 3: "L = abs(q - y)",
}  # fmt: skip


def written(equations=EQUATIONS, rate=0.1, kink=0, **changes):
    """The text of a network file."""
    given = GIVEN | changes
    lines = "\n".join(equations)
    return (
        f"loss = 'L'\nequations = '''\n{lines}\n'''\n"
        f"inputs = {{ x = {given['x']!r} }}\ntargets = {{ y = {given['y']!r} }}\n"
        f"[parameters]\n" + "".join(f"{name} = {given[name]!r}\n" for name in "wbvu")
        + f"[training]\nlearning_rate = {rate}\n[conventions]\nrelu_at_zero = {kink}\n"
    )  # fmt: skip


def stood(text, step=None, iteration=0):
    debugger = Debugger(derive(parse_network(text)))
    steps = debugger.stop.steps
    return debugger.goto(steps if step is None else step, iteration)


def found_in(a, b, step=None, iteration=0):
    return difference(Side("a", stood(a, step, iteration)), Side("b", stood(b, None, iteration)))


def first_by_hand(a, b, iterations):
    """The first step whose value differs, found by running both and looking at each value."""
    runs = [list(trace(derive(parse_network(text)), iterations + 1)) for text in (a, b)]
    for mine, theirs in zip(*runs, strict=True):
        index = {each.symbol: i for i, each in enumerate(theirs.program.equations)}
        for i, equation in enumerate(mine.program.equations):
            j = index.get(equation.symbol)
            if j is None or theirs.program.equations[j].phase is not equation.phase:
                continue
            left, right = Step(mine, i).value, Step(theirs, j).value
            if not np.isclose(left, right, rtol=1e-11, atol=0):
                return mine.number, equation.symbol, left, right
    return None


def test_each_change_is_found_and_where_it_is_first_seen():
    chance = random.Random(5)  # noqa: S311
    for _ in range(30):
        name = chance.choice(list(GIVEN))
        changes, equations = {}, list(EQUATIONS)
        expected = set()
        if chance.random() < 0.6:
            changes[name] = GIVEN[name] + chance.choice([1.0, 1e-6])
            section = {"x": "inputs", "y": "targets"}.get(name, "parameters")
            expected.add((section, name))
        if chance.random() < 0.4:
            place = chance.randrange(len(equations))
            equations[place] = OTHER_EQUATIONS[place]
            expected.add(("equations", equations[place][0]))
        if chance.random() < 0.3:
            changes["rate"] = 0.2
            expected.add(("training", "learning rate"))
        iteration = chance.randrange(3)
        a, b = written(), written(equations, **changes)
        if "u" not in "".join(equations):
            continue
        try:
            found = found_in(a, b, iteration=iteration)
        except ValueError:
            continue  # a parameter that nothing uses any more
        assert {(each.section, each.name) for each in found.items} == expected
        assert found.is_none is (not expected)
        by_hand = first_by_hand(a, b, iteration)
        if by_hand is None:
            assert found.first is None
        else:
            number, symbol, left, right = by_hand
            assert (found.first.iteration, found.first.symbols[0]) == (number, symbol)
            assert found.first.values == (left, right)


@pytest.mark.parametrize(
    "same",
    [
        [line.replace("*", " * ").replace("h = relu(z)", "h = (relu((z)))") for line in EQUATIONS],
        ["# a comment", *EQUATIONS],
    ],
)
def test_it_is_the_structure_that_counts_and_not_the_text(same):
    found = found_in(written(), written(same))
    assert found.is_none
    assert Report(found, (TEXT, TEXT)).sentence().startswith("Nothing differs")


def test_what_rounding_does_is_no_difference_in_a_value():
    """In the second b is added first, and the sum is another one in its last bit."""
    a = written(["z = w*x + b + u", *EQUATIONS[1:]], w=0.1, x=3.0, b=0.2)
    b = written(["z = b + u + w*x", *EQUATIONS[1:]], w=0.1, x=3.0, b=0.2)
    found = found_in(a, b)
    assert [each.name for each in found.items] == ["z"]
    assert found.first is None
    assert not any(each.differs for each in found.values)


def test_what_is_only_renamed_is_told_and_its_values_are_compared():
    b = written([line.replace("h", "hidden").replace("w", "weight") for line in EQUATIONS])
    found = found_in(written(), b.replace("w = 0.5", "weight = 0.5"))
    names = {each.name: each.other for each in found.items}
    assert names == {"w": "weight", "h": "hidden"}
    assert found.first is None
    assert not any(each.differs for each in found.values)


def test_other_shapes_and_other_nodes_are_told():
    text = "loss='L'\nequations='L = mean(square(X @ W))'\ninputs={X=[[1,2]]}\nparameters={W=%s}"
    found = found_in(text % "[[1], [2]]", text % "[[1, 1], [2, 2]]")
    shown = "\n".join(Report(found, (Style("text"), Style("text"))).as_text())
    assert "~ W  [[1], [2]]  ->  [[1, 1], [2, 2]]" in shown
    assert found.first.symbols == ("dL/dW", "dL/dW")  # as both losses are 25
    data = json.loads("\n".join(Report(found, (TEXT, TEXT)).as_json()))
    assert data["differences"] == [
        {"section": "parameters", "kind": "changed", "name": "W", "a": [[1.0], [2.0]],
         "b": [[1.0, 1.0], [2.0, 2.0]]}
    ]  # fmt: skip
    assert data["same"] is False


def test_as_many_digits_are_shown_as_tell_two_numbers_apart():
    found = found_in(written(), written(w=0.5 + 1e-11), step=1)
    text = "\n".join(Report(found, (Style("text"), Style("text"))).as_text())
    assert "~ w  0.5  ->  0.50000000001" in text
    assert "is z, in step 1 of iteration 0: 0.75 in a, 0.75000000002 in b." in text


def test_hostile_names_are_spelled_out():
    side = Side("a\x1b[2J", stood(written()))
    text = "\n".join(Report(difference(side, side), (TEXT, TEXT)).as_text())
    assert "\x1b" not in text
