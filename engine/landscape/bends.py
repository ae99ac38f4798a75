"""The directions in which the loss bends most: up, and down."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.curvature.products import Products
from engine.curvature.spectrum import Spectrum, spectrum_of
from engine.curvature.surface import Flat, Surface
from engine.errors import DebuggerError, NetworkError
from engine.landscape.place import Place
from engine.language.values import Array
from engine.slowly import at_once

UP, DOWN = "bend max", "bend min"
"""The eigenvectors of the Hessian with the largest eigenvalue and with the least."""

MOST_ENTRIES = 2_000
"""So many entries may the parameters have: of more it takes long."""


def bends(place: Place) -> Mapping[str, Mapping[str, Array]]:
    """The directions in which the loss bends up most and down most, or least, at a point.

    Raises:
        DebuggerError: where it bends in none, or they cannot be found.
    """
    surface = Surface(place.run)
    if surface.size == 1:
        raise DebuggerError("the network has one parameter only: write landscape and its name")
    if surface.size > MOST_ENTRIES:
        raise DebuggerError(
            f"the parameters have {surface.size:,} entries: directions in which the loss bends "
            f"are found for up to {MOST_ENTRIES:,}; write landscape random"
        )
    try:
        found = _spectrum(surface)
    except NetworkError as error:
        raise DebuggerError(str(error)) from None
    if found.flat.all():
        raise DebuggerError("the loss bends in no direction here: write landscape random")
    return {UP: _parts(found.vectors[:, -1], surface), DOWN: _parts(found.vectors[:, 0], surface)}


def _spectrum(surface: Surface) -> Spectrum:
    return at_once(spectrum_of(Products(surface)))


def _parts(vector: Flat, surface: Surface) -> Mapping[str, Array]:
    """What each parameter has of a direction; its sign is that of its largest entry."""
    vector = vector * np.sign(vector[np.argmax(np.abs(vector))])
    shapes = surface.run.program.shapes
    parts, first = {}, 0
    for name in surface.parameters:
        size = int(np.prod(shapes[name], dtype=int))
        parts[name] = vector[first : first + size].reshape(shapes[name])
        first += size
    return parts
