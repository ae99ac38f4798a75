"""Bug hunts: the equations are right, the numbers beside them are those of a program with a slip.

Who checks them, step by step, finds the first that does not follow from those before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.cursor import Cursor, Route
from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.iterations.step import Step
from engine.language.notation import Style
from engine.language.values import Value, is_array
from engine.quiz.bug import Bug, is_same
from engine.quiz.task import Task, numbers_in

LAST = 1
"""The last iteration in which there is a hunt."""

FOLLOWS = "is computed rightly from a wrong number: look before it"
"""Why a number that is wrong is not what is looked for."""


@frozen()
class Hunt(Task):
    """The question which number is the first that is wrong.

    Args:
        known: None: all numbers are shown.
        is_lifted: False: it ends with the program that is hunted in.
        style: how what there is to say is written.
        bug: what is to be found.
        tries: the steps, counted from 1, that were named and are not it.
        hinted: how many hints were given.
    """

    bug: Bug
    tries: tuple[int, ...] = ()
    hinted: int = 0

    def held(self, cursor: Cursor, route: Route) -> tuple[Cursor, str]:
        """A place; further on it is the end of the second iteration."""
        if cursor.iteration > LAST:
            return Cursor(LAST, route.last), f"the hunt is in iterations 0 to {LAST}"
        return replace(cursor, arrived=None), ""

    @property
    def how(self) -> str:
        """How to answer."""
        return (
            "One number does not follow from those before it. n goes on; :found says it is this "
            "one, 9 that of step 9; h hints, P gives up."
        )

    def question(self, stop: Stop, style: Style) -> str:
        """The equation of the step, and what the program with the bug says it comes to."""
        assert stop.asked is not None  # noqa: S101  (it is asked everywhere)
        terms = [term.expression for term in stop.asked.terms]
        value = Step(stop.state.run, stop.cursor.step - 1).value
        return f"{style.name(stop.asked.symbol)} = {style.write_sum(terms)} = {style.number(value)}"

    def answer(self, debugger: Debugger, text: str) -> Stop:
        """Name the step whose number is the first that is wrong."""
        stop = debugger.stop
        (number, *more) = numbers_in(text, stop.steps, "a step")
        if more:
            raise DebuggerError("name one step: the first whose number is wrong")
        if number - 1 == self.bug.index:
            many = len(self.tries) + 1
            how = "found at once" if many == 1 else f"found at try {many}"
            return self._ended(debugger, f"{how}: {self._worth(stop)}")
        said = self._missed(number - 1, stop)
        return debugger.cover(replace(self, tries=(*self.tries, number)), said)

    def hint(self, debugger: Debugger) -> Stop:
        """The phase, then the kind of slip, then the node."""
        equation = self.bug.program.equations[self.bug.index]
        hints = (
            f"it is a step of the phase {equation.phase}",
            f"the slip: {self.bug.words}",
            f"it is about {self.style.name(equation.node)}",
        )
        number = min(self.hinted + 1, len(hints))
        said = f"hint {number} of {len(hints)}: {hints[number - 1]}"
        return debugger.cover(replace(self, hinted=number), said)

    def skip(self, debugger: Debugger) -> Stop:
        """Tell where the bug is, and go there."""
        return self.leave(debugger)

    def leave(self, debugger: Debugger) -> Stop:
        """Tell where the bug is, and go there."""
        stop = debugger.goto(self.bug.index + 1, 0)
        return self._ended(debugger, f"it was {self._worth(stop)}")

    def score(self) -> Sequence[str]:
        """The steps that were named."""
        named = ", ".join(map(str, self.tries))
        return [f"named so far, and not it: step {named}" if named else "no step was named yet"]

    def _ended(self, debugger: Debugger, said: str) -> Stop:
        """Go on with the program as it is read: the one with the bug shows what it does not do."""
        right = self.bug.right.program
        return replace(debugger.exchange(right, debugger.stop.recipe), message=said)

    def _worth(self, stop: Stop) -> str:
        """Where the bug is, how far off its number is, and which slip it is."""
        index, style = self.bug.index, self.style
        right, wrong = self._values(index, stop)
        symbol = style.name(self.bug.program.equations[index].symbol)
        off = "" if is_array(right - wrong) else f", {style.number(wrong - right)} off"
        numbers = f"{style.number(wrong)} instead of {style.number(right)}"
        return f"step {index + 1}, {symbol} = {numbers}{off}: {self.bug.words}"

    def _missed(self, index: int, stop: Stop) -> str:
        """Why a step that was named is not it."""
        symbol = self.style.name(self.bug.program.equations[index].symbol)
        if index < self.bug.index or is_same(*self._values(index, stop)):
            return f"step {index + 1}, {symbol}, is right"
        return f"step {index + 1}, {symbol}, {FOLLOWS}"

    def _values(self, index: int, stop: Stop) -> tuple[Value, Value]:
        """What a step of iteration 0 comes to, and what the program with the bug says."""
        return self.bug.right.run(0).value(index), stop.timeline.run(0).value(index)


def hunt(debugger: Debugger, bug: Bug, style: Style) -> Stop:
    """Ask which number of a debugger's program is the first that is wrong."""
    debugger.cover(Hunt(None, False, style, bug))
    return debugger.step()
