"""The execution of iterations: with what was changed by hand, and compiled where that pays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count as count_from
from operator import attrgetter
from typing import TYPE_CHECKING

from engine.iterations.edits import Edits, Start, stays
from engine.iterations.run import Run, fed, outcome, with_values
from engine.language.values import Array, Memory, Value, unwarned
from engine.program.program import Program

if TYPE_CHECKING:
    from engine.iterations.block import Block, Compiled, Fed, Masks, Outcome
    from engine.iterations.unrolled import Asked
    from engine.iterations.watching import Watching


class Execution:
    """Runs the iterations of a program, each from the memory with which it starts.

    Args:
        program: what is run.
        edits: what was changed by hand.
        compiled: the functions that the program was compiled to before, by what is frozen.
    """

    def __init__(
        self, program: Program, edits: Edits, compiled: dict[frozenset[str], Compiled] | None = None
    ) -> None:
        self._program = program
        self._edits = edits
        self._given = _given(program, edits)
        self._compiled = {} if compiled is None else compiled
        self._watching: dict[object, Watching | None] = {}

    def with_edits(self, edits: Edits) -> Execution:
        """The same with other changes; what was compiled is shared."""
        return Execution(self._program, edits, self._compiled)

    @property
    def is_compiled(self) -> bool:
        """Whether the program has been compiled."""
        return bool(self._compiled)

    # Running

    def record(self, iteration: int, start: Memory) -> Run:
        """An iteration that starts with this memory, to be recorded."""
        results = self._edits.results.get(iteration, {})
        given = {self._program.index[symbol]: value for symbol, value in results.items()}
        return Run(self._program, iteration, start, given, self._frozen(iteration))

    def function(self, iteration: int) -> Compiled:
        """What runs an iteration, compiled; not for one in which something is set by hand."""
        frozen = self._frozen(iteration)
        if frozen not in self._compiled:
            from engine.iterations.compile import compile_program

            self._compiled[frozen] = compile_program(self._program, frozen)
        return self._compiled[frozen]

    def prepare(self, iteration: int) -> Iterator[None]:
        """Compile what runs an iteration, a little at a time."""
        if iteration not in self._edits.results:
            yield from self.function(iteration).prepare()

    def iterate(self, iteration: int, memory: Memory) -> Outcome:
        """What an iteration gives that starts with this memory, before changes of what it left."""
        if iteration in self._edits.results:
            return outcome(self.record(iteration, memory))
        return self.function(iteration)(memory)

    def block(self, first: int, memory: Memory, kept: Iterable[bool], masks: Masks = ()) -> Block:
        """Iterations that are run alike; see `engine.iterations.block.Compiled.block`."""
        compiled = self.function(first)
        if not self._program.fed:
            return compiled.block(memory, kept, masks)
        block = compiled.block(memory, kept, masks, self._fed(first + 1))
        return block._replace(end=self.edited(first + len(block.losses), block.end))

    def run_on(self, known: int, memory: tuple[Value, ...], iteration: int) -> tuple[Value, ...]:
        """What an iteration starts with, run on from an earlier one.

        Args:
            known: the earlier iteration.
            memory: what a history has kept of its start, which is only what training changes.
            iteration: the one whose start is asked for.
        """
        changed = {each.symbol: each.value for each in self._given if each.iteration <= known}
        memory = with_values(self._program, memory, changed) if changed else memory
        if self._program.fed:
            memory = self.edited(known, memory)
        with unwarned():
            while known < iteration:
                count = self.alike(known, iteration - known)
                if count > 1:
                    block = self.block(known, memory, (False,) * count)
                    memory, count = block.end, len(block.losses)
                else:
                    memory, _, _ = self.iterate(known, memory)
                    memory = self.edited(known + 1, memory)
                known += count
        return memory

    def watch(self, first: int, count: int, memory: Memory, asked: Sequence[Asked]) -> Array | None:
        """The entries of expressions in iterations that are run alike: see `Timeline.watch`."""
        from engine.iterations.watching import Watching

        key = self._frozen(first), tuple(asked)
        if key not in self._watching:
            try:
                self._watching = {key: Watching(self._program, *key)}
            except ValueError:
                self._watching = {key: None}
        watching = self._watching[key]
        if watching is None:
            return None
        is_set = first in self._edits.results
        return watching.rows(memory, 0 if is_set else count, self._fed(first + 1))

    def alike(self, first: int, most: int) -> int:
        """How many iterations from one on, up to so many, are run alike, and leave what they give.

        1 also where it is only that one, be something changed in it or behind it.
        """
        other = self._edits.unlike_before(first)
        return most if other is None else max(1, min(most, other - first - 1))

    def edited(self, iteration: int, memory: tuple[Value, ...]) -> tuple[Value, ...]:
        """The memory with which an iteration starts, from what it was left: fed, and changed."""
        memory = fed(self._program, iteration, memory)
        changed = self._edits.starts.get(iteration)
        return memory if changed is None else with_values(self._program, memory, changed)

    def _fed(self, iteration: int) -> Fed:
        """What is fed to iterations, from one on."""
        base, network = self._program.base, self._program.network
        feeds, seed = [feed for feed in network.feeds if feed.changes], network.seed or 0
        for each in count_from(iteration):  # as `Network.fed`, in half the time
            yield {
                base[name]: value
                for feed in feeds
                for name, value in feed.values(seed, each).items()
            }

    def _frozen(self, iteration: int) -> frozenset[str]:
        """What is not updated in an iteration, though there are equations for it."""
        return self._program.updated_with(self._edits.frozen(iteration))


def _given(program: Program, edits: Edits) -> Sequence[Start]:
    """The changes of what training leaves as it is, as inputs, in the order of their iterations."""
    found = [each for each in edits if isinstance(each, Start) and stays(each.symbol, program)]
    return sorted(found, key=attrgetter("iteration"))
