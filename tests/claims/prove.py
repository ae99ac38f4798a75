# ruff: noqa: T201  (it is run by hand)
"""The proof of every claim about random networks and XOR runs, by hand.

In the suite, `test_claims.py` proves a few hundred. As many as one likes:

    python -m tests.claims.prove networks 0 10000
    python -m tests.claims.prove choosing 0 10000
    python -m tests.claims.prove xor 0 400

The first two prove all claims about the networks of these seeds, the last about XOR of these seeds
at the learning rates 0.1, 1, 3 and 10, after 20, 100, 300 and 1,000 iterations. Both print how
many claims of each kind there were, and each false one with where it was made.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tests.claims.choosing import choosing_network
from tests.claims.claimants import claims_made
from tests.claims.networks import random_network, random_stop
from tests.claims.sentences import false_sentences

XOR_RATES = (0.1, 1.0, 3.0, 10.0)
XOR_ITERATIONS = (20, 100, 300, 1000)


def kind_of(who, claim):
    """As in: why Suffices."""
    return f"{who} {type(claim).__name__}"


def proved(stop, counts):
    """The false claims and sentences about a run; all claims are counted by kind."""
    false = []
    for who, claim in claims_made(stop):
        kind = kind_of(who, claim)
        counts[kind] += 1
        if not claim.holds(stop.timeline):
            false.append((kind, claim))
    for kind, sentence in false_sentences(stop, counts):
        false.append((kind, sentence))
    return false


def xor_stops(seed):
    """The runs of XOR with a seed, at every rate and after every number of iterations."""
    for rate in XOR_RATES:
        program = Recipe("xor", learning_rate=rate, seed=seed).program()
        debugger = Debugger(program)
        for iteration in XOR_ITERATIONS:
            yield debugger.goto(len(program.equations), iteration)


def main(what, first, last):
    """Prove the claims about what is numbered so, and say what came of it."""
    counts, started, wrong = Counter(), time.time(), 0
    for seed in range(int(first), int(last)):
        drawn = choosing_network if what == "choosing" else random_network
        stops = xor_stops(seed) if what == "xor" else [random_stop(seed, drawn)]
        for stop in stops:
            for kind, claim in proved(stop, counts):
                wrong += 1
                print(f"FALSE {what} {seed} {stop.where}: {kind} {claim}", flush=True)
    for kind, count in sorted(counts.items()):
        print(f"{count:9,} {kind}")
    print(f"{wrong} false of {counts.total():,}, in {time.time() - started:.0f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
