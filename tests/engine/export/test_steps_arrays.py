"""Records of steps with arrays, as text and as JSON."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest

from engine.export.steps import as_json, as_text
from engine.iterations.run import trace
from engine.iterations.step import every_step
from engine.language.notation import Style
from engine.language.parser import parse
from engine.language.values import array, same
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive
from tests.engine.export.records import STYLE, runs_of


def text_of(network, iterations=1, kind="unicode"):
    program = derive(network)
    style = Style(kind, network.names, program.shapes, 6)
    return list(as_text(trace(program, iterations), style))


def blocks_in(lines):
    """For each step what its lines are, without its note: by what it assigns."""
    found, head = {}, ""
    for line in lines:
        start = re.match(r" *\d+  (\S+) = ", line)
        if start:
            head = start[1]
        # A step assigned by the update has a name that a forward step may have: the first is kept.
        if re.match(r" {5}\S", line):
            head = ""
        elif head:
            found.setdefault(head, []).append(line)
    return found


def last_matrix(lines):
    """The numbers of the last right-hand side: the rows of a matrix, or one row of a vector."""
    top = max(i for i, line in enumerate(lines) if re.search(r"⎡|[=≈] \[", line))
    rows = [re.split(r"[⎡⎢⎣\[]", line)[-1] for line in lines[top:]]
    return [
        [float(number.replace("−", "-")) for number in re.findall(r"[−\d.e]+", row)] for row in rows
    ]


@pytest.fixture(scope="module")
def xor():
    """The text of an iteration of XOR, and the same by hand in numpy."""
    network = load_network("xor", 1)
    known = network.constants
    z = known["X"] @ known["W1"] + known["b1"]
    h = np.maximum(z, 0)
    powers = np.exp(h @ known["W2"] + known["b2"])
    do = (powers / powers.sum(axis=1, keepdims=True) - known["Y"]) / 4
    dz = (do @ known["W2"].T) * (z > 0)
    by_hand = {
        "Z": z, "H": h, "O": h @ known["W2"] + known["b2"], "∂L/∂O": do, "∂L/∂W2": h.T @ do,
        "∂L/∂b2": [do.sum(axis=0)], "∂L/∂H": do @ known["W2"].T, "∂L/∂Z": dz,
        "∂L/∂W1": known["X"].T @ dz, "∂L/∂b1": [dz.sum(axis=0)],
        "W1": known["W1"] - known["X"].T @ dz,
    }  # fmt: skip
    return text_of(network), by_hand


def test_matrices_are_written_out_with_the_numbers_of_numpy(xor):
    lines, by_hand = xor
    blocks = blocks_in(lines)
    assert by_hand.keys() <= blocks.keys()
    for symbol, value in by_hand.items():
        np.testing.assert_allclose(
            last_matrix(blocks[symbol]), value, rtol=5e-3, atol=5e-6, err_msg=symbol
        )


def test_a_matrix_step_begins_with_its_rule(xor):
    lines, _ = xor
    for rule in (
        "  1  Z = X · W1 + b1",
        "  5  ∂L/∂O = 1 / 4 · (softmax(O) − Y)",
        "  6  ∂L/∂W2 = Hᵀ · ∂L/∂O",
        "  7  ∂L/∂b2 = Σₙ (∂L/∂O)ₙ",
        "  9  ∂L/∂Z = ∂L/∂H ⊙ [Z > 0]",
        " 12  W1 = W1 − lr · ∂L/∂W1",
    ):
        assert lines.count(rule) == 1


def test_after_the_rule_stand_the_numbers_it_is_computed_from(xor):
    """The mask of ∂L/∂Z is written as zeros and ones, beside the gradient that it masks."""
    lines, by_hand = xor
    block = blocks_in(lines)["∂L/∂Z"]
    masks = re.findall(r"[⎡⎢⎣]([01]) ([01])[⎤⎥⎦]", "\n".join(block))
    assert [list(map(int, row)) for row in masks] == (by_hand["Z"] > 0).astype(int).tolist()


def test_every_step_of_xor_has_a_note_and_no_matrix_is_too_wide(xor):
    lines, _ = xor
    notes = [line for line in lines if re.match(r" {5}\S", line) and line.endswith(".")]
    assert len(notes) == 15
    assert max(len(line) for line in lines if line not in notes) <= 100
    assert not [line for line in lines if line != line.rstrip()]


def test_the_brackets_of_a_matrix_stand_one_under_the_other(xor):
    lines, _ = xor
    for block in blocks_in(lines).values():
        for above, below in pairwise(block):
            for i, character in enumerate(above):
                if character in "⎡⎤":
                    assert below[i] in "⎢⎣⎥⎦"


def test_a_loss_of_an_array_ends_in_its_number(xor):
    lines, _ = xor
    at = next(i for i, line in enumerate(lines) if line.startswith("  4  L = mean(CE(O, Y))"))
    end = next(i for i in range(at, len(lines)) if lines[i].startswith("     L is the loss"))
    assert float(lines[end - 1].lstrip(" =≈")) == pytest.approx(np.log(2), rel=1e-3)


def test_large_arrays_are_written_as_their_shape_and_range():
    samples = 50
    network = Network(
        (
            Definition("Z", parse("X @ W")),
            Definition("L", parse("mean(square(Z))")),
        ),
        "L",
        {"X": array(np.linspace(-1, 1, samples * 20).reshape(samples, 20))},
        {},
        {"W": array(np.full((20, 2), 0.5))},
    )
    lines = text_of(network)
    assert "       = [50×20] · [20×2]" in lines
    z = network.inputs["X"] @ network.parameters["W"]
    (shown,) = [line for line in lines if "[50×2] from" in line and "Z" not in line][:1]
    numbers = [float(n.replace("−", "-")) for n in re.findall(r"−?\d+\.\d+", shown)]
    assert numbers == pytest.approx([z.min(), z.max()], rel=1e-5)
    assert max(map(len, lines)) < 200


def test_without_unicode_matrices_are_drawn_in_ascii():
    lines = text_of(load_network("xor", 1), kind="text")
    assert "".join(lines).isascii()
    assert "  6  dL/dW2 = transpose(H) @ dL/dO" in lines
    assert [line for line in lines if re.search(r"\[-?\d\S* +-?\d\S*\]$", line)]


@pytest.mark.parametrize("name", ["xor", "classifier", "regression"])
def test_json_of_arrays_is_strict_and_keeps_every_number(name):
    runs = runs_of(load_network(name), 2)
    read = json.loads("\n".join(as_json(runs, STYLE)), parse_constant=pytest.fail)
    steps = [step for run in runs for step in every_step(run)]
    for each, step in zip(read, steps, strict=True):
        assert same(array(each["value"]) if np.ndim(step.value) else each["value"], step.value)
        sums = [np.asarray(term["value"]) for term in each["terms"]]
        if sums:
            np.testing.assert_allclose(sum(sums), step.value, rtol=1e-12)
