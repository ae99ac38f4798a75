"""What a loop computes from a batch to its loss, computed again: a module that can be imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import count
from typing import Any

import torch

from engine.frozen import frozen
from engine.torch.watching.frames import do_again
from engine.torch.watching.tape import Given, Node, Tape, mapped, tensors_in
from engine.torch.whole import named_leaves


@frozen(slots=True)
class Outside:
    """A tensor that nothing on the tape has made.

    Args:
        index: which of those that a program is given.
    """

    index: int


@frozen(slots=True)
class Own:
    """A parameter of the module that is watched, which the loop itself reads.

    Args:
        path: its path.
    """

    path: str


@frozen(slots=True)
class End:
    """A tensor that a loop goes back from.

    Args:
        given: what made it.
        factor: what was given as its gradient; None for 1.
    """

    given: Given
    factor: torch.Tensor | None


class Program:
    """The nodes that a loss depends on, in the order in which they were made.

    Args:
        ends: what the loop goes back from.
        parameters: the paths of the parameters of the module that is watched, by `id`.
    """

    def __init__(self, ends: Sequence[End], parameters: Mapping[int, str]) -> None:
        self._ends, self._parameters = ends, parameters
        self.outside: list[torch.Tensor] = []
        """Copies of what nothing on the tape has made, by their first use."""
        self._index: dict[int, int] = {}
        self._nodes = _in_order(end.given.node for end in ends)
        self._read = {
            node: mapped(self._placed, (node.arguments, dict(node.named))) for node in self._nodes
        }
        self.inputs = self._inputs_of_one_call()
        """How many tensors of these the module takes, if it is called once, as a whole, and with
        nothing else; None where it is not: a `Step` is to be imported then."""

    def loss(
        self, module: Any, outside: Sequence[torch.Tensor], output: object = None
    ) -> torch.Tensor:
        """The loss, computed again.

        Args:
            module: the module that is watched.
            outside: what nothing on the tape has made.
            output: what the one call of the module gives; None where it is to be called.
        """
        made: dict[Node, list[torch.Tensor]] = {}

        def found(value: object) -> object:
            match value:
                case Given():
                    return made[value.node][value.index]
                case Outside():
                    return outside[value.index]
                case Own():
                    return reduce(getattr, value.path.split("."), module)
            return value

        def do(node: Node) -> None:
            if node.function is None and output is not None:
                made[node] = list(tensors_in(output))
                return
            arguments, named = mapped(found, self._read[node])
            function = node.function or module.get_submodule(node.path)
            result = function(*arguments, **named)
            made[node] = list(tensors_in(arguments[0] if result is None else result))

        do_again(self._nodes, do)
        parts = [_weighted(made[end.given.node][end.given.index], end.factor) for end in self._ends]
        return sum(parts[1:], start=parts[0])

    def __deepcopy__(self, _: object) -> Program:
        """Itself, as nothing in it changes."""
        return self

    def names(self, module: Any) -> list[str]:
        """What is outside, by what the person's code calls it: what a module is given, or else y.

        Args:
            module: the module that is watched.
        """
        said: dict[int, str] = {}
        for node in self._nodes:
            if node.function is None:
                called = module.get_submodule(node.path)
                given = [
                    each for part in self._read[node] for each in named_leaves(called, part, 0, "x")
                ]
                for name, value in given:
                    if isinstance(value, Outside):
                        said.setdefault(value.index, name)
        found: list[str] = []
        for index in range(len(self.outside)):
            name = said.get(index, "y")
            others = (f"{name}{number}" for number in count(2))
            found.append(name if name not in found else next(o for o in others if o not in found))
        return found

    def _placed(self, value: object) -> object:
        """What stands for a tensor from outside."""
        if not isinstance(value, torch.Tensor):
            return value
        if id(value) in self._parameters:
            return Own(self._parameters[id(value)])
        if id(value) not in self._index:
            self._index[id(value)] = len(self.outside)
            self.outside.append(value.detach().clone())
        return Outside(self._index[id(value)])

    def _inputs_of_one_call(self) -> int | None:
        calls = [node for node in self._nodes if node.function is None]
        if len(calls) != 1 or any(isinstance(each, Own) for each in _flat([*self._read.values()])):
            return None
        arguments, named = self._read[calls[0]]
        is_plain = arguments == tuple(Outside(index) for index in range(len(arguments)))
        return len(arguments) if is_plain and not (named or calls[0].path) else None


class Step(torch.nn.Module):
    """A program as a module, around the one that is watched: what it gives is the loss.

    Args:
        model: the module that is watched.
        program: what is computed.
    """

    def __init__(self, model: Any, program: Program) -> None:
        super().__init__()
        self.model = model
        self._program = program
        self.training = model.training

    def forward(self, **outside: torch.Tensor) -> torch.Tensor:
        """The loss."""
        return self._program.loss(self.model, [*outside.values()])


def ends_of(tape: Tape, tensors: Any, factors: Any) -> tuple[End, ...]:
    """What a loop goes back from, as far as it is on the tape.

    Args:
        tape: the tape.
        tensors: a tensor, or some.
        factors: what is given as their gradients; None for 1.
    """
    of = (tensors,) if isinstance(tensors, torch.Tensor) else tuple(tensors)
    by = (factors,) if factors is None or isinstance(factors, torch.Tensor) else tuple(factors)
    found = ((index, tape.given(tensor)) for index, tensor in enumerate(of))
    return tuple(
        End(given, by[index] if index < len(by) else None)
        for index, given in found
        if given is not None
    )


def depends_on(ends: Iterable[End], parameters: Mapping[int, str]) -> bool:
    """Whether a loop goes back from what the module that is watched, or a parameter of it, gave."""
    return any(
        node.function is None
        or any(id(each) in parameters for each in _flat((node.arguments, dict(node.named))))
        for node in _in_order(end.given.node for end in ends)
    )


def _weighted(value: torch.Tensor, factor: torch.Tensor | None) -> torch.Tensor:
    if factor is None:
        return value if value.dim() == 0 else value.sum()
    return (value * factor.detach()).sum()


def _in_order(ends: Iterable[Node]) -> list[Node]:
    """Some nodes, and all that they need."""
    found: set[Node] = set()
    waiting = list(ends)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += node.needed
    return sorted(found, key=lambda node: node.order)


def _flat(value: object) -> Iterable[object]:
    """Each thing in tuples, lists and mappings within one another."""
    things: list[object] = []
    mapped(things.append, value)
    return things
