"""Rewriting: an expression of a layer or a loop as one of the network in which it stands."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from engine.errors import ExpressionError
from engine.language.expression import Expression, OptionValue
from engine.language.ops import OPS
from engine.language.parser import to_expression
from engine.language.shapes import Shape
from engine.language.text import suggestion
from engine.layers.book import Book
from engine.layers.layer import Layer
from engine.layers.scope import Node, Scope, member
from engine.layers.static import ATTRIBUTES, CONSTANTS, NotStaticError, Statics, as_tree

_NOTHING = ast.Constant(None)
"""What stands in the place of an operand that is left out."""


class Rewriting:
    """Rewrites expressions.

    Args:
        book: what has been written out before.
        layers: by name.
        scope: what names stand for.
        written_out: writes out the call of a layer that stands in an expression, and gives what
            stands in its place.
    """

    def __init__(
        self,
        book: Book,
        layers: Mapping[str, Layer],
        scope: Scope,
        written_out: Callable[[ast.Call], ast.expr],
    ) -> None:
        self._book = book
        self._layers = layers
        self._scope = scope
        self._written_out = written_out
        self._nodes = book.known if scope.stands_for is None else scope.stands_for
        """The names of nodes here."""
        self._shapes: dict[int, tuple[ast.expr, Shape]] = {}
        is_told = scope.stands_for is not None and "train" not in self._nodes
        mode = {"train": scope.is_training} if is_told else {}
        self.statics = Statics({**mode, **scope.statics}, self.shape, self._nodes)

    def expression(self, tree: ast.expr) -> Expression:
        """The expression.

        Raises:
            ExpressionError: where it is none.
        """
        return to_expression(self.tree(tree))

    def tree(self, tree: ast.expr) -> ast.expr:
        """The same with the names of the network, and what is known as numbers."""
        match tree:
            case ast.Name(id=name):
                return self._name(name)
            case ast.Subscript(value=inner, slice=index):
                return self._entry(tree, inner, index)
            case ast.Attribute(value=inner, attr=attribute) if attribute not in ATTRIBUTES:
                return ast.Attribute(self.tree(inner), attribute, ast.Load())
            case ast.Attribute() | ast.BinOp(op=ast.FloorDiv() | ast.Mod()):
                return self._known(tree)
            case ast.BinOp() | ast.UnaryOp() | ast.Compare():
                return self._combined(tree)
            case ast.Call(func=ast.Name(id=name)):
                is_layer = name in self._layers
                return self._written_out(tree) if is_layer else self._op(tree, name)
            case ast.Tuple() | ast.Slice():
                return self.option(tree)
        return tree  # a number, or what the parser refuses

    def _combined(self, tree: ast.BinOp | ast.UnaryOp | ast.Compare) -> ast.expr:
        """Something that is computed of others; an operand that is left out leaves out its sign."""
        try:
            return as_tree(self.statics.value(tree))
        except NotStaticError:
            pass
        match tree:
            case ast.BinOp(left=left, op=sign, right=right):
                left, right = self.tree(left), self.tree(right)
                if _is_nothing(right) or _is_nothing(left):
                    return self._alone(tree, left, right)
                return ast.BinOp(left, sign, right)
            case ast.UnaryOp(op=sign, operand=inner):
                inner = self.tree(inner)
                return inner if _is_nothing(inner) else ast.UnaryOp(sign, inner)
            case ast.Compare(left=left, ops=signs, comparators=others):
                return ast.Compare(self.tree(left), signs, [*map(self.tree, others)])

    @staticmethod
    def _alone(tree: ast.BinOp, left: ast.expr, right: ast.expr) -> ast.expr:
        """What is left of a sum or a product where one operand is none."""
        if _is_nothing(right) and isinstance(tree.op, ast.Add | ast.Sub | ast.Mult):
            return left
        if _is_nothing(left) and isinstance(tree.op, ast.Add | ast.Mult):
            return right
        raise ExpressionError(f"{ast.unparse(tree)!r}: an operand in it is left out")

    def option(self, tree: ast.expr) -> ast.expr:
        """An option, an index or a part of one, as a number where it is known."""
        match tree:
            case ast.Tuple(elts=parts):
                return ast.Tuple([*map(self.option, parts)], ast.Load())
            case ast.Slice(lower=lower, upper=upper, step=step):
                return ast.Slice(*[each and self.option(each) for each in (lower, upper, step)])
            case ast.Starred(value=inner):
                return ast.Starred(self.option(inner), ast.Load())
        try:
            return as_tree(self.statics.value(tree))
        except NotStaticError:
            return self.tree(tree)

    def node(self, tree: ast.expr) -> Node:
        """The name that the left-hand side of an equation says: `h`, or `h[t]`.

        Raises:
            ExpressionError: where it is no name.
        """
        match tree:
            case ast.Name(id=name):
                return Node(name, name)
            case ast.Subscript(value=ast.Name(id=name), slice=index):
                places = self._places(index)
                if places is not None:
                    return member(name, places)
        problem = "cannot be assigned: write a name, or h[t] with the number of a loop"
        raise ExpressionError(f"{ast.unparse(tree)!r} {problem}")

    def _name(self, name: str) -> ast.expr:
        scope = self._scope
        if name in scope.statics:
            return as_tree(scope.statics[name])
        if scope.stands_for is None or name in CONSTANTS or name in ("inf", "nan"):
            return ast.Name(name, ast.Load())
        if name in scope.stands_for:
            return scope.stands_for[name]
        known = [*scope.stands_for, *scope.statics]
        raise ExpressionError(f"unknown name {name!r}{suggestion(name, known)}")

    def _entry(self, tree: ast.Subscript, inner: ast.expr, index: ast.expr) -> ast.expr:
        """A member of a family where the name is that of no node, else entries of an array."""
        if isinstance(inner, ast.Attribute) and inner.attr in ATTRIBUTES:
            return self._known(tree)
        if isinstance(inner, ast.Name) and inner.id in self._scope.statics:
            return self._known(tree) if self._scope.statics[inner.id] is not None else _NOTHING
        if isinstance(inner, ast.Name) and inner.id not in self._nodes:
            return self._member(inner.id, index)
        base = self.tree(inner)
        return ast.Subscript(base, self.option(self._without_dots(base, index)), ast.Load())

    def _without_dots(self, base: ast.expr, index: ast.expr) -> ast.expr:
        """An index with slices in the place of `...`, which stands for all axes between."""
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        dots = [i for i, part in enumerate(parts) if _is_dots(part)]
        if len(dots) != 1:
            return index
        rank = len(self._book.shape(to_expression(base)))
        said = len([part for part in parts if not _is_nothing(part)]) - 1
        slices: list[ast.expr] = [ast.Slice() for _ in range(rank - said)]
        return ast.Tuple([*parts[: dots[0]], *slices, *parts[dots[0] + 1 :]], ast.Load())

    def _member(self, name: str, index: ast.expr) -> ast.expr:
        places = self._places(index)
        if places is None:
            raise ExpressionError(f"unknown name {name!r}{suggestion(name, [*self._nodes])}")
        node = member(name, places)
        if self._scope.stands_for is not None:
            if node.name in self._scope.stands_for:
                return self._scope.stands_for[node.name]
        elif node.name in self._book.known:
            self._book.names.setdefault(node.name, node.written)
            return ast.Name(node.name, ast.Load())
        raise ExpressionError(self._no_member(name, node))

    def _no_member(self, name: str, node: Node) -> str:
        names = [*self._nodes]
        family = [each for each in names if each.rpartition("_")[0] == name]
        told = f"{node.written!r} has no value before this equation"
        if self._scope.stands_for is not None:
            return told if family else f"unknown name {name!r}{suggestion(name, names)}"
        told += f": give it one, {node.name} = ..., as an input or in an equation above"
        hint = "" if family else suggestion(name, names)
        return f"{told}{hint.replace(';', ', or', 1)}"

    def _places(self, index: ast.expr) -> list[int] | None:
        """The whole numbers of an index; None where they are not known."""
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        try:
            places = [self.statics.whole(part) for part in parts]
        except NotStaticError:
            return None
        if any(place < 0 for place in places):
            shown = ", ".join(map(str, places))
            raise ExpressionError(f"[{shown}] is before the first, [0]")
        return places

    def _op(self, tree: ast.Call, name: str) -> ast.expr:
        """A call of an op: operands, and options that are numbers where they are known."""
        if name not in OPS:
            check_op(name, self._layers)
            return tree  # which the parser refuses
        count = OPS[name].operands
        operands = [*map(self.tree, tree.args[:count])]
        if len(operands) == 1 and _is_nothing(operands[0]):
            return operands[0]
        options = [*map(self.option, tree.args[count:])]
        defaults = {option.name: option.default for option in OPS[name].options}
        keywords = [self._keyword(each) for each in tree.keywords]
        if self._scope.stands_for is not None:
            keywords = [each for each in keywords if not _is_default(each, defaults)]
        return ast.Call(tree.func, [*operands, *options], keywords)

    def _keyword(self, each: ast.keyword) -> ast.keyword:
        """An option by its name; a single axis is a number, as a person writes it."""
        value = self.option(each.value)
        if each.arg == "axis" and isinstance(value, ast.Tuple) and len(value.elts) == 1:
            value = value.elts[0]
        return ast.keyword(each.arg, value)

    def _known(self, tree: ast.expr) -> ast.expr:
        try:
            return as_tree(self.statics.value(tree))
        except NotStaticError:
            problem = "has to be known before anything is computed"
            raise ExpressionError(f"{ast.unparse(tree)!r} {problem}") from None

    def shape(self, tree: ast.expr) -> Shape:
        """The shape of what an expression is; each part may be asked for again and again."""
        known = self._shapes.get(id(tree))
        if known is None:
            known = self._shapes[id(tree)] = tree, self._book.shape(self.expression(tree))
        return known[1]


def _is_default(keyword: ast.keyword, defaults: Mapping[str, OptionValue | None]) -> bool:
    """Whether an option says what would be so without it."""
    match keyword.value:
        case ast.Constant(value=int() | float() as value):
            return defaults.get(keyword.arg or "") == value
    return False


def _is_nothing(tree: ast.expr) -> bool:
    """Whether something stands in the place of an operand that is left out."""
    return isinstance(tree, ast.Constant) and tree.value is None


def _is_dots(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Constant) and tree.value is ...


def check_op(name: str, layers: Iterable[str]) -> None:
    """Refuse what is no op and looks like the name of a layer."""
    hint = "" if name in OPS else suggestion(name, [*layers], 0.8)
    if hint:
        raise ExpressionError(f"unknown layer {name!r}{hint}")
