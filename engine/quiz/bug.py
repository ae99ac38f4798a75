"""Bugs: a program in which one thing is always done wrong, and which reads as if it were right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite

from engine.checking.slips.explain import rewrites
from engine.checking.slips.slip import Site, Slip
from engine.checking.slips.slipped import slipped_program
from engine.checking.slips.tags import TAGS
from engine.errors import DebuggerError, PlainError
from engine.iterations.timeline import Timeline
from engine.language.values import Value, is_array, is_finite, shape_of
from engine.program.equation import Phase
from engine.program.program import Program

CLOSE = 1e-6
"""Values that differ by no more than so much of them look the same."""

MOST_SITES = 40
"""In so many steps a slip is looked for, spread over a long program."""


@dataclass(frozen=True, eq=False)
class Bug:
    """A slip that is built in.

    Args:
        program: whose equations are right and whose numbers are not.
        right: the iterations without it.
        index: of the equation that it is in, counted from 0.
        slip: what is done wrong.
    """

    program: Program
    right: Timeline
    index: int
    slip: Slip

    @property
    def words(self) -> str:
        """What is done wrong, as it is counted over a class."""
        return words_of(self.slip.tags)


def plant(program: Program, seed: int) -> Bug:
    """A program with a slip in one of its equations, drawn by a seed.

    It makes a difference that can be seen in iteration 0.

    Raises:
        DebuggerError: where no slip can be built in.
    """
    import numpy as np

    found = list(_bugs(program))
    if not found:
        raise DebuggerError("no slip of the catalogue can be built into this network")
    generator = np.random.default_rng(abs(seed))
    tags = sorted({slip.tag for _, slip in found})
    tag = tags[int(generator.integers(len(tags)))]  # the kinds are many, and some have many forms
    chosen = [each for each in found if each[1].tag == tag]
    index, slip = chosen[int(generator.integers(len(chosen)))]
    return Bug(_hiding(program, index, slip), Timeline(program), index, slip)


def words_of(tags: tuple[str, ...]) -> str:
    """What slips are, in words."""
    return " and ".join(TAGS[tag].words for tag in tags)


def _bugs(program: Program) -> Iterator[tuple[int, Slip]]:
    """Every slip that can be built in and changes what is shown of its step."""
    timeline = Timeline(program)
    run = timeline.run(0)
    stride = max(len(program.equations) // MOST_SITES, 1)
    for index in range(0, len(program.equations), stride):
        equation, right = program.equations[index], run.value(index)
        site = Site(timeline, 0, equation.symbol, equation.phase is Phase.UPDATE)
        if not is_finite(right):
            continue
        for slip in rewrites(site):
            if slip.expression is None or slip.value is None:
                continue
            if shape_of(slip.value) != shape_of(right) or is_same(right, slip.value):
                continue
            if _can_be_run(program, index, slip):
                yield index, slip


def _can_be_run(program: Program, index: int, slip: Slip) -> bool:
    """Whether a slip reads nothing but what is computed before its step."""
    try:
        wrong = slipped_program(program, program.equations[index].symbol, slip)
        return all(
            name in program.base or program.index[name] < index
            for name in wrong.equations[index].reads()
        )
    except (PlainError, KeyError):
        return False


def _hiding(program: Program, index: int, slip: Slip) -> Program:
    """The program as it is read, computing what the one with the slip does."""
    wrong = slipped_program(program, program.equations[index].symbol, slip)
    hiding = replace(program)
    hiding.functions.bound[index] = wrong.functions.of(index)
    return hiding


def is_same(right: Value, wrong: Value) -> bool:
    """Whether two values look the same."""
    if not is_array(right) and not is_array(wrong):
        return isfinite(wrong) and abs(right - wrong) <= CLOSE * (1e-3 + abs(right))
    import numpy as np

    return bool(np.allclose(right, wrong, rtol=CLOSE, atol=CLOSE * 1e-3))
