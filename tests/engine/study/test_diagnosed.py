"""A run of a study is what the debugger's diagnosis of that very run says.

A few are looked at with every run of the suite; for a person:

    STUDIES=0:200 pytest -n 0 -s tests/engine/study/test_diagnosed.py
"""

import os
from collections import Counter

import pytest

from engine.program.recipe import Recipe
from engine.study.plan import Plan, Varied
from engine.study.records import End
from engine.study.working import study
from tests.engine.study.diagnosed import differences
from tests.engine.study.networks import plan_of, random_recipe

ASKED = os.environ.get("STUDIES")


@pytest.fixture(autouse=True)
def _as_far(monkeypatch):
    if not ASKED:
        monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", 300)


def ends(found):
    return {End(each).words for each in found.records.outcome.reshape(-1)}


def test_xor_is_stuck_solved_and_jumps_for_the_same_reasons():
    rates = (1.0, 3.0, 10.0) if ASKED else (1.0, 10.0)
    found = study(plan_of("xor", 60 if ASKED else 4, rates, 250))
    assert not list(differences(found))
    assert ends(found) == {"solved", "stuck", "not decided"}
    reasons = {word for cell in found.cells for each in cell.outcomes for word in each.reasons}
    assert reasons >= {"linear", "dead", "shared", "cancels", "jumping"}


def test_a_network_without_randomness_is_varied_in_its_parameters():
    varied = (Varied("w0", (), -1.0, 1.0, 3), Varied("x", (), 1.0, 2.0, 2))
    found = study(plan_of("skip", 1, (0.1, 1.0), 15, varied, ("gd", "adam")))
    assert not list(differences(found))
    assert len(found.cells) == 2 * 3 * 2 * 2


def test_runs_that_diverge_are_told():
    found = study(plan_of("regression", 1, (0.01, 1e3), 150, (Varied("w", (), -1.0, 1.0, 2),)))
    assert not list(differences(found))
    assert [cell.outcomes[0].end for cell in found.cells[1::2]] == [End.DIVERGED] * 2
    assert found.cells[1].outcomes[0].loss is None


def test_what_overflows_in_what_the_optimiser_remembers_has_diverged():
    text = (
        'loss = "L"\nequations = """\nL = square(exp(exp(w)) - 1)\n"""\n'
        "[parameters]\nw = 5\n[training]\nlearning_rate = 1\n"
    )
    varied = (Varied("w", (), 5.3, 5.6, 4),)  # the square of their gradients is above 1e308
    plan = Plan(Recipe("exp.toml", text=text), range(1), (1.0,), 1, varied, ("adam",))
    found = study(plan)
    assert not list(differences(found))
    assert ends(found) == {"diverged"}


def test_the_channels_of_images_die_as_units():
    text = (
        'loss = "L"\nequations = """\nC = relu(X * W + B)\nm = mean(C, axis=(2, 3)) @ V\n'
        'L = mean(square(m - Y))\n"""\n[inputs]\nX = { normal = 1, shape = [2, 1, 2, 3] }\n'
        "[targets]\nY = [[1], [2]]\n[parameters]\nW = { normal = 1, shape = [4, 1, 1] }\n"
        "B = { normal = 2, shape = [4, 1, 1] }\nV = { normal = 1, shape = [4, 1] }\n"
        "[training]\nlearning_rate = 0.1\n"
    )
    found = study(Plan(Recipe("images.toml", text=text), range(6), (0.1,), 20, (), ("gd",)))
    assert not list(differences(found))
    assert 1 <= found.records.dead.max() <= 4


@pytest.mark.parametrize("seed", range(*map(int, ASKED.split(":"))) if ASKED else [3, 11])
def test_random_networks_come_to_what_each_run_alone_does(seed):
    recipe, mlp = random_recipe(seed)
    rates = (mlp.rate, 10.0 * mlp.rate)
    iterations = 400 if ASKED else 60
    plan = Plan(recipe, range(4 if ASKED else 2), rates, iterations, (), (mlp.optimiser,))
    found = study(plan)
    if ASKED:
        counts = Counter(End(each).words for each in found.records.outcome.reshape(-1))
        print(f"\n{mlp.loss} {mlp.activation} {mlp.optimiser}:", dict(counts))  # noqa: T201
    unlike = list(differences(found))
    if ASKED and unlike and (mlp.optimiser == "adam" or mlp.loss == "abs"):
        # Steps are made of the sign, or the size, of what rounding leaves of a gradient that is 0,
        # and numpy's functions for many numbers at once may leave something else than Python's.
        print(f"of {plan.count} runs perhaps decided by rounding:", unlike)  # noqa: T201
    else:
        assert not unlike
