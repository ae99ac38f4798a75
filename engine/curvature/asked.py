"""What is asked of the curvature: of all parameters, of some, or along one direction."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.claims.statement import Statement
from engine.curvature.bend_claims import BendsAlong
from engine.curvature.kink_claims import NextKink, Which
from engine.curvature.kinks import Kinks
from engine.curvature.local import as_move
from engine.curvature.point import Point, looking
from engine.curvature.products import Products
from engine.curvature.surface import Flat, Surface
from engine.errors import DebuggerError, NetworkError
from engine.iterations.run import Run
from engine.language.expression import gradient_name
from engine.language.text import plain, shortened, suggestion
from engine.program.told import as_told, in_names
from engine.slowly import Slowly

MOST_WORK = 20_000_000
"""The most equations, times entries, that are looked at: that takes about a minute."""


def asking(run: Run, text: str) -> Slowly[Point | tuple[Statement, ...]]:
    """Answer a question, a little at a time: the point, or what is said along a direction.

    Args:
        run: where it is asked.
        text: parameters, `w0 w1`; a gradient of one, `dL/dw0`, or an entry, `W1[0,1]`, as a
            direction; nothing for all parameters and all directions.

    Raises:
        DebuggerError: where there is no such thing, it would take too long, or cannot be found.
    """
    text = in_names(text, run.program.names)
    words, parameters = text.split(), run.program.network.parameters
    try:
        if all(word in parameters for word in words):
            _check_work(run, words or [*parameters])
            return (yield from looking(run, [*dict.fromkeys(words)] or None))
        surface = Surface(run)
        return _along(surface, _direction(surface, text.strip()))
    except NetworkError as error:
        raise DebuggerError(str(error)) from None


def _check_work(run: Run, names: Sequence[str]) -> None:
    size = sum(math.prod(run.program.shapes[name]) for name in names)
    if size * len(run.program.equations) > MOST_WORK:
        raise DebuggerError(
            f"{size:,} entries of parameters are too many to look at: name some, as in "
            f"curvature {run.program.told(names[0])}"
        )


def _direction(surface: Surface, text: str) -> Flat:
    """The direction that is meant, of length 1."""
    import numpy as np

    loss, found = surface.run.program.network.loss, np.zeros(surface.size)
    gradients = {gradient_name(loss, name): name for name in surface.parameters}
    if text in surface.labels:
        found[surface.labels.index(text)] = 1.0
        return found
    if text not in gradients:
        program = surface.run.program
        known = [*map(program.told, (*surface.parameters, *gradients, *surface.labels))]
        hint = suggestion(text, known) or f": write {known[0]} or {known[len(gradients)]}"
        shown = shortened(plain(as_told(text, program.names)))
        raise DebuggerError(f"{shown!r} is no parameter and no direction{hint}")
    parts = surface.parts(surface.gradient(surface.here))
    kept = {name: (name == gradients[text]) * part for name, part in parts.items()}
    found = surface.flat(kept)
    size = float(np.linalg.norm(found))
    if not size or not np.isfinite(size):
        told = surface.run.program.told(text)
        raise DebuggerError(f"{told} is {'not finite' if size else '0'}: it is no direction")
    return found / size


def _along(surface: Surface, vector: Flat) -> tuple[Statement, ...]:
    """What is said along a direction: slope and bend, and the next kink to both sides."""
    about, products, kinks = (
        (surface.run.number, surface.parameters),
        Products(surface),
        Kinks(surface),
    )
    product = products.of(vector)
    slope, bend = float(surface.gradient(surface.here) @ vector), float(vector @ product)
    claims: list[Statement] = [
        BendsAlong(*about, as_move(vector), slope, bend, as_move(product), products.rounding)
    ]
    most = max(float(abs(surface.entries).max()), 1.0)
    for way in (-vector, vector):
        kink = kinks.along(way, most)
        if kink is not None:
            node, op, entry, away = kink
            claims.append(NextKink(*about, node, op, entry, as_move(away * way), Which.ALONG))
    return tuple(claims)
