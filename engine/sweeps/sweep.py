"""Many runs of one program at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.iterations.unrolled import unroll
from engine.language.ops import infer_shape
from engine.language.shapes import Shape
from engine.language.values import Array
from engine.program.program import Program
from engine.sweeps.compiled import Compiled
from engine.sweeps.one_by_one import OneByOne
from engine.sweeps.together import Together


class Sweep:
    """Runs of one program, each from a start of its own, that go on together.

    Each run is the one that the debugger has: to 1e-9, as numpy's exp, log, tanh and powers may
    differ in the last bit from Python's. Whatever the number of runs, and however they are split
    into sweeps, each of them comes to the same bits on one machine; -0 is given as 0.

    >>> import numpy as np
    >>> from engine.network.files import load_network
    >>> from engine.program.program import derive
    >>> sweep = Sweep(derive(load_network("skip")), {"lr": np.array([0.01, 0.1, 1.0])}, 3)
    >>> sweep.advance(2).round(4).tolist()
    [[3.375, 3.375, 3.375], [3.3657, 3.2871, 3.0]]

    Args:
        program: what is run.
        starts: for symbols of `Program.base` what each run starts with, the runs along the first
            axis; all other symbols are the program's own.
        count: how many runs there are.
        frozen: the symbols that the update leaves as they are.

    Raises:
        ValueError: for a symbol that nothing starts with, or a shape that does not fit.
    """

    def __init__(
        self,
        program: Program,
        starts: Mapping[str, Array],
        count: int,
        frozen: frozenset[str] = frozenset(),
    ) -> None:
        self.program = program
        self._own = frozenset(starts)
        _check(program, starts, count)
        # What is fed to each iteration is not among what runs that go on together share.
        unrolled = None if program.fed else unroll(program, frozen, _is_written_out)
        self._runs: Together | OneByOne = (
            OneByOne.started(program, frozen, starts, count)
            if unrolled is None
            else Together.started(Compiled(unrolled, starts), starts, count)
        )

    def restarted(self, starts: Mapping[str, Array], count: int) -> Sweep:
        """A sweep of the same program, compiled already, with other starts of the same symbols.

        Raises:
            ValueError: as for a sweep; also where they are of other symbols.
        """
        if starts.keys() != self._own:
            raise ValueError(f"the starts have to be of {', '.join(sorted(self._own))}")
        _check(self.program, starts, count)
        return self._with(self._runs.restarted(starts, count))

    def select(self, indices: Sequence[int] | Array) -> Sweep:
        """A sweep of some of the runs, which go on by themselves.

        Args:
            indices: as numpy takes them: the numbers of runs, or a truth for each run.
        """
        chosen = np.asarray(indices)
        return self._with(self._runs.select(chosen if chosen.size else chosen.astype(int)))

    def _with(self, runs: Together | OneByOne) -> Sweep:
        other = object.__new__(Sweep)
        other.program, other._own, other._runs = self.program, self._own, runs
        return other

    @property
    def count(self) -> int:
        """How many runs there are."""
        return self._runs.count

    def advance(self, iterations: int) -> Array:
        """Go on by so many iterations; the loss of each for each run, (iterations, runs)."""
        return self._runs.advance(iterations)

    @property
    def loss(self) -> Array:
        """The loss of the iteration that each run would go on with, (runs,)."""
        return self.value(self.program.network.loss)

    def value(self, symbol: str) -> Array:
        """The value of a symbol in the iteration that each run would go on with, (runs, *shape).

        Of what an iteration starts with, as a parameter, it is that.

        Raises:
            KeyError: where the program has no such symbol.
        """
        return self._runs.value(symbol)

    @property
    def memory(self) -> Mapping[str, Array]:
        """What each run would go on with, by the symbols of `Program.base`, (runs, *shape) each."""
        return {symbol: self.value(symbol) for symbol in self.program.base}

    def masks(self) -> tuple[NDArray[np.bool_], ...]:
        """Where each ReLU passes a gradient, of each run, in the order of `Network.relu_calls`.

        Of each (runs, *shape of its pre-activation).
        """
        network = self.program.network
        found = []
        for relu, z in zip(network.relu_calls, self._runs.pre_activations(), strict=True):
            shape = infer_shape(relu.z, self.program.shapes)
            passes = z >= 0.0 if network.conventions.relu_at_zero else z > 0.0
            found.append(passes.reshape(self.count, *shape))
        return tuple(found)


MOST_PRODUCTS = 4_000
"""A call of more products, or on more entries, is not written out."""


def _is_written_out(op: str, operands: Sequence[Shape], result: Shape) -> bool:
    """Whether a call is computed number by number, each for all runs."""
    products = math.prod(result) * operands[0][-1] if op == "matmul" else 0
    return max(products, *map(math.prod, (*operands, result))) <= MOST_PRODUCTS


def _check(program: Program, starts: Mapping[str, Array], count: int) -> None:
    for name, values in starts.items():
        if name not in program.base:
            raise ValueError(f"no iteration starts with {name!r}")
        shape = (count, *program.shapes[name])
        if values.shape != shape:
            raise ValueError(f"{name!r} has the shape {values.shape}, not {shape}")
