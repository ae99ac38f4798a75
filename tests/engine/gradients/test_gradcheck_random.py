"""The gradient check of random networks of all sizes: none that is right is called wrong.

A few faults are looked for with every run of the suite. As many as one likes, of so many networks
that are drawn with a seed (2,000 take about 4 minutes):

    FAULTS=7:2000 pytest -n 0 -s tests/engine/gradients/test_gradcheck_random.py -k fault
"""

import os
import re

import numpy as np
import pytest

from engine.gradients.check import Verdict
from engine.gradients.gradcheck import check_gradients
from engine.iterations.run import run_iteration
from engine.program.program import Phase, derive
from tests.engine.gradients.checks import by_node

FORMS = (
    "relu(a)", "tanh(a)", "sigmoid(a)", "softplus(a)", "abs(a)", "leaky_relu(a, slope=0.1)",
    "square(a)", "exp(a/8)", "step(a)*b", "sign(a)*b", "sqrt(abs(a) + 0.1)", "(abs(a) + 0.5)**1.5",
    "(abs(a) + 0.2)**b", "a*b", "a + b", "a - b", "maximum(a, b)", "minimum(a, b)",
    "a / (abs(b) + 1)", "a*b + a*c",
)  # fmt: skip


SEED, NETWORKS = map(int, os.environ.get("FAULTS", "1:25").split(":"))
"""What the networks are drawn with whose gradients are made wrong, and how many."""


def network_of(build, draw):
    """A random network of single numbers, some of which sit on kinks."""
    scale = 10.0 ** draw.uniform(-6, 6)
    values = {name: float(draw.normal(0, scale)) for name in ("u", "v", "w")}
    if draw.random() < 0.3:
        values["v"] = float(draw.choice([0.0, 1.0, -1.0]))
    names, lines = list(values), []
    for place in range(draw.integers(2, 8)):
        form, chosen = draw.choice(FORMS), draw.choice(names[-4:], 3)
        letters = dict(zip("abc", chosen, strict=True))
        part = "".join(letters.get(word, word) for word in _words(form))
        lines.append(f"h{place} = {part}")
        names.append(f"h{place}")
    used = " ".join(line.partition("=")[2] for line in lines)
    rest = [name for name in names if name not in _words(used)]
    return build("\n".join([*lines, f"L = {' + '.join(rest)}"]), **values)


def _words(text):
    return re.findall(r"\w+|\W", text)


def runs(build, seed, count):
    draw = np.random.default_rng(seed)
    for _ in range(count):
        program = derive(network_of(build, draw))
        yield draw, run_iteration(program, 0, program.start)


def test_no_right_gradient_is_called_wrong(build):
    verdicts = [
        node.verdict for _, run in runs(build, 0, 120) for node in check_gradients(run).nodes
    ]
    assert Verdict.DIFFERS not in verdicts
    assert verdicts.count(Verdict.AGREES) > 0.9 * len(verdicts)
    assert verdicts.count(Verdict.AT_A_KINK) > 3


@pytest.mark.parametrize("fault", [1e-7, 1e-3, 1.0, 2.0])
def test_every_fault_is_found(build, fault):
    """A factor, a contribution that is missing, a sign: in one gradient at a time.

    Where rounding may do more than the fault, that is said: it is never called right.
    """
    found = hidden = 0
    for draw, run in runs(build, SEED, NETWORKS):
        index = int(draw.choice(list(run.program.phases[Phase.BACKWARD])))
        node, value = run.program.equations[index].node, run.value(index)
        before = by_node(check_gradients(run))[node].verdict
        if before is not Verdict.AGREES or not value or abs(value) < 1e-100:
            continue
        wrong = run_iteration(run.program, 0, run.start)
        wrong._memory[len(run.start) + index] = value * (1.0 - 1.001 * fault)
        check = by_node(check_gradients(wrong))[node]
        if check.verdict is Verdict.CANNOT_TELL:
            assert all(1.001 * fault * abs(value) <= each.rounding for each in check.unsure)
            hidden += 1
        else:
            assert check.verdict is Verdict.DIFFERS
            found += 1
    print(f"\n{found} faults of {fault:g} found, {hidden} hidden by rounding")  # noqa: T201
    assert found > 0.4 * NETWORKS
    assert hidden <= 0.01 * found
