"""Sheets: what a page has computed so far of an iteration, beside what the engine has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from engine.checking.judging.known import value_in
from engine.checking.matching.leaves import NEXT
from engine.checking.slips.printed import Printed
from engine.iterations.run import Run
from engine.iterations.timeline import Timeline
from engine.language.values import Memory, Value, array, is_array
from engine.program.program import Program

SAME = 1e-12
"""By so much of it a float may differ from the number that it stands for."""

MOST_ENTRIES = 10_000
"""Of larger arrays no entry is looked up by its value."""


@dataclass(frozen=True, eq=False)
class Own:
    """A number of the page's own.

    Args:
        printed: as the page has it, the whole array where only an entry is given.
        is_right: whether the engine has the same.
        root: the line of the mistake that it comes from; None where there is none.
    """

    printed: Printed
    is_right: bool
    root: int | None


@dataclass(eq=False)
class Sheet:
    """What a page has of one iteration.

    Args:
        timeline: what the engine has.
        iteration: counted from 0.
        start: what the page starts the iteration with, by its own numbers.
        units: of the last digits of what it starts with, by symbol.
        inherited: the lines of the mistakes in that, by symbol.
        own: the page's numbers so far, by name; what an update assigns by `next/`.
    """

    timeline: Timeline
    iteration: int
    start: Memory
    units: Mapping[str, Value] = field(default_factory=dict)
    inherited: Mapping[str, int] = field(default_factory=dict)
    own: dict[str, Own] = field(default_factory=dict)

    @property
    def program(self) -> Program:
        """The program."""
        return self.timeline.program

    @cached_property
    def run(self) -> Run:
        """The iteration as the engine has it."""
        return self.timeline.run(self.iteration)

    @cached_property
    def exact(self) -> frozenset[float]:
        """Every number of the engine's in this iteration, to tell what is printed in full."""
        program = self.program
        memory = self.run.memory(len(program.equations))
        found: set[float] = {1.0, 0.0}
        for value in memory:
            if is_array(value):
                if value.size <= MOST_ENTRIES:
                    found.update(np.abs(value).ravel().tolist())
            else:
                found.add(abs(value))
        return frozenset(found)

    def put(self, name: str, printed: Printed, *, is_right: bool, root: int | None) -> None:
        """Note a number of the page's; where it is the engine's own, it is not a rounded one."""
        value, unit = np.asarray(printed.value), np.asarray(printed.unit)
        wanted = np.asarray(value_in(self.run, name))
        if wanted.shape == value.shape and np.any(unit):
            is_exact = np.abs(value - wanted) <= SAME * np.abs(wanted)
            unit = np.where(is_exact, 0.0, unit)
            printed = replace(printed, unit=unit if is_array(printed.value) else float(unit))
        self.own[name] = Own(printed, is_right, root)

    def wrong(self) -> dict[str, Value]:
        """The page's own numbers that are not the engine's, by name."""
        return {name: own.printed.value for name, own in self.own.items() if not own.is_right}

    def followed(self, but: str, names: Iterable[str] | None = None) -> Run:
        """The iteration as it goes on from the page's own numbers.

        Args:
            but: the name that is judged, whose own number does not count.
            names: of which the page's own numbers are taken; all by default.
        """
        program, start, given = self.program, list(self.start), dict[int, Value]()
        for name in self.own if names is None else names:
            if name == but:
                continue
            symbol = name.removeprefix(NEXT)
            value = self._filled(name)
            if symbol in program.base and symbol == name:
                start[program.base[symbol]] = value
            elif symbol in program.index:
                given[program.index[symbol]] = value
        return Run(program, self.iteration, tuple(start), given)

    def _filled(self, name: str) -> Value:
        """A number of the page's, with the engine's entries where the page has none."""
        value = self.own[name].printed.value
        if not is_array(value) or not np.isnan(value).any():
            return value
        return array(np.where(np.isnan(value), np.asarray(value_in(self.run, name)), value))

    def moved(self, run: Run, names: list[str]) -> Iterator[Run]:
        """The iteration with one of the page's numbers after the other moved by half a unit.

        Args:
            run: the iteration as it goes on from the page's own numbers.
            names: of these.
        """
        program = self.program
        for name in reversed(names):
            unit, symbol = self.own[name].printed.unit, name.removeprefix(NEXT)
            if not np.any(unit):
                continue
            if symbol in program.base and symbol == name:
                yield from self._restarted(run, symbol, unit)
            elif symbol in program.index:
                index = program.index[symbol]
                for value in _moved(run.given[index], unit):
                    yield Run(program, self.iteration, run.start, {**run.given, index: value})
        for symbol, unit in self.units.items():
            yield from self._restarted(run, symbol, unit)

    def _restarted(self, run: Run, symbol: str, unit: Value) -> Iterator[Run]:
        slot = self.program.base[symbol]
        for value in _moved(run.start[slot], unit):
            start = (*run.start[:slot], value, *run.start[slot + 1 :])
            yield Run(self.program, self.iteration, start, run.given)

    def root_of(self, name: str, printed: Printed) -> tuple[str, int] | None:
        """The wrong number of the page's that another follows from, and the line of the mistake."""
        needed = [each for each, own in self.own.items() if not own.is_right and each != name]
        for each in reversed(needed):
            rest = [other for other in needed if other != each]
            if printed.holds(value_in(self.followed(name, rest), name)):
                needed = rest  # what stands before it is enough
                continue
            root = self.own[each].root
            return None if root is None else (each, root)
        lines = [*self.inherited.values()]
        return ("", lines[-1]) if lines else None

    def next(self) -> Sheet:
        """The sheet of the iteration behind this one."""
        run = self.followed("")
        inherited, units = dict(self.inherited), dict(self.units)
        for name, own in self.own.items():
            symbol = name.removeprefix(NEXT)
            if symbol in self.program.base and np.any(own.printed.unit):
                units[symbol] = own.printed.unit
            if not own.is_right and own.root is not None:
                inherited[symbol] = own.root
        return Sheet(self.timeline, self.iteration + 1, run.end, units, inherited)


def _moved(value: Value, unit: Value) -> Iterator[Value]:
    """A value half a unit further on; an array once as a whole and twice each entry by itself."""
    if not is_array(value):
        yield value + float(np.max(unit)) / 2
        return
    rng = np.random.default_rng(value.size)
    ways = [np.ones(value.shape), *rng.choice((-1.0, 1.0), size=(2, *value.shape))]
    for signs in ways if value.size > 1 else ways[:1]:
        yield array(value + signs * np.asarray(unit) / 2)
