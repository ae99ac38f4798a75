"""Marks: what single characters stand for, in LaTeX as in plain text."""

from __future__ import annotations

import re

from engine.checking.reading.token import LEFT_OUT, Kind, Token

_FULL, _HALF = "（）［］｛｝，；：＋＊／＾＿｜", "()[]{},;:+*/^_|"

MARKS: dict[str, tuple[Kind, str]] = {
    **{mark: (Kind.MARK, mark) for mark in "+-*/^_()[]{},;:|'@&!"},
    **dict.fromkeys("−–‐‑﹣－", (Kind.MARK, "-")),
    **dict.fromkeys("·×∙⋅∗•✕✖⨯", (Kind.MARK, "*")),
    **dict.fromkeys("∘⊙⊚⨀◦", (Kind.MARK, "⊙")),
    **dict.fromkeys("÷∕⁄", (Kind.MARK, "/")),
    **dict.fromkeys("′’´`ʹ", (Kind.MARK, "'")),
    **dict.fromkeys("‖∥", (Kind.MARK, "‖")),
    **dict.fromkeys("≈≃≅≐", (Kind.SIGN, "≈")),
    **dict.fromkeys("≔←⟵", (Kind.SIGN, ":=")),
    **dict.fromkeys("≤⩽", (Kind.SIGN, "<=")),
    **dict.fromkeys("≥⩾", (Kind.SIGN, ">=")),
    **dict.fromkeys("⇒→⟹⟶⇔∴∵⟺↔✓✔✗✘✅❌↦⟸⇐", (Kind.STOP, "⇒")),
    **{full: (Kind.MARK, half) for full, half in zip(_FULL, _HALF, strict=True)},
    **dict.fromkeys("。、？", (Kind.STOP, ".")), "＝": (Kind.SIGN, "="), "＜": (Kind.SIGN, "<"),
    "＞": (Kind.SIGN, ">"), "⊗": (Kind.MARK, "⊗"), "∂": (Kind.MACRO, "∂"), "∇": (Kind.MACRO, "∇"),
    "√": (Kind.MACRO, "√"),
    "∑": (Kind.MACRO, "sum"), "Σ": (Kind.NAME, "Σ"), "=": (Kind.SIGN, "="), "<": (Kind.SIGN, "<"),
    ">": (Kind.SIGN, ">"), "≠": (Kind.SIGN, "!="), "≡": (Kind.SIGN, "="), "𝜕": (Kind.MACRO, "∂"),
    "…": (Kind.BAD, LEFT_OUT), "±": (Kind.BAD, "± is two values"),
    "%": (Kind.BAD, "a percent sign is read nowhere"),
}  # fmt: skip
"""What a character stands for; letters and digits are read otherwise."""

UNICODE_SCRIPTS = {
    **dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚₛₜᵤᵥₓ", "0123456789+-aehijklmnopstuvx", strict=True)),
}
"""Letters and digits set low, as they are otherwise."""

UNICODE_POWERS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵗ⊤ᴸ", "0123456789+-TtTL", strict=True))
"""Letters and digits set high, as they are otherwise."""

FRACTIONS = {"½": "12", "⅓": "13", "⅔": "23", "¼": "14", "¾": "34", "⅛": "18", "⅕": "15"}
"""Fractions in one character: above and below."""

_NO_LETTERS = "".join((*FRACTIONS, *UNICODE_SCRIPTS, *UNICODE_POWERS))

LETTER = rf"[^\W\d_{_NO_LETTERS}][\u0300-\u036f]*"
"""A letter on the line, with the marks over it, as a regular expression."""

PAIRS: dict[str, tuple[Kind, str]] = {
    ":=": (Kind.SIGN, ":="), "==": (Kind.SIGN, "="), "<=": (Kind.SIGN, "<="),
    ">=": (Kind.SIGN, ">="), "!=": (Kind.SIGN, "!="), "=>": (Kind.STOP, "⇒"),
    "->": (Kind.STOP, "⇒"), "||": (Kind.MARK, "‖"), "~=": (Kind.SIGN, "≈"), "=~": (Kind.SIGN, "≈"),
    "**": (Kind.MARK, "^"),
}  # fmt: skip
"""What two characters side by side stand for."""

_INVISIBLE = re.compile("[\xad\u200b-\u200d\u2060-\u2064\ufeff]+")
"""Characters without a width, which come along where formulas are copied from web pages."""


def mark_at(text: str, offset: int, end: int) -> tuple[Kind, str, int] | None:
    """The mark that begins at an offset, and where it ends; None where none does."""
    if offset + 1 < end and (pair := PAIRS.get(text[offset : offset + 2])):
        return *pair, offset + 2
    mark = MARKS.get(text[offset])
    return (*mark, offset + 1) if mark else None


def script_tokens(text: str, offset: int, end: int) -> tuple[list[Token], int] | None:
    """Letters and digits set low or high, as a script in braces, and where they end.

    A fraction in one character is a division in parentheses.
    """
    if text[offset] in FRACTIONS:
        marks = [(Kind.MARK, "("), (Kind.NUMBER, FRACTIONS[text[offset]][0]), (Kind.MARK, "/"),
                 (Kind.NUMBER, FRACTIONS[text[offset]][1]), (Kind.MARK, ")")]  # fmt: skip
        return [Token(kind, shown, offset, offset + 1) for kind, shown in marks], offset + 1
    for letters, mark in ((UNICODE_SCRIPTS, "_"), (UNICODE_POWERS, "^")):
        stop = offset
        while stop < end and text[stop] in letters:
            stop += 1
        if stop > offset:
            plain = "".join(letters[letter] for letter in text[offset:stop])
            return _in_braces(mark, plain, offset, stop), stop
    return None


def _in_braces(mark: str, plain: str, start: int, end: int) -> list[Token]:
    tokens = [Token(Kind.MARK, mark, start, start), Token(Kind.MARK, "{", start, start)]
    for run in re.findall(r"\d+|[^\W\d]+|[-+]", plain):
        kind = Kind.NUMBER if run.isdecimal() else Kind.NAME if run.isalpha() else Kind.MARK
        tokens.append(Token(kind, run, start, end))
    return [*tokens, Token(Kind.MARK, "}", end, end)]


def unseen(text: str, offset: int, end: int) -> int | None:
    """Where characters without a width end that part no word; None where there are none."""
    found = _INVISIBLE.match(text, offset, end)
    if found is None:
        return None
    before, behind = text[offset - 1 : offset], text[found.end() : found.end() + 1]
    return None if before.isalnum() and behind.isalnum() else found.end()
