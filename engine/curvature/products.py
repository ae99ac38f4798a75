"""Products of the Hessian of the loss with vectors, and the Hessian itself."""

from __future__ import annotations

from collections.abc import Iterator

from engine.curvature.surface import Flat, Surface
from engine.iterations.run import add
from engine.language.values import Value, array, unwarned, zeros
from engine.program.program import Phase, Program
from engine.program.second import Second, second


class Products:
    """Products with the Hessian where a surface stands, each by one run of second derivatives.

    What does not depend on the vector, both passes of the network, is computed once.

    Args:
        surface: where, and by which entries.

    Raises:
        NetworkError: where the program of the second derivatives would be too large.
    """

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self.second: Second = second(surface.run.program, surface.parameters)
        if self.second.program is not None:
            self._memory, self._again = self._prepared(self.second.program)

    def of(self, vector: Flat) -> Flat:
        """H v, of shape (size,)."""
        import numpy as np

        program, surface = self.second.program, self._surface
        if program is None:
            return np.zeros(surface.size)
        memory = list(self._memory)
        parts = surface.parts(vector)
        for name, direction in self.second.directions.items():
            part = parts[name]
            memory[program.base[direction]] = array(part) if part.shape else float(part)
        known = len(program.base)
        with unwarned():
            for index in self._again:
                terms = tuple([term(memory) for term in program.functions(index)])
                memory[known + index] = add(terms)
        found = {}
        for name in surface.parameters:
            symbol = self.second.product(name)
            shape = surface.run.program.shapes[name]
            found[name] = zeros(shape) if symbol is None else memory[known + program.index[symbol]]
        return surface.flat(found)

    def columns(self) -> Iterator[Flat]:
        """The columns of the Hessian, one after the other."""
        import numpy as np

        for column in np.eye(self._surface.size):
            yield self.of(column)

    def _prepared(self, program: Program) -> tuple[list[Value], list[int]]:
        """Memory with all that no vector changes, and the equations to compute for each."""
        run = self._surface.run
        here = run.program.base
        memory = list(program.start)
        for name, slot in program.base.items():
            if name in here:
                memory[slot] = run.start[here[name]]
        moved, again = set(self.second.directions.values()), []
        with unwarned():
            for index in range(program.phases[Phase.UPDATE].start):
                equation = program.equations[index]
                if moved.isdisjoint(equation.reads()):
                    memory.append(add(tuple([term(memory) for term in program.functions(index)])))
                else:
                    moved.add(equation.symbol)
                    again.append(index)
                    memory.append(0.0)
        return memory, again
