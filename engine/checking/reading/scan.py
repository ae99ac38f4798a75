"""Scanning: where formulas and lines of text are, in one pass over the page.

Every search for what closes a formula ends at a blank line, or where the same is opened again, so
that time is linear in the page whatever is left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.checking.reading.source import Source

LAYOUTS = (
    "align|aligned|alignat|alignedat|flalign|gather|gathered|equation|eqnarray|multline|split|"
    "displaymath|math|cases|array|bmatrix|pmatrix|matrix|IEEEeqnarray"
)
_EDGE = re.compile(
    rf"\\begin\s?\{{({LAYOUTS})\*?\}}|\\end\s?\{{({LAYOUTS})\*?\}}"
    r"|\\[\[(]|\\.|\$\$|\$`|\$",
    re.DOTALL,
)
_AFTER_DOLLARS = re.compile(r"\\.|\$\$|\n[ \t]*\n", re.DOTALL)
_AFTER_DOLLAR = re.compile(r"\\.|\$|\n[ \t]*\n", re.DOTALL)
_AFTER_CODE_DOLLAR = re.compile(r"`\$|\n[ \t]*\n")
_AFTER_BRACKET = re.compile(r"\\[\[\](){}\\]|\n[ \t]*\n")
_AFTER_BEGIN = re.compile(rf"\\(begin|end)\s?\{{({LAYOUTS})(\*?)\}}|\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula.

    Args:
        start: where what stands in it begins.
        end: where that ends.
        outer: where its delimiters begin.
        after: where they end.
        missing: what should close it and is not there, or empty.
        is_inline: whether it stands in a line of text.
    """

    start: int
    end: int
    outer: int
    after: int
    missing: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, with the formulas in it."""

    start: int
    end: int
    formulas: tuple[Formula, ...]


def blocks(source: Source) -> Iterator[Formula | Line]:
    """The displayed formulas and the lines of a page, in order."""
    text = source.text
    start = 0
    inline: list[Formula] = []
    for formula in _formulas(text, 0, len(text)):
        if formula.is_inline:
            yield from _lines(text, start, formula.outer, inline, is_last=False)
            start = max(start, text.rfind("\n", start, formula.outer) + 1)
            inline.append(formula)
        else:
            yield from _lines(text, start, formula.outer, inline, is_last=True)
            yield formula
            start, inline = formula.after, []
    yield from _lines(text, start, len(text), inline, is_last=True)


def inline_formulas(text: str, start: int, end: int) -> tuple[Formula, ...]:
    """The formulas in a part of a line."""
    found = _formulas(text, start, end)
    return tuple(formula for formula in found if formula.is_inline)


def _lines(
    text: str, start: int, end: int, inline: list[Formula], *, is_last: bool
) -> Iterator[Line]:
    """The lines between two formulas, those that are complete; the formulas in them are used up."""
    while start < end:
        stop = text.find("\n", inline[-1].after if inline else start, end)
        if stop < 0:
            if not is_last:
                return
            stop = end
        if text[start:stop].strip():
            yield Line(start, stop, tuple(inline))
        inline.clear()
        start = stop + 1
    if is_last and inline:
        yield Line(start, end, tuple(inline))
        inline.clear()


def _formulas(text: str, offset: int, end: int) -> Iterator[Formula]:
    while found := _EDGE.search(text, offset, end):
        edge = found[0]
        if edge == "$$":
            formula = _closed(text, found, _AFTER_DOLLARS, "$$")
        elif edge == "$`":
            formula = _closed(text, found, _AFTER_CODE_DOLLAR, "`$", is_inline=True)
        elif edge == "$":
            formula = _closed(text, found, _AFTER_DOLLAR, "$", is_inline=True)
        elif edge in ("\\[", "\\("):
            closing = "\\]" if edge == "\\[" else "\\)"
            formula = _closed(text, found, _AFTER_BRACKET, closing, is_inline=edge == "\\(")
        elif found[1]:
            formula = _environment(text, found)
        elif found[2]:
            missing = f"\\begin{{{found[2]}}}"
            formula = Formula(found.end(), found.end(), found.start(), found.end(), missing)
        else:
            offset = found.end()
            continue
        if formula.is_inline and (formula.missing or _is_money(text, formula)):
            offset = found.end()
            continue
        yield formula
        offset = formula.after


def _closed(
    text: str,
    opened: re.Match[str],
    pattern: re.Pattern[str],
    closing: str,
    is_inline: bool = False,
) -> Formula:
    """The formula that was opened, up to what closes it, or up to a blank line."""
    start = opened.end()
    for found in pattern.finditer(text, start):
        if found[0] == closing:
            return Formula(start, found.start(), opened.start(), found.end(), "", is_inline)
        if found[0][0] == "\n" or found[0] == opened[0]:
            end = found.start()
            return Formula(start, end, opened.start(), end, closing, is_inline)
    return Formula(start, len(text), opened.start(), len(text), closing, is_inline)


def _environment(text: str, opened: re.Match[str]) -> Formula:
    """The environment that was opened, with its beginning and its end, or up to a blank line."""
    depth = 0
    for found in _AFTER_BEGIN.finditer(text, opened.start()):
        if found[1] is None:
            end = found.start()
            return Formula(opened.start(), end, opened.start(), end)
        if found[2] == opened[1]:
            depth += 1 if found[1] == "begin" else -1
        if not depth:
            return Formula(opened.start(), found.end(), opened.start(), found.end())
    return Formula(opened.start(), len(text), opened.start(), len(text))


def _is_money(text: str, formula: Formula) -> bool:
    """Whether two dollar signs are amounts: `$5 and $10`."""
    return (
        text[formula.outer] == "$"
        and text[formula.start].isdecimal()
        and text[formula.after : formula.after + 1].isdecimal()
    )
