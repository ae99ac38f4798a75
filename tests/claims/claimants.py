"""Who makes claims about a run, and all that is claimed about one.

A claimant is a function from a stop of the debugger to the claims that are made there. A package
that says something new registers here: a function that yields its claims (`Claim`, in
`engine.claims`), and a line in `CLAIMANTS`. The claims test then proves them for every network
that it draws, and counts them by kind. Where words are made of claims, `sentences.py` reads them
back.
"""

from __future__ import annotations

import numpy as np

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
    from engine.why.answer import why as answer

    for text in asked(stop):
        yield from answer(text, stop.state, stop.timeline).claims


CLAIMANTS = {"why": why}
"""Everybody who makes claims, by the package that does."""


def claims_made(stop):
    """Every claim that is made about a run, with who makes it."""
    for name, claimant in CLAIMANTS.items():
        for claim in claimant(stop):
            yield name, claim
