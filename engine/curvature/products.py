"""Products of the Hessian of the loss with vectors, and the Hessian itself."""

from __future__ import annotations

from functools import cached_property

from engine.curvature.bounds import bounds_of
from engine.curvature.surface import Flat, Surface
from engine.errors import DebuggerError
from engine.iterations.run import add, started_as
from engine.language.rounding import UNIT
from engine.language.values import Memory, Value, array, unwarned, zeros
from engine.program.program import Phase, Program
from engine.program.second import Second, second
from engine.slowly import Slowly

MARGIN = 4.0
"""A bound of the rounding of all products is taken from two of them, so many times over."""


class Products:
    """Products with the Hessian where a surface stands, each by one run of second derivatives.

    What does not depend on the vector, both passes of the network, is computed once.

    Args:
        surface: where, and by which entries.
        known: the second derivatives by these, where they are derived already.

    Raises:
        NetworkError: where the program of the second derivatives would be too large.
    """

    def __init__(self, surface: Surface, known: Second | None = None) -> None:
        self._surface = surface
        self.second = second(surface.run.program, surface.parameters) if known is None else known
        if self.second.program is not None:
            self._memory, self._again = self._prepared(self.second.program)

    def of(self, vector: Flat) -> Flat:
        """H v, of shape (size,)."""
        import numpy as np

        program = self.second.program
        if program is None:
            return np.zeros(self._surface.size)
        memory = self._along(program, vector)
        known = len(program.base)
        with unwarned():
            for index in self._again:
                terms = tuple([term(memory) for term in program.functions.of(index)])
                memory[known + index] = add(terms)
        return self._flat(
            {symbol: memory[known + program.index[symbol]] for symbol in self._symbols}
        )

    @property
    def size(self) -> int:
        """How many entries a vector has."""
        return self._surface.size

    def hessian(self) -> Slowly[Flat]:
        """The Hessian, of shape (size, size); symmetric but for rounding.

        Raises:
            DebuggerError: where it is not finite.
        """
        import numpy as np

        found = np.empty((self.size, self.size))
        for column, unit in enumerate(np.eye(self.size)):
            found[column] = self.of(unit)
            yield
        if not np.isfinite(found).all():
            raise DebuggerError("the second derivatives are not finite here")
        return found

    @cached_property
    def rounding(self) -> float:
        """About how far an eigenvalue may be off by what is rounded on the way to the Hessian.

        A row of bounds adds up to what the bound of a product with ones is, unless that cancels;
        so one with signs that are drawn is looked at as well.
        """
        import numpy as np

        size, program = self._surface.size, self.second.program
        if program is None:
            return 0.0
        end, found = program.phases[Phase.UPDATE].start, 0.0
        for vector in (np.ones(size), np.random.default_rng(0).choice([-1.0, 1.0], size)):
            bounds = bounds_of(program, self._along(program, vector), end)
            off = self._flat({symbol: bounds[symbol][1] for symbol in self._symbols})
            found = max(found, float(np.nan_to_num(off).max(initial=0.0)))
        return MARGIN * (found + size * UNIT * found)

    @property
    def _symbols(self) -> list[str]:
        """What is assigned the parts of a product that may be other than 0."""
        return [each for each in map(self.second.product, self._surface.parameters) if each]

    def _flat(self, values: dict[str, Value]) -> Flat:
        """The parts of a product as a vector."""
        surface, found = self._surface, {}
        for name in surface.parameters:
            symbol = self.second.product(name)
            nothing = zeros(surface.run.program.shapes[name])
            found[name] = nothing if symbol is None else values[symbol]
        return surface.flat(found)

    def _along(self, program: Program, vector: Flat) -> list[Value]:
        """Memory with the entries of a vector put in."""
        memory, parts = list(self._memory), self._surface.parts(vector)
        for name, direction in self.second.directions.items():
            part = parts[name]
            memory[program.base[direction]] = array(part) if part.shape else float(part)
        return memory

    def _prepared(self, program: Program) -> tuple[Memory, list[int]]:
        """Memory with all that no vector changes, and the equations to compute for each."""
        memory = started_as(self._surface.run, program)
        moved, again = set(self.second.directions.values()), []
        with unwarned():
            for index in range(program.phases[Phase.UPDATE].start):
                equation = program.equations[index]
                if moved.isdisjoint(equation.reads()):
                    memory.append(
                        add(tuple([term(memory) for term in program.functions.of(index)]))
                    )
                else:
                    moved.add(equation.symbol)
                    again.append(index)
                    memory.append(0.0)
        return memory, again
