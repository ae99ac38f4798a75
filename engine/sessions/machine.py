"""The machine that the numbers of a session were computed on: others may have other last digits."""

from __future__ import annotations

import math

from engine.program.program import Program
from engine.sweeps.fingerprint import array_fingerprint, fingerprint, scalar_fingerprint

FEW = 25
"""Where no array has more entries, all are computed entry by entry, as single numbers are: no
product of two such matrices takes more than 125 products (`engine.language.shapes.is_small`)."""


def machine_of(program: Program) -> str:
    """The fingerprint of this machine, as far as the numbers of a program depend on it."""
    is_small = all(math.prod(shape) <= FEW for shape in program.shapes.values())
    return scalar_fingerprint() if is_small else fingerprint()


def is_elsewhere(machine: str, program: Program) -> bool:
    """Whether the numbers of a program may have other last digits here than on a machine.

    Args:
        machine: its fingerprint; empty where none is known, as in older sessions.
        program: the program.
    """
    scalars, _, arrays = machine.partition(" ")
    if scalars not in ("", scalar_fingerprint()):
        return True
    if arrays in ("", array_fingerprint()):
        return False
    from engine.iterations.unrolled import unroll  # which nothing else that opens needs

    return unroll(program) is None
