"""Breakpoints: where to stop on the way, forwards or backwards in time.

A breakpoint on a node stops at every step about it, of one phase or of all. One with a condition
stops where the condition becomes true, for any entry or unit that it is about: where it was not, or
was not known to be, as the iteration started or at its end before. One that reads the iteration
before, as `L > prev(L)` does, stops wherever it is true, and all stop where they cannot be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from engine.debugger.numbered import NumberedTexts
from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.language.text import suggestion, unknown_node
from engine.program.program import Phase, Program

if TYPE_CHECKING:
    from engine.queries.conditions import Condition


@frozen(slots=True)
class Breakpoint:
    """A place or a condition to stop at.

    Args:
        number: what it is called.
        node: the node it is on; empty for one with a condition.
        phase: of which phase the steps are; None for all.
        condition: what has to become true; None for one on a node.
        is_enabled: whether it stops anything.
        hits: how often it has.
        told: how the node is called in a message; empty for as it is.
    """

    number: int
    node: str = ""
    phase: Phase | None = None
    condition: Condition | None = None
    is_enabled: bool = True
    hits: int = 0
    told: str = ""

    @property
    def text(self) -> str:
        """What it stops at."""
        if self.condition is not None:
            return self.condition.text
        name = self.told or self.node
        return name if self.phase is None else f"{name} {self.phase}"


def parse_breakpoint(text: str, number: int, program: Program) -> Breakpoint:
    """The breakpoint that a text describes: `h0`, `h0 backward`, or a condition.

    Raises:
        DebuggerError: where it describes none.
    """
    name, _, rest = text.strip().partition(" ")
    written = {shown: node for node, shown in program.names.items()}
    node = written.get(name, name)
    if node in program.places and rest.strip() in ("", *Phase):
        phase = Phase(rest.strip()) if rest.strip() else None
        return _on_node(number, node, phase, program)
    if node in program.places and rest.strip().isidentifier():
        known = list(map(str, Phase))
        hint = suggestion(rest.strip(), known) or f": write one of {', '.join(known)}"
        raise DebuggerError(f"no phase is called {rest.strip()!r}{hint}")
    if (name.isidentifier() or node != name) and not rest:
        raise DebuggerError(unknown_node(name, list(map(program.told, program.places))))
    from engine.queries.condition_parser import parse_condition

    return Breakpoint(number, condition=parse_condition(text, program))


def _on_node(number: int, node: str, phase: Phase | None, program: Program) -> Breakpoint:
    found = Breakpoint(number, node, phase, told=program.told(node))
    if not every_step(found, program):
        where = f" in the {phase} phase" if phase else ""
        raise DebuggerError(f"no step is about {found.told}{where}")
    return found


def every_step(each: Breakpoint, program: Program) -> Sequence[int]:
    """The steps of an iteration at which a breakpoint may stop, counted from 1."""
    if each.condition is None:
        steps = program.steps_about.get(each.node, ())
        phases = program.phases
        return [s for s in steps if each.phase is None or s - 1 in phases[each.phase]]
    assigned = (program.index.get(symbol) for symbol in each.condition.symbols)
    return sorted({index + 1 for index in assigned if index is not None})


@frozen(slots=True)
class Breakpoints(NumberedTexts[Breakpoint]):
    """The breakpoints that are set, in the order in which they were."""

    what: ClassVar[str] = "breakpoint"

    @property
    def nodes(self) -> frozenset[str]:
        """The nodes that one is on and stops at."""
        return frozenset(each.node for each in self.items if each.node and each.is_enabled)

    def on(self, node: str) -> Breakpoint | None:
        """The breakpoint that is on a node, in all phases."""
        plain = (each for each in self.items if each.node and each.phase is None)
        return next((each for each in plain if each.node == node), None)

    def set(self, text: str, selected: str, program: Program) -> tuple[Breakpoints, str]:
        """These and one more, and what there is to say; errors as of `added`.

        Without a text it is on the selected node; where one is on it already, that is deleted.
        """
        own = None if text else self.on(selected)
        if own is not None:
            return self.deleted(own.number)
        new = self.added(text or selected, program)
        return new, new.say(new.latest.number)

    def reset(self, number: int, text: str, program: Program) -> tuple[Breakpoints, str]:
        """These, one of them with another text, and what there is to say; errors as of `edited`."""
        new = self.edited(number, text, program)
        return new, new.say(number)

    def enabled(self, number: int, is_enabled: bool) -> tuple[Breakpoints, str]:
        """These, one of which stops again, or for a while not, and what there is to say.

        Raises:
            DebuggerError: where there is none of this number.
        """
        new = replace(self.numbered(number), is_enabled=is_enabled)
        state = "enabled" if is_enabled else "disabled"
        return self.changed(new), f"breakpoint {number} is {state}: {new.text}"

    def hit(self, number: int) -> tuple[Breakpoints, str]:
        """These, one of which has stopped something once more, and what there is to say."""
        found = self.numbered(number)
        return self.changed(replace(found, hits=found.hits + 1)), self.say(number)

    def added(self, text: str, program: Program) -> Breakpoints:
        """These and the one that a text describes.

        Raises:
            DebuggerError: where it describes none.
        """
        new = parse_breakpoint(text, self.next_number, program)
        return replace(self, items=(*self.items, new))

    def edited(self, number: int, text: str, program: Program) -> Breakpoints:
        """These with another text for one of them, which is on or off as before.

        Its hits are counted anew unless it says the same as before: the others were not its own.

        Raises:
            DebuggerError: where there is none of this number, or the text describes none.
        """
        old, new = self.numbered(number), parse_breakpoint(text, number, program)
        hits = old.hits if new.text == old.text else 0
        return self.changed(replace(new, is_enabled=old.is_enabled, hits=hits))

    def fitted(self, program: Program) -> Breakpoints:
        """Those that another program has a place for; the others are put aside."""
        kept, aside = [], []
        for each in self.all:
            try:
                found = parse_breakpoint(each.text, each.number, program)
                kept.append(replace(found, is_enabled=each.is_enabled, hits=each.hits))
            except DebuggerError:
                aside.append(each)
        return Breakpoints(tuple(kept), tuple(aside))
