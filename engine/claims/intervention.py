"""Interventions: an iteration, or one equation of it, with other values put in for some symbols.

That something is a cause is proved by giving it another value, with everything else as it is
(Pearl, Causality, 2009, chapter 3).
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.iterations.run import Run, add
from engine.iterations.step import Step
from engine.language.values import Value, evaluate, unwarned


def intervened(run: Run, values: Mapping[str, Value]) -> Run:
    """The iteration as it would be if some symbols had other values: all that follows, follows.

    >>> from engine import Timeline, derive, load_network
    >>> run = Timeline(derive(load_network("skip"))).run(0)
    >>> intervened(run, {"h0": 0.0}).loss
    3.0

    Args:
        run: the iteration.
        values: the other values, by symbol; of a parameter the one that the iteration starts with.
    """
    program, start, given = run.program, list(run.start), dict(run.given)
    for symbol, value in values.items():
        if symbol in program.base:
            start[program.base[symbol]] = value
        else:
            given[program.index[symbol]] = value
    return Run(program, run.number, tuple(start), given, run.frozen)


def reassigned(step: Step, values: Mapping[str, Value]) -> Value:
    """What the equation of a step would give if some of what it reads had other values.

    Args:
        step: the step.
        values: the other values, by symbol; everything else it reads is as it is.
    """
    reads = dict.fromkeys(step.equation.reads())
    known = {name: values[name] if name in values else step.before(name) for name in reads}
    with unwarned():
        return add(tuple([evaluate(each.expression, known) for each in step.equation.terms]))
