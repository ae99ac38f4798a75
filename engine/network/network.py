"""Networks: inputs, targets, parameters and the equations that lead from them to the loss."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engine.language.expression import Call, Expression, Name, free_names, occurrences
from engine.language.notation import TEXT
from engine.language.ops import Conventions, infer_shape
from engine.language.parser import ExpressionError, check_name, suggestion
from engine.language.shapes import Shape, ShapeError
from engine.language.values import Value, is_array, shape_of
from engine.network.batch import Batch, find_batch
from engine.network.initialisers import Initialiser, draw
from engine.network.optimisers import Optimiser

if TYPE_CHECKING:
    import networkx as nx

    from engine.iterations.run import State

ACTIVATIONS = frozenset({"relu", "leaky_relu", "sigmoid", "tanh", "softmax"})
"""The ops whose results are called activations."""

MAX_LISTED = 20
"""The most names that an error lists."""


class NetworkError(ValueError):
    """A network that cannot be built.

    Args:
        message: what is wrong and what to do about it, for the person who wrote the network.
        where: the part that is wrong: `("equations", 3)`, `("parameters", "w0")`, `("loss",)`.
    """

    def __init__(self, message: str, *where: str | int) -> None:
        super().__init__(message)
        self.where = where


class Definition(NamedTuple):
    """A forward equation: the node it computes and how."""

    name: str
    expression: Expression


class Edge(NamedTuple):
    """One use of a value: `source` is the operand at `position` in the equation of `target`."""

    source: str
    target: str
    position: int


@dataclass(frozen=True, repr=False)
class Network:
    """A small network, checked when it is made.

    Args:
        equations: the forward equations in the order in which they are computed.
        loss: the node whose value is made small.
        inputs: values that stay the same.
        targets: the values that the predictions should have.
        parameters: the values that training changes.
        learning_rate: the step size of an update.
        optimiser: how a gradient changes a parameter.
        initialisers: how parameters are drawn, where they are.
        seed: what they have been drawn with; None where none is drawn.
        conventions: the derivatives taken at kinks.
        gradients: inputs and targets whose gradient is asked for as well.
        names: how names are written, where not as they are: `{"yhat": "ŷ"}`.
        name: what the network is called on the command line.
        title: what it is called on the screen.
        teaches: one line that says what can be learnt from it.

    Raises:
        NetworkError: where the parts do not make a network.
    """

    equations: tuple[Definition, ...]
    loss: str
    inputs: Mapping[str, Value]
    targets: Mapping[str, Value]
    parameters: Mapping[str, Value]
    learning_rate: float = 1.0
    optimiser: Optimiser = field(default_factory=Optimiser)
    initialisers: Mapping[str, Initialiser] = field(default_factory=dict)
    seed: int | None = None
    conventions: Conventions = field(default_factory=Conventions)
    gradients: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    name: str = "network"
    title: str = "Network"
    teaches: str = ""

    def __post_init__(self) -> None:
        _check_names(self)
        _check_order(self)
        _check_loss(self)
        _check_values(self)

    @cached_property
    def constants(self) -> Mapping[str, Value]:
        """Everything that is given and not computed, in the order of the file."""
        return {**self.inputs, **self.targets, **self.parameters}

    @cached_property
    def definitions(self) -> Mapping[str, Expression]:
        """The forward expression of every computed node, in order."""
        return dict(self.equations)

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Every node: what is given first, then what is computed, in order."""
        return (*self.constants, *self.definitions)

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """The shape of every node's value.

        Raises:
            NetworkError: where operands do not fit.
        """
        shapes = {name: shape_of(value) for name, value in self.constants.items()}
        for index, (name, expression) in enumerate(self.equations):
            try:
                shapes[name] = infer_shape(expression, shapes)
            except ShapeError as error:
                raise NetworkError(f"{name}: {error}", "equations", index) from None
        return shapes

    @cached_property
    def operands(self) -> Mapping[str, tuple[str, ...]]:
        """The operands of every computed node as they stand in its equation, repeats included."""
        return {name: tuple(occurrences(expression)) for name, expression in self.equations}

    @cached_property
    def consumers(self) -> Mapping[str, tuple[str, ...]]:
        """The nodes whose equations use each node, in order, each once."""
        found: dict[str, dict[str, None]] = {name: {} for name in self.nodes}
        for name, operands in self.operands.items():
            for operand in operands:
                found[operand][name] = None
        return {name: tuple(targets) for name, targets in found.items()}

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """The length of the longest way to each computed node from another; 0 for what is given."""
        ranks = dict.fromkeys(self.constants, 0)
        for name, operands in self.operands.items():
            ranks[name] = 1 + max((ranks[operand] for operand in operands), default=0)
        return ranks

    @cached_property
    def relus(self) -> Mapping[str, Expression]:
        """The pre-activation of every node that is a ReLU, in order."""
        return {
            name: expression.operands[0]
            for name, expression in self.equations
            if isinstance(expression, Call) and expression.op == "relu"
        }

    @cached_property
    def relu_of(self) -> Mapping[Expression, str]:
        """The ReLU that is applied to each pre-activation."""
        return {z: node for node, z in self.relus.items()}

    @property
    def samples(self) -> int | None:
        """How many samples the batch has; None without a batch."""
        return self._batch.samples

    @property
    def per_sample(self) -> frozenset[str]:
        """The nodes whose value has a row, or a number, for each sample of the batch."""
        return self._batch.nodes

    @cached_property
    def _batch(self) -> Batch:
        return find_batch((*self.inputs, *self.targets), self.equations, self.shapes)

    def units(self, node: str) -> int:
        """How many units a node has: the last axis of its value.

        A single number is one unit, and so is a vector with a number for each sample.
        """
        shape = self.shapes[node]
        return 1 if len(shape) < 2 and node in self.per_sample else (shape or (1,))[-1]

    def edges(self) -> Iterator[Edge]:
        """Every use of a node in an equation."""
        for target, operands in self.operands.items():
            for position, source in enumerate(operands):
                yield Edge(source, target, position)

    def is_skip(self, source: str, target: str) -> bool:
        """Whether the edge is a skip connection: another way leads from one end to the other."""
        known = self._skips.get((source, target))
        if known is None:
            known = self._skips[source, target] = self._has_other_way(source, target)
        return known

    @cached_property
    def _skips(self) -> dict[tuple[str, str], bool]:
        """The edges that have been looked at: in a large network the other way may be long."""
        return {}

    def _has_other_way(self, source: str, target: str) -> bool:
        if source in self.constants or self.ranks[target] <= self.ranks[source] + 1:
            return False
        seen = set(self.consumers[source]) - {target}
        frontier = list(seen)
        while frontier:
            for node in self.consumers[frontier.pop()]:
                if node == target:
                    return True
                if node not in seen and self.ranks[node] < self.ranks[target]:
                    seen.add(node)
                    frontier.append(node)
        return False

    def kind(self, node: str) -> str:
        """What the field calls a node: input, target, parameter, pre-activation, activation, ..."""
        for kind, names in (
            ("input", self.inputs), ("target", self.targets), ("parameter", self.parameters)
        ):  # fmt: skip
            if node in names:
                return kind
        if node == self.loss:
            return "loss"
        if any(self.targets.keys() & self.operands[user] for user in self.consumers[node]):
            return "prediction"
        expression = self.definitions[node]
        if isinstance(expression, Call) and expression.op in ACTIVATIONS:
            return "activation"
        if any(self._activates(consumer, node) for consumer in self.consumers[node]):
            return "pre-activation"
        return "node"

    def _activates(self, consumer: str, node: str) -> bool:
        """Whether `consumer` is an activation of `node`; the identity, `yhat = z2`, is one."""
        expression = self.definitions[consumer]
        if isinstance(expression, Call) and expression.op in ACTIVATIONS:
            return expression.operands[0] == Name(node)
        return expression == Name(node)

    def with_values(self, changes: Mapping[str, Value]) -> Network:
        """The same network with other values for some inputs, targets or parameters.

        Raises:
            NetworkError: for a name that has no value to change, or a value that does not fit.
        """
        for name in changes:
            if name not in self.constants:
                known = list(self.constants)
                listed = [*known[:MAX_LISTED], "..."] if len(known) > MAX_LISTED else known
                hint = suggestion(name, known) or f"; it has {', '.join(listed)}"
                computed = " is computed and" if name in self.definitions else ""
                raise NetworkError(f"{name!r}{computed} cannot be set{hint}", name)

        def changed(values: Mapping[str, Value]) -> Mapping[str, Value]:
            return {name: changes.get(name, value) for name, value in values.items()}

        initialisers = {
            name: replace(each, used=each.used and name not in changes)
            for name, each in self.initialisers.items()
        }
        return replace(
            self,
            inputs=changed(self.inputs),
            targets=changed(self.targets),
            parameters=changed(self.parameters),
            initialisers=initialisers,
            seed=self.seed if any(each.used for each in initialisers.values()) else None,
        )

    def with_seed(self, seed: int) -> Network:
        """The same network with its parameters drawn by another seed.

        Raises:
            NetworkError: where none of them is drawn, or for a seed below 0.
        """
        if not any(each.used for each in self.initialisers.values()):
            raise NetworkError("nothing in this network is drawn: a seed changes nothing")
        try:
            drawn = draw(self.initialisers, seed)
        except ValueError as error:
            raise NetworkError(str(error)) from None
        return replace(self, parameters={**self.parameters, **drawn}, seed=seed)

    def to_networkx(self, state: State | None = None) -> nx.MultiDiGraph:
        """The network as a graph, with the values of a state if one is given."""
        from engine.export.graph import to_networkx

        return to_networkx(self, state)


def _check_names(network: Network) -> None:
    seen: dict[str, str] = {}
    for section in ("inputs", "targets", "parameters"):
        for name in getattr(network, section):
            _check_name(name, section, name)
            if name in seen:
                raise NetworkError(f"{name!r} stands in [{seen[name]}] already", section, name)
            seen[name] = section
    if not network.equations:
        raise NetworkError("there are no equations", "equations")
    for index, (name, _) in enumerate(network.equations):
        _check_name(name, "equations", index)
        if name in seen:
            where = f"[{seen[name]}]" if seen[name] != "equations" else "an equation"
            raise NetworkError(
                f"{name!r} is assigned twice: it has its value from {where} already",
                "equations", index,
            )  # fmt: skip
        seen[name] = "equations"


def _check_name(name: str, *where: str | int) -> None:
    try:
        check_name(name)
    except ExpressionError as error:
        raise NetworkError(str(error), *where) from None


def _check_order(network: Network) -> None:
    known = set(network.constants)
    for index, (name, expression) in enumerate(network.equations):
        for operand in occurrences(expression):
            if operand not in known:
                raise NetworkError(_explain_missing(network, name, operand), "equations", index)
        known.add(name)


def _explain_missing(network: Network, name: str, operand: str) -> str:
    if operand not in network.definitions:
        if operand == f"d{network.loss}":
            return "gradients are derived from the equations and cannot stand in one"
        return f"unknown name {operand!r}{suggestion(operand, list(network.nodes))}"
    way = _way(network, operand, name)
    if way:
        return f"a cycle: {' → '.join([*reversed(way), name])}; no node can depend on itself"
    return f"{operand!r} is used before it is assigned: move its equation up"


def _way(network: Network, start: str, end: str) -> list[str]:
    """The nodes from `start` to `end`, following operands; empty where there is no way."""
    ways = [[start]]
    seen = {start}
    while ways:
        way = ways.pop()
        if way[-1] == end:
            return way
        for operand in network.operands.get(way[-1], ()):
            if operand not in seen:
                seen.add(operand)
                ways.append([*way, operand])
    return []


def _check_loss(network: Network) -> None:
    if network.loss not in network.definitions:
        known = list(network.definitions)
        hint = (
            suggestion(network.loss, known)
            or f": no equation assigns it; they assign {known[-1]!r}"
        )
        raise NetworkError(f"unknown loss {network.loss!r}{hint}", "loss")
    shape = network.shapes[network.loss]
    if shape:
        raise NetworkError(
            f"the loss {network.loss!r} has to be one number, but is {'×'.join(map(str, shape))}: "
            f"take its mean, mean({TEXT.write(network.definitions[network.loss])})",
            "equations", list(network.definitions).index(network.loss),
        )  # fmt: skip
    reached = {network.loss}
    for name, expression in reversed(network.equations):
        if name in reached:
            reached |= free_names(expression)
    for section in ("inputs", "targets", "parameters"):
        for name in getattr(network, section):
            if name not in reached:
                raise NetworkError(_unreached(network, name), section, name)
    for index, (name, _) in enumerate(network.equations):
        if name not in reached:
            raise NetworkError(_unreached(network, name), "equations", index)


def _unreached(network: Network, name: str) -> str:
    return f"{name!r} never reaches the loss {network.loss!r}: use it in an equation or delete it"


def _check_values(network: Network) -> None:
    _check_settings(network)
    for name in network.gradients:
        if name not in network.inputs and name not in network.targets:
            known = [*network.inputs, *network.targets]
            raise NetworkError(
                f"gradients: {name!r} is no input and no target{suggestion(name, known)}",
                "gradients",
            )
    taken = {name: name for name in network.nodes if name not in network.names}
    for name, written in network.names.items():
        if name not in network.nodes:
            raise NetworkError(
                f"unknown name {name!r}{suggestion(name, list(network.nodes))}", "notation", name
            )
        if written in taken:
            raise NetworkError(
                f"{written!r} is how {taken[written]!r} is written already", "notation", name
            )
        taken[written] = name
    for index, (_, expression) in enumerate(network.equations):
        for target in _class_targets(expression):
            _check_one_hot(network, target, index)


def _check_settings(network: Network) -> None:
    for name, low in (("relu_at_zero", 0.0), ("abs_at_zero", -1.0)):
        if not low <= getattr(network.conventions, name) <= 1.0:
            raise NetworkError(f"{name} has to lie between {low:g} and 1", "conventions", name)
    if not math.isfinite(network.learning_rate):
        raise NetworkError(
            "the learning rate has to be a finite number", "training", "learning_rate"
        )


def _class_targets(expression: Expression) -> Iterator[str]:
    """The names that a cross_entropy in the expression takes as its targets, "" for no name."""
    match expression:
        case Call(op="cross_entropy", operands=(_, targets)):
            yield targets.name if isinstance(targets, Name) else ""
        case Call(operands=operands):
            for operand in operands:
                yield from _class_targets(operand)


def _check_one_hot(network: Network, name: str, index: int) -> None:
    """The derivative of cross_entropy, softmax − y, holds where every row of y sums to 1."""
    value = network.targets.get(name, network.inputs.get(name))
    if value is None:
        raise NetworkError(
            "cross_entropy: its second operand has to be the name of a target or an input",
            "equations", index,
        )  # fmt: skip
    if not is_array(value):
        return
    sums: Sequence[float] = value.reshape(-1, value.shape[-1]).sum(axis=-1).tolist()
    for row, total in enumerate(sums):
        if not math.isclose(total, 1.0, abs_tol=1e-9):
            raise NetworkError(
                f"cross_entropy: row {row} of {name!r} sums to {total:g}, but has to be one-hot "
                "(or probabilities that sum to 1)",
                "equations", index,
            )  # fmt: skip
