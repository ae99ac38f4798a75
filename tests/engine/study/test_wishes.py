"""Wishes for a study, read; what cannot be made is refused in a line that says a way out."""

import re

import pytest

from engine.errors import SpecError
from engine.program.recipe import Recipe
from engine.study.bounds import MAX_RUNS
from engine.study.plan import Varied
from engine.study.wishes import (
    as_typed,
    plan_of,
    read_iterations,
    read_optimisers,
    read_rates,
    read_seeds,
    read_varied,
)

SKIP, XOR = Recipe("skip").program(), Recipe("xor").program()


def test_what_can_be_asked_for():
    assert read_seeds("200") == range(200)
    assert read_seeds("100:300") == read_seeds("100-299") == range(100, 300)
    assert read_rates("0.1, 3,0.1") == (0.1, 3.0)
    assert read_iterations("1,000") == 1000
    assert read_optimisers("sgd,adam") == ("gd", "adam")
    assert read_varied("w0=-1:1:3", SKIP).values == (-1.0, 0.0, 1.0)
    assert read_varied(" W1[0,1] = 0:1:11", XOR) == Varied("W1", (0, 1), 0.0, 1.0, 11)


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (read_seeds, "0", "from 1 on"),
        (read_seeds, "30:10", "10:30"),
        (read_seeds, "-10", "'-10'"),
        (read_seeds, "many", "'many'"),
        (read_seeds, "9" * 5000, "18 digits"),
        (read_rates, "", "''"),
        (read_rates, "0.1,nan", "'nan'"),
        (read_iterations, "0", "from 1 to"),
        (read_iterations, "99999999", "1,000,000"),
        (read_optimisers, "gd,x", "'x'"),
        (lambda text: read_varied(text, SKIP), "w0", "w0=-1:1:101"),
        (lambda text: read_varied(text, SKIP), "w9=0:1:3", "w9"),
        (lambda text: read_varied(text, SKIP), "w0=1:0:3", "reversed"),
        (lambda text: read_varied(text, SKIP), "w0=1:1:3", "empty"),
        (lambda text: read_varied(text, SKIP), "w0=-1e308:1e308:3", "too wide"),
        (lambda text: read_varied(text, SKIP), "w0=0:1:1", "2 or more"),
        (lambda text: read_varied(text, XOR), "W1[=0:1:3", "W1[0,1]"),
        (lambda text: read_varied(text, XOR), "W1=0:1:3", "W1[0,0]"),
        (lambda text: read_varied(text, XOR), "W1[2,0]=0:1:3", "W1[0,0]"),
    ],
)
def test_what_cannot_be_is_refused(read, text, said):
    with pytest.raises(SpecError, match=re.escape(said)):
        read(text)


def test_a_plan_takes_what_is_not_said_from_the_network():
    plan = plan_of(Recipe("xor"), seeds=range(5), rates=(), iterations=10)
    assert (plan.rates, plan.optimisers, plan.count) == ((1.0,), ("gd",), 5)
    varied = read_varied("w0=-1:1:101", SKIP)
    plan = plan_of(Recipe("skip"), seeds=range(9), rates=(1.0, 2.0), iterations=1, varied=[varied])
    assert (plan.count, plan.seeds) == (202, range(1))


def test_a_plan_of_equal_runs_or_of_too_many_is_refused():
    with pytest.raises(SpecError, match="vary a parameter, as in w0"):
        plan_of(Recipe("skip"), seeds=range(9), rates=(1.0,), iterations=1)
    with pytest.raises(SpecError, match="more than fit into memory"):
        plan_of(Recipe("xor"), seeds=range(MAX_RUNS), rates=(1.0, 2.0), iterations=1)
    varied = read_varied("w0=-1:1:101", SKIP)
    with pytest.raises(SpecError, match="twice"):
        plan_of(Recipe("skip"), seeds=range(1), rates=(), iterations=1, varied=[varied, varied])


def test_a_plan_is_typed_as_it_is_asked_for():
    varied = (Varied("W1", (0, 1), -1.0, 0.5, 7),)
    plan = plan_of(
        Recipe("xor"), seeds=range(3, 9), rates=(0.1, 1.0), iterations=10, varied=varied,
        optimisers=("gd", "adam"),
    )  # fmt: skip
    *_, last = typed = as_typed(plan).split(" ")
    pairs = dict(each.split("=") for each in typed[:-1])
    assert read_seeds(pairs["seeds"]) == plan.seeds
    assert read_rates(pairs["lr"]) == plan.rates
    assert read_iterations(pairs["iterations"]) == plan.iterations
    assert read_optimisers(pairs["optimiser"]) == plan.optimisers
    assert (read_varied(last, XOR),) == varied
