"""The trace: one iteration, run once and recorded, and what can be read from the record.

A run holds the value of every slot of the program's memory, as far as it has been run. A step and
a state are readings of it, so going back in time shows the very numbers that going forward did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from engine.language.values import (
    Memory,
    Value,
    contiguous,
    has_nan,
    is_array,
    is_finite,
    unwarned,
)
from engine.network.relus import Relu
from engine.program.program import Program

Mask = bool | bytes
"""Where a ReLU passes a gradient: for a single number whether it does, for an array a byte each.

It does where it is active, and at the kink if its derivative there is not 0 by convention.
"""


class Run:
    """One iteration, recorded as far as it has been asked for.

    Every reading says how far it needs the record to go. So the next step costs what its equation
    costs, however large the network is.

    Args:
        program: what is run.
        number: the iteration, counted from 0.
        start: what is known before its first step, `program.start` or the `end` of a run.
        given: what steps, by their index, assign because it was set by hand.
        frozen: what is left as it is by the update.
    """

    def __init__(
        self,
        program: Program,
        number: int,
        start: Memory,
        given: Mapping[int, Value] | None = None,
        frozen: frozenset[str] = frozenset(),
    ) -> None:
        self.program, self.number, self.start, self.frozen = program, number, start, frozen
        self.given = given = {} if given is None else given
        self._by_hand = given
        if frozen:
            index, base = program.index, program.base
            kept = {index[each]: start[base[each]] for each in frozen}
            self._by_hand = {**kept, **given}
        self._memory = list(start)
        self._sums: dict[int, tuple[Value, ...]] = {}
        self._finite = 0  # so many steps, from the first on, are known to be finite

    def memory(self, position: int) -> Memory:
        """The value of every slot: what was given, then what at least so many steps assigned."""
        memory = self._memory
        done = len(memory) - len(self.start)
        if done < position:
            bound, functions = self.program.functions.bound, self.program.functions.of
            by_hand = self._by_hand
            with unwarned():
                for index in range(done, position):
                    if index in by_hand:
                        memory.append(by_hand[index])
                        continue
                    terms = bound[index] or functions(index)
                    if len(terms) == 1:
                        memory.append(terms[0](memory))
                    else:
                        values = tuple([term(memory) for term in terms])
                        self._sums[index] = values
                        memory.append(add(values))
        return memory

    def by_hand(self, index: int) -> Value | None:
        """What a step assigns that was set by hand or is frozen; None where it is computed."""
        return self._by_hand.get(index)

    def value(self, index: int) -> Value:
        """What the step at an index, counted from 0, assigns."""
        return self.memory(index + 1)[len(self.start) + index]

    def terms(self, index: int) -> tuple[Value, ...]:
        """The values of the terms that a step adds up."""
        value = self.value(index)
        return self._sums.get(index, (value,))

    def take_over(self, other: Run) -> None:
        """Take from another record of this iteration what both have in common.

        The steps before the first that assigns something else are the same, if both start alike.
        """
        mine, theirs = self._by_hand, other._by_hand
        unlike = [each for each in {*mine, *theirs} if mine.get(each) is not theirs.get(each)]
        first = min(unlike, default=len(self.program.equations))
        self._memory = other._memory[: len(self.start) + first]
        self._sums = {index: terms for index, terms in other._sums.items() if index < first}

    @property
    def end(self) -> tuple[Value, ...]:
        """The memory that the next iteration starts with."""
        memory = self.memory(len(self.program.equations))
        return tuple([contiguous(memory[slot]) for slot in self.program.carried])

    @property
    def loss(self) -> float:
        """The value of the loss."""
        loss = self.value(self.program.index[self.program.network.loss])
        assert isinstance(loss, float)  # noqa: S101  (as every network checks)
        return loss

    @property
    def masks(self) -> tuple[Mask, ...]:
        """Where each ReLU passes a gradient, in the order of `Network.relu_calls`."""
        network = self.program.network
        at_zero = network.conventions.relu_at_zero
        return tuple([mask(self.pre_activation(relu), at_zero) for relu in network.relu_calls])

    def pre_activation(self, relu: Relu) -> Value:
        """What a ReLU is applied to."""
        memory = self.memory(self.program.index[relu.node])
        with unwarned():
            return self.program.functions.of_relu(relu)(memory)

    def first_non_finite(self, position: int | None = None) -> int | None:
        """The first step, of so many or of all, whose value is NaN or infinite; None without.

        Where a program computes with infinity, as masks of attention do, that counts where the loss
        is infinite, and elsewhere only NaN does.
        """
        known = len(self.start)
        position = len(self.program.equations) if position is None else position
        memory = self.memory(position)
        loss = self.program.index[self.program.network.loss]
        for index in range(self._finite, position):
            value = memory[known + index]
            if not is_finite(value) and (index == loss or not self.is_fine(value)):
                break
            self._finite += 1
        return self._finite + 1 if self._finite < position else None

    @cached_property
    def divergence(self) -> int | None:
        """The first step whose value is NaN or infinite, if that spoils what training is about.

        That is the loss, or a value that the next iteration starts with and this one has assigned.
        """
        first = self.first_non_finite()
        if first is None:
            return None
        known, memory = len(self.start), self.memory(len(self.program.equations))
        assigned = [memory[slot] for slot in self.program.carried if slot >= known]
        return None if all(map(is_finite, (self.loss, *assigned))) else first

    @property
    def starts_finite(self) -> bool:
        """Whether all that is known before the first step is finite, or infinite as meant."""
        return all(map(self.is_fine, self.start))

    def is_fine(self, value: Value) -> bool:
        """Whether a value holds no NaN, and no infinity in a program that computes with none."""
        return is_finite(value) or (self.program.knows_infinity and not has_nan(value))


def mask(z: Value, at_zero: float) -> Mask:
    """Where a gradient passes, by the pre-activation and the derivative at the kink."""
    if is_array(z):
        return (z >= 0.0 if at_zero else z > 0.0).tobytes()
    return z >= 0.0 if at_zero else z > 0.0


def outcome(run: Run) -> tuple[tuple[Value, ...], float, tuple[Mask, ...]]:
    """What an iteration leaves: the memory that the next one starts with, its loss, its masks."""
    return run.end, run.loss, run.masks


def run_iteration(program: Program, number: int, start: Memory) -> Run:
    """Run an iteration to its end and record it; arguments as of `Run`."""
    run = Run(program, number, start)
    run.memory(len(program.equations))
    return run


def trace(program: Program, iterations: int) -> Iterator[Run]:
    """Run so many iterations, each with the parameters that the one before it left."""
    start = program.start
    for number in range(iterations):
        run = run_iteration(program, number, start)
        yield run
        start = fed(program, number + 1, run.end)


def fed(program: Program, number: int, start: tuple[Value, ...]) -> tuple[Value, ...]:
    """What an iteration starts with, from what it was left: with what is given anew to each."""
    return with_values(program, start, program.network.fed(number)) if program.fed else start


def with_values(
    program: Program, memory: Memory, changed: Mapping[str, Value]
) -> tuple[Value, ...]:
    """A memory in which some symbols have other values."""
    return replaced(memory, {program.base[name]: value for name, value in changed.items()})


def replaced(memory: Memory, changed: Mapping[int, Value]) -> tuple[Value, ...]:
    """A memory with other values in some slots."""
    values = list(memory)
    for slot, value in changed.items():
        values[slot] = value
    return tuple(values)


def started_as(run: Run, program: Program) -> list[Value]:
    """What another program starts with: of each name that both have, what the run starts with."""
    here, memory = run.program.base, list(program.start)
    for name, slot in program.base.items():
        if name in here:
            memory[slot] = run.start[here[name]]
    return memory


def add(terms: tuple[Value, ...]) -> Value:
    """The sum of terms, added up from left to right; what is new in it cannot be written to."""
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    if is_array(total):
        total.setflags(write=False)
    return total
