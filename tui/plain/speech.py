"""Expressions and numbers in words, for a screen reader."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.language.expression import Call, Expression, Name, Number
from engine.language.notation import MAX_SHOWN, Style, ValueOf, format_number
from engine.language.op import ATOM, PRODUCT, SUM
from engine.language.ops import OPS, option_of
from engine.language.values import Array, Value, is_array
from engine.program.program import Program

INFIX: Mapping[str, tuple[str, str]] = {
    "add": ("plus", "sum"),
    "sub": ("minus", "difference"),
    "mul": ("times", "product"),
    "div": ("divided by", "quotient"),
    "matmul": ("matrix times", "matrix product"),
    "outer": ("outer times", "outer product"),
    "pow": ("to the power of", "power"),
}
"""What is said between two operands, and what the whole is called within something else."""


CALLED: Mapping[str, str] = {
    "transpose": "the transpose of {0}",
    "abs": "the absolute value of {0}",
    "sign": "the sign of {0}",
    "relu": "ReLU of {0}",
    "step": "the step of {0}",
    "leaky_relu": "leaky ReLU of {0}",
    "log": "the natural logarithm of {0}",
    "sqrt": "the square root of {0}",
    "square": "{0} squared",
    "minimum": "the smaller of {0} and {1}",
    "maximum": "the larger of {0} and {1}",
    "mean": "the mean of {0}",
    "sum": "the sum over {0}",
    "sum_to": "the sum over the samples of {0}",
    "broadcast_to": "{0} for each entry",
    "cross_entropy": "the cross entropy of {0} and {1}",
}
"""How a call is said, where not as its name `of` its operands."""


@dataclass(frozen=True, slots=True)
class Spoken(Style):
    """Writes expressions in words: `gradient of z2 times w3 plus gradient of z1 times w1`."""

    @classmethod
    def of(cls, program: Program) -> Spoken:
        """The words for a program's expressions."""
        return cls("text", shapes=program.shapes, digits=6)

    def name(self, name: str) -> str:
        """A name as it is typed; a gradient is the gradient of its node."""
        return in_words(name)

    def number(self, value: Value) -> str:
        """A number, or the entries of an array if they are few, else its shape and range."""
        return say_array(value) if is_array(value) else say_number(value)

    def write_sum(self, terms: Sequence[Expression], value_of: ValueOf = lambda _: None) -> str:
        """The terms added up, first to last."""
        need = SUM if len(terms) == 1 else PRODUCT
        return " plus ".join(self._write(term, need, value_of) for term in terms)

    def _write(
        self,
        expression: Expression,
        need: int,
        value_of: ValueOf,
        leading: bool = True,  # noqa: ARG002  (of signs)
    ) -> str:
        value = expression.value if isinstance(expression, Number) else value_of(expression)
        if value is not None:
            return self.number(value)
        if isinstance(expression, Name):
            return self.name(expression.name)
        assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
        op, operands = OPS[expression.op], expression.operands
        if expression.op == "neg":
            said = self._write(operands[0], ATOM, value_of)
            return f"the opposite of {said}" if said.startswith("minus ") else f"minus {said}"
        if expression.op in INFIX:
            between, noun = INFIX[expression.op]
            if op.notation.binding < need:
                left, right = (self._write(each, ATOM, value_of) for each in operands)
                return f"the {noun} of {left} and {right}"
            left, right = (
                self._write(each, least, value_of)
                for each, least in zip(operands, op.notation.needs, strict=True)
            )
            return f"{left} {between} {right}"
        parts = [self._write(each, ATOM, value_of) for each in operands[: op.operands]]
        if expression.op == "expand_dims":
            return f"{parts[0]} as a {'column' if option_of(expression) == -1.0 else 'row'}"
        words = CALLED.get(expression.op)
        name = expression.op.replace("_", " ")
        return words.format(*parts) if words else f"{name} of {' and '.join(parts)}"


def say_number(value: float) -> str:
    """A number as it is read aloud: `minus 0.25`, `3 times 10 to the minus 8`."""
    if value != value:
        return "not a number"
    if value in (float("inf"), float("-inf")):
        return "infinity" if value > 0 else "minus infinity"
    return in_words(format_number(value, 6, "-"))


def say_array(value: Array, most: int = MAX_SHOWN) -> str:
    """An array in words; a large one by its shape and range."""
    if value.ndim <= 2 and value.size <= most:
        if value.ndim == 1:
            return f"the vector {_say_entries(value.tolist())}"
        rows = "; ".join(f"row {i}: {_say_entries(row)}" for i, row in enumerate(value.tolist()))
        return f"the matrix, {rows}"
    shape = " by ".join(map(str, value.shape))
    kind = {1: "vector", 2: "matrix"}.get(value.ndim, "array")
    return (
        f"a {kind} of {shape} from {say_number(float(value.min()))} "
        f"to {say_number(float(value.max()))}"
    )


def _say_entries(entries: list[float]) -> str:
    return ", ".join(map(say_number, entries))


_WORDS: tuple[tuple[str, str], ...] = (
    (r"^ *\* ", "here: "),
    (r"^ *= ", "that is "),
    (r"(?:\bd|∂)\w+/[d∂](\w+)", r"gradient of \1"),
    (r"(?:\bd|∂)\w+/[d∂](?!\w)", "gradient"),
    (r"(\w+)\((\w+)\)\[(\d+), ?(\d+)\]", r"entry \3, \4 of \1 of \2"),
    (r"(\w+)\[(\d+), ?(\d+)\]", r"entry \2, \3 of \1"),
    (r"(\w+)\[(\d+)\]", r"entry \2 of \1"),
    (r"\[(\d+)[x×](\d+)\]", r"\1 by \2"),
    (r"\bstep (\d+)/(\d+)", r"step \1 of \2"),
    (r"(?<= = )((?:(?![.,:;] | = ).)+) = ", r"\1, that is "),
    (r" = ((?:minus )?[^ ]+) (is|sits) ", r" is \1, which \2 "),
    (r" *(?:!=|≠) *", " is not "),
    (r" *(?:<=|≤) *", " is at most "),
    (r" *(?:>=|≥) *", " is at least "),
    (r" *< *", " is less than "),
    (r" *> *", " is greater than "),
    (r" *={1,2} *| *≔ *", " is "),
    (r" *← *| *<- *", " to "),
    (r" *\*\* *", " to the power of "),
    (r" *[·*×] (?=\S)|(?<=\w)\*(?=\w)", " times "),
    (r" \+ ", " plus "),
    (r"(?<=\S) [-−] (?=\S)", " minus "),
    (r" / ", " divided by "),
    (r" @ ", " matrix times "),
    (r"(?<=\d)e\+?0*(\d+)\b", r" times 10 to the \1"),
    (r"(?<=\d)e[-−]0*(\d+)\b", r" times 10 to the minus \1"),
    (r"(?<![\w.])[-−](?=\.?\d)", "minus "),
    (r"(?<=\s)[.·](?=\s|$)", "not computed yet"),
    (r"(?<=\s)-(?=\s|$)", "none"),
    (r"\bupstream gradient gradient of", "the upstream gradient of"),
    (r"(?<=\. )gradient of|^gradient of(?=.* is (?:positive|negative|0):)", "Gradient of"),
    (r"…|\.\.\.?", " to "),
    (r"ŷ", "yhat"),
    (r"(?<=\S)(?: {2,})(?=\S)", ", "),
    (r" {2,}", " "),
    (r":,", ":"),
)
"""Signs and what is said in their place, in this order."""


_PATTERNS = tuple((re.compile(pattern), words) for pattern, words in _WORDS)


def in_words(text: str) -> str:
    """A line of an answer with words for its signs, and commas between its columns."""
    for pattern, words in _PATTERNS:
        text = pattern.sub(words, text)
    return text.strip()
