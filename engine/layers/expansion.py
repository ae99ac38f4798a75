"""Expansion: statements written out to equations, those of loops and layers too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from engine.errors import ExpressionError, NetworkError
from engine.frozen import replace
from engine.language.expression import Expression
from engine.language.parser import check_name, parse, to_expression
from engine.language.text import listed
from engine.layers.book import Book, Section
from engine.layers.called import check_path, said_call
from engine.layers.layer import Layer, is_none
from engine.layers.noted import is_noted
from engine.layers.rewriting import Rewriting, check_op
from engine.layers.scope import NOWHERE, Node, Scope
from engine.layers.statements import Assignment, Block, Choice, Loop, Need, Statement
from engine.layers.static import NotStaticError, Statics

MAX_ROUNDS = 100_000
"""So many rounds all loops have together at the most."""

MAX_WITHIN = 20
"""So many layers are written out within one another at the most."""

MAX_CALLS = 20_000
"""So many calls of layers are written out at the most, those in layers too."""


class Expansion:
    """Writes out statements.

    Args:
        book: in which they are written out.
        layers: by name.
    """

    def __init__(self, book: Book, layers: Mapping[str, Layer]) -> None:
        self._book = book
        self._layers = layers
        self._rounds = self._calls = 0
        self._families: set[str] = set()
        self._is_special = re.compile(rf"\[|\.\s*[^\W\d]|//|%|\b(?:{'|'.join(layers)})\s*\(").search

    def write(
        self, statements: Iterable[Statement], scope: Scope, place: int | None = None
    ) -> None:
        """Write out statements.

        Args:
            statements: in order.
            scope: what names stand for.
            place: the line from which they come; None for the one in which each stands.

        Raises:
            NetworkError: where that cannot be done; it says in which line.
        """
        for each in statements:
            line = each.place if place is None else place
            try:
                match each:
                    case Assignment():
                        self._assign(each, scope, line)
                    case Loop():
                        self._loop(each, scope, place)
                    case Block():
                        self._block(each, scope, place)
                    case Choice():
                        is_so = self._is_so(each.test, scope, line)
                        self.write(each.then if is_so else each.otherwise, scope, place)
                    case Need():
                        each.check(is_so=self._is_so(each.test, scope, line))
            except NotStaticError:
                problem = "what an if asks has to be known before anything is computed"
                raise NetworkError(problem, "equations", line) from None
            except RecursionError:
                raise NetworkError("nested too deep", "equations", line) from None
            except ExpressionError as error:
                raise NetworkError(_told(error, each, scope), "equations", line) from None

    def _is_so(self, test: ast.expr, scope: Scope, place: int) -> bool:
        """What is asked of what is known before anything is computed."""
        return bool(Statics(scope.asked, self._rewriting(scope, place).shape).value(test))

    def _assign(self, each: Assignment, scope: Scope, place: int) -> None:
        """Write out an equation."""
        if self._is_plain(each, scope):
            self._check_plain(each.left)
            self._book.add(each.left, self._plain(each), place)
            return
        rewriting = self._rewriting(scope, place)
        if is_noted(each, scope, place, rewriting, self._book):
            return
        names = [rewriting.node(name) for name in each.names]
        nodes = [self._node(name, scope) for name in names]
        tree = each.tree
        layer = self._layer_of(tree)
        if layer is not None and isinstance(tree, ast.Call):
            self._write_layer(layer, tree, nodes, scope, place)
        elif len(nodes) > 1:
            raise ExpressionError(
                f"only a layer gives several values, and {each.right!r} is no call of one"
            )
        else:
            expression = self._rewriting(scope, place, nodes[0]).expression(tree)
            self._book.add(nodes[0].name, expression, place)
        if scope.stands_for is not None:
            for name, node in zip(names, nodes, strict=True):
                scope.stands_for[name.name] = ast.Name(node.name, ast.Load())

    def _is_plain(self, each: Assignment, scope: Scope) -> bool:
        """Whether an equation of a network is one as it stands."""
        is_own = scope.stands_for is None and not scope.statics
        return is_own and "," not in each.left and not self._is_special(each.text)

    def _plain(self, each: Assignment) -> Expression:
        try:
            return parse(each.right, gradients=False)
        except ExpressionError:
            for name in re.findall(r"(?<!\w)([^\W\d]\w*+)\s*+\(", each.right):
                check_op(name, self._layers)
            raise

    def _layer_of(self, tree: ast.expr) -> Layer | None:
        """The layer of which something is a call."""
        match tree:
            case ast.Call(func=ast.Name(id=name)):
                return self._layers.get(name)
        return None

    def _node(self, name: Node, scope: Scope) -> Node:
        """The node that a name stands for which an equation assigns."""
        names = self._book.names
        if scope.stands_for is None:
            if name.written != name.name:
                self._check_family(name)
                names.setdefault(name.name, name.written)
            else:
                self._check_plain(name.name)
            return Node(name.name, names.get(name.name, name.name))
        if name.name in scope.stands_for:
            raise ExpressionError(f"{name.written!r} is assigned twice")
        return scope.results.get(name.name) or self._book.free(scope.path, name)

    def _check_plain(self, name: str) -> None:
        """Refuse h where h[1] is a node."""
        if name in self._families:
            raise ExpressionError(f"{name!r} has members, {name}[1]: call it otherwise")

    def _check_family(self, name: Node) -> None:
        """Refuse h[1] where h is a node: `h[1]` is an entry of that."""
        base = name.written.partition("[")[0]
        if base in self._book.known:
            raise ExpressionError(f"{name.written!r} is an entry of {base!r}: call one otherwise")
        self._families.add(base)

    def _rewriting(self, scope: Scope, place: int, owner: Node | None = None) -> Rewriting:
        """What rewrites the expressions of an equation.

        Args:
            scope: what names stand for.
            place: its line.
            owner: the node that is computed; None where no layer may be called.
        """

        def write_out(call: ast.Call) -> ast.expr:
            layer = self._layer_of(call)
            if layer is None or owner is None:
                raise ExpressionError(f"{ast.unparse(call)!r} cannot be called here")
            node = self._book.free(owner, Node(layer.name, layer.name))
            self._write_layer(layer, call, [node], scope, place)
            return ast.Name(node.name, ast.Load())

        return Rewriting(self._book, self._layers, scope, write_out)

    def _write_layer(
        self, layer: Layer, call: ast.Call, nodes: list[Node], scope: Scope, place: int
    ) -> None:
        """Write out the call of a layer."""
        if layer.name in scope.within or len(scope.within) == MAX_WITHIN:
            raise ExpressionError(f"{layer.name} is written out to itself, without end")
        self._calls += 1
        if self._calls > MAX_CALLS:
            raise ExpressionError(f"more than {MAX_CALLS:,} calls of layers, with those in layers")
        if len(nodes) != len(layer.outputs):
            gives = listed(layer.outputs)
            raise ExpressionError(f"{layer.name} gives {gives}: write {layer.usage}")
        rewriting = self._rewriting(scope, place, nodes[0])
        bound = layer.bind(call, rewriting.statics.value)
        rewritten = {name: rewriting.tree(tree) for name, tree in bound.operands.items() if tree}
        operands = {name: tree for name, tree in rewritten.items() if not is_none(tree)}
        layer.check(operands)
        said = self._book.shown(said_call(layer, call, operands, bound.options))
        targets = ", ".join(node.written for node in nodes)
        path = self._path(layer, nodes[0], scope)
        section = self._book.open(
            Section(path.written, layer.name, f"{targets} = {said}", layer.about, scope.section)
        )
        path = path._replace(written=self._book.sections[section].name)
        inner = Scope(
            section,
            path,
            {**bound.options, **{name: None for name in layer.operands if name not in operands}},
            {name: self._operand(name, tree, path, place) for name, tree in operands.items()},
            dict(zip(layer.outputs, nodes, strict=True)),
            (*scope.within, layer.name),
            is_training=scope.is_training,
        )
        self.write(layer.body, inner, place)
        self._book.close(section)
        for name, node in zip(layer.outputs, nodes, strict=True):
            if node.name not in self._book.known:
                raise ExpressionError(f"{layer.name} computes no {name} with these arguments")

    def _path(self, layer: Layer, node: Node, scope: Scope) -> Node:
        """What a section is called, and the names in it begin with."""
        above = scope.section
        if above != NOWHERE and self._book.sections[above].name == node.written:
            return Node(f"{node.name}_{layer.name}", f"{node.written}.{layer.name}")
        return node

    def _operand(self, name: str, tree: ast.expr, path: Node, place: int) -> ast.expr:
        """An operand of a layer: one that is no name gets a node of its own."""
        if isinstance(tree, ast.Name | ast.Constant):
            return tree
        node = self._book.free(path, Node(name, name))
        self._book.add(node.name, to_expression(tree), place)
        return ast.Name(node.name, ast.Load())

    def _loop(self, loop: Loop, scope: Scope, place: int | None) -> None:
        """Write out a loop, round by round."""
        statics = self._rewriting(scope, loop.place).statics
        try:
            first, last = statics.whole(loop.first), statics.whole(loop.last)
        except NotStaticError:
            raise ExpressionError("both ends of a loop have to be known before it is run") from None
        if last < first:
            raise ExpressionError(f"a loop from {first} to {last} has no round")
        rounds = last - first + 1
        self._rounds += rounds
        if self._rounds > MAX_ROUNDS:
            raise ExpressionError(f"more than {MAX_ROUNDS:,} rounds of loops")
        self._check_variable(loop.variable, scope)
        for number in range(first, last + 1):
            called = ",".join([*scope.rounds, f"{loop.variable}={number}"])
            name = f"{scope.path.written}.{called}" if scope.path.written else called
            about = f"Round {number - first + 1} of {rounds} of a loop, {loop.variable} = {number}."
            section = self._book.open(Section(name, "for", loop.text, about, scope.section))
            self.write(loop.body, scope.inside(section, loop.variable, number), place)
            self._book.close_round(section)

    def _block(self, block: Block, scope: Scope, place: int | None) -> None:
        """Write out the equations of a block, in a section of its own."""
        if scope.stands_for is not None:
            raise ExpressionError("a group stands in the equations of a network, not in a layer")
        check_path(block.path)
        about = f"It comes from {block.origin}." if block.origin else "A part of the network."
        section = self._book.open(
            Section(block.path, block.layer, block.call, about, scope.section, is_block=True)
        )
        inner = replace(scope, section=section, path=Node(block.path, block.path))
        self.write(block.body, inner, place)
        self._book.close(section)

    def _check_variable(self, name: str, scope: Scope) -> None:
        """Refuse the name of a loop's number where it has another meaning."""
        check_name(name)
        known = self._book.known if scope.stands_for is None else scope.stands_for
        if name in known or name in scope.statics:
            raise ExpressionError(f"{name!r} has a value already: call the loop's number otherwise")


def _told(error: ExpressionError, statement: Statement, scope: Scope) -> str:
    """What is wrong with a statement; in a layer, with the layer."""
    if not scope.within:
        return str(error)
    where = "" if isinstance(statement, Need) else f", {statement.text!r}"
    return f"{scope.within[-1]}{where}: {error}"
