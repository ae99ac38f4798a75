"""The writer: values of a graph as text of the language, and equations in groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.drafts.call import UnsupportedError
from engine.drafts.draft import Draft
from engine.drafts.operand import Operand
from engine.errors import ExpressionError, ShapeError
from engine.language.ops import infer_shape
from engine.language.parser import parse
from engine.onnx.call import tidy
from engine.onnx.graph import Graph, Node, Port
from engine.onnx.groups import Groups
from engine.onnx.names import array_path, input_path, is_given_by_person, was_computed
from engine.onnx.numbers import kind_of, literal, rows_of
from engine.onnx.plan import Plan
from engine.onnx.rules.losses import LABELLED
from engine.onnx.untying import same_weights

Shape = tuple[int, ...]

WEIGHED: Mapping[str, range] = {
    **dict.fromkeys((
        "MatMul", "Gemm", "Conv", "ConvTranspose", "PRelu", "LayerNormalization",
        "BatchNormalization", "InstanceNormalization", "GroupNormalization", "RMSNormalization",
    ), range(1, 3)),
    **dict.fromkeys(("LSTM", "GRU", "RNN"), range(1, 4)),
}  # fmt: skip
"""Where operators take weights: an array without a name of its own is a parameter there."""

SHARED = 10_000
"""Constants of up to so many numbers that are the same are one."""


class GraphWriter:
    """Knows the values of a graph, and writes equations into a draft.

    Args:
        graph: the graph.
        plan: what of it is needed.
        draft: what is written into.
    """

    def __init__(self, graph: Graph, plan: Plan, draft: Draft) -> None:
        self.opset = graph.opset
        self._graph, self._plan, self._draft = graph, plan, draft
        self._operands: dict[str, Operand] = {}
        self._known: dict[str, np.ndarray] = {}
        self._turned: dict[str, Operand] = {}
        self._labels: dict[str, Port] = {}
        self._rows: dict[tuple[str, int], Operand] = {}
        self._waiting: dict[str, tuple[Port, np.ndarray, bool]] = {}
        self._shapes: dict[str, Shape] = {}
        self._constants: dict[tuple[str, Shape, bytes], Operand] = {}
        self._node: Node | None = None
        self.groups = Groups(draft)
        """The groups that are open."""
        for name, array in graph.arrays.items():
            if not self._is_trained(name, array):
                self._known[name] = array

    def know(self, name: str, operand: Operand) -> None:
        """Note what a value is."""
        self._operands[name] = operand
        if operand.numbers is not None:
            self._known[name] = operand.numbers

    def give(self, port: Port, numbers: np.ndarray, *, is_target: bool) -> None:
        """Note a value that is given to the network, as soon as something uses it."""
        self._waiting[port.name] = (port, numbers, is_target)

    def know_numbers(self, name: str, numbers: np.ndarray) -> None:
        """Note what a value comes to that depends on nothing."""
        self._known[name] = numbers

    def numbers(self, name: str) -> np.ndarray | None:
        """The numbers of a value that depends on nothing; None where it does."""
        return self._known.get(name)

    def kept(self, name: str) -> np.ndarray | None:
        """The array that the file keeps by this name."""
        return self._graph.arrays.get(name)

    def shape(self, name: str) -> Shape:
        """The shape of a value."""
        if name in self._operands:
            return self._operands[name].shape
        if name in self._waiting:
            return self._waiting[name][1].shape
        found = self._known.get(name)
        return self._array(name).shape if found is None else found.shape

    def operand(self, name: str) -> Operand:
        """A value as it stands in a text; a parameter or a constant is given to the network."""
        if name not in self._operands:
            waiting = self._waiting.get(name)
            self._operands[name] = self._put(*waiting) if waiting else self._given(name)
        return self._operands[name]

    def parameter(self, hint: str, numbers: np.ndarray) -> Operand:
        """A parameter with these numbers, in the module of the node."""
        return self._trained(self._placed(hint), numbers)

    def constant(self, hint: str, numbers: np.ndarray) -> Operand:
        """A constant with these numbers; those of the same numbers are one."""
        numbers = np.asarray(numbers)
        is_small = numbers.size <= SHARED
        key = (numbers.dtype.str, numbers.shape, numbers.tobytes() if is_small else b"")
        if is_small and key in self._constants:
            return self._constants[key]
        self._constants[key] = self.remembered(hint, numbers)
        return self._constants[key]

    def remembered(self, hint: str, numbers: np.ndarray) -> Operand:
        """A constant of its own, which updates change."""
        called = self._draft.constant(self._placed(hint), numbers)
        self._shapes[called] = numbers.shape
        return Operand(called, numbers.shape, kind_of(numbers.dtype.name), numbers)

    def one_hot(self, operand: Operand, classes: int) -> Operand | None:
        """Labels that are given as rows with a 1 for the class of each; None where they are not.

        Raises:
            UnsupportedError: where a label is none of the classes.
        """
        key = (operand.text, classes)
        if key in self._rows:
            return self._rows[key]
        port = self._labels.get(operand.text)
        if port is None:
            return None
        whole = self._waiting[port.name][1].astype(int)
        if not 0 <= whole.min(initial=0) <= whole.max(initial=0) < classes:
            raise UnsupportedError(f"a label is none of 0 to {classes - 1}: leave such samples out")
        rows = rows_of(whole, classes)
        called = self._draft.target(input_path(port.name), rows)
        self._shapes[called] = rows.shape
        self._rows[key] = Operand(called, rows.shape)
        return self._rows[key]

    def turned_back(self, name: str) -> Operand | None:
        """Weights that an exporter has transposed, as they were; None where it has not.

        A matrix has lost its name then. It is called after the bias that is added to the product.
        """
        array = self._graph.arrays.get(name)
        if array is None or array.ndim != 2 or name in self._known or is_given_by_person(name):
            return None
        if name not in self._turned:
            tied = same_weights(array.T, self._graph.arrays)
            path = self._plan.beside(self._node, self._graph.arrays) if self._node else ""
            path = path or self._placed("weight")
            self._turned[name] = self.operand(tied) if tied else self._trained(path, array.T)
        return self._turned[name]

    def made(self, text: str) -> Operand:
        """An expression without calls of layers, with its shape.

        Raises:
            UnsupportedError: where it has none.
        """
        try:
            return Operand(text, infer_shape(parse(text, gradients=False), self._shapes))
        except (ExpressionError, ShapeError) as error:
            raise UnsupportedError(str(error)) from None

    def let(self, hint: str, text: str, shape: Shape | None = None) -> Operand:
        """An equation that stands before that of the result; its shape, where a layer is called."""
        made = self.made(text) if shape is None else Operand(text, shape)
        return self._equation(self._placed(hint), made)

    def let_all(
        self, hints: Sequence[str], text: str, shapes: Sequence[Shape]
    ) -> tuple[Operand, ...]:
        """What a layer with several results gives."""
        self.groups.enter(self._node)
        names = self._draft.equations([self._placed(hint) for hint in hints], tidy(text))
        self._shapes.update(zip(names, shapes, strict=True))
        return tuple(map(Operand, names, shapes))

    def result(self, name: str, operand: Operand) -> Operand:
        """The equation of a result, called by a path."""
        return self._equation(name, operand, self._node.place if self._node else "")

    def turn_to(self, node: Node) -> None:
        """Write into the group of a node from now on."""
        self._node = node

    def _equation(self, path: str, operand: Operand, comment: str = "") -> Operand:
        self.groups.enter(self._node)
        comment = "" if self.groups.is_said(comment) else comment
        called = self._draft.equation(path, tidy(operand.text), comment=comment)
        self._shapes[called] = operand.shape
        return Operand(called, operand.shape, operand.kind)

    def _placed(self, hint: str) -> str:
        return ".".join((*(self._node.path if self._node else ()), hint))

    def _is_trained(self, name: str, array: np.ndarray) -> bool:
        """Whether an array is a parameter: it has numbers with a point, and is a weight."""
        if array.dtype.kind != "f" or not np.isfinite(array).all():
            return False
        if is_given_by_person(name):
            return True
        users = self._plan.users.get(name, ())
        return array.size > 1 and any(
            name in user.inputs[place : place + 1]
            for user in users
            for place in WEIGHED.get(user.op, ())
        )

    def _given(self, name: str) -> Operand:
        """What a text calls a number or an array that is known, or a parameter."""
        known = self._known.get(name)
        if known is None:
            array = self._array(name)
            if is_given_by_person(name):
                return self._trained(array_path(name), array)
            return self._trained(self._placed("bias" if array.ndim == 1 else "weight"), array)
        if known.size == 1 and known.ndim < 2:
            return Operand(literal(known), (), kind_of(known.dtype.name), known)
        if was_computed(name) and known.dtype.kind == "f":
            self._draft.note(f"computed when the graph was exported, so constant here: {name}")
        hint = array_path(name).rpartition(".")[2] if is_given_by_person(name) else "constant"
        return self.constant(hint, known)

    def _array(self, name: str) -> np.ndarray:
        """The array that the file keeps by this name.

        Raises:
            UnsupportedError: where there is none, and nothing of that name.
        """
        array = self._graph.arrays.get(name)
        if array is None:
            raise UnsupportedError(
                f"{name!r} cannot be had: nothing before is written that gives it"
            )
        return array

    def _put(self, port: Port, numbers: np.ndarray, is_target: bool) -> Operand:
        """Give an input or a target to the network."""
        give = self._draft.target if is_target else self._draft.input
        are_labels = all(user.op in LABELLED for user in self._plan.users[port.name])
        called = give(input_path(port.name) + ("_labels" if are_labels else ""), numbers)
        if are_labels:
            self._labels[called] = port
        self._shapes[called] = numbers.shape
        return Operand(called, numbers.shape, kind_of(port.kind))

    def _trained(self, path: str, numbers: np.ndarray) -> Operand:
        called = self._draft.parameter(path, numbers)
        self._shapes[called] = numbers.shape
        return Operand(called, numbers.shape)
