"""Runs that go on one by one, each by the compiled iteration: for arrays that are not small.

There numpy's calls cost little beside what they compute, so little is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.iterations.compile import compile_program
from engine.iterations.run import Run, fed
from engine.language.values import Array, Memory, Value, array, unwarned
from engine.program.program import Program


class OneByOne:
    """Runs of a program, each with a memory of its own; as `engine.sweeps.together.Together`.

    Args:
        program: what is run.
        frozen: the symbols that the update leaves as they are.
        memories: what each run goes on with.
        done: how many iterations they have behind them.
    """

    def __init__(
        self, program: Program, frozen: frozenset[str], memories: Sequence[Memory], done: int = 0
    ) -> None:
        self._program, self._frozen, self._done = program, frozen, done
        self._memories = list(memories)
        self._iterate = compile_program(program, frozen)

    @classmethod
    def started(
        cls, program: Program, frozen: frozenset[str], starts: Mapping[str, Array], count: int
    ) -> OneByOne:
        """Runs with their own starts for some symbols."""
        memories = []
        for run in range(count):
            memory = list(program.start)
            for name, values in starts.items():
                memory[program.base[name]] = _value(values[run])
            memories.append(tuple(memory))
        return cls(program, frozen, memories)

    def restarted(self, starts: Mapping[str, Array], count: int) -> OneByOne:
        """Other runs of the same program, with their own starts."""
        return self.started(self._program, self._frozen, starts, count)

    def select(self, indices: Array) -> OneByOne:
        """Some of the runs, which go on by themselves."""
        chosen = np.arange(self.count)[indices]
        memories = [self._memories[run] for run in chosen]
        return OneByOne(self._program, self._frozen, memories, self._done)

    @property
    def count(self) -> int:
        """How many runs there are."""
        return len(self._memories)

    def advance(self, iterations: int) -> Array:
        """Go on; the loss of each iteration for each run."""
        losses = np.empty((iterations, self.count))
        with unwarned():
            for run, memory in enumerate(self._memories):
                for iteration in range(iterations):
                    end, losses[iteration, run], _ = self._iterate(memory)
                    memory = fed(self._program, self._done + iteration + 1, tuple(end))
                self._memories[run] = memory
        self._done += iterations
        losses += 0.0
        return losses

    def value(self, symbol: str) -> Array:
        """The value of a symbol in the iteration that each run would go on with."""
        slot, shapes = self._program.base.get(symbol), self._program.shapes
        found = np.empty((self.count, *shapes[symbol]))
        for run, memory in enumerate(self._memories):
            if slot is None:
                found[run] = self._record(memory).value(self._program.index[symbol])
            else:
                found[run] = memory[slot]
        found += 0.0
        return found

    def pre_activations(self) -> tuple[Array, ...]:
        """What each ReLU is applied to, of each run."""
        relus = self._program.network.relu_calls
        found: list[list[Value]] = [[] for _ in relus]
        for memory in self._memories:
            record = self._record(memory)
            for values, relu in zip(found, relus, strict=True):
                values.append(record.pre_activation(relu))
        return tuple([np.array(values) for values in found])

    def _record(self, memory: Memory) -> Run:
        return Run(self._program, 0, memory, frozen=self._frozen)


def _value(entries: Array) -> Value:
    return array(entries) if entries.shape else float(entries)
