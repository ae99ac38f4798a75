"""The gradient check where numbers are as small as its imaginary step, or smaller."""

import math

import pytest

from engine.gradients.check import Verdict
from engine.gradients.gradcheck import check_gradients
from engine.iterations.run import run_iteration
from engine.program.program import derive
from tests.engine.gradients.checks import by_node

SLOPES = {
    "v/w": lambda v, w: -(v / w) / w,
    "v*log(w)": lambda v, w: v / w,
    "v*sqrt(w)": lambda v, w: v / (2.0 * math.sqrt(w)),
    "v*w**1.5": lambda v, w: v * 1.5 * math.sqrt(w),
    "v*w**(-0.5)": lambda v, w: v * -0.5 / math.sqrt(w) / w,
}


@pytest.mark.parametrize("text", SLOPES)
@pytest.mark.parametrize("size", [1.0, 1e-100, 3e-140, 1e-149, 7e-150, 1e-151, 2e-155, 1e-160])
def test_a_right_gradient_is_right_and_a_wrong_one_is_not(build, text, size):
    w, v = size, -2.0 * min(1.0, size * 1e5)
    program = derive(build(f"L = {text}", w=w, v=v))
    run = run_iteration(program, 0, program.start)
    index = program.index["dL/dw"]
    assert run.value(index) == pytest.approx(SLOPES[text](v, w), rel=1e-12)
    assert {each.verdict for each in check_gradients(run).nodes} <= {
        Verdict.AGREES, Verdict.CANNOT_TELL,
    }  # fmt: skip
    if abs(run.value(index)) > 1e-140:
        assert by_node(check_gradients(run))["w"].verdict is Verdict.AGREES
        wrong = run_iteration(program, 0, program.start)
        wrong._memory[len(run.start) + index] = run.value(index) * (1.0 - 1e-6)
        assert by_node(check_gradients(wrong))["w"].verdict is Verdict.DIFFERS
