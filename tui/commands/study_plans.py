"""Plans of studies as they are typed, `seeds=200 lr=0.1,1`, and what came of one in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from engine.debugger.stop import Stop
from engine.errors import SpecError
from engine.language.figures import brief, grouped
from engine.language.index import entry_name, entry_of
from engine.study.plan import Plan, Varied
from engine.study.records import End, Records, records_of
from engine.study.resuming import ResumeFile, asked_in
from engine.study.study import Cell, Study
from engine.study.wishes import (
    plan_of,
    read_iterations,
    read_optimisers,
    read_rates,
    read_seeds,
    read_varied,
)
from tui.commands.command import CommandError
from tui.commands.pairs import read_pairs
from tui.terminal.sandbox import is_restricted

SEEDS, ITERATIONS, VALUES = 200, 1_000, 101
"""How many seeds, iterations, and values of what is varied there are without a word of it."""

FACTORS = (0.1, 0.3, 1.0, 3.0, 10.0)
"""The learning rates without a word of them, as parts of the network's own."""

EXAMPLE = "seeds=200 lr=0.1,1,10 iterations=1000"

KNOWN = ("seeds", "lr", "iterations", "optimiser", "optimizer")

_VARY = re.compile(r"(?<!\S)vary[ =]\s*")
"""What may stand before what is varied, as it does in the shell."""

FEW_SEEDS, MOST_WORK = 40, 100_000_000
"""Where strangers ask: how many seeds without a word of it, and the most equations computed."""


def plan_asked(stop: Stop, argument: str) -> Plan:
    """The plan that is typed, with what fits the network for what is not.

    Raises:
        CommandError: where it is none, or cannot be made here.
    """
    if stop.recipe is None:
        raise CommandError("this network was not opened by its name: it cannot be studied")
    pairs = dict(read_pairs(_VARY.sub("", argument), EXAMPLE))
    names = [name for name in pairs if name not in KNOWN]
    try:
        varied = []
        for name in names:
            if ":" not in pairs[name]:
                known = ", ".join(KNOWN[:-1])
                raise CommandError(f"{name}: write one of {known}, or what is varied, w0=-1:1:101")
            varied.append(read_varied(f"{name}={pairs[name]}", stop.program))
        if stop.program.network.seed is None and not varied:
            varied = [_around(stop)]
        kinds = pairs.get("optimiser", pairs.get("optimizer", ""))
        plan = plan_of(
            stop.recipe,
            seeds=read_seeds(pairs.get("seeds") or str(FEW_SEEDS if is_restricted() else SEEDS)),
            rates=read_rates(pairs["lr"]) if "lr" in pairs else _rates(stop),
            iterations=read_iterations(pairs.get("iterations") or str(ITERATIONS)),
            varied=varied,
            optimisers=read_optimisers(kinds) if kinds else (),
        )
    except SpecError as error:
        raise CommandError(str(error)) from None
    work = plan.count * plan.iterations * len(stop.program.equations)
    if is_restricted() and work > MOST_WORK:
        raise CommandError(
            f"{grouped(plan.count)} runs of {grouped(plan.iterations)} iterations are too many "
            f"here: take fewer seeds, as in seeds={FEW_SEEDS}"
        )
    return plan


def saved(stop: Stop, argument: str) -> tuple[Plan, Records]:
    """The study that is in a file, and what is made of it.

    Raises:
        CommandError: where there is none of this network.
    """
    if is_restricted():
        raise CommandError("no file is opened here: study makes one")
    try:
        path = Path(argument).expanduser()
        plan = plan_asked(stop, asked_in(path))
        records = records_of(plan)
        for each in ResumeFile(path, plan).read():
            records.put(each.chunk.first, each.records)
    except (SpecError, RuntimeError) as error:
        raise CommandError(str(error)) from None
    return plan, records


def names_a_file(argument: str) -> bool:
    """Whether something is typed that is no pair, but may be a file."""
    return bool(argument) and "=" not in argument


def _rates(stop: Stop) -> tuple[float, ...]:
    rate = stop.state.learning_rate
    return tuple(float(f"{rate * factor:.6g}") for factor in FACTORS)


def _around(stop: Stop) -> Varied:
    """The first parameter of a network that draws nothing, around what it is."""
    name, value = next(iter(stop.program.network.parameters.items()))
    index = (0,) * len(stop.program.shapes[name])
    middle = entry_of(value, index)
    reach = max(abs(middle), 1.0)
    return Varied(name, index, middle - reach, middle + reach, VALUES)


def title_of(plan: Plan) -> str:
    """As in: 200 seeds, 1,000 iterations; 101 values of w0 from -1 to 1, 1,000 iterations."""
    parts = [
        f"{grouped(each.count)} values of {entry_name(each.name, each.index)} from "
        f"{brief(each.low)} to {brief(each.high)}"
        for each in plan.varied
    ]
    if len(plan.seeds) > 1 or not parts:
        parts.append(f"{grouped(len(plan.seeds))} seed{'s' * (len(plan.seeds) > 1)}")
    return f"{', '.join(parts)}, {grouped(plan.iterations)} iterations"


def say_study(study: Study) -> Sequence[str]:
    """The table in words: a line for what was run, and one for each cell."""
    made = "" if study.done == study.total else f"; {grouped(study.done)} runs are made"
    return [f"{title_of(study.plan)}{made}", *(_said(study, cell) for cell in study.cells)]


def _said(study: Study, cell: Cell) -> str:
    plan = study.plan
    head = f"{cell.optimiser}, " if len(plan.optimisers) > 1 else ""
    head += f"lr {brief(cell.settings.rate)}"
    for varied, value in zip(plan.varied, cell.settings.values, strict=True):
        head += f", {varied.label} = {brief(value)}"
    parts = []
    for each in cell.outcomes:
        words = each.end.words
        if each.end is End.STUCK and each.loss is not None:
            words = f"stuck at {brief(float(f'{each.loss:.3g}'))}"
        share = f"{100 * each.fraction:.0f} % ({100 * each.low:.0f} to {100 * each.high:.0f})"
        why = max(each.reasons, key=lambda word: each.reasons[word], default="")
        told = words if cell.runs == 1 else f"{words} {share}"
        parts.append(f"{told}{f', mostly {why}' if why else ''}")
    return f"{head}: {'; '.join(parts) or 'no run is made yet'}"
