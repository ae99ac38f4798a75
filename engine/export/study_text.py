"""A study as a table for people, 80 columns wide."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from engine.language.figures import brief, figures, grouped
from engine.language.text import plain
from engine.study.reasons import MEANINGS
from engine.study.records import End
from engine.study.study import Cell, Outcome, Study

WIDTH = 80

MOST_PLATEAUS = 12
"""So many plateaus are told of, those with most runs."""

FIRST = 21
"""The columns of the first column."""


def as_text(study: Study) -> Iterator[str]:
    """The table, what its plateaus are, and what the words mean."""
    yield from wrap(_heading(study), WIDTH)
    is_single = len(study.plan.seeds) == 1
    yield ""
    if is_single:
        yield from _single_rows(study)
    else:
        for cell in study.cells:
            yield from _cell(study, cell)
    yield from _plateaus(study)
    yield from _meanings(study)
    if len(study.machines) > 1:
        runs = " and ".join(grouped(count) for count in study.machines.values())
        yield from wrap(
            f"{runs} runs were made by machines that compute other last bits: elsewhere the"
            " table may differ by a run or two.", WIDTH,
        )  # fmt: skip


def _heading(study: Study) -> str:
    plan = study.plan
    seeds = plan.seeds
    words = [
        f"{plain(plan.recipe.name)}: {_many(plan.iterations, 'iteration')} each",
        f"seeds {grouped(seeds[0])} to {grouped(seeds[-1])}" if len(seeds) > 1 else "",
        f"{_many(study.done, 'run')} in {_many(len(study.cells), 'cell')}",
    ]
    if study.done < study.total:
        words.append(f"of {grouped(study.total)}")
    return ", ".join(filter(None, words))


def _many(count: int, what: str) -> str:
    return f"{grouped(count)} {what}{'s' * (count != 1)}"


def _settings(study: Study, cell: Cell) -> str:
    """As in: lr 0.1, adam, w0 -0.5."""
    plan = study.plan
    values = zip(plan.varied, cell.settings.values, strict=True)
    optimiser = [cell.optimiser] if len(plan.optimisers) > 1 else []
    varied = [f"{each.label} {brief(value)}" for each, value in values]
    return ", ".join([f"lr {brief(cell.settings.rate)}", *optimiser, *varied])


def _called(study: Study, outcome: Outcome) -> str:
    if outcome.plateau is None:
        return outcome.end.words
    return f"stuck at {study.name(outcome.plateau)}"


def _cell(study: Study, cell: Cell) -> Iterator[str]:
    """A cell of many runs: a line for each outcome, and a line with the reasons of the stuck."""
    head = f"{'runs':>9}{'share':>9}   {'95 % interval':<16}{'iterations':>11}{'dead units':>11}"
    title = _settings(study, cell)
    if len(title) >= FIRST:
        yield title
        title = ""
    yield f"{title:<{FIRST}}{head}"
    for outcome in cell.outcomes:
        interval = f"{_percent(outcome.low)} to {_percent(outcome.high)} %"
        median = outcome.median_iterations
        iterations = "" if median is None else grouped(round(median))
        called = f"  {_called(study, outcome)}"
        if len(called) >= FIRST:
            yield called
            called = ""
        yield (
            f"{called:<{FIRST}}{grouped(outcome.count):>9}"
            f"{_percent(outcome.fraction) + ' %':>9}   {interval:<16}{iterations:>11}"
            f"{_units(outcome):>11}"
        ).rstrip()
        if outcome.reasons:
            shares = [
                f"{word} {_percent(count / outcome.count)} %"
                for word, count in outcome.reasons.items()
            ]
            yield from wrap(", ".join(shares), WIDTH, initial_indent=" " * 4,
                            subsequent_indent=" " * 4)  # fmt: skip
    yield ""


def _percent(fraction: float) -> str:
    """A fraction in percent: 38.1; 100 and 0 only where it is all or nothing."""
    percent = 100.0 * fraction
    if percent in (0.0, 100.0):
        return f"{percent:g}"
    is_extreme = not 0.1 <= percent <= 99.9
    text = f"{min(max(percent, 0.01), 99.99):.2f}" if is_extreme else f"{percent:.1f}"
    return figures().written(text)


def _units(outcome: Outcome) -> str:
    """The dead units of a run on average."""
    mean = outcome.dead_units
    return figures().written(f"{max(mean, 0.01):.2f}") if mean % 1.0 else f"{mean:.0f}"


def _single_rows(study: Study) -> Iterator[str]:
    """Cells of one run: a line each."""
    titles = [_settings(study, cell) for cell in study.cells]
    width = min(max(map(len, titles), default=0), 40)
    for title, cell in zip(titles, study.cells, strict=True):
        for outcome in cell.outcomes:
            reasons = ", ".join(outcome.reasons)
            median = outcome.median_iterations
            after = "" if median is None else f"after {grouped(round(median))}"
            line = f"{title:<{width}}  {_called(study, outcome):<17}  {after or reasons}"
            yield line.rstrip()
    yield ""


def _plateaus(study: Study) -> Iterator[str]:
    if not study.plateaus:
        return
    most = sorted(range(len(study.plateaus)), key=lambda each: -study.plateaus[each].count)
    yield "plateaus"
    for number in sorted(most[:MOST_PLATEAUS]):
        plateau, shared = study.plateaus[number], study.sharing(number)
        words = shared.words if shared else study.reason(number)
        form = f" = {shared.form}" if shared and shared.form else ""
        line = f"{study.name(number)}{form}{': ' if words else ''}{words}"
        runs = f"{_many(plateau.count, 'run')}"
        yield from wrap(f"{line}, {runs}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    if len(most) > MOST_PLATEAUS:
        yield f"  and {_many(len(most) - MOST_PLATEAUS, 'other')}"
    yield ""


def _meanings(study: Study) -> Iterator[str]:
    """What the words of the table mean, of those that are in it."""
    outcomes = [outcome for cell in study.cells for outcome in cell.outcomes]
    used = {word for outcome in outcomes for word in outcome.reasons}
    for word, meaning in MEANINGS.items():
        if word in used:
            yield f"{word}: {meaning}"
    if any(outcome.end is End.SOLVED for outcome in outcomes):
        yield "iterations: until solved, the median: the loss stays below 1 % of the first"
        yield "dead units: those of a run at the end, on average"
    if any(outcome.end is End.UNDECIDED for outcome in outcomes):
        yield "not decided: more iterations would tell, or change it"
