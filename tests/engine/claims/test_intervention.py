"""Interventions, against the skip network computed by hand in the exercise."""

import pytest

from engine.claims.intervention import intervened, reassigned
from engine.iterations.step import every_step
from engine.iterations.timeline import Timeline
from engine.network.files import load_network
from engine.program.program import derive


@pytest.fixture
def run():
    return Timeline(derive(load_network("skip"))).run(0)


def step_of(run, symbol):
    return every_step(run)[run.program.index[symbol]]


def test_another_value_of_a_node_changes_all_that_follows_and_nothing_before(run):
    other = intervened(run, {"h0": 0.0})
    assert other.value(run.program.index["z0"]) == run.value(run.program.index["z0"])
    assert other.loss == 3.0  # |y − 0|


def test_another_value_of_a_parameter_is_the_one_the_iteration_starts_with(run):
    assert intervened(run, {"w3": 0.0}).loss != run.loss
    assert intervened(run, {"w3": run.start[run.program.base["w3"]]}).loss == run.loss


def test_one_equation_alone_is_computed_with_another_value(run):
    step = step_of(run, "z2")
    assert reassigned(step, {}) == step.value
    difference = reassigned(step, {"w3": 2.0}) - reassigned(step, {"w3": 1.0})
    assert difference == step.before("h0")


def test_a_fan_in_sum_is_computed_with_another_value_of_one_term(run):
    step = step_of(run, "dL/dh0")
    assert step.value == 0.75
    assert reassigned(step, {"dL/dz1": 0.0}) == 0.5
