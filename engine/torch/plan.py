"""Plans: what of a graph becomes an equation of its own, and what it is called."""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable

from torch import fx

from engine.errors import ModelError
from engine.torch.constants import Constants
from engine.torch.noted import Frame
from engine.torch.source import NOTHING, Statement
from engine.torch.spots import Spot, find_spots, op_of, statement_at


class Plan:
    """What becomes of each node.

    Args:
        graph: the graph, without writes.
        results: the nodes that it is written for: that of the loss, or the ends of a cut.
        constants: the nodes that are known.
        loss: the node of the loss; None where it is cut off.
    """

    def __init__(
        self,
        graph: fx.Graph,
        results: Collection[fx.Node],
        constants: Constants,
        loss: fx.Node | None,
    ) -> None:
        self.results, self._loss = set(results), loss
        self.needed = _needed(results, constants)
        self.nodes = [
            node
            for node in graph.nodes
            if node in self.needed and node.op == "call_function" and node not in constants.nodes
        ]
        self.spots = find_spots(self.nodes)
        for node in self.nodes:
            _check_sizes(node, self.spots[node])
        self._runs: dict[object, list[fx.Node]] = {}
        self._paths: dict[fx.Node, str] = {}
        self._turns: dict[object, int] = {}
        for node in self.nodes:
            self._runs.setdefault(self.spots[node].run, []).append(node)

    def users(self, node: fx.Node) -> list[fx.Node]:
        """The nodes that use a node, as far as they are needed."""
        return [each for each in node.users if each in self.needed]

    def is_merged(self, node: fx.Node) -> bool:
        """Whether a node is written into the one node that uses it: a part of one statement."""
        users = self.users(node)
        if len(users) != 1 or node in self.results or users[0] not in self.spots:
            return False
        user = users[0]
        if sum(each is node for each in _uses(user)) != 1:
            return False
        here, there = self.spots[node], self.spots[user]
        return here.run == there.run and here.statement is not None

    def path(self, node: fx.Node) -> str:
        """What a node that is an equation of its own is called."""
        if node not in self._paths:
            self._paths[node] = self._found_path(node)
        return self._paths[node]

    def _found_path(self, node: fx.Node) -> str:
        spot = self.spots[node]
        if node is self._loss:
            return "L"
        above = f"{spot.path}." if spot.path else ""
        is_result = self._is_result(node, spot)
        if is_result and spot.called and spot.called[-1].is_of_torch:
            return spot.path or "yhat"
        if said := self._assigned(node, spot):
            return f"{above}{said}"
        if is_result and spot.called:
            return spot.path or "yhat"
        return f"{above}{_plain_name(node)}"

    def _is_result(self, node: fx.Node, spot: Spot) -> bool:
        """Whether a node is what its module gives."""
        return node in self.results or any(
            self.spots[user].called[: len(spot.called)] != spot.called
            for user in self.users(node)
            if user in self.spots
        )

    def _assigned(self, node: fx.Node, spot: Spot) -> str:
        """The name that a statement gives a node; empty where there is none."""
        if spot.statement is None:
            return ""
        run = self._runs[spot.run]
        within = set(run)
        outer = [each for each in run if not within.issuperset(self.users(each))]
        frame, said = self._assigning(spot)
        if node not in outer or not said.names:
            return ""
        if len(outer) == len(said.names):
            return said.names[outer.index(node)]
        if all(each.target is operator.getitem for each in outer):
            return said.names[0]
        return self._next_of(said.names, frame, said) if node is outer[-1] else ""

    def _assigning(self, spot: Spot) -> tuple[Frame, Statement]:
        """The statement that assigns a value: of a function that gives it back, the caller's."""
        for frame in reversed(spot.frames):
            said = statement_at(frame)
            if said is None or said.names or not said.gives or frame.function == "forward":
                return frame, said or NOTHING
        return spot.frames[-1], NOTHING

    def _next_of(self, names: tuple[str, ...], frame: Frame, said: Statement) -> str:
        """Which of the names of a statement is next, `q, k, v = (heads(t) for t in ...)`."""
        key = (frame.file, said.first, frame.function)
        turn = self._turns.get(key, 0)
        self._turns[key] = turn + 1
        return names[turn % len(names)]


def _check_sizes(node: fx.Node, spot: Spot) -> None:
    """See that the size of a value does not depend on numbers.

    Raises:
        ModelError: where it does, as that of `x[x > 0]`.
    """
    value = node.meta["val"]
    for each in value if isinstance(value, list | tuple) else (value,):
        if any(not isinstance(size, int) for size in getattr(each, "shape", ())):
            code = f": {spot.statement.code}" if spot.statement else ""
            raise ModelError(
                f"{spot.line}{code}\nhow many entries this has depends on the values: where(...), "
                "or a product with a mask, keeps the size"
            )


def _plain_name(node: fx.Node) -> str:
    """What a node is called that has no name: after its op, a part of several after that."""
    if node.target is operator.getitem and isinstance(node.args[0], fx.Node):
        return f"{op_of(node.args[0])}.{node.args[1]}"
    return op_of(node)


def _uses(node: fx.Node) -> list[fx.Node]:
    """The nodes that a node uses, each as often as it does."""
    found: list[fx.Node] = []
    fx.node.map_arg((node.args, node.kwargs), found.append)
    return found


def _needed(results: Iterable[fx.Node], constants: Constants) -> set[fx.Node]:
    """The nodes that some nodes need, themselves too; of what is known what is used."""
    found: set[fx.Node] = set()
    waiting = list(results)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend([] if node in constants.nodes else node.all_input_nodes)
    return found
