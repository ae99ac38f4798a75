"""Plans: which runs a study makes, each by its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import product

import numpy as np

from engine.frozen import replace
from engine.language.index import Index, entry_name
from engine.language.values import Value, array, is_array
from engine.program.program import Program
from engine.program.recipe import Recipe


@dataclass(frozen=True)
class Varied:
    """A number of a network that takes evenly spaced values.

    Args:
        name: the input, target or parameter that it is, or that it is an entry of.
        index: which entry; `()` for a single number.
        low: its first value.
        high: its last value.
        count: how many values it takes.
    """

    name: str
    index: Index
    low: float
    high: float
    count: int

    @property
    def label(self) -> str:
        """How it is called, as in `W1[0,1]`."""
        return entry_name(self.name, self.index)

    @cached_property
    def values(self) -> tuple[float, ...]:
        """What it takes, both ends included."""
        return tuple(np.linspace(self.low, self.high, self.count).tolist())


@dataclass(frozen=True)
class Settings:
    """The settings that all runs of a cell share.

    Args:
        rate: the learning rate.
        values: what is varied, in the order of the plan.
    """

    rate: float
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Place:
    """The place of a run in a study, which its number says.

    Args:
        optimiser: which optimiser, counted from 0.
        seed: which of the seeds.
        cell: which settings.
    """

    optimiser: int
    seed: int
    cell: int


@dataclass(frozen=True)
class Plan:
    """A plan of runs: every optimiser with every seed with all settings.

    Runs are numbered in this order, so that with the first runs all cells of an optimiser grow.

    Args:
        recipe: the network, with the text of its file, and what is the same in all runs.
        seeds: the seeds; one, which changes nothing, where nothing is drawn.
        rates: the learning rates.
        iterations: how many iterations each run has.
        varied: what takes evenly spaced values.
        optimisers: the optimisers.
    """

    recipe: Recipe
    seeds: range
    rates: tuple[float, ...]
    iterations: int
    varied: tuple[Varied, ...]
    optimisers: tuple[str, ...]

    @cached_property
    def settings(self) -> tuple[Settings, ...]:
        """The settings of the cells of one optimiser: the learning rate changes fastest."""
        values = product(*(each.values for each in self.varied))
        return tuple(Settings(rate, found) for found in values for rate in self.rates)

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many optimisers, seeds and settings it has."""
        cells = len(self.rates)
        for each in self.varied:
            cells *= each.count
        return len(self.optimisers), len(self.seeds), cells

    @property
    def count(self) -> int:
        """How many runs it has."""
        optimisers, seeds, cells = self.shape
        return optimisers * seeds * cells

    @cached_property
    def programs(self) -> tuple[Program, ...]:
        """What is run with each optimiser, with the first seed and learning rate."""
        return tuple(
            replace(self.recipe, optimiser=each, seed=self.seeds[0]).program()
            for each in self.optimisers
        )

    @property
    def draws(self) -> bool:
        """Whether anything is drawn by the seeds."""
        return self.programs[0].network.seed is not None

    def __reduce__(self) -> tuple[type[Plan], tuple[object, ...]]:
        """What another process needs to have the same; the programs are derived there."""
        return Plan, tuple(getattr(self, each.name) for each in fields(self))

    def place(self, number: int) -> Place:
        """The place of a run."""
        _, seeds, cells = self.shape
        rest, cell = divmod(number, cells)
        optimiser, seed = divmod(rest, seeds)
        return Place(optimiser, seed, cell)

    def recipe_of(self, place: Place) -> Recipe:
        """The very run: its network, as it is opened in the debugger."""
        settings = self.settings[place.cell]
        recipe = replace(
            self.recipe,
            seed=self.seeds[place.seed],
            learning_rate=settings.rate,
            optimiser=self.optimisers[place.optimiser],
        )
        if not self.varied:
            return recipe
        known = recipe.program().network.constants if self._has_entries else {}
        return replace(recipe, values={**recipe.values, **self._values(settings, known)})

    @property
    def _has_entries(self) -> bool:
        return any(each.index for each in self.varied)

    def _values(self, settings: Settings, known: Mapping[str, Value]) -> dict[str, Value]:
        """What is varied, by name, with all other entries as they are known."""
        found: dict[str, Value] = {}
        for each, value in zip(self.varied, settings.values, strict=True):
            if not each.index:
                found[each.name] = value
                continue
            base = found.get(each.name, known[each.name])
            assert is_array(base)  # noqa: S101  (as it has entries)
            changed = np.array(base)
            changed[each.index] = value
            found[each.name] = array(changed)
        return found
