"""Numbers for a question: few digits, so that a head can compute with them, and no two alike.

Many networks are drawn from short numbers, and the best of them is taken: whose values have few
digits, differ from each other (or a slip would come to the right number), and whose ReLUs are in
the state that the seed wants: active, dead or at the kink.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from typing import TYPE_CHECKING

from engine.checking.slips.explain import rewrites
from engine.checking.slips.slip import Site
from engine.errors import PlainError
from engine.iterations.run import Run
from engine.iterations.state import ReluState, State
from engine.iterations.timeline import Timeline
from engine.language.expression import calls
from engine.language.figures import with_point
from engine.language.values import Value, array, is_array
from engine.network.feeds import held
from engine.program.program import Phase, Program, derive

if TYPE_CHECKING:
    import numpy as np

SHORT = (0.5, 1.0, 1.5, 2.0, 3.0, -0.5, -1.0, -1.5, -2.0, -3.0, 4.0, 0.25)
"""The numbers that are drawn from."""

DRAWS, FINALISTS = 60, 2
"""So many draws, of which so many are looked at closely."""

MOST_ENTRIES = 64
"""A parameter with more entries is left as it is: nobody computes that in the head."""

MOST_WORK = 20_000
"""The most numbers that are computed in an iteration of all draws together."""

ITERATIONS = 2
"""So many iterations are to have values that a head can compute."""

WANTED = (ReluState.ACTIVE, ReluState.DEAD, ReluState.ACTIVE, ReluState.KINK)
"""The state that some ReLU is to be in, by the seed: of four questions each has its turn."""

EQUAL, EMPTY, SMALL, WASTED = 3.0, 8.0, 12.0, 200.0
"""What is as bad as so many digits: two values that are one, a 0, one written with a power of ten,
a state that is not reached."""

MOST_EQUATIONS = 40
"""In a longer program the slips of the finalists are not counted: that takes a second."""


def quiz_values(program: Program, seed: int) -> dict[str, Value]:
    """Values for inputs, targets and parameters of a program's network, for its `with_values`.

    What has to stay as it is is left out: arrays of inputs and targets, probabilities, and what is
    too large to compute with. The same seed gives the same values.

    >>> from engine.network.files import load_network
    >>> sorted(quiz_values(derive(load_network("skip")), 7))
    ['w0', 'w1', 'w2', 'w3', 'x', 'y']
    """
    names = list(_drawn(program))
    if not names:
        return {}
    import numpy as np

    generator, wanted = np.random.default_rng(abs(seed)), WANTED[abs(seed) % len(WANTED)]
    work = sum(prod(program.shapes[each.symbol]) for each in program.equations)
    many = max(min(DRAWS, MOST_WORK // max(work, 1)), 1)
    draws = [_draw(program, names, generator, wanted) for _ in range(many)]
    if many == 1:
        return draws[0]
    finalists = FINALISTS if len(program.equations) <= MOST_EQUATIONS else 1
    ranked = sorted((_cost(program, each, wanted), i) for i, each in enumerate(draws))
    best = [draws[i] for _, i in ranked[:finalists]]
    return max(best, key=lambda each: _wrong_results(program, each)) if best[1:] else best[0]


def _drawn(program: Program) -> Iterator[str]:
    """The names of what is drawn anew."""
    network = program.network
    takes_log = any(
        call.op in ("log", "cross_entropy")
        for _, expression in network.equations
        for call in calls(expression)
    )
    anew = held(network.feeds)
    for name, value in network.constants.items():
        if name in anew:
            continue
        if name in network.parameters:
            if prod(network.shapes[name]) <= MOST_ENTRIES:
                yield name
        elif not is_array(value) and not (takes_log and name in network.targets):
            yield name


def _draw(
    program: Program, names: list[str], generator: np.random.Generator, wanted: ReluState
) -> dict[str, Value]:
    """A number, or the entries of an array, for each name; for a kink one of them is 0."""
    nothing = generator.choice(names) if wanted is ReluState.KINK else ""
    found: dict[str, Value] = {}
    for name in names:
        drawn = generator.choice(SHORT, size=program.shapes[name])
        if name == nothing:
            drawn = drawn * 0.0 + 0.0  # and not -0
        found[name] = array(drawn) if program.shapes[name] else float(drawn)
    return found


def _cost(program: Program, values: Mapping[str, Value], wanted: ReluState) -> float:
    """How hard the numbers are to compute with, in digits; infinite where some are not finite."""
    memory = list(program.start)
    for name, value in values.items():
        memory[program.base[name]] = value
    start, cost, reached = tuple(memory), 0.0, set[ReluState]()
    for number in range(ITERATIONS):
        run = Run(program, number, start)
        if run.first_non_finite() is not None:
            return float("inf")
        cost += _digits(program, run) / (number + 1)
        state = State(run, len(program.equations))
        reached |= {unit for node in program.network.relus for unit in state.units(node)}
        if not number and program.network.relus:
            cost += WASTED * ((wanted not in reached) + (ReluState.ACTIVE not in reached))
        start = run.end
    return cost


def _digits(program: Program, run: Run) -> float:
    """The digits of all that is computed, and what it costs where values are equal or 0."""
    written, computed = [], []
    for index, equation in enumerate(program.equations):
        value = run.value(index)
        texts = [with_point(each, minus="") for each in entries(value)]
        written += texts
        if len(equation.terms) > 1 or any(calls(equation.expression)):  # it is not just a copy
            computed += texts
    digits = sum(map(len, written)) + SMALL * sum("e" in text for text in written)
    return digits + EMPTY * computed.count("0") + EQUAL * (len(computed) - len(set(computed)))


def entries(value: Value) -> list[float]:
    """The numbers of a value: the only one, or all entries of an array."""
    return value.ravel().tolist() if is_array(value) else [value]


def _wrong_results(program: Program, values: Mapping[str, Value]) -> int:
    """How many wrong results the slips of the catalogue have: the more, the fewer coincide."""
    try:
        changed = derive(program.network.with_values(values))
        timeline = Timeline(changed)
        return sum(
            1
            for each in changed.equations
            for _ in rewrites(Site(timeline, 0, each.symbol, each.phase is Phase.UPDATE))
        )
    except PlainError:
        return -1
