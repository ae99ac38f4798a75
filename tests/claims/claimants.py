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


CLAIMANTS = {"why": why}
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
