"""What a page has written, said in one line as the program writes: `∂L/∂w0 = 0.5 · 1`.

It is for people to recognise, and for a terminal to show: nothing in it is a control character. It
is not read again.
"""

from __future__ import annotations

import re
import unicodedata

from engine.checking.reading.page import Chain, Side
from engine.checking.reading.vocabulary import GREEK
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
from engine.language.text import plain, shortened

MOST = 200
"""The characters of a side; what is longer is cut off."""

_SUM, _PRODUCT, _POWER, _ATOM = range(4)
"""How tightly a way of writing holds together."""

_INFIX = {
    "add": (_SUM, " + "), "sub": (_SUM, " − "), "times": (_PRODUCT, " · "),
    "div": (_PRODUCT, " / "), "matmul": (_PRODUCT, " @ "), "hadamard": (_PRODUCT, " ⊙ "),
    "outer": (_PRODUCT, " ⊗ "),
}  # fmt: skip

_AROUND = {"abs": "|", "norm": "‖"}

_OVER = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "prime": "′", "star": "*"}

_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠"}

_ASCII = {
    "∂": "d", "−": "-", "·": "*", "⊙": "(.)", "⊗": "(x)", "×": "x", "ᵀ": ".T", "Σ": "sum",
    "‖": "||", "≈": "~=", "…": "...", "′": "'", "\u0302": "hat", "\u0304": "bar",
    "\u0303": "tilde", **{sign: name for name, sign in _SIGNS.items()},
    **{letter: name for name, letter in GREEK.items() if letter.isalpha()},
}  # fmt: skip

_FIGURE = re.compile(r"[\d.,eE+−-]+")


def said(tree: Written) -> str:
    r"""A side in one line.

    >>> from engine.checking.reading.reader import read_line
    >>> chain = read_line(r"$\frac{\partial L}{\partial w_0} = 0.5 \times (1 - \hat{y}_1)$")
    >>> [said(side.tree) for side in chain.sides]
    ['∂L/∂w0', '0.5 · (1 − ŷ1)']
    """
    return shortened(unicodedata.normalize("NFC", _said(tree, _SUM)), MOST)


def in_ascii(text: str) -> str:
    """The same where there are no other characters: `dL/dw0 = 0.5 * 1`, `yhat`."""
    apart = unicodedata.normalize("NFD", text)
    written = "".join(_ASCII.get(character, character) for character in apart)
    return written.encode("ascii", "backslashreplace").decode()


def claim_said(chain: Chain, side: Side) -> str:
    """The equality of the first side of a chain and another."""
    return f"{said(chain.sides[0].tree)} {plain(side.sign) or '='} {said(side.tree)}"


def _said(tree: Written, need: int, *, leading: bool = True) -> str:
    """A part, in parentheses where it holds together less tightly than is needed.

    Args:
        tree: the part.
        need: how tightly it has to.
        leading: whether nothing stands on its left, so that a minus needs no parentheses.
    """
    match tree:
        case Figure(text, value):
            written = _figure(text, value)
            is_signed = written.startswith("−")
            return f"({written})" if is_signed and (not leading or need > _PRODUCT) else written
        case Ratio(top, bottom):
            text = f"∂{_word(top)}/∂{_word(bottom)}"
            return f"({text})" if need > _POWER else text
        case Summed(index, body):
            text = f"Σ_{plain(index)} {_said(body, _PRODUCT)}"
            return f"({text})" if need > _SUM else text
        case Apply():
            return _applied(tree, need, leading=leading)
        case _:
            return _closed(tree)


def _closed(tree: Word | Called | Grid | Compared | Cases | Listed | Unread) -> str:
    """A part that holds together by itself."""
    match tree:
        case Word():
            return _word(tree)
        case Called(function, arguments):
            return f"{_word(function)}({_listed(arguments)})"
        case Grid(rows):
            return f"[{', '.join(f'[{_listed(row)}]' for row in rows)}]"
        case Compared(sign, left, right):
            return f"({_said(left, _SUM)} {_SIGNS.get(sign, sign)} {_said(right, _SUM)})"
        case Cases(rows):
            return f"{{{'; '.join(_case(value, when) for value, when in rows)}}}"
        case Listed(parts):
            return f"({_listed(parts)})"
        case Unread(text):
            return shortened(text, MOST)


def _applied(tree: Apply, need: int, *, leading: bool) -> str:
    op, operands = tree.op, tree.operands
    if op in _INFIX and len(operands) > 1:
        binding = _INFIX[op][0]
        text = _row(tree, binding, leading=leading and need <= binding)
        return f"({text})" if need > binding else text
    if op == "neg":
        text = f"−{_said(operands[0], _PRODUCT, leading=False)}"
        return text if leading and need <= _PRODUCT else f"({text})"
    if op == "pow":
        text = f"{_said(operands[0], _ATOM, leading=False)}^{_said(operands[1], _ATOM)}"
        return f"({text})" if need > _POWER else text
    if op == "transpose":
        return f"{_said(operands[0], _ATOM, leading=False)}ᵀ"
    if op in _AROUND:
        return f"{_AROUND[op]}{_said(operands[0], _SUM)}{_AROUND[op]}"
    return f"{plain(op)}({_listed(operands)})"


def _row(tree: Apply, binding: int, *, leading: bool) -> str:
    """Operands side by side; there may be many, each the left part of the next."""
    parts: list[str] = []
    part: Written = tree
    while isinstance(part, Apply) and _INFIX.get(part.op, (-1,))[0] == binding:
        first, *rest = part.operands
        sign = _INFIX[part.op][1]
        for other in reversed(rest):
            need = _ATOM if part.op == "div" else binding + 1
            parts += [_said(other, need, leading=False), sign]
        part = first
    parts.append(_said(part, binding, leading=leading))
    return "".join(reversed(parts))


def _listed(parts: tuple[Written, ...]) -> str:
    return ", ".join(_said(part, _SUM) for part in parts)


def _case(value: Written, when: Compared | None) -> str:
    if when is None:
        return f"{_said(value, _SUM)} else"
    return f"{_said(value, _SUM)} if {_said(when, _SUM)[1:-1]}"


def _figure(text: str, value: float) -> str:
    """A number as it is printed; one that is printed in more than digits, as it comes to."""
    digits = text.replace("{,}", ",").replace("{.}", ".").replace(" ", "")
    written = digits if _FIGURE.fullmatch(digits) else f"{value:.12g}"
    return written.replace("-", "−")


def _word(word: Word) -> str:
    """A name: `w0`, `ŷ1`, `W_{1,2}`, `a[1]`."""
    text = plain(word.base) + "".join(_OVER.get(mark, "") for mark in word.marks)
    if word.sub:
        sub = plain(word.sub)
        text += sub if sub.isdecimal() else f"_{sub}" if sub.isalnum() else f"_{{{sub}}}"
    if word.sup:
        sup = plain(word.sup)
        text += f"^{sup}" if sup.isalnum() or not sup[1:] else f"^{{{sup}}}"
    return text + (f"[{plain(word.entry)}]" if word.entry else "")
