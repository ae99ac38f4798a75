"""Parsons problems: the backward equations, to be put in an order in which they can be computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.language.notation import Style
from engine.program.equation import Equation, Phase
from engine.program.program import Program
from engine.quiz.task import Task, numbers_in

MOST = 99
"""The most equations that are shuffled: nobody puts more in order."""


@frozen()
class Ordering(Task):
    """The backward equations, shuffled, and those that are in place.

    Any order will do in which each comes after those that it reads.

    Args:
        known: the end of the forward pass.
        is_lifted: whether it is done, or left.
        style: how what there is to say is written.
        shuffled: the equations as they are numbered, from 1.
        placed: the numbers of those in place, in order.
        wrong: how many were named too early.
        helped: how many hints were given.
    """

    shuffled: tuple[Equation, ...]
    placed: tuple[int, ...] = ()
    wrong: int = 0
    helped: int = 0

    @property
    def how(self) -> str:
        """How to answer."""
        return "Type their numbers, such as 3 1 2. h gives a hint, k puts the next one, P leaves."

    def question(self, _: Stop, style: Style) -> str:
        """What is to be done, with all equations that are left."""
        left = [f"{each}: {self._written(each, style)}" for each in self._numbers()]
        return f"put the backward equations in order. {'. '.join(left)}."

    def lines(self, _: Stop, style: Style) -> Sequence[str]:
        """What is to be done, what is done, and a line for each equation that is left."""
        names = [style.name(self.shuffled[each - 1].symbol) for each in self.placed]
        done = [f"in place: {', '.join(names)}"] if names else []
        return ["Put the backward equations in order", *done, *self._left(style)]

    def allows(self, command: str) -> bool:
        """Nothing that shows the order, or goes on."""
        return command not in ("steps", "run")

    def answer(self, debugger: Debugger, text: str) -> Stop:
        """Put equations in place, up to the first that cannot be computed yet."""
        veil = self
        for number in numbers_in(text, len(self.shuffled), "the equations"):
            if number in veil.placed:
                raise DebuggerError(f"{number} is in place already")
            missing = veil.missing(number)
            if missing:
                needs = " and ".join(map(self.style.name, missing))
                said = f"{number} is the first wrong: it reads {needs}, not computed by then"
                return debugger.cover(replace(veil, wrong=veil.wrong + 1), said)
            veil = replace(veil, placed=(*veil.placed, number))
        return veil.shown(debugger, f"{len(veil.placed)} of {len(self.shuffled)} in place")

    def hint(self, debugger: Debugger) -> Stop:
        """What may come next, in words: the symbol."""
        can = [number for number in self._numbers() if not self.missing(number)]
        names = " or ".join(self.style.name(self.shuffled[number - 1].symbol) for number in can)
        return debugger.cover(replace(self, helped=self.helped + 1), f"next can be {names}")

    def skip(self, debugger: Debugger) -> Stop:
        """Put one that can be next in its place."""
        number = next(number for number in self._numbers() if not self.missing(number))
        veil = replace(self, placed=(*self.placed, number), helped=self.helped + 1)
        return veil.shown(debugger, f"{number} can be next")

    def leave(self, debugger: Debugger) -> Stop:
        """Ask no more."""
        return self._lifted(debugger, "no more to be put in order")

    def score(self) -> Sequence[str]:
        """How far it has come."""
        hints = "hint" if self.helped == 1 else "hints"
        return [
            f"{len(self.placed)} of {len(self.shuffled)} in place, {self.wrong} too early, "
            f"{self.helped} {hints}"
        ]

    def missing(self, number: int) -> list[str]:
        """What an equation reads that is not in place, and would have to be."""
        there = {self.shuffled[each - 1].symbol for each in self.placed}
        wanted = {each.symbol for each in self.shuffled} - there
        return [name for name in dict.fromkeys(self.shuffled[number - 1].reads()) if name in wanted]

    def shown(self, debugger: Debugger, said: str) -> Stop:
        """Go on, or end where all are in place."""
        if len(self.placed) < len(self.shuffled):
            return debugger.cover(self, said)
        return self._lifted(debugger, f"all in order: {next(iter(self.score()))}")

    def _lifted(self, debugger: Debugger, said: str) -> Stop:
        known = self.known or Cursor()
        debugger.goto(known.step, known.iteration)
        return debugger.cover(replace(self, is_lifted=True), said)

    def _numbers(self) -> Iterator[int]:
        """The numbers of those that are left."""
        return (each for each in range(1, len(self.shuffled) + 1) if each not in self.placed)

    def _left(self, style: Style) -> list[str]:
        """The equations that are left, with their numbers."""
        wide = len(str(len(self.shuffled)))
        return [f"{number:{wide}}  {self._written(number, style)}" for number in self._numbers()]

    def _written(self, number: int, style: Style) -> str:
        """An equation by its number."""
        equation = self.shuffled[number - 1]
        terms = [term.expression for term in equation.terms]
        return f"{style.name(equation.symbol)} = {style.write_sum(terms)}"


def shuffle(debugger: Debugger, seed: int, style: Style) -> Stop:
    """Ask for the order of the backward equations, which are shuffled by a seed.

    Raises:
        DebuggerError: where there are too many.
    """
    import numpy as np

    program = debugger.stop.program
    equations = _backward(program)
    if len(equations) > MOST:
        raise DebuggerError(
            f"{len(equations)} backward equations are too many to put in order: take a network "
            f"with {MOST} at the most"
        )
    order = np.random.default_rng(abs(seed)).permutation(len(equations))
    forward = program.phases[Phase.FORWARD].stop
    shuffled = tuple(equations[int(each)] for each in order)
    debugger.cover(Ordering(Cursor(0, forward), False, style, shuffled))
    return debugger.goto(forward + 1, 0)


def _backward(program: Program) -> list[Equation]:
    return [each for each in program.equations if each.phase is Phase.BACKWARD]
