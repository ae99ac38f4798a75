"""Networks: inputs, targets, parameters and the equations that lead from them to the loss."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from engine.errors import NetworkError, ShapeError
from engine.frozen import frozen, made_by, replace
from engine.language.expression import Expression, occurrences
from engine.language.op import Conventions
from engine.language.ops import infer_shape
from engine.language.shapes import Shape
from engine.language.values import Value, shape_of
from engine.network.batch import Batch, find_batch
from engine.network.bounds import Given, check_numbers
from engine.network.checks import check_loss, check_names, check_order, check_values
from engine.network.feeds import Feed, fed, given_by
from engine.network.groups import Group, brought_in
from engine.network.initialisers import Initialiser
from engine.network.kinds import kind_of
from engine.network.optimisers import Optimiser
from engine.network.parts import Definition, Edge
from engine.network.relus import Relu, find_relus, units_in

if TYPE_CHECKING:
    import networkx as nx

    from engine.network.graph import Numbers
    from engine.network.samples import Samples
    from engine.network.skips import Skips


@frozen(repr=False)
class Network:
    """A small network, checked when it is made.

    Args:
        equations: the forward equations in the order in which they are computed.
        loss: the node whose value is made small.
        inputs: values that stay the same, with a row for each sample or the same for all.
        targets: the values that the predictions should have.
        parameters: the values that training changes.
        learning_rate: the step size of an update.
        optimiser: how a gradient changes a parameter.
        initialisers: how parameters, inputs and targets are drawn, where they are.
        seed: what they have been drawn with; None where none is drawn.
        conventions: the derivatives taken at kinks.
        precision: of the numbers where the network comes from, `float32`; they are computed with in
            float64 all the same.
        gradients: inputs and targets whose gradient is asked for as well.
        names: how names are written, where not as they are: `{"yhat": "ŷ"}`.
        name: what the network is called on the command line.
        title: what it is called on the screen.
        teaches: one line that says what can be learnt from it.
        page: the file of a page of hand computation, from where the network file is; may be empty.
        groups: the equations that belong together, each group before those that stand in it.
        feeds: what gives inputs and targets that are taken anew in each iteration; the values
            among `inputs` and `targets` are those of iteration 0.
        buffers: what inputs are in the next iteration that an update assigns anew.
        lines: for each equation the line that it comes from, of those of the file that say
            something; empty where each stands in one of its own.
        evaluation: reads, for a seed and `Samples`, the network with which those for validation
            are predicted, or all where none are kept apart; None without samples.
        files: the files of arrays that values are read of, each with what tells whether it is the
            same.
        brought: the values that are read of these.
        memory: what the optimiser remembers at first, by what the program calls it; the rest is 0.
        fixed: the inputs that are the same for all samples.

    Raises:
        NetworkError: where the parts do not make a network.
    """

    equations: tuple[Definition, ...]
    loss: str
    inputs: Mapping[str, Value]
    targets: Mapping[str, Value]
    parameters: Mapping[str, Value]
    learning_rate: float = 1.0
    optimiser: Optimiser = made_by(factory=Optimiser)
    initialisers: Mapping[str, Initialiser] = made_by(factory=dict)
    seed: int | None = None
    conventions: Conventions = made_by(factory=Conventions)
    precision: str = "float64"
    gradients: tuple[str, ...] = ()
    names: Mapping[str, str] = made_by(factory=dict)
    name: str = "network"
    title: str = "Network"
    teaches: str = ""
    page: str = ""
    groups: tuple[Group, ...] = ()
    feeds: tuple[Feed, ...] = ()
    buffers: Mapping[str, Expression] = made_by(factory=dict)
    lines: tuple[int, ...] = ()
    evaluation: Callable[[int, Samples], Network] | None = None
    files: Mapping[str, str] = made_by(factory=dict)
    brought: frozenset[str] = frozenset()
    memory: Mapping[str, Value] = made_by(factory=dict)
    fixed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        check_names(self)
        check_order(self)
        check_loss(self)
        check_values(self)
        fed = given_by(self.feeds) | self.brought  # data has bounds of its own
        check_numbers(
            Given(table, name, self.shapes[name])
            for table in ("inputs", "targets", "parameters")
            for name in getattr(self, table)
            if name not in fed
        )

    def __repr__(self) -> str:
        nodes, parameters = len(self.nodes), len(self.parameters)
        return f"<Network {self.name!r}: {nodes:,} nodes, {parameters:,} of them parameters>"

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
    def relu_calls(self) -> tuple[Relu, ...]:
        """Every ReLU in the equations, in order, those inside of others' equations too."""
        return tuple(find_relus(self.equations, self.shapes, self._batch))

    @cached_property
    def relus(self) -> Mapping[str, Relu]:
        """The ReLU of every node whose whole equation is one, in order."""
        return {relu.node: relu for relu in self.relu_calls if relu.is_whole}

    @cached_property
    def relus_in(self) -> Mapping[str, tuple[Relu, ...]]:
        """The ReLUs in the equation of each node that has any."""
        found: dict[str, tuple[Relu, ...]] = {}
        for relu in self.relu_calls:
            found[relu.node] = (*found.get(relu.node, ()), relu)
        return found

    @cached_property
    def relu_of(self) -> Mapping[Expression, Relu]:
        """The ReLU that is applied to each pre-activation; of several one that is a node's own."""
        return {relu.z: relu for relu in (*reversed(self.relu_calls), *self.relus.values())}

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
        brought = brought_in(self.groups) | self.fixed
        given = [name for name in (*self.inputs, *self.targets) if name not in brought]
        masks = given_by(self.feeds) & brought
        return find_batch(given, self.equations, self.shapes, masks)

    def units(self, node: str) -> int:
        """How many units a node has, as in `units_in`."""
        return units_in(self.shapes[node], node in self.per_sample)

    def edges(self) -> Iterator[Edge]:
        """Every use of a node in an equation."""
        for target, operands in self.operands.items():
            for position, source in enumerate(operands):
                yield Edge(source, target, position)

    def is_skip(self, edge: Edge) -> bool:
        """Whether an edge is a skip connection, as `engine.network.skips` says what that is."""
        return self._skips.has(edge)

    @cached_property
    def _skips(self) -> Skips:
        from engine.network.skips import Skips  # not before an edge is asked about

        return Skips(self, self.consumers, self.ranks)

    def kind(self, node: str) -> str:
        """What the field calls a node: input, target, parameter, pre-activation, activation, ..."""
        return kind_of(self, node)

    def fed(self, iteration: int) -> Mapping[str, Value]:
        """The inputs and targets that are taken anew in an iteration, by their names."""
        return fed(self.feeds, self.seed, iteration)

    def with_values(self, changes: Mapping[str, Value]) -> Network:
        """The same network with other values for some inputs, targets or parameters.

        Raises:
            NetworkError: for a name that has no value to change, or a value that does not fit.
        """
        from engine.network.changed import changed, is_drawn  # not before something is changed

        values, initialisers = changed(self, changes)
        seed = self.seed if is_drawn(initialisers, self.feeds) else None
        return replace(self, **values, initialisers=initialisers, seed=seed)

    def with_seed(self, seed: int) -> Network:
        """The same network with all that is drawn in it drawn by another seed.

        Raises:
            NetworkError: where none of them is drawn, or for a seed below 0.
        """
        from engine.network.changed import reseeded

        values, feeds = reseeded(self, seed)
        return replace(self, **values, feeds=feeds, seed=seed)

    def to_networkx(self, numbers: Numbers | None = None) -> nx.MultiDiGraph:
        """The network as a graph, with the numbers of a state if one is given."""
        from engine.network.graph import to_networkx

        return to_networkx(self, numbers)
