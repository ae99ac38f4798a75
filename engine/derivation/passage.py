"""A passage: all steps of a folded group that were gone over in one, as data.

What is told of it is what came in, what came of it, and what it does. Everything else is in its
steps, one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from engine.frozen import frozen
from engine.iterations.run import Run, add
from engine.iterations.step import Step
from engine.language.expression import gradient_name
from engine.language.notation import Style
from engine.language.text import listed
from engine.language.values import Value, is_array, unwarned
from engine.network.groups import Group, brought_in
from engine.program.equation import Phase
from engine.program.stretches import Stretch


class Flow(NamedTuple):
    """A value that comes into a group, or goes out of it.

    Args:
        symbol: whose it is.
        value: what it is.
        is_share: whether it is what the group adds to a gradient outside.
        is_all: whether nothing else is added to that gradient.
    """

    symbol: str
    value: Value
    is_share: bool = False
    is_all: bool = False


class Change(NamedTuple):
    """A parameter of a group, before and after its update."""

    symbol: str
    old: Value
    new: Value

    @property
    def most(self) -> float:
        """By how much the entry changes that changes most."""
        difference: Value = self.new - self.old
        return float(abs(difference).max()) if is_array(difference) else abs(difference)


@frozen()
class Passage:
    """The steps of a group, gone over in one.

    Args:
        run: the iteration.
        group: the group.
        stretch: its steps.
    """

    run: Run
    group: Group
    stretch: Stretch

    @cached_property
    def came_in(self) -> Sequence[Flow]:
        """What its equations read and do not compute.

        In the backward phase it is the gradients of what goes out of it; in the update nothing.
        """
        match self.stretch.phase:
            case Phase.FORWARD:
                return [self._flow(name) for name in self._outside()]
            case Phase.BACKWARD:
                loss = self.run.program.network.loss
                outputs = [gradient_name(loss, name) for name in self.group.outputs]
                return [self._flow(symbol) for symbol in outputs if self._is_known(symbol)]
            case Phase.UPDATE:
                return []

    @cached_property
    def went_out(self) -> Sequence[Flow]:
        """What others read of it.

        In the backward phase it is the gradients of its own parameters, and what it adds to the
        gradients of what came in; in the update nothing.
        """
        match self.stretch.phase:
            case Phase.FORWARD:
                return [self._flow(name) for name in self.group.outputs]
            case Phase.BACKWARD:
                return [*self._own_gradients(), *self._shares()]
            case Phase.UPDATE:
                return []

    @cached_property
    def changes(self) -> Sequence[Change]:
        """Its parameters that were updated."""
        if self.stretch.phase is not Phase.UPDATE:
            return []
        base, start = self.run.program.base, self.run.start
        return [
            Change(each.symbol, start[base[each.symbol]], self.run.value(index))
            for index, each in self._steps()
            if each.symbol == each.node
        ]

    def _steps(self) -> Iterator[tuple[int, Step]]:
        for index in range(self.stretch.first - 1, self.stretch.last):
            yield index, Step(self.run, index)

    def _outside(self) -> Sequence[str]:
        """What its equations read and do not compute, what others computed before parameters.

        What groups that stand in it bring along does not come in.
        """
        network, members = self.run.program.network, frozenset(self.group.members)
        read = (name for member in self.group.members for name in network.operands[member])
        within = (group for group in network.groups if members.issuperset(group.members))
        known = members | brought_in(group for group in within if group != self.group)
        found = dict.fromkeys(name for name in read if name not in known)
        return sorted(found, key=network.parameters.__contains__)

    def _own_gradients(self) -> Iterator[Flow]:
        """The gradients, in the stretch, of what is given."""
        constants = self.run.program.network.constants
        for _, step in self._steps():
            if step.node in constants and self._is_own(step.node):
                yield Flow(step.symbol, step.value)

    def _is_own(self, name: str) -> bool:
        return self.group.name in self.run.program.membership.chain(name)

    def _shares(self) -> Iterator[Flow]:
        """What the group adds to gradients of what comes in from outside."""
        program, members = self.run.program, frozenset(self.group.members)
        here = Step(self.run, self.stretch.last)
        for name in self._outside():
            symbol = gradient_name(program.network.loss, name)
            index = program.index.get(symbol)
            if index is None or self._is_own(name):
                continue
            terms = [each for each in program.equations[index].terms if each.child in members]
            if terms:
                with unwarned():
                    values = tuple(here.evaluate(term.expression) for term in terms)
                    is_all = len(terms) == len(program.equations[index].terms)
                    yield Flow(symbol, add(values), True, is_all)

    def _flow(self, symbol: str) -> Flow:
        program = self.run.program
        memory = self.run.memory(self.stretch.last)
        return Flow(symbol, memory[program.slot(symbol, self.stretch.last)])

    def _is_known(self, symbol: str) -> bool:
        index = self.run.program.index.get(symbol)
        return index is not None and index < self.stretch.last

    def told(self, style: Style) -> str:
        """What happened in it, in a sentence."""
        match self.stretch.phase:
            case Phase.FORWARD:
                return _sentence(self.group.about)
            case Phase.BACKWARD:
                return self._told_backward(style)
            case Phase.UPDATE:
                return self._told_update(style)

    def _told_update(self, style: Style) -> str:
        frozen = self.run.frozen
        kept = [style.name(each.symbol) for each in self.changes if each.symbol in frozen]
        names = [style.name(each.symbol) for each in self.changes if each.symbol not in frozen]
        said = []
        if names:
            said.append(f"{listed(names)} {_be(names)} updated by what this iteration found")
        if kept:
            said.append(f"{listed(kept)} {_be(kept)} frozen")
        return _sentence("; ".join(said))

    def _told_backward(self, style: Style) -> str:
        def named(flows: Iterable[Flow]) -> list[str]:
            return [style.name(flow.symbol) for flow in flows]

        network, came = self.run.program.network, named(self.came_in)
        said = [f"{listed(came)} {_come(came)} in"] if came else []
        if network.loss in self.group.members:
            said = [f"The backward pass starts here, at {style.name(network.loss)}"]
        if own := named(flow for flow in self.went_out if not flow.is_share):
            said.append(f"{listed(own)} {_be(own)} complete")
        if whole := named(flow for flow in self.went_out if flow.is_all):
            said.append(f"{listed(whole)} {_come(whole)} of it")
        if shares := named(flow for flow in self.went_out if flow.is_share and not flow.is_all):
            goes = "a share goes" if len(shares) == 1 else "shares go"
            said.append(f"{goes} to {listed(shares)}")
        return _sentence("; ".join(said))


def _come(names: Sequence[str]) -> str:
    return "comes" if len(names) == 1 else "come"


def _be(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
