"""What else is known of each op holds over all its calls: checks, sweeps, second derivatives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.diagnosis.movable import movable
from engine.gradients.gradcheck import check_gradients
from engine.iterations.run import Run, run_iteration, trace
from engine.language.expression import gradient_name
from engine.language.parser import parse
from engine.language.rounding import bounded
from engine.language.values import zeros
from engine.program.program import derive
from engine.program.second import second
from engine.sweeps.sweep import Sweep
from tests.engine.conftest import compute
from tests.engine.iterations.compiled import assert_same
from tests.engine.language.every_op import CASES, calls
from tests.engine.language.random_programs import random_programs
from tests.engine.language.test_every_op import loss_of

EACH = settings(max_examples=settings().max_examples // 7)


def run_of(program):
    return run_iteration(program, 0, program.start)


@EACH
@given(data=st.data())
@pytest.mark.parametrize("op", CASES)
def test_its_gradients_pass_the_check_and_so_do_those_of_its_gradients(op, data, build):
    program = derive(loss_of(*data.draw(calls(op)), build))
    assert check_gradients(run_of(program)).passes
    found = second(program, program.network.parameters)
    if found.program is None:
        return
    start = list(found.program.start)
    rng = np.random.default_rng(1)
    for name, direction in found.directions.items():
        start[found.program.base[direction]] = zeros(program.shapes[name]) + rng.normal()
    assert check_gradients(Run(found.program, 0, tuple(start))).passes


@EACH
@given(data=st.data())
@pytest.mark.parametrize("op", CASES)
def test_a_sweep_has_the_losses_of_its_runs(op, data, build):
    program = derive(loss_of(*data.draw(calls(op)), build))
    starts = {
        name: np.stack([np.asarray(value)] * 2)
        for name, value in program.network.parameters.items()
    }
    losses = Sweep(program, starts, 2).advance(3)
    wanted = [each.loss for each in trace(program, 3)]
    np.testing.assert_allclose(losses, np.stack([wanted, wanted], axis=1), rtol=1e-9)


@given(data=st.data())
def test_random_programs_are_compiled_swept_and_checked(data, build):
    network = data.draw(random_programs(build))
    assert_same(network, 2)
    program = derive(network)
    losses = Sweep(program, {}, 1).advance(2)[:, 0]
    wanted = [each.loss for each in trace(program, 2)]
    np.testing.assert_allclose(losses, wanted, rtol=1e-9, atol=1e-12)
    assert check_gradients(run_of(program)).passes


@EACH
@given(data=st.data())
@pytest.mark.parametrize("op", CASES)
def test_rounding_is_within_its_bound(op, data):
    text, values = data.draw(calls(op))
    given = {name: np.asarray(value) for name, value in values.items()}
    expression = parse(text)

    def known(part):
        value = values.get(getattr(part, "name", None))
        return None if value is None else (value, 0.0 * np.asarray(value))

    found, bound = bounded(expression, known)
    assert np.all(np.asarray(bound) >= 0.0)
    if op not in ("erf", "gelu"):  # which numpy has in no other precision
        exact = compute(expression, {n: each.astype(np.longdouble) for n, each in given.items()})
        assert (abs(found - exact) <= bound + 4e-16 * abs(exact)).all()


@EACH
@given(data=st.data())
@pytest.mark.parametrize("op", CASES)
def test_what_has_a_gradient_can_change(op, data, build):
    run = run_of(derive(loss_of(*data.draw(calls(op)), build)))
    flags = movable(run)
    for name in run.program.network.parameters:
        gradient = run.value(run.program.index[gradient_name("L", name)])
        assert np.all(np.asarray(flags[gradient_name("L", name)]) >= (np.asarray(gradient) != 0.0))
