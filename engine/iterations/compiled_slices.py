"""Long unrolled programs, compiled slice by slice."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from operator import itemgetter
from typing import Any

from engine.iterations.block import NOTHING_FED, Block, Compiled, Fed, Iterate, Masks
from engine.iterations.code import Code, Operand
from engine.iterations.compiled_numbers import compute, mask, operand_of
from engine.iterations.layout import Feeding, Layout
from engine.iterations.slices import Slice, slices
from engine.iterations.unrolled import Unrolling
from engine.language.values import Memory
from engine.program.program import Program

Numbers = list[Any]  # of floats, and of bools where a ReLU passes a gradient


class CompiledSlices(Compiled):
    """A program on single numbers and small arrays of any length, compiled.

    All numbers of an iteration that one slice leaves to another stand in a list: what it starts
    with, what is computed, and the entries of the masks.

    Args:
        program: what is compiled.
        frozen: the symbols that its update leaves as they are.
        exact: runs an iteration in any case.

    Raises:
        NotSmall: where an array is too large.
    """

    def __init__(self, program: Program, frozen: frozenset[str], exact: Iterate) -> None:
        self._exact = exact
        self._layout = Layout(program, frozen)
        self._program, self._frozen = program, frozen
        self._places = dict(enumerate(self._layout.spans))
        self._length = self._layout.count
        parts = slices(program, frozen)
        symbols = [*program.base, *(each.symbol for each in program.equations)]
        for slot in (slot for part in parts for slot in part.writes):
            first = self._length
            self._length += math.prod(program.shapes[symbols[slot]])
            self._places[slot] = range(first, self._length)
        ends = accumulate(self._layout.mask_sizes, initial=self._length)
        self._masks = [range(*each) for each in pairwise(ends)]
        self._length += sum(self._layout.mask_sizes)
        self._parts = parts
        self._functions: list[Callable[[Numbers], None] | None] = [None] * len(parts)
        if any(program.shapes.values()):  # one of which may be too large
            for _ in self.prepare():
                pass
        self._end = taking([place for slot in program.carried for place in self._places[slot]])
        self._kept = taking(self._layout.kept)
        self._changed = taking(self._layout.changing)
        self._fed = self._layout.fed
        (self._loss,) = self._places[len(program.base) + program.index[program.network.loss]]

    def prepare(self) -> Iterator[None]:
        """Compile one slice after the other."""
        for place, part in enumerate(self._parts):
            if self._functions[place] is None:
                self._functions[place] = self._compiled(part)
                yield

    def _compiled(self, part: Slice) -> Callable[[Numbers], None]:
        """The function of a slice."""
        code, program = Code(), self._program
        unrolling = Unrolling(program, part.reads, self._frozen)
        places = [place for slot in part.reads for place in self._places[slot]]
        for index in part.equations:
            unrolling.assign(index)
        masks = [unrolling.of(relu.z, program.index[relu.node]).at for relu in part.relus]
        operands = [code.compute(f"m[{place}]") for place in places]
        compute(code, unrolling.lines, operands)
        at_zero = program.network.conventions.relu_at_zero
        results: dict[int, Operand] = {}
        for slot in part.writes:
            found = [operand_of(code, each, operands) for each in unrolling.known[slot].at]
            results |= zip(self._places[slot], found, strict=True)
        for relu, entries in zip(part.relus, masks, strict=True):
            found = [mask(code, operand_of(code, each, operands), at_zero) for each in entries]
            results |= zip(self._masks[relu.place], found, strict=True)
        lines, texts = code.write(list(results.values()))
        lines += [f"m[{place}] = {text}" for place, text in zip(results, texts, strict=True)]
        source = "\n    ".join(["def part(m):", *lines, "return None"])
        names = code.names()
        exec(compile(source, "<slice>", "exec"), names)  # noqa: S102  (see `compile`)
        function: Callable[[Numbers], None] = names["part"]
        return function

    def block(
        self, memory: Memory, kept: Iterable[bool], masks: Masks = (), fed: Fed = NOTHING_FED
    ) -> Block:
        """Iterations: see `Compiled`."""
        for _ in self.prepare():
            pass
        functions = [function for function in self._functions if function is not None]
        layout, end, loss = self._layout, self._end, self._loss
        given, active = slice(layout.count), taking(list(chain(*self._masks)))
        losses: list[float] = []
        changes: list[tuple[int, Masks]] = []
        starts = array("d")
        numbers: Numbers = layout.numbers(memory) + [0.0] * (self._length - layout.count)
        was: Sequence[bool | None] = tuple(layout.entries(masks))
        feeding = Feeding(layout, memory, fed)
        for keep in kept:
            for place, number in zip(self._fed, next(feeding), strict=True):
                numbers[place] = number
            try:
                for function in functions:
                    function(numbers)
            except (ArithmeticError, ValueError):
                start = layout.memory(feeding.memory, self._changed(numbers))
                memory, value, found = self._exact(start)
                if found != masks:
                    changes.append((len(losses), found))
                losses.append(value)
                if keep:
                    starts.extend(self._kept(layout.numbers(memory)))
                return Block(memory, losses, found, changes, starts.tobytes())
            losses.append(numbers[loss])
            now = active(numbers)
            if now != was:
                was, masks = now, layout.masks(now)
                changes.append((len(losses) - 1, masks))
            numbers[given] = end(numbers)
            if keep:
                starts.extend(self._kept(numbers))
        return Block(
            layout.memory(feeding.memory, self._changed(numbers)),
            losses, masks, changes, starts.tobytes(),
        )  # fmt: skip


def taking(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """The function that takes the items in some places."""
    match places:
        case []:
            return lambda items: ()
        case [place]:
            return lambda items: (items[place],)
    return itemgetter(*places)
