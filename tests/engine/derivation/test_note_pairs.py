"""Sentences about operands of which each part meets each part of the other."""

from dataclasses import replace

import pytest

from engine.claims.pairs import Pairs
from engine.derivation.note import note, note_claims
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.network.arguments import build_network
from engine.program.program import derive

A = [[1.0], [2.0], [3.0]]
B = [4.0, 5.0]
TOLD = "Each of the 3 entries of A meets each of the 2 entries of B: a 3×1 matrix and a vector of 2"


def first(equation, **inputs):
    """The first step of a network that has an equation, with all its iterations."""
    used = {name: value for name, value in inputs.items() if name in equation}
    network = build_network(
        f"v = {equation}\nL = sum(w*v)", loss="L", inputs=used, parameters={"w": 2.0}
    )
    timeline = Timeline(derive(network))
    return timeline, Step(timeline.run(0), 0)


@pytest.mark.parametrize("equation", ["A - B", "square(A*B)", "1 + A/(B + 1)"])
def test_it_is_said_where_all_meet_all(equation):
    timeline, step = first(equation, A=A, B=B)
    told = TOLD if "1" not in equation else TOLD.replace("of B", "of B + 1")
    assert f"{told} are both repeated to fit." in note(step, Style())
    (claim,) = [each for each in note_claims(step) if isinstance(each, Pairs)]
    assert claim.holds(timeline)
    assert not replace(claim, counts=(2, 2)).holds(timeline)
    assert not replace(claim, axes=(-1, -1)).holds(timeline)


def test_rows_that_meet_rows_are_parts():
    _, step = first("A - B", A=[[[1.0, 2.0]], [[3.0, 4.0]]], B=[[5.0, 6.0]] * 3)
    assert "Each of the 2 parts of A meets each of the 3 parts of B" in note(step, Style())


@pytest.mark.parametrize("equation", ["A - A", "A * 2", "B - sum(B)", "A - B[0]", "A - B[None, :]"])
def test_nothing_is_said_of_what_fits_or_is_widened_on_purpose(equation):
    _, step = first(equation, A=A, B=B)
    assert "meets" not in note(step, Style())
