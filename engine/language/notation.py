"""Expressions as text: the language they are typed in, Unicode for the screen, LaTeX for documents.

An expression is written with names, or with the values of the parts that a callback gives values
for. With every name given its value that is the equation in numbers; with every call of a certain
height given its value too, it is a later line of the hand computation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from engine.frozen import frozen, made_by, replace
from engine.language.expression import (
    PREVIOUS,
    Call,
    Expression,
    Name,
    Number,
    OptionValue,
    occurrences,
)
from engine.language.figures import exact, figures, format_residue, with_point
from engine.language.op import ATOM, PRODUCT, SUM, Notation
from engine.language.ops import OPS, infer_shape, written_operands
from engine.language.rounding import Residue
from engine.language.shapes import Shape
from engine.language.values import Value, is_array, shape_of

MAX_SHOWN = 16
"""Arrays of up to so many entries are written out; larger ones are named by their shape."""

ValueOf = Callable[[Expression], Value | None]
"""The value to write in place of a part of an expression; None to write the part itself."""


@frozen(slots=True)
class Style:
    """A way of writing expressions.

    Args:
        kind: `text` is the language of `engine.language.parser` with numbers in full, so that it
            can be read back; `unicode` and `latex` are for people.
        names: how a name is written, where not as it is (in `unicode`).
        shapes: the shapes of names, to tell products of arrays from products of numbers.
        digits: how many significant digits a number has; None for as many as it takes to read the
            same float back.

    >>> from engine.language.parser import parse
    >>> Style(names={"yhat": "ŷ"}).write(parse("2*dL/dyhat"))
    '2 · ∂L/∂ŷ'
    """

    kind: Literal["text", "unicode", "latex"] = "unicode"
    names: Mapping[str, str] = made_by(factory=dict)
    shapes: Mapping[str, Shape] = made_by(factory=dict)
    digits: int | None = None

    def write(self, expression: Expression, value_of: ValueOf = lambda _: None) -> str:
        """The expression as text."""
        return self._write(expression, SUM, value_of)

    def write_sum(self, terms: Sequence[Expression], value_of: ValueOf = lambda _: None) -> str:
        """The terms added up, first to last; there may be thousands."""
        first, *rest = terms
        addends = [self._write(term, PRODUCT, value_of, leading=False) for term in rest]
        return " + ".join([self.write(first, value_of), *addends])

    def of_entries(self) -> Style:
        """The same where all names are those of entries: single numbers, which have no shapes."""
        return replace(self, shapes={})

    def equals(self, *, is_exact: bool) -> str:
        """The sign before a side of an equation that is exact as written, or only about right."""
        if is_exact:
            return "="
        return {"text": "~=", "unicode": "≈", "latex": r"\approx"}[self.kind]

    @property
    def pending(self) -> str:
        """What stands for a value that is not computed yet, which is never a number."""
        return "." if self.kind == "text" else "·"

    def name(self, name: str) -> str:
        """A name, which may be a gradient's or an entry's: `∂L/∂ŷ[0]` for `dL/dyhat[0]`.

        What is left out of a long expression is called `...`, with how much that is.
        """
        if name.startswith(PREVIOUS):
            return f"prev({self.name(name.removeprefix(PREVIOUS))})"
        if self.kind == "text":
            return name
        is_latex = self.kind == "latex"
        if name.startswith("..."):
            return rf"\dots\text{{{name[3:]}}}" if is_latex else f"…{name[3:]}"
        if gradient := _GRADIENT.fullmatch(name):
            loss, node = map(self.name, gradient.groups())
            fraction = rf"\frac{{\partial {loss}}}{{\partial {node}}}"
            return fraction if is_latex else f"∂{loss}/∂{_single(node)}"
        if entry := _ENTRY.fullmatch(name):
            array, index = self.name(entry[1]), entry[2]
            return f"{{{array}}}_{{{index}}}" if is_latex else f"{array}[{index}]"
        return _latex_name(name) if is_latex else self.names.get(name, name)

    def number(self, value: Value) -> str:
        """A value: a number, an array's entries, or the shape of an array too large to show."""
        if is_array(value):
            return self._array(value)
        minus = "−" if self.kind == "unicode" else "-"
        if isinstance(value, Residue):
            residue = format_residue(value, minus)
            return rf"\text{{{residue}}}" if self.kind == "latex" else residue
        if self.digits is None:
            return exact(value).replace("-", minus)
        return _for_people(with_point(value, self.digits, minus), self.kind)

    def _array(self, value: Value) -> str:
        shape = shape_of(value)
        if value.size > MAX_SHOWN:  # type: ignore[union-attr]
            return f"[{'×'.join(map(str, shape))}]"
        return self._entries(value.tolist())  # type: ignore[union-attr]

    def _entries(self, value: object) -> str:
        if isinstance(value, list):
            return f"[{_between(self.digits).join(map(self._entries, value))}]"
        assert isinstance(value, float)  # noqa: S101  (what tolist gives for float64)
        return self.number(value)

    def _write(
        self, expression: Expression, need: int, value_of: ValueOf, leading: bool = True
    ) -> str:
        """The expression, in parentheses where it binds less than `need`.

        `leading` says that nothing stands to its left, so that a minus sign needs no parentheses.
        """
        value = expression.value if isinstance(expression, Number) else value_of(expression)
        if value is not None:
            text = self.number(value)
            signed = text[0] in "-−"
            fenced = signed and (need > PRODUCT or (need == PRODUCT and not leading))
            return f"({text})" if fenced else text
        if isinstance(expression, Name):
            name = self.name(expression.name)
            if need < ATOM or self.kind == "text" or not _GRADIENT.fullmatch(expression.name):
                return name
            # (∂L/∂w)² is not ∂L/∂w²
            return rf"\left({name}\right)" if self.kind == "latex" else f"({name})"
        assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
        template = self._template(expression)
        if template is None:
            return self._call(expression, value_of)
        notation = OPS[expression.op].notation
        fenced = notation.binding < need
        parts = []
        for i, operand_need in enumerate(_needs(notation, template)):
            first = operand_need == SUM if i or template[:3] != "{0}" else leading or fenced
            parts.append(self._write(expression.operands[i], operand_need, value_of, first))
        text = template.format(*parts)
        return f"({text})" if fenced else text

    def _template(self, call: Call) -> str | None:
        """The template for this call, None where it is written as a function call."""
        if self.kind == "text" and call.op != "slice":
            return OPS[call.op].notation.text or None
        if (special := _special_template(call, self.kind)) is not None:
            return special
        if call.op == "mul" and all(map(self._is_array, call.operands)):
            return "{0} ⊙ {1}" if self.kind == "unicode" else r"{0} \odot {1}"
        if call.op == "sum_to" and self._sums_over_samples(call):
            return "Σₙ {0}ₙ" if self.kind == "unicode" else r"\sum_n {0}_n"
        return OPS[call.op].notation.template(self.kind, call.options)

    def _call(self, call: Call, value_of: ValueOf) -> str:
        name, unnamed = call.op, OPS[call.op].unnamed
        parts = [self._write(operand, SUM, value_of) for operand in written_operands(call)]
        for option, value in call.options:
            written = option if self.kind != "latex" else _escaped(option)
            parts.append(f"{'' if option in unnamed else f'{written}='}{self._option(value)}")
        if self.kind == "latex":
            name = rf"\operatorname{{{_escaped(name)}}}"
        return f"{name}({', '.join(parts)})"

    def _option(self, value: OptionValue) -> str:
        """The value of an option; of several numbers as a tuple is written."""
        if not isinstance(value, tuple):
            return self.number(value)
        numbers = ", ".join(map(self.number, value))
        return f"({numbers},)" if len(value) == 1 else f"({numbers})"

    def _sums_over_samples(self, call: Call) -> bool:
        """Whether a sum is over the first axis and no other."""
        if not self.shapes:
            return False
        summed, like = (infer_shape(operand, self.shapes) for operand in call.operands)
        return summed[1:] == like

    def _is_array(self, expression: Expression) -> bool:
        if not self.shapes or not any(map(self.shapes.get, occurrences(expression))):
            return False  # which is soon told, and asked for at every depth
        return infer_shape(expression, self.shapes) != ()


def _subscript(call: Call) -> str | None:
    """What stands between the brackets of a call that is written so."""
    from engine.language.subscripts import written

    return written(call)


def _needs(notation: Notation, template: str) -> tuple[int, ...]:
    """How tightly operands have to bind to stand in a template; behind some stands an index."""
    is_indexed = template.startswith(("{0}[", "{{{0}}}_"))
    return (ATOM, *notation.needs[1:]) if is_indexed else notation.needs


def _special_template(call: Call, kind: str) -> str | None:
    """The template of a call that is written as an index, or as a power of a whole number."""
    if call.op in ("slice", "expand_dims") and (index := _subscript(call)) is not None:
        return f"{{{{{{0}}}}}}_{{{{{index}}}}}" if kind == "latex" else f"{{0}}[{index}]"
    match call:
        case Call("pow", (_, Number(exponent))) if kind == "unicode" and exponent.is_integer():
            return "{0}" + f"{exponent:.0f}".translate(_SUPERSCRIPTS)
    return None


def _for_people(text: str, kind: str) -> str:
    """A number with the point or the comma that all have; documents have their own."""
    return text if kind == "latex" else figures().written(text)


def _between(digits: int | None) -> str:
    """What stands between the entries of an array: of one that can be read back, a comma."""
    return ", " if digits is None else figures().between


TEXT = Style("text")
"""The language of `engine.language.parser`: what this writes is parsed to the same value."""


_GRADIENT = re.compile(r"d(\w+)/d(\w+(?:\[[\d,]+\])?)")
_ENTRY = re.compile(r"(\w+)\[([\d,]+)\]")
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_GREEK = frozenset(
    (
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
        "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
        "omega",
    )
)  # fmt: skip


def _single(node: str) -> str:
    """A node below a fraction bar; one that is a gradient itself in parentheses."""
    return f"({node})" if "/" in node else node


def _escaped(name: str) -> str:
    return name.replace("_", r"\_")


def _latex_name(name: str) -> str:
    r"""`h0` as `h_{0}`, `yhat` as `\hat{y}`, `theta` as `\theta`, `cost` as `\mathrm{cost}`."""
    letters, digits = re.fullmatch(r"(.*?)_?(\d*)", name, re.DOTALL).groups()  # type: ignore[union-attr]
    if letters.endswith("hat") and len(letters) > 3:
        base = rf"\hat{{{_latex_name(letters[:-3])}}}"
    elif letters in _GREEK:
        base = f"\\{letters}"
    elif len(letters) == 1 and letters != "_":
        base = letters
    else:
        base = rf"\mathrm{{{_escaped(letters or '_')}}}"
    return base + (f"_{{{digits}}}" if digits else "")
