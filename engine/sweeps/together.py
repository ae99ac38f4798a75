"""Runs that go on together, computation by computation, in chunks that fit the cache."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from engine.language.unrolled_site import Reference
from engine.language.values import Array
from engine.sweeps.calls import Bank
from engine.sweeps.compiled import Compiled
from engine.sweeps.kernel import Kernel

BLOCK = 128
"""How many iterations a chunk of runs goes on at once before the next chunk does."""


class Together:
    """Runs of an unrolled program, as rows with a number for each run.

    A chunk is run by calls that take all numbers for finite. Where one is not, which the flags of
    floating-point arithmetic tell, its block is run once more by calls that do not.

    Args:
        compiled: the program.
        state: a row for each entry that the runs have of their own.
        shared: the entries that change and are the same for all runs.
    """

    def __init__(self, compiled: Compiled, state: Array, shared: Array) -> None:
        self._compiled = compiled
        self._state, self._shared = state, shared
        self._is_exact: dict[int, bool] = {}

    @classmethod
    def started(cls, compiled: Compiled, starts: Mapping[str, Array], count: int) -> Together:
        """Runs with their own starts for some symbols."""
        program = compiled.unrolled.program
        state = np.empty((len(compiled.rows), count))
        for name, slot in program.base.items():
            entries = starts[name].reshape(count, -1) if name in starts else None
            for column, place in enumerate(compiled.unrolled.given[slot]):
                if place in compiled.rows:
                    own = compiled.values[place] if entries is None else entries[:, column]
                    state[compiled.rows[place]] = own
        shared = np.array([compiled.values[place] for place in compiled.shared])
        return cls(compiled, state, shared)

    def restarted(self, starts: Mapping[str, Array], count: int) -> Together:
        """Other runs of the same program, with their own starts for the same symbols."""
        return self.started(self._compiled, starts, count)

    def select(self, indices: Array) -> Together:
        """Some of the runs, which go on by themselves."""
        state = np.ascontiguousarray(self._state[:, indices])
        return Together(self._compiled, state, self._shared.copy())

    @property
    def count(self) -> int:
        """How many runs there are."""
        return int(self._state.shape[1])

    def advance(self, iterations: int) -> Array:
        """Go on; the loss of each iteration for each run."""
        losses = np.empty((iterations, self.count))
        after = self._shared
        for runs in self._chunks():
            after = self._shared
            for first in range(0, iterations, BLOCK):
                after = self._run(runs, after, losses[first : first + BLOCK, runs])
        self._shared = after
        return losses

    def _run(self, runs: slice, shared: Array, losses: Array) -> Array:
        """Run a chunk for as many iterations as it has losses; what is shared afterwards."""
        state = self._state[:, runs]
        if not self._is_exact.get(runs.start):
            try:
                with np.errstate(divide="raise", over="raise", invalid="raise", under="ignore"):
                    return self._repeat(state, shared, losses, exact=False)
            except FloatingPointError:
                pass
        with np.errstate(all="ignore"):
            shared = self._repeat(state, shared, losses, exact=True)
        self._is_exact[runs.start] = not np.isfinite(state).all()
        return shared

    def _repeat(self, state: Array, shared: Array, losses: Array, *, exact: bool) -> Array:
        with self._compiled.in_use:
            kernel = self._compiled.iteration(state.shape[1], exact=exact)
            own = kernel.given(Bank.RUN, len(state))
            common = kernel.given(Bank.ALL, len(shared))
            own[:] = state
            common[:, 0] = shared
            kernel.repeat(losses)
            state[:] = own
            return common[:, 0].copy()

    def _chunks(self) -> Iterator[slice]:
        step = self._compiled.chunk(self.count)
        for first in range(0, self.count, step):
            yield slice(first, min(first + step, self.count))

    def value(self, symbol: str) -> Array:
        """The value of a symbol in the iteration that each run would go on with."""
        unrolled = self._compiled.unrolled
        found = self._read(symbol, unrolled.of(symbol))
        return found.reshape(self.count, *unrolled.program.shapes[symbol])

    def pre_activations(self) -> tuple[Array, ...]:
        """What each ReLU is applied to, of each run."""
        unrolled = self._compiled.unrolled
        return tuple(
            [self._read(f"ReLU {place}", each) for place, each in enumerate(unrolled.masks)]
        )

    def _read(self, what: str, references: Sequence[Reference]) -> Array:
        """The values that are referred to, (runs, references)."""
        found = np.empty((self.count, len(references)))
        calls = self._compiled.reading(what, references)
        kernel = None
        for runs in self._chunks():
            state = self._state[:, runs]
            if kernel is None or kernel.runs != state.shape[1]:
                kernel = Kernel(calls, state.shape[1])
            kernel.given(Bank.RUN, len(state))[:] = state
            kernel.given(Bank.ALL, len(self._shared))[:, 0] = self._shared
            with np.errstate(all="ignore"):
                kernel.run()
            for column, result in enumerate(kernel.results):
                found[runs, column] = result
        found += 0.0
        return found
