"""Carriers: the wires over which contributions come in the backward pass, and which these are."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from engine.iterations.residues import shown
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.language.expression import gradient_name
from engine.language.rounding import Residue
from engine.language.values import Value, is_array
from engine.network.parts import Edge
from engine.program.program import Program
from tui.drawing.look import MAX_RANGED
from tui.graph.grid import Cell
from tui.graph.layout import Layout, Wire
from tui.graph.wires import LEVEL, seen_cells


class Carrier(NamedTuple):
    """A wire that carries a contribution.

    Args:
        wire: the wire.
        term: which contribution it is of the fan-in sum that it is added to.
        cells: the cells in which it is seen, its head among them, with the directions it joins.
    """

    wire: Wire
    term: int
    cells: Sequence[tuple[Cell, int]]


class Contribution(NamedTuple):
    """What came over a wire.

    Args:
        value: upstream gradient times local derivative, as it is shown.
        size: how large it is: the greatest |entry| of an array; None of one that is too large.
        sign: what stands before it where it is something else, as in `×0.5`.
    """

    value: Value
    size: float | None
    sign: str = ""


def carriers(
    program: Program, wires: Iterable[tuple[Wire, Edge]], layout: Layout
) -> Mapping[int, Sequence[Carrier]]:
    """The carriers of a layout, by the step, counted from 0, that adds up what they carry.

    Args:
        program: the program.
        wires: the wires, each with the use of a node that it stands for.
        layout: where they run.
    """
    found: dict[int, list[Carrier]] = {}
    for wire, use in wires:
        step = program.index.get(gradient_name(program.network.loss, use.source))
        if step is None:
            continue
        term = _find_term(program, step, use.target, use.position)
        if term is not None:
            found.setdefault(step, []).append(
                Carrier(wire, term, [(wire.head, LEVEL), *seen_cells(wire, layout)])
            )
    return found


def _find_term(program: Program, step: int, source: str, position: int) -> int | None:
    """The place of a term in a fan-in sum: they stand in the order of the walk from the loss."""
    terms, index = program.equations[step].terms, program.index
    place = bisect_left(terms, -index[source], key=lambda term: -index[term.child])
    while place < len(terms) and terms[place].child == source:
        if terms[place].position == position:
            return place
        place += 1
    return None


def contributions(run: Run, step: int) -> Sequence[Contribution]:
    """The contributions that a step adds up; none where what it assigns was set by hand."""
    if step in run.given:
        return ()
    known = _KNOWN.setdefault(run, {})
    if step not in known:
        values = run.terms(step)
        if len(values) == 1:  # and may be nothing but rounding
            values = (shown(Step(run, step)),)
        known[step] = [sized(value) for value in values]
    return known[step]


_KNOWN: WeakKeyDictionary[Run, dict[int, Sequence[Contribution]]] = WeakKeyDictionary()
"""What was found of each iteration, as the same wires are drawn at every step."""


def sized(value: Value) -> Contribution:
    """A contribution with its size."""
    return Contribution(value, size_of(value))


def size_of(value: Value) -> float | None:
    """How large a value is: |value|, of an array the greatest; None of one that is too large.

    >>> import numpy as np
    >>> size_of(np.array([0.5, -2.0]))
    2.0
    """
    if isinstance(value, Residue):
        return 0.0
    if not is_array(value):
        return abs(value)
    if not 0 < value.size <= MAX_RANGED:
        return None
    least, most = float(value.min()), float(value.max())
    return math.nan if math.isnan(least) else max(abs(least), abs(most))
