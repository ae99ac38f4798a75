"""The point whose surroundings are looked at: what an iteration starts with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.iterations.run import Run
from engine.iterations.timeline import Timeline
from engine.landscape.directions import Leaving, Point, moved_point
from engine.language.expression import gradient_name
from engine.language.text import listed
from engine.language.values import Value
from engine.program.program import Phase, Program, derive


@frozen(eq=False)
class Place:
    """A point: the parameters with which an iteration starts, and all else that is given.

    Args:
        run: the iteration.
        timeline: the iterations of the branch.
    """

    run: Run
    timeline: Timeline

    @classmethod
    def of(cls, iteration: int, timeline: Timeline) -> Place:
        """The point with which an iteration starts.

        Raises:
            DebuggerError: where a computed node was set by hand in it, as no equation gives it.
        """
        run = timeline.run(iteration)
        program = run.program
        backward = program.phases[Phase.UPDATE].start
        given = [program.equations[each].symbol for each in sorted(run.given) if each < backward]
        by_hand = [*map(program.told, given)]
        if by_hand:
            raise DebuggerError(
                f"{listed(by_hand)} {'are' if len(by_hand) > 1 else 'is'} set by hand in this "
                "iteration, so the loss is not what the equations give: go to another iteration"
            )
        return cls(run, timeline)

    @property
    def program(self) -> Program:
        """What is run."""
        return self.run.program

    @cached_property
    def point(self) -> Point:
        """The value of everything that is given."""
        return dict(zip(self.program.network.constants, self.run.start, strict=False))

    @property
    def loss(self) -> float:
        """The loss there."""
        return self.run.loss

    @cached_property
    def update(self) -> Point:
        """The values after the update of this iteration."""
        return dict(zip(self.program.network.constants, self.run.end, strict=False))

    def gradient(self, symbols: Iterable[str]) -> Mapping[str, Value]:
        """The gradient of each symbol there, as the program computes it."""
        return _gradient(self.run, symbols)

    def slope(self, way: Leaving, at: float) -> float:
        """The slope of the loss along a way, at a coordinate, by the gradients that are computed.

        On a kink it is that of the network's convention.
        """
        start = {**self.point, **moved_point(self.point, [way], [at])}
        program = self._with_gradients(frozenset(way.symbols))
        base = program.base
        memory = [start.get(name, value) for name, value in zip(base, self.run.start, strict=True)]
        return way.along(_gradient(Run(program, self.run.number, memory), way.symbols))

    def _with_gradients(self, symbols: frozenset[str]) -> Program:
        """The program, with the gradients of these inputs and targets as well."""
        missing = [each for each in symbols if not self.program.has_gradient(each)]
        if not missing:
            return self.program
        if symbols not in self._derived:
            network = self.program.network
            asked = (*network.gradients, *missing)
            self._derived[symbols] = derive(replace(network, gradients=asked))
        return self._derived[symbols]

    @cached_property
    def _derived(self) -> dict[frozenset[str], Program]:
        return {}


def _gradient(run: Run, symbols: Iterable[str]) -> Mapping[str, Value]:
    program = run.program
    names = {each: gradient_name(program.network.loss, each) for each in symbols}
    return {each: run.value(program.index[name]) for each, name in names.items()}
