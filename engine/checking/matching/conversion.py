"""Conversion: what a page has written as an expression in the symbols of the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from engine.checking.matching.definitions import Definitions
from engine.checking.matching.derivatives import MOST_OPS
from engine.checking.matching.figures import printed_figure
from engine.checking.matching.functions import function_of
from engine.checking.matching.keys import Key, key_of
from engine.checking.matching.leaves import Leaves
from engine.checking.matching.names import Meant, Names
from engine.checking.reading.said import said
from engine.checking.reading.written import (
    Apply,
    Called,
    Cases,
    Compared,
    Figure,
    Grid,
    Listed,
    Ratio,
    Summed,
    Unread,
    Word,
    Written,
)
from engine.errors import NetworkError, ShapeError, UnreadError
from engine.language.expression import (
    ONE,
    ZERO,
    Call,
    Expression,
    Name,
    Number,
    size,
)
from engine.language.op import call
from engine.language.ops import OPS, infer_shape
from engine.language.shapes import Shape
from engine.language.values import Value, array, shape_of

MOST_NESTED = 40
"""The most definitions within one another."""


@dataclass(frozen=True)
class Conversion:
    """What a page has written, converted for one chain.

    Args:
        names: of the program.
        definitions: of the page.
        assigned: the symbol that the chain assigns in an update; its value before stands by its own
            name then, the one after by `next/`.
        elementwise: whether a product that may be one of matrices or of entries is one of entries.
        arguments: what the arguments of a function are that the page has defined.
        constants: the numbers and matrices of numbers that turned up, by made up names.
        units: of the last printed digits of each of these; 0 where a number is exact.
        is_exact: whether a number is taken as it is, not as one that is rounded.
        shapes: of every name that turned up.
        depth: how many definitions it stands in.
    """

    names: Names
    definitions: Definitions
    assigned: str | None = None
    elementwise: bool = False
    arguments: Mapping[Key, Expression] = field(default_factory=dict)
    constants: dict[str, Value] = field(default_factory=dict)
    units: dict[str, Value] = field(default_factory=dict)
    is_exact: Callable[[Figure], bool] = lambda figure: True
    shapes: dict[str, Shape] = field(default_factory=dict)
    depth: int = 0

    def expression(self, tree: Written) -> Expression:
        """The expression that a tree is.

        Raises:
            UnreadError: where it is none, with the reason.
        """
        try:
            found = self._convert(tree)
            infer_shape(found, self.shapes)
        except (ShapeError, NetworkError) as error:
            raise UnreadError(str(error)) from None
        if size(found) > MOST_OPS:
            raise UnreadError("too long to be compared")
        return found

    def subject(self, tree: Written) -> Name | None:
        """The name that a tree is, of a symbol or of an entry of one; None where it is no name."""
        if not isinstance(tree, Word | Ratio):
            return None
        try:
            found = self._convert(tree)
        except UnreadError:
            return None
        return found if isinstance(found, Name) else None

    def name(self, meant: Meant, *, is_new: bool = False) -> Name:
        """The name of a symbol as expressions have it."""
        return self._leaves.name(meant, is_new=is_new)

    @property
    def _leaves(self) -> Leaves:
        return Leaves(self.names, self.assigned, self.shapes)

    def _convert(self, tree: Written) -> Expression:
        match tree:
            case Figure(_, value, unit):
                return Number(value) if self.is_exact(tree) else self.constant(value, unit)
            case Word():
                return self._word(tree)
            case Ratio():
                return self._leaves.ratio(tree)
            case Unread(_, reason):
                raise UnreadError(reason)
            case (Compared() as compared) | Listed((Compared() as compared,)):
                return self._truth(compared)
            case Listed():
                raise UnreadError("several things, not one")
        return self._compound(tree)

    def _compound(self, tree: Apply | Called | Summed | Grid | Cases) -> Expression:
        match tree:
            case Apply(op, operands):
                change = self._leaves.change(op, operands)
                if change is not None:
                    return change
                parts = [self._convert(each) for each in operands]
                laid = isinstance(operands[-1], Apply) and operands[-1].op == "transpose"
                ranks = [len(infer_shape(each, self.shapes)) for each in parts] if laid else []
                if op == "times" and ranks == [1, 1]:
                    op = "outer"  # a column times a row
                return self._apply(op, parts)
            case Called():
                return self._called(tree)
            case Summed(index, body):
                summed = self._convert(body)
                has_rows = index and len(infer_shape(summed, self.shapes)) > 1
                return call("sum", summed, axis=0.0) if has_rows else call("sum", summed)
            case Grid(rows):
                return self._grid(rows)
            case Cases(rows):
                return self._cases(rows)

    def _word(self, word: Word) -> Expression:
        key = key_of(word)
        if key in self.arguments:
            return self.arguments[key]
        found = self._leaves.word(word)
        if found is not None:
            return found
        if key in self.definitions.names:
            return self._within().expression(self.definitions.names[key])
        if (key.base, key.tail) == ("e", ""):
            return call("exp", ONE)
        signal = self._leaves.error_signal(word)
        if signal is not None:
            return signal
        both = self._leaves.side_by_side(word)
        if both is not None:
            return self._product("times", *both)
        network = self.names.program.network.name
        raise UnreadError(f"no node of {network} is called {said(word)}")

    def _within(self, arguments: Mapping[Key, Expression] | None = None) -> Conversion:
        if self.depth >= MOST_NESTED:
            raise UnreadError("defined by itself")
        return replace(self, arguments=arguments or {}, depth=self.depth + 1)

    def _apply(self, op: str, operands: list[Expression]) -> Expression:
        if op in ("times", "hadamard", "matmul"):
            return self._product(op, *operands)
        if op == "norm":
            return call("sqrt", call("sum", call("square", *operands)))
        if op == "transpose" and len(infer_shape(operands[0], self.shapes)) != 2:
            return operands[0]  # a vector, or a number: there is nothing to turn over
        if op == "outer":
            left, right = operands
            return call("outer", left, right)
        if op not in OPS:
            raise UnreadError(f"no operation is called {op}")
        if op == "neg" and isinstance(operands[0], Number):
            return Number(-operands[0].value)
        if op == "pow" and operands[0] == call("exp", ONE):
            return call("exp", operands[1])
        if op == "pow" and operands[1] == Number(2.0):
            return call("square", operands[0])
        return Call(op, tuple(operands))

    def _product(self, op: str, left: Expression, right: Expression) -> Expression:
        shapes = [infer_shape(each, self.shapes) for each in (left, right)]
        if op == "hadamard" or () in shapes or (op == "times" and self.elementwise):
            return Call("mul", (left, right))
        try:
            OPS["matmul"].shape(*shapes)
        except ShapeError:
            if op == "matmul":
                raise
            return Call("mul", (left, right))
        return Call("matmul", (left, right))

    def _called(self, called: Called) -> Expression:
        defined = self._defined(called)
        if defined is not None:
            return defined
        if len(called.arguments) == 1 and self.names.meant(called.function) is not None:
            factor = self._word(called.function)  # y(1 − y) is a product
            return self._product("times", factor, self._convert(called.arguments[0]))
        arguments = [self._convert(each) for each in called.arguments]
        conventions = self.names.program.network.conventions
        found = function_of(called.function, arguments, conventions)
        if found is None:
            found = self._activation(called, arguments)
        if found is None:
            raise UnreadError(f"the page does not say what {said(called.function)} is")
        return found

    def _defined(self, called: Called) -> Expression | None:
        """A function of the page's own; without an index the one that has its argument's."""
        if "prime" in called.function.marks:
            return None
        functions, key = self.definitions.functions, key_of(called.function)
        function = functions.get(key)
        if function is None and not key.tail and isinstance(called.arguments[0], Word):
            function = functions.get(key._replace(tail=key_of(called.arguments[0]).tail))
        if function is None or len(function.arguments) != len(called.arguments):
            return None
        values = map(self._convert, called.arguments)
        bound = dict(zip(function.arguments, values, strict=True))
        return self._within({**self.arguments, **bound}).expression(function.body)

    def _activation(self, called: Called, arguments: list[Expression]) -> Expression | None:
        """What is not defined anywhere is the activation that the program has for its argument."""
        if called.function.marks:
            return None
        uses = [
            each
            for each in self.names.program.network.definitions.values()
            if isinstance(each, Call) and list(each.operands) == arguments
        ]
        return uses[0] if len(uses) == 1 and len(arguments) == 1 else None

    def _truth(self, compared: Compared) -> Expression:
        """Whether a comparison holds, as 1 or 0: Iverson's bracket, `[z > 0]`."""
        if compared.sign in ("=", "!="):
            raise UnreadError("a comparison that is no < or >")
        left, right = self._convert(compared.left), self._convert(compared.right)
        if compared.sign.startswith("<"):
            left, right = right, left
        difference = left if right == ZERO else Call("sub", (left, right))
        at_zero = float(compared.sign.endswith("="))
        return call("step", difference, at_zero=at_zero)

    def _grid(self, rows: tuple[tuple[Written, ...], ...]) -> Expression:
        match rows:
            case ((Compared() as compared,),):
                return self._truth(compared)
        figures = [[printed_figure(each) for each in row] for row in rows]
        found = [[each for each in row if each is not None] for row in figures]
        if list(map(len, found)) != list(map(len, rows)):
            raise UnreadError("a matrix whose entries are not all numbers")
        try:
            value = array([[each.value for each in row] for row in found])
            unit = array([[0.0 if self.is_exact(x) else x.unit for x in row] for row in found])
        except ValueError:
            raise UnreadError("a matrix whose rows are not of one length") from None
        return self.constant(value, unit)

    def constant(self, value: Value, unit: Value) -> Name:
        """A made up name for a number, or for a matrix of numbers."""
        name = f"printed/{len(self.constants)}"
        self.constants[name] = value
        self.units[name] = unit
        self.shapes[name] = shape_of(value)
        return Name(name)

    def _cases(self, rows: tuple[tuple[Written, Compared | None], ...]) -> Expression:
        """Cases as a sum of each times whether it is the case; equality is left out."""
        total: Expression = ZERO
        rest: Expression = ONE
        for tree, condition in rows:
            value = self._convert(tree)
            if condition is None:
                is_so = rest
            elif condition.sign in ("=", "!="):
                continue
            else:
                is_so = self._truth(condition)
                rest = rest - is_so
            part = value if is_so == ONE else Call("mul", (is_so, value))
            total = part if total == ZERO else total + part
        return total
