"""The conversion of a graph to a draft: node for node, in the order of the file."""

from __future__ import annotations

from typing import NoReturn

import numpy as np

from engine.drafts.call import UnsupportedError
from engine.drafts.draft import Draft
from engine.drafts.operand import Operand
from engine.errors import ExpressionError, ModelError
from engine.language.text import plain, shortened
from engine.onnx.call import Call
from engine.onnx.examples import Example
from engine.onnx.folding import folded
from engine.onnx.graph import Graph, Node
from engine.onnx.plan import plan_of
from engine.onnx.rules.losses import NAMED
from engine.onnx.rules.table import DOMAINS, RULES
from engine.onnx.writer import GraphWriter

UNFIT = (ArithmeticError, LookupError, MemoryError, TypeError, ValueError)
"""What comes of a node that no exporter writes."""


class Conversion:
    """A graph, written into a draft as far as a value.

    Args:
        graph: the graph.
        wanted: the value, by its name.
        example: what goes in.
        draft: what is written into.
        is_loss: whether the value is the loss, where it is a number.

    Raises:
        ModelError: at the first node that cannot be written.
    """

    def __init__(
        self, graph: Graph, wanted: str, example: Example, draft: Draft, *, is_loss: bool
    ) -> None:
        self._graph, self._draft, self._is_loss = graph, draft, is_loss
        self._plan = plan_of(graph, wanted)
        self._writer = GraphWriter(graph, self._plan, draft)
        for port in graph.inputs:
            if port.name in self._plan.users:
                is_target = port.name in example.targets
                self._writer.give(port, example.arrays[port.name], is_target=is_target)
        with self._writer.groups:
            for node in self._plan.nodes:
                self._write(node)
        try:
            self.value = self._writer.operand(wanted)
        except UnsupportedError:
            shown = plain(shortened(wanted, 80))
            raise ModelError(
                f"{plain(graph.name)}: {shown!r} cannot be had: name another"
            ) from None
        """The value, as it stands in a text."""

    def end_with(self, loss: str | None, target: np.ndarray | None) -> None:
        """Make the value the loss, or write a loss of it.

        Args:
            loss: a name of `engine.onnx.rules.losses.NAMED`; None where the value is the loss.
            target: what the value should be, for a loss that is named.
        """
        value, draft = self.value, self._draft
        text = value.text
        if loss is not None and target is not None:
            prediction = text if value.is_whole else draft.equation("yhat", text)
            text = NAMED[loss](prediction, draft.target("y", target))
        elif value.shape:
            text = f"sum({text})"
        elif value.text == "L":
            draft.loss("L")
            return
        draft.loss(draft.equation("L", text))

    def _write(self, node: Node) -> None:
        """Write one node, or compute it where all that it takes is known."""
        writer = self._writer
        writer.turn_to(node)
        try:
            numbers = self._computed(node)
            if numbers is not None:
                writer.know_numbers(node.outputs[0], numbers)
                return
            for name, operand in zip(node.outputs, _results(node, writer), strict=False):
                if name and operand is not None:
                    writer.know(name, self._written(node, name, operand))
        except (UnsupportedError, ExpressionError) as error:
            _refuse(node, str(error), self._graph)
        except UNFIT:
            _refuse(node, "what it takes does not fit: the file is damaged", self._graph)

    def _computed(self, node: Node) -> np.ndarray | None:
        """What a node comes to that depends on nothing."""
        if node.op in ("Shape", "Size"):
            return _sizes(node, self._writer)
        known = [self._writer.numbers(name) if name else None for name in node.inputs]
        is_known = (
            each is not None or not name for each, name in zip(known, node.inputs, strict=True)
        )
        return folded(node, known) if all(is_known) else None

    def _written(self, node: Node, name: str, operand: Operand) -> Operand:
        """What a result is called: as its equation is, or by its text where that is merged."""
        if operand.is_whole or operand.numbers is not None:
            return operand
        if self._plan.is_merged(node, operand.text):
            return operand
        is_end = self._is_loss and name == self._plan.wanted and not operand.shape
        return self._writer.result("L" if is_end else self._plan.name(node, name), operand)


def _results(node: Node, writer: GraphWriter) -> list[Operand | None]:
    if node.holds:
        raise UnsupportedError("it holds graphs that are computed or not, as numbers say")
    rule = RULES.get(node.op) if node.domain in DOMAINS else None
    if rule is None:
        raise UnsupportedError("")
    found = rule(Call(node, writer))
    if isinstance(found, str):
        return [writer.made(found)]
    return [found] if isinstance(found, Operand) else list(found)


def _sizes(node: Node, writer: GraphWriter) -> np.ndarray:
    shape = writer.shape(node.inputs[0])
    if node.op == "Size":
        return np.asarray(np.prod(shape, dtype=np.int64))
    start, end = node.attributes.get("start", 0), node.attributes.get("end")
    if not isinstance(start, int) or not isinstance(end, int | None):
        raise UnsupportedError("it begins or ends at no whole number: the file is damaged")
    return np.array(shape[slice(start, end)], np.int64)


def _refuse(node: Node, reason: str, graph: Graph) -> NoReturn:
    """Say which node cannot be written, where it comes from, and what else would do."""
    where = f" in {node.module}" if node.path else f", node {node.name!r}" if node.name else ""
    place = f" ({node.place})" if node.place else ""
    domain = f"{node.domain}." if node.domain else ""
    what = plain(shortened(f"{domain}{node.op}{where}{place}", 200))
    before = next((name for name in node.inputs if name and name not in graph.arrays), "")
    way = f"--value {before!r} reads the graph as far as there" if before else "export it otherwise"
    said = f"{what}: {reason}; {way}" if reason else f"{what} is no operator that is known: {way}"
    raise ModelError(f"{plain(graph.name)}: {said}")
