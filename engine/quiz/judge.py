"""Judging an answer: a number as printed is an interval, an expression is computed.

The slip that explains a wrong answer is told in its own words, unless these would tell the right
number too; then only what kind of slip it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isclose, isfinite

from engine.checking.reading.reader import read_value
from engine.checking.reading.said import in_ascii
from engine.checking.reading.written import Figure
from engine.checking.slips.conventions import conventional
from engine.checking.slips.explain import explain_formula, explain_number, rewrites
from engine.checking.slips.printed import Printed
from engine.checking.slips.slip import Slip
from engine.checking.slips.tags import TAGS, Level
from engine.debugger.stop import Stop
from engine.errors import DebuggerError, PageError
from engine.language.expression import Number, free_names, walk
from engine.language.figures import with_point
from engine.language.index import entry_of
from engine.language.notation import Style
from engine.language.text import shortened
from engine.language.values import is_array, is_finite, shape_of
from engine.program.program import Program
from engine.queries.answers import say_missing
from engine.queries.formula import Formula
from engine.queries.formulas import parse_asked
from engine.quiz.question import Question

CLOSE = 1e-9
"""An expression may be off by so much of its value: floats are."""

CARRIED = 0.005
"""By so much, where it computes with decimals that may be rounded themselves."""

CUT_OFF = "cut-off"
"""The tag of a number that is right but for its last digit, which was cut off, not rounded."""

FEW_DIGITS = 3
"""With fewer significant digits a number that is exactly what a slip gives is that slip."""

TOLD = 1e-4
"""A number so near to the right one tells it."""

MOST_TOLD = 3
"""So many slips are told of those that tie."""

LONGEST = 400
"""The most characters of an answer."""

SIGNS = {"·": "*", "×": "*", "−": "-", "–": "-", "∂": "d", "²": "**2", "^": "**"}
"""The signs that people type, and how the language writes them."""

AHEAD = frozenset(("after", "later", "next"))
"""The words of slips that take a value of later on."""

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?")


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of an answer.

    Args:
        is_right: whether it is accepted.
        note: what there is to say besides: why it is wrong, or which convention it follows.
        tags: of the slips that explain it.
    """

    is_right: bool
    note: str = ""
    tags: tuple[str, ...] = ()


def judge(question: Question, text: str, stop: Stop, style: Style) -> Judged:
    """Judge an answer: a number, an expression over what is known, or a chain of these.

    Of a chain, `w1*h0 = 0.5*0.5 = 0.25`, every side has to be right; it may begin with what is
    asked for.

    Raises:
        DebuggerError: where it is neither, or reads what is not known yet.
    """
    sides = _sides(_plain(text, stop.program))
    if len(sides) > 1 and sides[0].strip() in ("", question.symbol, question.step.symbol):
        sides = sides[1:]
    judged = Judged(False)
    for side in sides:
        judged = _judge_side(question, side.strip(), stop, style)
        if not judged.is_right:
            break
    if judged.is_right or len(sides) == 1:
        return judged
    return replace(judged, note=": ".join(filter(None, (f"{side.strip()} is not it", judged.note))))


def _sides(text: str) -> list[str]:
    """The sides of a chain; an `=` in parentheses, as in `step(z, at_zero=0)`, is none of its."""
    sides, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "=" and depth <= 0:
            sides.append("")
        else:
            sides[-1] += character
    return sides


def _judge_side(question: Question, text: str, stop: Stop, style: Style) -> Judged:
    printed = _number(text)
    if printed is not None:
        return _judge_number(question, printed, stop, style)
    return _judge_expression(question, text, stop, style)


def _plain(text: str, program: Program) -> str:
    """An answer in the language, whose signs and names people write otherwise."""
    if len(text) > LONGEST:
        raise DebuggerError("this is too long for an answer: a number is enough")
    for sign, plain in SIGNS.items():
        text = text.replace(sign, plain)
    for name, shown in program.network.names.items():
        text = text.replace(shown, name)
    return re.sub(r"(?<![\d.,\w])\.(?=\d)", "0.", text)


def _number(text: str) -> Printed | None:
    """A number as it is typed; None for anything else."""
    try:
        written = read_value(text)
    except PageError:
        return None
    if not isinstance(written, Figure):
        return None
    is_whole = not re.search(r"[.,eE]", text)
    return Printed(written.value, 0.0 if is_whole else written.unit, text)


def _judge_number(question: Question, printed: Printed, stop: Stop, style: Style) -> Judged:
    right, entry = question.value, question.entry
    if not isfinite(right):
        return Judged(False, "this step is not finite: skip it")
    if printed.holds(right):
        if not _is_slip(question, printed):
            return Judged(True)
        printed = Printed.about(printed.value, CLOSE)
    convention = conventional(question.site, printed, entry)
    if convention is not None and not convention.is_global:
        said = convention.sentence
        return Judged(True, in_ascii(said) if style.kind == "text" else said)
    slips = explain_number(question.site, printed, entry)
    if slips and all(each.tag == CUT_OFF for each in slips):
        return Judged(True, TAGS[CUT_OFF].words)
    return _explained(slips, question, stop, style)


def _is_slip(question: Question, printed: Printed) -> bool:
    """Whether a number with few digits is not quite right, and exactly what a slip gives."""
    digits = re.sub(r"[eE].*", "", printed.text).replace(".", "").lstrip("-0")
    value, right = printed.value, question.value
    if len(digits) >= FEW_DIGITS or is_array(value) or Printed.about(right, CLOSE).holds(value):
        return False
    exact = Printed.about(value, CLOSE)
    return any(exact.holds(each) for each in _given(question))


def _given(question: Question) -> Iterator[float]:
    """What a rule applied wrongly gives, as far as it is a number where one is asked for."""
    shape = shape_of(question.all_of_it)
    for slip in rewrites(question.site):
        if TAGS[slip.tag].level is not Level.RULE or slip.value is None:
            continue
        if shape_of(slip.value) == shape:
            yield entry_of(slip.value, question.entry or ())


def _judge_expression(question: Question, text: str, stop: Stop, style: Style) -> Judged:
    asked = parse_asked(text, stop.program)
    if not isinstance(asked, Formula):
        raise DebuggerError(f"{shortened(text)} is a condition: type a number, or an expression")
    value = asked.value(stop.state)
    if value is None:
        raise DebuggerError(_say_unknown(asked, stop, question, style))
    right = question.all_of_it if is_array(value) else question.value
    if shape_of(value) != shape_of(right):
        raise DebuggerError(f"one number is asked for, {question.name(style)}: name an entry of it")
    entry = None if is_array(value) else question.entry
    if not is_finite(value):
        raise DebuggerError(f"{shortened(text)} is not a finite number")
    if Printed.about(right, 2 * (CARRIED if _has_decimals(asked) else CLOSE)).holds(value):
        return Judged(True)
    slips: tuple[Slip, ...] = ()
    if free_names(asked.expression):
        slips = explain_formula(question.site, asked.expression, entry)
    slips = slips or explain_number(question.site, Printed.about(value, CLOSE), entry)
    return _explained(slips, question, stop, style)


def _has_decimals(asked: Formula) -> bool:
    """Whether an expression is one of numbers alone, of which some may be rounded."""
    parts = list(walk(asked.expression))
    return not asked.parts and any(
        isinstance(part, Number) and part.value != round(part.value, 1) for part in parts
    )


def _say_unknown(asked: Formula, stop: Stop, question: Question, style: Style) -> str:
    if question.step.symbol in asked.symbols:
        return f"{question.name(style)} is what is asked for: answer with what is known before it"
    return say_missing(asked, stop.state)


def _explained(slips: tuple[Slip, ...], question: Question, stop: Stop, style: Style) -> Judged:
    """A wrong answer, with the slips that give it from what is known."""
    right = {with_point(question.value, digits) for digits in range(2, 7)}
    program, state = stop.program, stop.state
    unknown = {
        program.style.name(each)
        for each in program.index
        if state.value(each) is None and each != question.step.symbol
    }
    possible = [each for each in slips if not _foretells(each, unknown)][:MOST_TOLD]
    said = "; or ".join(dict.fromkeys(_said(each, right, question.value) for each in possible))
    note = in_ascii(said) if style.kind == "text" else said
    return Judged(False, note, tuple(each.tag for each in possible))


def _foretells(slip: Slip, unknown: set[str]) -> bool:
    """Whether a slip is told by a value that is computed later only: nobody can have made it."""
    words = {each.strip(".,:;()") for each in slip.sentence.split()}
    return bool(words & unknown) or not AHEAD.isdisjoint(words)


def _said(slip: Slip, right: set[str], value: float) -> str:
    """A slip in its own words, unless they have the right number, however many digits of it."""
    numbers = set(_NUMBER.findall(slip.sentence.replace("−", "-")))
    if numbers & right or any(isclose(abs(float(n)), abs(value), rel_tol=TOLD) for n in numbers):
        return " and ".join(TAGS[tag].words for tag in slip.tags)
    return slip.sentence
