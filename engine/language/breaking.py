"""Formulas and sentences in several lines, broken between tokens, never within one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

CUT = "…"
"""What stands for the part of a name that there is no room for."""

NARROWEST = 10
"""So few columns a line has at the least."""

# Patterns, compiled when a formula is first broken: not to start the app.
_SUMS = r" (?=[+−-] )"
"""Before a sign, where a formula is best broken."""

_OPERANDS = r" (?=[+−·⊙*/@=≈-] )|(?<=,) "
"""Before any operator, and between arguments."""

_ANYWHERE = r" |(?<=\()(?=[^)])|(?<=\*)(?=[^*])"
"""Between any two tokens: at a blank, behind what opens a call, behind a `*` without blanks."""

_POWER = r"exp\((?:[^()]|\([^()]*\)){1,30}\)"
"""A short power, as of a logit less the largest: `exp(O[0,0] − max)`."""

_NO_BREAK = "\N{NO-BREAK SPACE}"


def broken(
    formula: str, width: int, head: str = "", hanging: str = "  ", cut: str = CUT
) -> list[str]:
    """A formula in lines of a width: broken before a sign, else before any operator, else anywhere.

    Args:
        formula: the formula.
        width: the columns.
        head: what stands before it, of half the columns at the most.
        hanging: what stands before each further line; less where that leaves too little room.
        cut: what stands for the middle of a name that is wider than a line.
    """
    whole = re.sub(_POWER, lambda power: power[0].replace(" ", _NO_BREAK), formula)
    width = max(width, NARROWEST)
    indents = [hanging, " " * min(4, len(hanging)), " " * min(1, len(hanging))]
    for text, places, fitting in (
        (whole, _SUMS, indents[:2]),
        (whole, _OPERANDS, indents),
        (formula, _ANYWHERE, indents),
    ):
        for indent in fitting:
            lines = _filled(_split(text, places), width, head, indent)
            if max(map(len, lines)) <= width:
                return [line.replace(_NO_BREAK, " ") for line in lines]
    first, *rest = _split(formula, _ANYWHERE)
    short = [cut_in_middle(first, width - len(head), cut)]
    short += [cut_in_middle(token, width - len(indents[-1]), cut) for token in rest]
    return _filled(short, width, head, indents[-1])


def wrapped(sentence: str, width: int, cut: str = CUT) -> list[str]:
    """A sentence in lines of a width; a formula in it without blanks is broken only if it has to.

    Args:
        sentence: the sentence.
        width: the columns.
        cut: what stands for the middle of a name that is wider than a line.
    """
    width = max(width, NARROWEST)
    tokens: list[str] = []
    for word in re.findall(r"\S+", sentence):
        parts = [word] if len(word) <= width else _split(word, _ANYWHERE)
        tokens += [cut_in_middle(part, width, cut) for part in parts]
        tokens[-1] += " "
    return _filled(tokens, width) if tokens else []


def cut_formula(formula: str, width: int, cut: str = CUT) -> str:
    """A formula, or as much of it as fits on a line, with a sign that there is more."""
    if len(formula) <= width:
        return formula
    kept = ""
    for token in _split(formula, _ANYWHERE):
        if len((kept + token).rstrip()) > width - 1 - len(cut):
            break
        kept += token
    return f"{kept.rstrip()} {cut}" if kept.strip() else cut_in_middle(formula, width, cut)


def cut_in_middle(text: str, width: int, cut: str = CUT) -> str:
    """A text with its middle left out if it is too wide: names mostly differ at an end."""
    bare = text.rstrip()
    if len(bare) <= width:
        return text
    tail = max(width - len(cut), 0) // 2
    head = max(width - len(cut) - tail, 0)
    return (bare[:head] + cut + bare[len(bare) - tail :])[: max(width, 0)] + text[len(bare) :]


def _split(text: str, places: str) -> list[str]:
    """The tokens of a text, each with the blank behind it if there is one."""
    tokens: list[str] = []
    start = 0
    for place in re.finditer(places, text):
        if place.end() > start and text[start : place.start()].strip():
            tokens.append(text[start : place.end()])
            start = place.end()
    return [*tokens, text[start:]] if text[start:] or not tokens else tokens


def _filled(tokens: Sequence[str], width: int, head: str = "", hanging: str = "") -> list[str]:
    """Tokens in lines, as many in each as fit."""
    return list(_lines(tokens, width, head, hanging))


def _lines(tokens: Sequence[str], width: int, head: str, hanging: str) -> Iterator[str]:
    line, is_begun = head, False
    for token in tokens:
        if is_begun and len(line) + len(token.rstrip()) > width:
            yield line.rstrip()
            line = hanging
        line += token
        is_begun = True
    yield line.rstrip()
