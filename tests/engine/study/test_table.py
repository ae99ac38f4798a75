"""Cells, plateaus and intervals, by numbers that come from elsewhere."""

import math

import numpy as np
import pytest

from engine.export.study_text import as_text
from engine.study.plateaus import plateaus_of, which
from engine.study.records import End, records_of
from engine.study.study import Study
from engine.study.wilson import wilson
from tests.engine.study.networks import plan_of


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718), (29, 29, 0.8830, 1.0)],
)  # fmt: skip
def test_intervals_are_those_of_newcombe(count, total, low, high):
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3; the last mirrored."""
    assert wilson(count, total) == pytest.approx((low, high), abs=5e-5)


def test_losses_with_gaps_between_them_are_plateaus():
    rng = np.random.default_rng(0)
    exact = [0.34657, 0.47739, 0.69315, 2.4713]
    losses = np.concatenate([each * (1 + 1e-3 * np.append(rng.random(49), 0)) for each in exact])
    found = plateaus_of(rng.permutation(losses), 0.69)
    assert [each.name for each in found] == ["0.347", "0.477", "0.693", "2.471"]
    assert [each.count for each in found] == [50] * 4
    assert which(found, losses).tolist() == sorted([0, 1, 2, 3] * 50)


def test_losses_without_gaps_are_one_plateau_that_is_called_a_range():
    (found,) = plateaus_of(np.linspace(0.2, 0.3, 400), 0.69)
    assert found.name == "0.2 to 0.3"
    assert plateaus_of(np.array([]), 1.0) == ()
    small = plateaus_of(np.array([0.0, 1e-9, 3e-6, 0.5]), 1.0)
    assert [each.count for each in small] == [3, 1]


def test_a_cell_counts_what_its_runs_came_to():
    plan = plan_of("xor", 10, (0.5, 1.0), 100)
    records = records_of(plan)
    records.outcome[0, :8, 1] = [0, 0, 0, 1, 1, 1, 2, 3]
    records.loss[0, :8, 1] = [0.001, 0.002, 0.003, 0.3466, 0.3467, 0.6931, math.nan, 0.5]
    records.solved_in[0, :3, 1] = [50, 60, 90]
    records.reasons[0, 3:6, 1] = [4, 4, 3]
    records.dead[0, 5, 1] = 2
    found = Study(plan, records)
    assert (found.done, found.cells[0].outcomes) == (8, ())
    solved, low, high, diverged, undecided = found.cells[1].outcomes
    assert (solved.count, solved.fraction, solved.median_iterations) == (3, 3 / 8, 60)
    assert (solved.low, solved.high) == wilson(3, 8)
    assert (low.end, low.plateau, low.count, low.loss) == (End.STUCK, 0, 2, 0.3466)
    assert (dict(low.reasons), dict(high.reasons)) == ({"shared": 2}, {"dead": 1, "linear": 1})
    assert (high.dead_units, diverged.loss, undecided.loss) == (2.0, None, 0.5)
    text = list(as_text(found))
    assert all(len(line) <= 80 for line in text)
    assert "other last bits" not in " ".join(text)
    two = Study(plan, records, machines={"one": 5, "other": 3})
    assert "5 and 3 runs were made by machines that compute other last bits" in " ".join(
        as_text(two)
    )


def test_the_recipe_of_a_run_is_that_of_its_cell():
    plan = plan_of("xor", 5, (0.5, 1.0), 100, optimisers=("gd", "adam"))
    recipe = Study(plan, records_of(plan)).recipe(5 * 2 + 2 * 3 + 1)
    assert (recipe.seed, recipe.learning_rate, recipe.optimiser) == (3, 1.0, "adam")
