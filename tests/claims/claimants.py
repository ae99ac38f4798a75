"""Who makes claims about a run, and all that is claimed about one.

A claimant is a function from a stop of the debugger to the claims that are made there. A package
that says something new registers here: a function that yields its claims (`Claim`, in
`engine.claims`), and a line in `CLAIMANTS`. The claims test then proves them for every network
that it draws, and counts them by kind. Where words are made of claims, `sentences.py` reads them
back.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np

from engine.claims.claim import Claim
from engine.curvature.point import point_of
from engine.curvature.verdict import PointVerdict
from engine.derivation.note import note_claims
from engine.diagnosis.diagnosis import diagnosis_of
from engine.diagnosis.fate import fate_of
from engine.diagnosis.verdicts import Verdict
from engine.errors import DebuggerError
from engine.gradients.paths import find_paths
from engine.gradients.vanishing import vanishing
from engine.health.health import health_of
from engine.iterations.step import every_step
from engine.language.notation import TEXT
from engine.program.program import Phase
from engine.why.answer import why as answer
from engine.why.causes import claims

MAX_ENTRIES = 3
"""So many entries of an array are asked about one by one, beside the whole."""


def asked(stop):
    """What is asked about: every symbol, and some entries of each array, by the names typed."""
    rng = np.random.default_rng(stop.cursor.iteration)
    for symbol in (*stop.program.base, *stop.program.index):
        yield symbol
        shape = stop.program.shapes[symbol]
        if not shape:
            continue
        places = [tuple(map(int, place)) for place in np.ndindex(shape)]
        for place in rng.permutation(len(places))[:MAX_ENTRIES]:
            yield f"{symbol}[{','.join(map(str, places[place]))}]"


def why(stop):
    """What `why` claims of everything that can be asked about."""
    seen = set()
    for text in asked(stop):
        found = answer(text, stop.state, stop.timeline)
        if found.quantity is not None:
            yield from claims(found.quantity, seen)


def notes(stop):
    """What the notes claim of every step of the iteration."""
    for step in every_step(stop.state.run):
        yield from note_claims(step)


def paths(stop):
    """What the paths claim of gradients that are numbers, and of some entries of the others."""
    program = stop.program
    for text in asked(stop):
        place = program.index.get(text.partition("[")[0])
        if place is not None and program.equations[place].phase is Phase.BACKWARD:
            try:
                yield from find_paths(text, stop.state).claims
            except DebuggerError:
                continue  # over too many entries to be followed


def diagnosis(stop):
    """What the diagnosis claims of the iterations run, a verdict by what it is said of."""
    for claim in diagnosis_of(stop.timeline, TEXT).claims:
        yield from claim.claims if isinstance(claim, Verdict) else (claim,)


def fate(stop):
    """What is claimed of the iteration that decided what came of those run."""
    yield from fate_of(stop.timeline)


def profile(stop):
    """Where the profile says that the gradient vanishes."""
    found = vanishing(stop.state)
    if found is not None:
        yield found


def curvature(stop):
    """What is claimed of the point where the run stands, the verdict by what it is said of."""
    try:
        claims = point_of(stop.state.run).claims
    except DebuggerError:
        return  # a value is set by hand, all is frozen, or numbers are not finite
    for claim in claims:
        yield from claim.claims if isinstance(claim, PointVerdict) else (claim,)


def health(stop):
    """What is said of the health of the network in the iteration."""
    yield from health_of(stop.timeline, stop.cursor.iteration).claims


CLAIMANTS = {
    "why": why, "notes": notes, "paths": paths, "diagnosis": diagnosis, "fate": fate,
    "profile": profile,
    "health": health,
    "curvature": curvature,
}  # fmt: skip
"""Everybody who makes claims, by the package that does."""


def claims_made(stop):
    """Every claim that is made about a run, once, with who makes it."""
    for name, claimant in CLAIMANTS.items():
        made = set()
        for claim in claimant(stop):
            key = _key(claim)
            if key not in made:
                made.add(key)
                yield name, claim


def _key(data):
    """Something that two claims share which say the same."""
    if isinstance(data, np.ndarray | np.generic):
        return data.shape, data.tobytes()
    if isinstance(data, tuple):
        return tuple(map(_key, data))
    if is_dataclass(data) and isinstance(data, Claim):
        return type(data), *(_key(getattr(data, each.name)) for each in fields(data))
    return data
