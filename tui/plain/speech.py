"""Expressions and numbers in words, for a screen reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from engine.frozen import frozen
from engine.language.expression import Call, Expression, Name, Number, chained
from engine.language.figures import figures, format_number, format_residue
from engine.language.moves.shapes import numbers_of
from engine.language.notation import MAX_SHOWN, Style, ValueOf
from engine.language.op import ATOM, PRODUCT, SUM
from engine.language.ops import OPS, option_of
from engine.language.rounding import Residue
from engine.language.rules import Rules
from engine.language.values import Array, Value, is_array
from engine.program.program import Program


@frozen(slots=True)
class Spoken(Style):
    """Writes expressions in words: `gradient of z2 times w3 plus gradient of z1 times w1`."""

    @classmethod
    def of(cls, program: Program) -> Spoken:
        """The words for a program's expressions."""
        return cls("text", shapes=program.shapes, digits=program.style.digits)

    def name(self, name: str) -> str:
        """A name as it is typed; a gradient is the gradient of its node."""
        return in_words(name)

    def number(self, value: Value) -> str:
        """A number, or the entries of an array if they are few, else its shape and range."""
        return say_array(value) if is_array(value) else say_number(value, self.digits)

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
        rule = SPOKEN_RULES[expression.op]
        return rule(self, expression, need, value_of)

    def say_operand(self, expression: Expression, value_of: ValueOf, need: int = ATOM) -> str:
        """An operand within a larger expression."""
        return self._write(expression, need, value_of)


_Words = Callable[[Spoken, Call, int, ValueOf], str]
"""Says a call, given how tightly it has to bind, and the values to say in place of parts."""


def _between(words: str, noun: str) -> _Words:
    """Words between two operands; within something else, where they bind too little, a noun."""

    def say(style: Spoken, call: Call, need: int, value_of: ValueOf) -> str:
        notation = OPS[call.op].notation
        if notation.binding < need:
            left, right = (style.say_operand(each, value_of) for each in call.operands)
            return f"the {noun} of {left} and {right}"
        left, right = (
            style.say_operand(each, value_of, least)
            for each, least in zip(call.operands, notation.needs, strict=True)
        )
        return f"{left} {words} {right}"

    return say


def _words(template: str) -> _Words:
    """Words with `{0}`, `{1}` for the operands."""

    def say(style: Spoken, call: Call, need: int, value_of: ValueOf) -> str:
        del need
        return template.format(*(style.say_operand(each, value_of) for each in call.operands))

    return say


def _opposite(style: Spoken, call: Call, need: int, value_of: ValueOf) -> str:
    del need
    said = style.say_operand(call.operands[0], value_of)
    return f"the opposite of {said}" if said.startswith("minus ") else f"minus {said}"


def _widened(style: Spoken, call: Call, need: int, value_of: ValueOf) -> str:
    del need
    axis = option_of(call, "axis")
    kind = "as a row" if axis == 0.0 else "as a column" if axis == -1.0 else "with more axes"
    return f"{style.say_operand(call.operands[0], value_of)} {kind}"


def _reshaped(style: Spoken, call: Call, need: int, value_of: ValueOf) -> str:
    del need
    sizes = " by ".join(f"{size:g}" for size in numbers_of(dict(call.options)["shape"]))
    return f"{style.say_operand(call.operands[0], value_of)} as {sizes}"


def _part(style: Spoken, call: Call, need: int, value_of: ValueOf) -> str:
    """What is taken of each axis: `entry 0 of x`, `all, 1 up to 3 of x`."""
    del need
    said = style.say_operand(call.operands[0], value_of)
    from engine.language.subscripts import written

    index = written(call)
    if index is None:
        return f"a part of {said}"
    told = ", ".join(map(_said, index.split(", ")))
    return f"{'part' if ':' in index else 'entry'} {told} of {said}"


def _said(place: str) -> str:
    """What is taken along an axis: `1 up to 3`, `all`, `minus 1`, `all, backwards`."""
    start, *rest = place.replace("-", "minus ").split(":")
    if not rest:
        return start
    stop, step = rest[0], rest[1] if len(rest) > 1 else ""
    ends = f"{start or 'the first'} up to {stop or 'the end'}" if start or stop else "all"
    how = {"": "", "minus 1": ", backwards"}.get(step, f" in steps of {step}")
    return ends + how


def _side_by_side(style: Spoken, call: Call, need: int, value_of: ValueOf) -> str:
    del need
    return " beside ".join(style.say_operand(each, value_of) for each in chained(call))


SPOKEN_RULES: Rules[_Words] = Rules(
    "spoken words",
    __name__,
    {
        "add": _between("plus", "sum"),
        "sub": _between("minus", "difference"),
        "mul": _between("times", "product"),
        "div": _between("divided by", "quotient"),
        "matmul": _between("matrix times", "matrix product"),
        "outer": _between("outer times", "outer product"),
        "pow": _between("to the power of", "power"),
        "neg": _opposite,
        "transpose": _words("the transpose of {0}"),
        "abs": _words("the absolute value of {0}"),
        "sign": _words("the sign of {0}"),
        "relu": _words("ReLU of {0}"),
        "step": _words("the step of {0}"),
        "leaky_relu": _words("leaky ReLU of {0}"),
        "softplus": _words("softplus of {0}"),
        "sigmoid": _words("sigmoid of {0}"),
        "tanh": _words("tanh of {0}"),
        "exp": _words("exp of {0}"),
        "log": _words("the natural logarithm of {0}"),
        "sqrt": _words("the square root of {0}"),
        "square": _words("{0} squared"),
        "minimum": _words("the smaller of {0} and {1}"),
        "maximum": _words("the larger of {0} and {1}"),
        "max": _words("the largest of {0}"),
        "min": _words("the smallest of {0}"),
        "sin": _words("sine of {0}"),
        "cos": _words("cosine of {0}"),
        "erf": _words("error function of {0}"),
        "gelu": _words("GELU of {0}"),
        "silu": _words("SiLU of {0}"),
        "floor": _words("{0} rounded down"),
        "detach": _words("{0} without a gradient"),
        "greater": _words("whether {0} is greater than {1}"),
        "greater_equal": _words("whether {0} is at least {1}"),
        "less": _words("whether {0} is less than {1}"),
        "less_equal": _words("whether {0} is at most {1}"),
        "equal": _words("whether {0} equals {1}"),
        "not_equal": _words("whether {0} differs from {1}"),
        "where": _words("{1} where {0} is true, else {2}"),
        "mean": _words("the mean of {0}"),
        "sum": _words("the sum over {0}"),
        "expand_dims": _widened,
        "permute": _words("{0} with its axes in another order"),
        "reshape": _reshaped,
        "squeeze": _words("{0} without axes of size 1"),
        "slice": _part,
        "pad": _words("{0} with room around it"),
        "concat": _side_by_side,
        "unfold": _words("the windows of {0}"),
        "fold": _words("the sum of the windows {0}"),
        "take": _words("the entries of {0} at {1}"),
        "scatter_add": _words("the sum of {0} at {1}"),
        "sum_to": _words("the sum over the samples of {0}"),
        "broadcast_to": _words("{0} for each entry"),
        "softmax": _words("softmax of {0}"),
        "log_softmax": _words("log softmax of {0}"),
        "cross_entropy": _words("the cross entropy of {0} and {1}"),
    },
)
"""How a call is said."""


def say_number(value: float, digits: int | None = None) -> str:
    """A number as it is read aloud: `minus 0.25`, `3 times 10 to the minus 8`."""
    if isinstance(value, Residue):
        return in_words(format_residue(value, "-"))
    if value != value:
        return "not a number"
    if value in (float("inf"), float("-inf")):
        return "infinity" if value > 0 else "minus infinity"
    return in_words(format_number(value, digits, "-"))


def say_array(value: Array, most: int = MAX_SHOWN) -> str:
    """An array in words; a large one by its shape and range."""
    if value.ndim <= 2 and value.size <= most:
        if value.ndim == 1:
            return f"the vector {_say_entries(value.tolist())}"
        rows = "; ".join(f"row {i}: {_say_entries(row)}" for i, row in enumerate(value.tolist()))
        return f"the matrix, {rows}"
    shape = " by ".join(map(str, value.shape))
    kind = {1: "a vector", 2: "a matrix"}.get(value.ndim, "an array")
    return (
        f"{kind} of {shape} from {say_number(float(value.min()))} "
        f"to {say_number(float(value.max()))}"
    )


def _say_entries(entries: list[float]) -> str:
    return figures().between.join(map(say_number, entries))


_WORDS: tuple[tuple[str, str], ...] = (
    (r"^ *\* ", "here: "),
    (r"^ *= ", "that is "),
    (r"(?:\bd|∂)\w+/[d∂](\w+)", r"gradient of \1"),
    (r"(?:\bd|∂)\w+/[d∂](?!\w)", "gradient"),
    (r"(\w+)\((\w+)\)\[(\d+), ?(\d+)\]", r"entry \3, \4 of \1 of \2"),
    (r"(\w+(?:\.\w+)*)\[(\d+), ?(\d+)\]", r"entry \2, \3 of \1"),
    (r"(\w+(?:\.\w+)*)\[(\d+)\]", r"entry \2 of \1"),
    (r"\[(\d+)[x×](\d+)\]", r"\1 by \2"),
    (r"\bstep (\d+)/(\d+)", r"step \1 of \2"),
    (r"(?<= = )((?:(?![.,:;] | = ).)+) = ", r"\1, that is "),
    (r" = ((?:minus )?[^ ]+) (is|sits) ", r" is \1, which \2 "),
    (r" *(?:!=|≠) *", " is not "),
    (r" *(?:<=|≤) *", " is at most "),
    (r" *(?:>=|≥) *", " is at least "),
    (r" *(?:~=|≈) *", " is about "),
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
    (r"(?<![\w.])[-−](?=[.,]?\d)", "minus "),
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
