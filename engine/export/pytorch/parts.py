"""The parts of a script: which equations stand in the module, and which in its loss."""

from __future__ import annotations

from functools import cached_property

from engine.frozen import frozen
from engine.language.expression import free_names
from engine.network.feeds import given_by
from engine.network.groups import brought_in
from engine.network.network import Network
from engine.network.parts import Definition


@frozen(eq=False)
class Parts:
    """A network in two parts: a module, and the loss of what it gives.

    Args:
        network: the network.
    """

    network: Network

    @cached_property
    def of_loss(self) -> tuple[Definition, ...]:
        """The equations of the loss: those that need a target, and the last."""
        depends = set(self.network.targets)
        for name, expression in self.network.equations:
            if free_names(expression) & depends:
                depends.add(name)
        remembered = set().union(*map(free_names, self.network.buffers.values()))
        if remembered & depends:
            return ()  # what the module remembers is computed by it, and so is the loss
        found = depends | {self.network.loss}
        return tuple(each for each in self.network.equations if each.name in found)

    @cached_property
    def of_module(self) -> tuple[Definition, ...]:
        """The equations of the module."""
        loss = {name for name, _ in self.of_loss}
        return tuple(each for each in self.network.equations if each.name not in loss)

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """What the module gives: all that its loss reads of it, parameters too."""
        if not self.of_loss:
            return (self.network.loss,)
        own = {name for name, _ in self.of_loss} | set(self.network.targets)
        read: dict[str, None] = {}
        for name in (name for each, _ in self.of_loss for name in self.network.operands[each]):
            if name not in own:
                read[name] = None
        return tuple(read)

    @cached_property
    def buffers(self) -> tuple[str, ...]:
        """The inputs that the module has itself: what layers bring along, and do not draw."""
        drawn = given_by(self.network.feeds)
        own = brought_in(self.network.groups) | self.network.fixed
        return tuple(
            name for name in self.network.inputs
            if name in self.network.buffers or (name in own and name not in drawn)
        )  # fmt: skip

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """What the module takes."""
        own = set(self.buffers)
        given = [name for name in self.network.inputs if name not in own]
        return (*given, *(() if self.of_loss else self.network.targets))

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """What the loss takes besides."""
        return tuple(self.network.targets) if self.of_loss else ()
