"""The sentence of a step on a page: its formulas between dollars."""

from __future__ import annotations

import re

from engine.derivation.note import note
from engine.iterations.step import Step
from engine.writing.typeset import Inline, Typeset

_EQUATION = re.compile(r"\$ (=|\\approx) (?:\$|([-\d.]*\d))")
"""Where the sides of an equation were written one by one, or the second is a plain number."""

_SETTING = re.compile(r" \(\w+_at_zero = [^()]*\)")
"""How a convention is set in a network file: nothing for paper."""

_POINT = re.compile(r"(?<=\d)\.(?=\d)")


def sentence(step: Step, style: Typeset) -> str:
    """What there is to say of a step; an equation in it is one formula."""
    text = _EQUATION.sub(_joined, _SETTING.sub("", note(step, inline(style))))
    return _POINT.sub(",", text) if style.has_comma else text


def _joined(found: re.Match[str]) -> str:
    number = found[2]
    return f" {found[1]} {number}$" if number else f" {found[1]} "


def inline(style: Typeset) -> Inline:
    """The style within sentences."""
    return Inline("latex", style.names, style.shapes, style.digits, style)
