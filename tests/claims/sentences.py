"""Sentences of `why` read back: what is written, held against the numbers of the run by itself.

The reading knows nothing of claims: it takes clauses apart and looks the values up, and adds up the
contributions as they are printed.
"""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np

from engine.why.answer import why as answer
from tests.claims.claimants import asked

NUMBER = r"[−-]?(?:\d[\d.]*(?:e[−+-]?\d+)?)"
PART = re.compile(rf"^ +(?:sample \d+: |.* [=≈] )({NUMBER})$")
SUM = re.compile(rf"^ +sum(:| ≈) ({NUMBER})")
ZERO = re.compile(r"(?:^|because |and |\(|; |, )([\w∂/]+(?:\[[\d,]+\])?) = 0\b(?!\.| \(rounding)")
EVERY = re.compile(r"every entry of ([\w∂/]+) is 0", re.IGNORECASE)
LIST = r"(\d+(?:(?:, | and )\d+(?! (?:of|−|\+|·|more)))*)"
DEAD = re.compile(rf"units? {LIST} of (\w+) (?:is|are) dead for samples? {LIST}")


def false_sentences(stop, counts):
    """What is written and not true, with its kind; all that is read is counted by kind."""
    for text in asked(stop):
        found = answer(text, stop.state, stop.timeline)
        if found.quantity is None:
            continue
        lines = str(found).split("\n")
        for kind, is_true in (*_zeros(lines[0], stop), *_dead(lines[0], stop), *_sums(lines)):
            counts[kind] += 1
            if not is_true:
                yield kind, "\n".join(lines)


def _values(name, sentence, stop):
    """The values of a symbol or an entry, before the update of this iteration and after it.

    Where a sentence tells of the update before, its values in that iteration are among them.
    """
    symbol, _, places = name.replace("∂", "d").partition("[")
    program, run = stop.program, stop.state.run
    place = tuple(map(int, places.rstrip("]").split(","))) if places else ()
    last = len(program.equations)
    found = [
        np.asarray(run.memory(before)[program.slot(symbol, before)])[place]
        for before in ((0, last) if symbol in program.base else (last,))
    ]
    if symbol in program.base and run.number:  # an update that is told of may be the one before
        start = stop.timeline.run(run.number - 1).start[program.base[symbol]]
        found.append(np.asarray(start)[place])
    told_of_before = f"the update of iteration {run.number - 1} " in sentence
    # What this iteration has not computed yet is told of as the one before left it.
    if run.number and (told_of_before or stop.state.position < last):
        earlier = stop.timeline.run(run.number - 1).memory(last)
        found.append(np.asarray(earlier[program.slot(symbol, last)])[place])
    return found


def _zeros(sentence, stop):
    """That something is 0."""
    for pattern, kind in ((ZERO, "read: = 0"), (EVERY, "read: every entry is 0")):
        for name in pattern.findall(sentence.partition("; else")[0]):
            if name.replace("∂", "d").partition("[")[0] in stop.program.shapes:
                yield kind, any(not value.any() for value in _values(name, sentence, stop))


def _dead(sentence, stop):
    """That units are dead for samples."""
    relus = stop.program.network.relus
    for units, node, samples in DEAD.findall(sentence):
        if node in relus:
            z = np.asarray(stop.state.run.pre_activation(relus[node]))
            rows, columns = (list(map(int, re.findall(r"\d+", each))) for each in (samples, units))
            yield "read: dead for samples", bool((z[np.ix_(rows, columns)] < 0.0).all())


def _sums(lines):
    """That contributions add up to the sum below them, as they are printed."""
    numbers = [PART.match(line) for line in lines[2:-1]]
    total = SUM.match(lines[-1])
    if not total or any("more, none larger" in line for line in lines):
        return
    values = [_number(found[1]) for found in numbers if found]
    if total[1] == ":":
        yield "read: sum", abs(sum(values) - _number(total[2])) <= _unit(total[2]) / 2
    else:
        yield (
            "read: sum, about",
            abs(sum(values) - _number(total[2]))
            <= max(sum(map(_unit, (found[1] for found in numbers if found))), _unit(total[2]) * 10),
        )


def _number(text):
    return Fraction(text.replace("−", "-"))


def _unit(text):
    """The unit of the last of six digits of a printed number."""
    value = abs(float(_number(text)))
    return 10.0 ** (np.floor(np.log10(value)) - 5) if value else 1e-300
