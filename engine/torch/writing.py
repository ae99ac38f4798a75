"""Graphs written: each op by its rule, as equations of a draft."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import torch
from numpy.typing import NDArray
from torch import fx

from engine.drafts.call import Call, Rule, Shape, UnsupportedError
from engine.drafts.draft import Draft
from engine.drafts.operand import Kind, Operand
from engine.errors import ModelError
from engine.torch.constants import FILLED, Constants, is_drawn
from engine.torch.given import Array, GivenArrays
from engine.torch.plan import Plan
from engine.torch.rules.table import rule_of
from engine.torch.spots import Called, Spot, op_of

LONGEST = 200
"""A part of a statement that is longer stays an equation of its own."""

_KINDS: dict[str, Kind] = {"b": "bool", "i": "int", "u": "int"}

_UNKNOWN = "cannot be written as an equation; write it there with other ops (docs/pytorch.md)"
_REASONS = {"item": "takes a number out, so that it has no gradient; detach() says that too"}
_DRAWS = "draws numbers; give these to the model as an input"


class Writing:
    """Writes the equations of a graph into a draft.

    Args:
        draft: the draft.
        plan: what is written and how it is called.
        constants: what is known.
        operands: inputs, targets and parameters.
        given: the arrays that are given once they are used.
        paths: what known nodes are called.
        abouts: what the modules are, by their paths, a line each.
    """

    def __init__(
        self,
        draft: Draft,
        plan: Plan,
        constants: Constants,
        operands: Mapping[fx.Node, Operand],
        given: GivenArrays,
        paths: Mapping[fx.Node, str],
        abouts: Mapping[str, str],
    ) -> None:
        self._draft, self._plan, self._constants = draft, plan, constants
        self._operands: dict[fx.Node, Any] = dict(operands)
        self._given = given
        self._paths, self._abouts = paths, abouts
        self._groups: list[tuple[Called, AbstractContextManager[None]]] = []
        self._path = self._comment = ""

    def run(self) -> dict[fx.Node, str]:
        """Write all of it; what the results are called in equations."""
        for node in self._plan.nodes:
            self._take(node)
        self._leave()
        return {node: self._operands[node].text for node in self._plan.results}

    def _take(self, node: fx.Node) -> None:
        """Write a node, or keep its text for the one that uses it."""
        if node.target is operator.getitem and isinstance(node.args[0], fx.Node):
            results = self._operands[node.args[0]]
            said = results[node.args[1]] if isinstance(results, Sequence) else None
            if said is None:
                raise ModelError(self._refused(node, f"its result {node.args[1]} cannot be had"))
        else:
            self._enter(self._plan.spots[node])
            said = self._said(node)
        if isinstance(said, str | Operand):
            self._operands[node] = self._kept(node, said)
        else:
            self._operands[node] = said

    def _said(self, node: fx.Node) -> str | Operand | Sequence[str | Operand | None]:
        """What the rule of an op says.

        Raises:
            ModelError: where there is no rule, or it refuses.
        """
        schema, rule = getattr(node.target, "_schema", None), _rule(node)
        if rule is None or schema is None:
            reason = _DRAWS if is_drawn(node) else _REASONS.get(op_of(node), _UNKNOWN)
            raise ModelError(self._refused(node, reason))
        spot = self._plan.spots[node]
        is_of_torch = bool(spot.called) and spot.called[-1].is_of_torch
        self._path = spot.path if is_of_torch else self._plan.path(node)
        self._comment = spot.line if spot.is_direct else ""
        values = node.meta["val"]
        several = values if isinstance(values, list | tuple) else (values,)
        call = Call(
            op=op_of(node),
            arguments=self._arguments(node, schema),
            shapes=tuple(_shape(each) for each in several),
            kind=kind_of(several[0]),
            writer=self,
        )
        try:
            said = rule(call)
        except UnsupportedError as error:
            raise ModelError(self._refused(node, str(error))) from error
        return _as_said(said, node, self._plan.spots[node]) if isinstance(said, str) else said

    def _arguments(self, node: fx.Node, schema: Any) -> dict[str, Any]:
        """What an op is applied to, by the names of its schema."""
        found: dict[str, Any] = {}
        for place, argument in enumerate(schema.arguments):
            if place < len(node.args):
                value = node.args[place]
            elif argument.name in node.kwargs:
                value = node.kwargs[argument.name]
            else:
                value = argument.default_value if argument.has_default_value() else None
            found[argument.name] = self._argument(value)
        return found

    def _argument(self, value: Any) -> Any:
        """An argument as a rule has it."""
        if isinstance(value, fx.Node):
            if value in self._constants.nodes:
                return self._constant(value)
            return self._operands[value]
        if isinstance(value, list | tuple):
            return [self._argument(each) for each in value]
        if isinstance(value, torch.dtype):
            return str(value).removeprefix("torch.")
        if value is None or isinstance(value, bool | int | float | str):
            return value
        return str(value)

    def _constant(self, node: fx.Node) -> Any:
        """A known node as an operand; its numbers are given where they are used."""
        value = self._constants.value(node)
        if not isinstance(value, torch.Tensor):
            return value
        if node not in self._operands:
            path = self._paths.get(node, op_of(node))
            made = self.constant(path, self._constants.numbers(node))
            self._operands[node] = Operand(made.text, made.shape, kind_of(value), made.numbers)
        return self._operands[node]

    def constant(self, hint: str, numbers: NDArray[Any]) -> Operand:
        """An array that is given once an equation has it; a number as it is."""
        kind = _KINDS.get(numbers.dtype.kind, "float")
        if numbers.ndim == 0 and math.isfinite(numbers):
            return Operand(repr(numbers.item() * 1), (), kind, numbers)
        array = Array(self._draft.constant, hint, numbers, numbers)
        made = self._given.add(array, kind)
        return Operand(made.text, made.shape, kind, numbers)

    def one_hot(self, operand: Operand, classes: int) -> Operand | None:
        """Numbers of classes that are given, as rows; None where they are computed."""
        return self._given.one_hot(operand, classes)

    def let(self, hint: str, text: str, shape: Shape) -> Operand:
        """An equation that stands before that of a result."""
        return self.let_all((hint,), text, (shape,))[0]

    def let_all(
        self, hints: Sequence[str], text: str, shapes: Sequence[Shape]
    ) -> tuple[Operand, ...]:
        """What a layer with several results gives."""
        above = f"{self._path}." if self._path else ""
        paths = [f"{above}{hint}" for hint in hints]
        names = self._draft.equations(paths, self._clean(text), comment=self._comment)
        return tuple(map(Operand, names, shapes))

    def _kept(self, node: fx.Node, said: str | Operand) -> Operand:
        """The operand that a node is from now on."""
        shape, kind = _shape(node.meta["val"]), kind_of(node.meta["val"])
        is_result = node in self._plan.results
        if isinstance(said, Operand):
            if said.is_whole and not is_result and not self._is_said(node):
                return Operand(said.text, shape, kind, said.numbers)
            said = said.text
        if not is_result and self._plan.is_merged(node) and len(said) <= LONGEST:
            return Operand(said, shape, kind)
        path, spot = self._plan.path(node), self._plan.spots[node]
        comment = spot.line if spot.is_direct else ""
        written = "ŷ" if path == "yhat" else ""
        name = self._draft.equation(path, self._clean(said), comment=comment, written=written)
        return Operand(name, shape, kind)

    def _is_said(self, node: fx.Node) -> bool:
        """Whether a person gives the same value another name, by `clone()`."""
        spot = self._plan.spots[node]
        is_named = spot.is_direct and bool(spot.statement and spot.statement.names)
        return op_of(node) == "clone" and is_named and not self._plan.is_merged(node)

    def _clean(self, text: str) -> str:
        """A text with the names of what is known, and no brackets that say nothing."""
        named = self._given.named(text)
        try:
            return ast.unparse(ast.parse(named, mode="eval"))
        except (SyntaxError, RecursionError):
            return named

    def _enter(self, spot: Spot) -> None:
        """Open the groups of the modules around a node, and close the others."""
        around = [each for each in spot.called if each.path]
        same = 0
        for (here, _), there in zip(self._groups, around, strict=False):
            if here != there:
                break
            same += 1
        self._leave(same)
        for called in around[same:]:
            about = self._abouts.get(called.path, "")
            if called is around[-1] and called.is_of_torch and spot.line:
                about = f"{about}, {spot.line}"
            group = self._draft.group(called.path, about)
            group.__enter__()
            self._groups.append((called, group))

    def _leave(self, kept: int = 0) -> None:
        """Close the groups that are open, but for some around them."""
        while len(self._groups) > kept:
            self._groups.pop()[1].__exit__(None, None, None)

    def _refused(self, node: fx.Node, reason: str) -> str:
        """What cannot be written: where it stands, and what to do."""
        spot = self._plan.spots[node]
        line = f"{spot.line}: " if spot.line else ""
        code = spot.statement.code if spot.statement and spot.is_direct else ""
        within = f"{spot.path or 'the model'}: " if spot.called else "the loss: "
        before = [
            each.called[-1].path
            for other in self._plan.nodes[: self._plan.nodes.index(node)]
            if (each := self._plan.spots[other]).called and each.path
        ]
        cut = f", or cut the model before it: --stop-at {before[-1]}" if before else ""
        return f"{within}{line}{code}\n{op_of(node)} {reason}{cut}"


def _as_said(said: str, node: fx.Node, spot: Spot) -> str:
    """A product or a sum with the number before the sign, where a person has it there."""
    number = node.args[1] if len(node.args) == 2 else None
    sign = {"mul": "*", "add": "+"}.get(op_of(node))
    if spot.statement is None or not isinstance(number, int | float):
        return said
    rest, found, last = said.rpartition(f" {sign} ")
    if (sign, float(number)) not in spot.statement.before or not found or last != f"{number:g}":
        return said
    return f"{last} {sign} {rest}"


def _rule(node: fx.Node) -> Rule | None:
    """The rule of a node's op."""
    schema = getattr(node.target, "_schema", None)
    return None if schema is None else rule_of(op_of(node), schema.overload_name or "default")


def has_rule(node: fx.Node) -> bool:
    """Whether a node can be written, or need not be."""
    return node.target is operator.getitem or op_of(node) in FILLED or _rule(node) is not None


def _shape(value: Any) -> Shape:
    """The shape of what torch says a value is."""
    return tuple(int(size) for size in value.shape) if isinstance(value, torch.Tensor) else ()


def kind_of(value: Any) -> Kind:
    """What numbers a value of torch has."""
    if not isinstance(value, torch.Tensor):
        return "bool" if isinstance(value, bool) else "float"
    if value.dtype is torch.bool:
        return "bool"
    return "float" if value.is_floating_point() else "int"
