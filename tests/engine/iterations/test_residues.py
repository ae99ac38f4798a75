"""Residues: what is nothing but rounding is told from what is small, by fractions."""

import random
from fractions import Fraction

import numpy as np

from engine.export.steps import as_text
from engine.iterations.residues import residues, residues_in, shown, shown_in
from engine.iterations.run import run_iteration
from engine.iterations.state import State
from engine.iterations.step import Step, every_step
from engine.language.rounding import Residue
from engine.program.program import derive


def run_of(network):
    program = derive(network)
    return run_iteration(program, 0, program.start)


def first(network):
    return Step(run_of(network), 0)


def decimals(draw, count):
    """Numbers with three decimals that add up to 0."""
    whole = [draw.randrange(-9999, 9999) for _ in range(count - 1)]
    return [*(each / 1000 for each in whole), -sum(whole) / 1000]


def test_decimals_that_add_up_to_nothing_leave_only_a_residue(build):
    draw, found = random.Random(0), 0  # noqa: S311
    for _ in range(200):
        values = dict(zip("abcd", decimals(draw, 4), strict=True))
        step = first(build("z = a + b + c + d\nL = square(z)", **values))
        assert isinstance(shown(step), Residue) == (step.value != 0.0)
        found += step.value != 0.0
    assert found > 50


def test_what_is_small_is_no_residue(build):
    draw = random.Random(1)  # noqa: S311
    for _ in range(200):
        a, b = draw.gauss(0, 10.0 ** draw.randint(-6, 6)), draw.gauss(0, 1)
        small = 10.0 ** draw.uniform(-14, -1)
        values = {"a": a, "b": b, "c": -(a * b) * (1 + small)}
        step = first(build("z = a*b + c\nL = square(z)", **values))
        exact = Fraction(a) * Fraction(b) + Fraction(values["c"])
        assert abs(exact) > abs(Fraction(values["c"])) * Fraction(1e-15)
        assert not residues(step)
        assert not isinstance(shown(step), Residue)


def test_what_is_made_of_a_residue_is_one_too(build):
    run = run_of(
        build("z = a + b + c\nh = relu(z)\no = v*h\nL = o + w", a=0.1, b=0.2, c=-0.3, v=5.0, w=1.0)
    )
    are = {step.symbol: isinstance(shown(step), Residue) for step in list(every_step(run))[:4]}
    assert are == {"z": True, "h": True, "o": True, "L": False}


def test_only_some_entries_of_an_array_may_be_residues(build):
    rows = np.array([[0.1, 0.2, -0.3], [1.0, 2.0, -4.0], [0.5, 0.25, -0.75]])
    step = first(build("z = A @ v\nL = sum(z)", A=rows, v=np.ones(3)))
    assert residues(step).tolist() == [True, False, False]
    assert step.value[0] != 0.0
    assert shown(step).tolist() == [0.0, -1.0, 0.0]
    assert isinstance(shown(step, (0,)), Residue)
    assert not isinstance(shown(step, (1,)), Residue)


def test_what_is_not_finite_is_no_residue(build):
    run = run_of(build("a = exp(w)\nz = a - a\nL = z + w", w=1000.0))
    assert not any(np.any(residues(step)) for step in every_step(run))


def test_a_sum_that_is_under_way_may_be_one_before_it_is_complete(build):
    network = build("a = 0.1*w\nb = 0.2*w\nc = -0.3*w\nd = 2*w\nL = a + b + c + d", w=1.0)
    run = run_of(network)
    place = run.program.index["dL/dw"] + 1
    assert [type(shown_in(State(run, place, arrived), "dL/dw")) for arrived in range(1, 5)] == [
        float, float, float, float,
    ]  # fmt: skip
    network = build("d = 0.1*w\nc = 0.2*w\nb = -0.3*w\na = 2*w\nL = a + b + c + d", w=1.0)
    run = run_of(network)
    sums = [State(run, place, arrived) for arrived in range(5)]
    wanted = [0.0, *np.cumsum([term.value for term in Step(run, place - 1).terms])]
    for state, total in zip(sums, wanted, strict=True):
        found = shown_in(state, "dL/dw")
        assert found == total
        assert isinstance(found, Residue) == (0 < abs(total) < 1e-15)


def test_a_trace_says_so(build):
    run = run_of(build("z = a + b + c\nL = square(z)", a=0.1, b=0.2, c=-0.3))
    text = "\n".join(as_text([run], run.program.style))
    assert "z = a + b + c = 0.1 + 0.2 + (−0.3) = 0 (rounding: 5.6e−17)" in text


def test_of_a_sum_of_products_only_what_is_small_next_to_its_terms_is_a_residue(build):
    def found(last, x):
        lines = f"a = w*{last}\nb = w*0.2\nc = w*0.1\nL = x*a + x*b + x*c"
        run = run_of(build(lines, {"x": x}, w=1.0))
        place = run.program.index["dL/dw"]
        assert run.value(place) != 0.0
        return place in residues_in(run, place + 1)

    assert [found(-0.3, x) for x in (1.0, 2.0**-30, 2.0**30)] == [True] * 3
    assert not any(found(-0.3000001, x) for x in (1.0, 2.0**-30, 2.0**30))
