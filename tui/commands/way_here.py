"""The command line that brings one here: the network, what was changed in it, and where to go."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator, Sequence

from engine.debugger.stop import Stop
from engine.iterations.edits import Edit, Freeze
from engine.language.figures import exact
from engine.language.values import Value, is_array
from engine.program.program import LEARNING_RATE
from engine.program.recipe import Recipe
from engine.program.stretches import Stretch
from engine.program.variants import Variant, kind_of

LONGEST = 2_000
"""The most characters of a line that says what to do; where that takes more, a state line says it
shorter."""


def way_here(stop: Stop) -> str:
    """The line, as a shell reads it.

    Raises:
        SessionError: where there is none, as the network was made in Python or takes too much.
    """
    recipe = stop.recipe
    if recipe is not None and (recipe.text is None or recipe.path is not None):
        line = _joined([recipe.name, *_options(recipe), *_executed(stop)])
        if len(line) <= LONGEST:
            return line
    from engine.sessions.state_line import state_line

    return _joined(["--state", state_line(stop)])


def literal(value: Value) -> str:
    """A value with all its digits, as it can be typed: `0.1`, `[[1, 2], [3, 4]]`."""
    return _listed(value.tolist()) if is_array(value) else exact(float(value))


def _listed(entries: object) -> str:
    if isinstance(entries, list):
        return f"[{', '.join(map(_listed, entries))}]"
    assert isinstance(entries, float)  # noqa: S101
    return exact(entries)


def _joined(words: Sequence[str]) -> str:
    words = ["makabaka-tui", *words]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _options(recipe: Recipe) -> Iterator[str]:
    """What was changed before the network was opened."""
    for name, value in recipe.values.items():
        yield f"--set={name}={literal(value)}"
    if recipe.learning_rate is not None:
        yield f"--lr={exact(recipe.learning_rate)}"
    if recipe.optimiser is not None:
        yield f"--optimiser={recipe.optimiser}"
    if recipe.training:
        from engine.network.overridden import written

        yield from (f"--training={key}={written(value)}" for key, value in recipe.training.items())
    if recipe.seed:
        yield f"--seed={recipe.seed}"


def _executed(stop: Stop) -> Iterator[str]:
    """The commands that are done there, each behind `-e`."""
    for line in _lines(stop):
        yield from ("-e", line)


def _lines(stop: Stop) -> Iterator[str]:
    recipe, cursor = stop.recipe, stop.seen
    for name, value in () if recipe is None else recipe.conventions.items():
        yield f"convention {name} {exact(value)}"
    lineage = stop.branches.lineage
    for branch in lineage:
        assert branch.edit is not None  # noqa: S101
        yield f"goto {branch.step} {branch.made}"
        yield _change(branch.edit)
    yield from (f"unfold {name}" for name in sorted(stop.folds.unfolded & {*stop.folds.groups}))
    if stop.over is not None and cursor == stop.cursor:
        yield from _over(stop, stop.over)
    elif cursor.arrived is None:
        is_told = cursor.iteration or any(each.made for each in lineage)
        yield f"goto {cursor.step}" + (f" {cursor.iteration}" if is_told else "")
    else:
        yield f"goto {cursor.step - 1} {cursor.iteration}"
        yield f"into {cursor.arrived + 1}"
    if stop.selection.node is not None:
        yield f"select {stop.selection.node}"
    if stop.entry is not None:
        yield f"entry {' '.join(map(str, stop.entry))}"


def _over(stop: Stop, over: Stretch) -> Iterator[str]:
    """To where a folded group has been gone over: over the largest there, and into that."""
    iteration = stop.cursor.iteration
    before = f"{over.first - 1} {iteration}"
    yield f"goto {before if over.first > 1 or not iteration else f'{stop.steps} {iteration - 1}'}"
    yield "step"
    depth = stop.folds.depth(over)
    if depth:
        yield f"into {depth}"


def _change(edit: Edit | Variant) -> str:
    if isinstance(edit, Variant):
        return f"try {kind_of(edit)} {exact(edit.number)}"
    if isinstance(edit, Freeze):
        return f"{'freeze' if edit.is_frozen else 'unfreeze'} {edit.symbol}"
    if edit.symbol == LEARNING_RATE and not is_array(edit.value):
        return f"lr {literal(edit.value)}"
    return f"set {edit.symbol} = {literal(edit.value)}"
