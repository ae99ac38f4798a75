"""The parts of a network, as its checks and its graph read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from engine.language.expression import Expression
from engine.language.op import Conventions
from engine.language.shapes import Shape
from engine.language.values import Value
from engine.network.feeds import Feed


class Definition(NamedTuple):
    """A forward equation: the node it computes and how."""

    name: str
    expression: Expression


class Edge(NamedTuple):
    """One use of a value: `source` is the operand at `position` in the equation of `target`."""

    source: str
    target: str
    position: int


class Parts(Protocol):
    """The parts of a network; `engine.network.network.Network` says what each is."""

    @property
    def title(self) -> str: ...
    @property
    def equations(self) -> tuple[Definition, ...]: ...
    @property
    def loss(self) -> str: ...
    @property
    def inputs(self) -> Mapping[str, Value]: ...
    @property
    def targets(self) -> Mapping[str, Value]: ...
    @property
    def parameters(self) -> Mapping[str, Value]: ...
    @property
    def learning_rate(self) -> float: ...
    @property
    def conventions(self) -> Conventions: ...
    @property
    def gradients(self) -> tuple[str, ...]: ...
    @property
    def names(self) -> Mapping[str, str]: ...
    @property
    def buffers(self) -> Mapping[str, Expression]: ...
    @property
    def brought(self) -> frozenset[str]: ...
    @property
    def feeds(self) -> Sequence[Feed]: ...
    @property
    def constants(self) -> Mapping[str, Value]: ...
    @property
    def definitions(self) -> Mapping[str, Expression]: ...
    @property
    def nodes(self) -> tuple[str, ...]: ...
    @property
    def shapes(self) -> Mapping[str, Shape]: ...
    @property
    def operands(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def consumers(self) -> Mapping[str, tuple[str, ...]]: ...

    def edges(self) -> Iterator[Edge]:
        """Every use of a node in an equation."""

    def kind(self, node: str) -> str:
        """What the field calls a node."""
