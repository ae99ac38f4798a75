r"""The LaTeX of a page as MathML, which browsers show by themselves, and how wide it is.

It reads what `engine.writing.typeset` writes, and no more: fractions, scripts, accents, delimiters,
matrices, functions, and text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from engine.writing.names import SPECIAL

SCRIPT = 0.7
"""How large an index or an exponent is, beside what it belongs to."""


class Box(NamedTuple):
    """A piece of a formula.

    Args:
        mathml: its element, or several.
        width: about how many digits wide it is.
        is_operator: whether a sign behind it has only one operand.
    """

    mathml: str
    width: float
    is_operator: bool = False


def mathml(latex: str) -> str:
    r"""The elements of a formula.

    >>> mathml(r"z_{0} = -0{,}5")
    '<msub><mi>z</mi><mrow><mn>0</mn></mrow></msub><mo>=</mo><mo form="prefix">−</mo><mn>0,5</mn>'
    """
    return _Reader(latex).row().mathml


def width(latex: str) -> float:
    """About how many digits wide a formula is."""
    return _Reader(latex).row().width


_TOKEN = re.compile(r"\s+|\\(?:[A-Za-z]+|.)|\d+(?:(?:\.|\{,\})\d+)?|[{}_^&]|.", re.DOTALL)

_SIGNS = {
    "cdot": "⋅", "times": "×", "odot": "⊙", "otimes": "⊗", "approx": "≈", "ge": "≥", "le": "≤",
}  # fmt: skip
"""What stands between two operands."""

_LETTERS = {
    "partial": "∂", "top": "⊤", "infty": "∞", "dots": "…", "cdots": "⋯", "vdots": "⋮",
    "ddots": "⋱",
}  # fmt: skip

_SUMS = {"sum": "∑"}

_SPACES = {",": 0.17, "quad": 1.0, "qquad": 2.0, " ": 0.3}
"""How wide they are, in ems."""

_ACCENTS = {"hat": "^", "bar": "¯", "tilde": "~", "dot": "˙"}

_FUNCTIONS = frozenset(("exp", "ln", "tanh", "min", "max", "log"))

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma"
    " tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
_GREEK = dict(zip(_GREEK_NAMES.split(), "αβγδϵζηθικλμνξοπρστυϕχψωΓΔΘΛΞΠΣΥΦΨΩ", strict=True))

_IN_TEXT = {r"\,": " ", "{": "", "}": ""} | {
    command.removesuffix("{}"): letter for letter, command in SPECIAL.items()
}
"""What stands in text for something else."""

_EM = 2.0
"""How many digits an em is."""


class _Reader:
    """Reads a formula from left to right, a row at a time."""

    def __init__(self, latex: str) -> None:
        self._tokens = _TOKEN.findall(latex)
        self._place = 0

    def row(self, *ends: str) -> Box:
        """What stands side by side up to one of the tokens that end it, which is left there."""
        boxes = [Box("", 0.0, is_operator=True)]
        while self._peek() not in ("", *ends):
            boxes.append(self._scripted(self._one(after_operator=boxes[-1].is_operator)))
        return Box("".join(box.mathml for box in boxes), sum(box.width for box in boxes))

    def _peek(self) -> str:
        while self._place < len(self._tokens) and self._tokens[self._place].isspace():
            self._place += 1
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._place += 1
        return token

    def _group(self) -> Box:
        """What stands in braces, as one element, or the one token."""
        if self._peek() != "{":
            return self._one(after_operator=True)
        self._next()
        inside = self.row("}")
        self._next()
        return Box(f"<mrow>{inside.mathml}</mrow>", inside.width)

    def _text(self) -> str:
        """What stands in braces, letter by letter."""
        start, depth = self._place, 0
        while word := self._next():
            depth += {"{": 1, "}": -1}.get(word, 0)
            if depth == 0:
                break
        inside = self._tokens[start + 1 : self._place - 1]
        return "".join(_IN_TEXT.get(word, word.removeprefix("\\")) for word in inside)

    def _scripted(self, base: Box) -> Box:
        """A piece with its index and its exponent."""
        below = above = None
        while self._peek() in ("_", "^"):
            if self._next() == "_":
                below = self._group()
            else:
                above = self._group()
        scripts = [each for each in (below, above) if each is not None]
        if not scripts:
            return base
        name = "msubsup" if len(scripts) == 2 else "msub" if below is not None else "msup"
        inside = "".join(each.mathml for each in (base, *scripts))
        wide = max(each.width for each in scripts)
        return Box(f"<{name}>{inside}</{name}>", base.width + SCRIPT * wide)

    def _one(self, *, after_operator: bool) -> Box:
        sign = self._peek()
        if sign == "{":
            return self._group()
        self._next()
        if sign.startswith("\\"):
            return self._command(sign[1:])
        if sign[0].isdigit():
            number = sign.replace("{,}", ",")
            return Box(f"<mn>{number}</mn>", float(len(number)))
        if sign.isalpha():
            return Box(f"<mi>{sign}</mi>", 1.0)
        if sign == "-":
            form = ' form="prefix"' if after_operator else ""
            return Box(f"<mo{form}>−</mo>", 1.0 if after_operator else 3.0, is_operator=True)
        is_spaced, is_open = sign in "+=<>", sign in "+=<>([/,"
        return Box(f"<mo>{escape(sign)}</mo>", 3.0 if is_spaced else 1.0, is_open)

    def _command(self, name: str) -> Box:
        if name in _SIGNS:
            return Box(f"<mo>{_SIGNS[name]}</mo>", 3.0, is_operator=True)
        if name in _SUMS:
            return Box(f"<mo>{_SUMS[name]}</mo>", 2.0, is_operator=True)
        if name in _SPACES:
            em = _SPACES[name]
            return Box(f'<mspace width="{em}em"></mspace>', em * _EM)
        if name in _LETTERS or name in _GREEK:
            letter = _LETTERS.get(name) or _GREEK[name]
            return Box(f"<mi>{letter}</mi>", 1.0)
        if name in _ACCENTS:
            base = self._group()
            inside = f"{base.mathml.removeprefix('<mrow>').removesuffix('</mrow>')}"
            accent = f"<mo>{_ACCENTS[name]}</mo>"
            return Box(f'<mover accent="true">{inside}{accent}</mover>', base.width)
        if name in _FUNCTIONS:
            return Box(f"<mi>{name}</mi>", float(len(name)))
        structure = {
            "frac": self._fraction, "sqrt": self._root, "left": self._fenced,
            "begin": self._matrix, "underline": self._blank,
        }  # fmt: skip
        if name in structure:
            return structure[name]()
        text = self._text() if self._peek() == "{" else name
        tag = "mtext" if name == "text" else "mi"
        upright = ' mathvariant="normal"' if tag == "mi" and len(text) == 1 else ""
        return Box(f"<{tag}{upright}>{escape(text)}</{tag}>", float(len(text)))

    def _fraction(self) -> Box:
        above, below = self._group(), self._group()
        wide = max(above.width, below.width)
        return Box(f"<mfrac>{above.mathml}{below.mathml}</mfrac>", wide)

    def _root(self) -> Box:
        inside = self._group()
        return Box(f"<msqrt>{inside.mathml}</msqrt>", inside.width + 1.0)

    def _fenced(self) -> Box:
        left, inside = self._next(), self.row(r"\right")
        self._next()
        right = self._next()
        opening, closing = (
            f'<mo fence="true" form="{form}">{escape(sign)}</mo>'
            for form, sign in (("prefix", left), ("postfix", right))
        )
        return Box(f"<mrow>{opening}{inside.mathml}{closing}</mrow>", inside.width + 2.0)

    def _matrix(self) -> Box:
        self._text()
        rows = [[self._cell()]]
        while (end := self._next()) in ("&", r"\\"):
            if end == "&":
                rows[-1].append(self._cell())
            else:
                rows.append([self._cell()])
        self._text()
        cells = ("".join(f"<mtd>{cell.mathml}</mtd>" for cell in row) for row in rows)
        table = "".join(f"<mtr>{row}</mtr>" for row in cells)
        wide = sum(max(cell.width for cell in column) + _EM for column in zip(*rows, strict=False))
        fences = [f'<mo fence="true" form="{form}">{sign}</mo>'
                  for form, sign in (("prefix", "["), ("postfix", "]"))]  # fmt: skip
        inside = f"{fences[0]}<mtable>{table}</mtable>{fences[1]}"
        return Box(f"<mrow>{inside}</mrow>", wide)

    def _cell(self) -> Box:
        return self.row("&", r"\\", r"\end")

    def _blank(self) -> Box:
        r"""Room to write, `\underline{\hspace{6em}}`."""
        ems = float(re.sub(r"[^\d.]", "", self._text()) or 1)
        style = "border-bottom: 1px solid"
        return Box(f'<mspace width="{ems:g}em" style="{style}"></mspace>', ems * _EM)


def pieces(latex: str, signs: frozenset[str]) -> Iterator[str]:
    """The formula in pieces, each beginning with one of these signs, outside of all brackets."""
    depth, start = 0, 0
    for found in _DEPTHS.finditer(latex):
        if sign := found[2]:
            if depth == 0 and sign in signs:
                yield latex[start : found.start()]
                start = found.start() + 1
        else:
            depth += 1 if found[1] else -1
    yield latex[start:]


_DEPTHS = re.compile(r"(\\left.|\\begin|[({\[])|\\right.|\\end|[)}\]]| ([+-]|\\[co]dot(?! 10\^)) ")
