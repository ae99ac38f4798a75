"""Sums and means over several axes of arrays of rank three, from a file to the update."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.gradients.gradcheck import Verdict, check_gradients
from engine.iterations.compile import compile_program
from engine.iterations.run import run_iteration
from engine.iterations.step import every_step
from engine.iterations.timeline import Timeline
from engine.language.entries import entry
from engine.language.notation import TEXT
from engine.language.parser import parse
from engine.language.values import same, unwarned
from engine.network.files import load_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.sessions.files import read_session, write_session
from engine.sessions.restore import restore

TEXT_OF_FILE = """
title = "Channels"
loss = "L"
equations = \"\"\"
m = mean(A, axis=(0, 2))
D = A - expand_dims(m, axis=(0, 2))
s = sum(D*D*w, axis=(-1, 0))
L = sum(square(s)) + sum(mean(A*A, (1, 2))) + mean(sum(A*w, axis=(0, 1, 2)))
\"\"\"

[parameters]
A = { normal = 1, shape = [2, 3, 4] }
w = [[[0.5], [1.0], [-0.25]]]

[training]
learning_rate = 0.01
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "channels.toml"
    path.write_text(TEXT_OF_FILE)
    return path


@pytest.fixture
def network(path):
    return load_network(path)


def test_the_values_are_those_of_numpy(network):
    program = derive(network)
    steps = {
        step.symbol: step.value for step in every_step(run_iteration(program, 0, program.start))
    }
    a, w = network.parameters["A"], network.parameters["w"]
    m = a.mean(axis=(0, 2))
    s = ((a - m[None, :, None]) ** 2 * w).sum(axis=(0, 2))
    assert steps["m"] == pytest.approx(m)
    assert steps["s"] == pytest.approx(s)
    loss = (s**2).sum() + (a * a).mean(axis=(1, 2)).sum() + (a * w).sum()
    assert steps["L"] == pytest.approx(loss)


def test_the_gradients_are_those_of_the_complex_step(network, complex_step):
    program = derive(network)
    run = run_iteration(program, 0, program.start)
    for name in ("A", "w"):
        found = run.value(program.index[f"dL/d{name}"])
        np.testing.assert_allclose(found, complex_step(network, name), rtol=1e-12)
    check = check_gradients(Timeline(program).run(0))
    verdicts = {each.verdict for each in check.nodes}
    assert verdicts - {Verdict.CANNOT_TELL} == {Verdict.AGREES}


def test_compiled_code_has_the_numbers_of_the_trace(network):
    program = derive(network)
    run = run_iteration(program, 0, program.start)
    with unwarned():
        end, _, _ = compile_program(program)(program.start)
    assert all(map(same, end, run.end))


def test_every_entry_of_every_step_is_the_recorded_one(network):
    program = derive(network)
    for step in every_step(run_iteration(program, 0, program.start)):
        for index in np.ndindex(np.shape(step.value)):
            part = entry(step.equation.expression, index, program.shapes, step.before, 10**6, 10**6)
            names = {name: step.before(name) for name in step.equation.reads()}
            assert by_hand(part, names) == pytest.approx(float(np.asarray(step.value)[index]))


def by_hand(part, values):
    """The value of the expression of an entry, by Python's own arithmetic."""
    text = TEXT.write(part).replace("dL/d", "dL_d")
    names = {name.replace("/", "_"): value for name, value in values.items()}
    return eval(text, {"square": lambda x: x * x}, names)  # noqa: S307  (a formula of numbers)


def test_axes_are_kept_in_a_session(network, path, tmp_path):
    debugger = Debugger(Recipe(str(path)).program(), Recipe(str(path)).read())
    debugger.watch("sum(A, axis=(0, 2))")
    debugger.break_at("sum(sum(A, axis=(0, 2))) > 1e9")
    path = write_session(debugger.stop, tmp_path / "s.json")
    restored = restore(read_session(path))
    restored.arrive()
    again = restored.debugger.stop
    assert again.program.network.equations == network.equations
    assert [watch.text for watch in again.watches] == ["sum(A, axis=(0, 2))"]


def test_a_rule_over_several_axes_is_written_as_it_is_typed(network):
    program = derive(network)
    terms = program.equations[program.index["dL/dm"]].terms
    shown = TEXT.write(terms[0].expression)
    assert "axis=(0, 2)" in shown
    assert parse(shown) == terms[0].expression
