"""What is left at the end: conventions to settle, steps left out, names to be explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.checking.judging.judgement import Judgement, Verdict
from engine.checking.judging.numbers import Found
from engine.checking.reading.written import Place
from engine.program.equation import Phase
from engine.program.program import Program

OFTEN = 2
"""So often a page makes the same choice before it is called a convention."""

LEAST = 0.5
"""A step is missed only on a page that has so large a part of the phase."""

MOST_NAMED = 8
"""So many steps are named."""


def settled(
    judgements: tuple[Judgement, ...], doubts: Mapping[Place, Found]
) -> tuple[Judgement, ...]:
    """The judgements, once it is known to which conventions the page keeps: twice at the least."""
    kept = Counter(tag for each in judgements if each.place in doubts for tag in each.tags)

    def final(each: Judgement) -> Judgement:
        found = doubts.get(each.place)
        if found is None or any(kept[tag] >= OFTEN for tag in each.tags):
            return each
        return replace(each, verdict=found.verdict, tags=found.tags, note=found.note)

    return tuple(map(final, judgements))


def left_out(judgements: Sequence[Judgement], program: Program) -> Iterator[str]:
    """The steps of iteration 0 that a page leaves out which has most of the others."""
    has = {
        each.symbol
        for each in judgements
        if each.iteration == 0 and each.verdict is not Verdict.NOT_READ
    }
    for phase in (Phase.FORWARD, Phase.BACKWARD):
        indices = program.phases[phase]
        symbols = [program.equations[i].symbol for i in indices]
        missing = [symbol for symbol in symbols if symbol not in has]
        if not missing or len(missing) > (1 - LEAST) * len(symbols):
            continue
        named = [
            f"{program.style.name(each)} (step {program.index[each] + 1})"
            for each in missing[:MOST_NAMED]
        ]
        more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        yield f"the page leaves out {', '.join(named)}{more}"


def proposals(unknown: Mapping[str, int], program: Program, met: set[str]) -> Iterator[str]:
    """What a name that no node has may stand for, where one node is left."""
    left = [node for node in program.network.nodes if node not in met]
    if len(unknown) == 1 and len(left) == 1:
        ((name, line),) = unknown.items()
        yield (
            f"line {line}: no node is called {name}; if {left[0]} is meant, "
            f"--alias {name.replace('_', '')}={left[0]}"
        )
