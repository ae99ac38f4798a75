"""How a page is typeset: expressions in LaTeX, for formulas and within sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.frozen import frozen, made_by, replace
from engine.language.expression import Call, Expression, Number
from engine.language.notation import Style, ValueOf
from engine.language.op import ATOM, POWER, PRODUCT, SUM
from engine.language.ops import OPS, infer_shape, written_operands
from engine.language.values import Value, is_array
from engine.writing.numbers import figure, matrix
from engine.writing.orientation import IsColumn, is_row

_PLAIN = Style("latex")


@frozen()
class Typeset(Style):
    r"""The style of formulas; `names` are in LaTeX, and there are digits for the rest.

    Args:
        has_comma: whether a comma stands between whole numbers and decimals, `0{,}5`.
        entry_digits: how many significant digits an entry of an array has.
        is_column: whether a vector that an expression comes to is written as a column.
    """

    has_comma: bool = False
    entry_digits: int = 4
    is_column: IsColumn = is_row

    def name(self, name: str) -> str:
        """A name in LaTeX."""
        return self.names[name] if name in self.names else super().name(name)

    def number(self, value: Value) -> str:
        """A number, or an array as a matrix; a vector is a row."""
        if is_array(value):
            return matrix(value, replace(self, digits=self.digits and self.entry_digits).number)
        text = figure(value, self.digits)
        return text.replace(".", "{,}") if self.has_comma else text

    def value(self, expression: Expression, value: Value) -> str:
        """What an expression comes to; a vector as a column where it is one."""
        if is_array(value) and value.ndim == 1 and self.is_column(expression):
            return self.number(value.reshape(-1, 1))
        return self.number(value)

    def _write(
        self, expression: Expression, need: int, value_of: ValueOf, leading: bool = True
    ) -> str:
        """As any style does, but for vectors, and a power of ten where it is one factor."""
        value = expression.value if isinstance(expression, Number) else value_of(expression)
        if value is not None and is_array(value):
            return self.value(expression, value)
        if value is None and isinstance(expression, Call) and _has_direction(self, expression):
            text = self._product(expression, value_of)
            return f"({text})" if need > PRODUCT else text
        text = super()._write(expression, need, value_of, leading)
        is_power = value is not None and "10^{" in text
        return f"({text})" if is_power and need > PRODUCT and text[0] != "(" else text

    def _call(self, call: Call, value_of: ValueOf) -> str:
        """A function by its name, which tells what it is told beside its operands: mean axis 0."""
        named, behind = _options(call)
        told = [f"{option}_{value}" for option, value in named]
        name = re.sub(r"[_(), ]+", r"\\,", "_".join([call.op, *told])).removesuffix(r"\,")
        parts = [self._write(operand, SUM, value_of) for operand in written_operands(call)]
        parts += behind
        return rf"\operatorname{{{name}}}\left({', '.join(parts)}\right)"

    def _template(self, call: Call) -> str | None:
        """As any style has it, but for a sum over the samples whose axis is kept."""
        if call.op == "sum_to" and self.shapes:
            summed, like = (infer_shape(each, self.shapes) for each in call.operands)
            if like == (1, *summed[1:]):
                return r"\sum_n {0}_n"
        return super()._template(call)

    def _product(self, call: Call, value_of: ValueOf) -> str:
        r"""A product with a vector laid down: `v^\top w`, `a b^\top`, and `W^\top v` for v W."""
        left, right = call.operands
        if call.op == "outer":
            return rf"{self._write(left, POWER, value_of)} \, {self._laid(right, value_of)}"
        if len(infer_shape(right, self.shapes)) == 1:
            left, right = right, left
        return rf"{self._laid(right, value_of)} \, {self._write(left, POWER, value_of, False)}"

    def _laid(self, factor: Expression, value_of: ValueOf) -> str:
        """A factor turned over, in names or in numbers; one that is a transpose is turned back."""
        value = value_of(factor)
        if value is None or not is_array(value):
            if isinstance(factor, Call) and factor.op == "transpose":
                return self._write(factor.transposed, POWER, value_of)
            return rf"{{{self._write(factor, ATOM, value_of)}}}^\top"
        return self.number(value.T)


def _has_direction(style: Typeset, call: Call) -> bool:
    """Whether one factor of a product is a column that has to be laid down."""
    if call.op not in ("outer", "matmul"):
        return False
    ranks = [len(infer_shape(each, style.shapes)) for each in call.operands]
    is_dot = call.op == "matmul" and ranks == [1, 1]
    return is_dot or (ranks[0] == 1 and style.is_column(call.operands[0]))


def _options(call: Call) -> tuple[list[tuple[str, str]], list[str]]:
    """The options of a call as text: those with a name, and those that stand behind operands."""
    unnamed = OPS[call.op].unnamed
    written = [(option, _PLAIN._option(value)) for option, value in call.options]
    named = [each for each in written if each[0] not in unnamed]
    return named, [value for option, value in written if option in unnamed]


@frozen()
class Inline(Style):
    """The style within sentences: every formula between dollars.

    Args:
        typeset: the style between the dollars.
    """

    typeset: Typeset = made_by(factory=Typeset)

    @property
    def formula(self) -> Typeset:
        """The style between the dollars, with as many digits as are asked for."""
        return replace(self.typeset, digits=self.digits, shapes=self.shapes)

    def write(self, expression: Expression, value_of: ValueOf = lambda _: None) -> str:
        """The expression between dollars."""
        return f"${sized(self.formula.write(expression, value_of))}$"

    def write_sum(self, terms: Sequence[Expression], value_of: ValueOf = lambda _: None) -> str:
        """The terms added up, between dollars."""
        return f"${sized(self.formula.write_sum(terms, value_of))}$"

    def name(self, name: str) -> str:
        """A name between dollars."""
        return f"${self.formula.name(name)}$"

    def number(self, value: Value) -> str:
        """A number between dollars."""
        return f"${self.formula.number(value)}$"


def sized(latex: str) -> str:
    r"""The same with parentheses as tall as what they hold, where that is a fraction or a matrix.

    >>> sized(r"2 \cdot (\frac{1}{2} - (x))")
    '2 \\cdot \\left(\\frac{1}{2} - (x)\\right)'
    """
    opened: list[int] = []
    tall: dict[int, str] = {}
    for found in _BRACKETS.finditer(latex):
        if found[0] == "(":
            opened.append(found.start())
        elif found[0] == ")" and opened:
            start = opened.pop()
            if _TALL.search(latex, start, found.start()):
                tall |= {start: r"\left(", found.start(): r"\right)"}
    return "".join(tall.get(i, letter) for i, letter in enumerate(latex))


_BRACKETS = re.compile(r"\\left.|\\right.|\\text\{[^{}]*\}|[()]")
_TALL = re.compile(r"\\frac|\\begin|\\sum")
