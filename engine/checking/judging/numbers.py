"""Numbers judged: by the engine's, by the page's own, and by the slips that explain them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.checking.judging.judgement import Rule, Verdict
from engine.checking.judging.known import value_in
from engine.checking.judging.room import loosened, room_of, widened
from engine.checking.judging.sheet import Sheet
from engine.checking.matching.leaves import NEXT, symbol_of
from engine.checking.slips.conventions import Convention, conventional
from engine.checking.slips.explain import explain_number, explain_rounded
from engine.checking.slips.printed import Printed
from engine.checking.slips.slip import Site, Slip
from engine.iterations.residues import shown
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.language.expression import Expression
from engine.language.index import parted
from engine.language.rounding import Residue
from engine.language.values import Value, array, is_array, is_finite, shape_of
from engine.program.program import Program

SIGN_OF_SIGNALS = "delta-sign"
"""The convention that error signals have the other sign, `δ = −∂L/∂z`."""

LITTLE = 0.2
"""So large a part of what a mistake changes the last digits of other numbers may change."""


@dataclass(frozen=True, eq=False)
class Found:
    """What a number turned out to be.

    Args:
        verdict: what it is.
        note: why, for the student.
        tags: of the slips that explain it.
        root: the line of the mistake that it comes from, None for a new one or for none.
        is_trivial: whether it follows from a wrong 0 only.
        entry: which entry of an array is wrong.
        otherwise: what it is if the rest of the page does not keep to the convention.
    """

    verdict: Verdict
    note: str = ""
    tags: tuple[str, ...] = ()
    root: int | None = None
    is_trivial: bool = False
    entry: tuple[int, ...] | None = None
    otherwise: Found | None = None


RIGHT = Found(Verdict.RIGHT)


def judge_number(
    name: str, printed: Printed, sheet: Sheet, rule: Rule, *, is_signal: bool = False
) -> Found:
    """What a number is that a page has for a name: judged twice, the better counts."""
    wanted = engine_value(sheet.run, name)
    if holds(printed, wanted, rule) or holds(printed, value_in(sheet.run, name), rule):
        return RIGHT
    if np.isnan(printed.value).any() and not _fits(printed, wanted):
        return Found(Verdict.NOT_READ, "not all of its entries are there")
    rounded = _cut_off(printed, wanted) or _to_integer(printed, wanted)
    if rounded is not None:
        return rounded
    intermediate = from_rounded(name, printed, sheet)
    if intermediate is not None:
        return intermediate
    if not is_computed(name, sheet.program):
        return Found(Verdict.WRONG, "it is given another value")
    site = site_of(sheet, name)
    followed = follow_on(name, printed, sheet, wanted)
    if followed is not None:
        return followed
    entry = entry_of_name(name)
    slips = explain_number(site, printed, entry)
    convention = convention_of(site, printed, entry, is_signal=is_signal)
    if convention is not None:
        return by_convention(convention, slips)
    slips = slips or _from_more_digits(name, printed, sheet, site)
    if slips:
        return slip_found(slips)
    misses = printed.misses(wanted)
    return Found(Verdict.WRONG, entry=misses[0] if misses and is_array(printed.value) else None)


def convention_of(
    site: Site, found: Printed | Expression, entry: tuple[int, ...] | None, *, is_signal: bool
) -> Convention | None:
    """The convention by which a page is right; a sign is one of error signals only.

    Args:
        site: what it should be.
        found: what the page has.
        entry: which entry of the symbol that is.
        is_signal: whether the page writes it as an error signal, `δ`.
    """
    convention = conventional(site, found, entry)
    if convention is not None and convention.name == SIGN_OF_SIGNALS and not is_signal:
        return None
    return convention


def by_convention(convention: Convention, slips: tuple[Slip, ...]) -> Found:
    """What a number or a formula is that a convention explains, and what if it is none."""
    otherwise = None
    if convention.is_global:
        otherwise = slip_found(slips) if slips else Found(Verdict.WRONG)
    return Found(Verdict.CONVENTION, convention.sentence, (convention.name,), otherwise=otherwise)


def slip_found(slips: tuple[Slip, ...]) -> Found:
    """What a number or a formula is that slips explain: all that explain it as simply are named."""
    tags = tuple(dict.fromkeys(slip.tag for slip in slips))
    first = {slip.tag: slip.sentence for slip in reversed(slips)}
    note = slips[0].sentence
    if len(tags) > 1:
        note = "; or ".join(first[tag].rstrip(".") for tag in tags)
    return Found(Verdict.SLIP, note, tags)


def engine_value(run: Run, name: str) -> Value:
    """What the engine has; what is nothing but rounding is 0."""
    value = value_in(run, name)
    symbol = symbol_of(name)
    index = run.program.index.get(symbol)
    if index is None or (symbol in run.program.base and not name.startswith(NEXT)):
        return value
    clean = shown(Step(run, index), entry_of_name(name) or ())
    return 0.0 if isinstance(clean, Residue) else clean


def holds(printed: Printed, value: Value, rule: Rule) -> bool:
    """Whether a number is that value as printed, or within the tolerance that is asked for."""
    printed = fitted(printed, shape_of(value))
    if printed.holds(value):
        return True
    if rule.tolerance is None or np.shape(printed.value) != np.shape(value):
        return False
    room = rule.tolerance * np.abs(value)
    return bool(np.all(np.isnan(printed.value) | (np.abs(printed.value - value) <= room)))


def fitted(printed: Printed, shape: tuple[int, ...]) -> Printed:
    """A column as a row, where the program has it so, and a matrix of one entry as a number."""
    if not is_array(printed.value) or printed.value.shape == shape:
        return printed
    if np.squeeze(printed.value).shape != tuple(each for each in shape if each != 1):
        return printed
    unit = np.broadcast_to(np.asarray(printed.unit), printed.value.shape)
    if shape == ():
        return Printed(float(printed.value.item()), float(unit.item()), printed.text)
    return Printed(array(printed.value.reshape(shape)), array(unit.reshape(shape)), printed.text)


def _fits(printed: Printed, value: Value) -> bool:
    """Whether a number, or a matrix, has the shape of a value."""
    return shape_of(fitted(printed, shape_of(value)).value) == shape_of(value)


def is_computed(name: str, program: Program) -> bool:
    """Whether a name stands for what an iteration computes, not for what it starts with."""
    symbol = name.partition("[")[0]
    updated = symbol.startswith(NEXT)
    return symbol.removeprefix(NEXT) in program.index and (updated or symbol not in program.base)


def site_of(sheet: Sheet, name: str) -> Site:
    """Where a slip may have been made in what a name stands for."""
    symbol = symbol_of(name)
    base = sheet.program.base
    inherited = {each: sheet.start[base[each]] for each in sheet.inherited if each in base}
    stated_here = {
        each: kept.printed.value
        for each, kept in sheet.own.items()
        if each != name and not each.startswith(NEXT)
    }
    own: Mapping[str, Value] = {**inherited, **stated_here}
    stated = frozenset(each for each in sheet.own if not each.startswith(NEXT))
    return Site(sheet.timeline, sheet.iteration, symbol, name.startswith(NEXT), own, stated)


def entry_of_name(name: str) -> tuple[int, ...] | None:
    """The entry that a name is of, `(0, 1)` of `W1[0,1]`."""
    return parted(name)[1] or None


def follow_on(name: str, printed: Printed, sheet: Sheet, wanted: Value) -> Found | None:
    """A number that is right from the page's own earlier ones, which are wrong; None otherwise."""
    wrong = [each for each, own in sheet.own.items() if not own.is_right and each != name]
    if not wrong and not sheet.inherited:
        return None
    for names in ([each for each in sheet.own if each != name], wrong):
        run = sheet.followed(name, names)
        value = value_in(run, name)
        if not is_finite(value):
            continue
        wider = fitted(printed, shape_of(value))
        if not wider.holds(value):
            room, off = room_of(run, name, sheet, names), np.abs(np.asarray(value) - wanted)
            if not _is_telling(room, off):
                continue
            wider = widened(loosened(wider), room)
        if not wider.holds(value):
            continue
        source = sheet.root_of(name, wider)
        if source is None:
            return None
        other, line = source
        trivial = (
            not np.any(printed.value)
            and bool(np.any(wanted))
            and other in sheet.own
            and not np.any(sheet.own[other].printed.value)
        )
        return Found(Verdict.FOLLOW_ON, "", root=line, is_trivial=trivial)
    return None


def _is_telling(room: Value, off: Value) -> bool:
    """Whether some number is off by much more than the last digits of others make it."""
    return bool(np.any((np.asarray(off) > 0) & (room <= LITTLE * off)))


def _cut_off(printed: Printed, wanted: Value) -> Found | None:
    """A number that was cut off instead of rounded: nearer to 0 by less than a unit."""
    printed = fitted(printed, shape_of(wanted))
    value, unit = np.asarray(printed.value), np.asarray(printed.unit)
    if value.shape != np.shape(wanted) or not np.any(unit):
        return None
    off = np.abs(np.asarray(wanted)) - np.abs(value)
    same_sign = (np.sign(value) == np.sign(wanted)) | (value == 0)
    held = np.abs(value - wanted) <= unit / 2
    if bool(np.all(np.isnan(value) | held | (same_sign & (off >= 0) & (off < unit)))):
        return Found(Verdict.ROUNDING, "cut off instead of rounded", ("cut-off",))
    return None


def _to_integer(printed: Printed, wanted: Value) -> Found | None:
    """A number that is an integer but for what no page shows: `2` for 1.99995."""
    if loosened(fitted(printed, shape_of(wanted))).holds(wanted):
        return Found(Verdict.ROUNDING, "rounded to an integer")
    return None


def _from_more_digits(name: str, printed: Printed, sheet: Sheet, site: Site) -> tuple[Slip, ...]:
    """The slips in what was computed from wrong numbers with more digits than the page has."""
    names = [each for each in sheet.own if each != name]
    run = sheet.followed(name, names)
    value = value_in(run, name)
    fitting = fitted(printed, shape_of(value))
    if not is_finite(value) or shape_of(fitting.value) != shape_of(value):
        return ()
    room, off = room_of(run, name, sheet, names), np.abs(np.asarray(fitting.value) - value)
    if not _is_telling(room, off):
        return ()
    return explain_rounded(site, widened(fitting, room), entry_of_name(name))


def from_rounded(name: str, printed: Printed, sheet: Sheet) -> Found | None:
    """A number that was computed from rounded ones of the page's own, all of them right."""
    right = [each for each, own in sheet.own.items() if own.is_right and each != name]
    if not (right or sheet.iteration) or sheet.inherited:
        return None
    run = sheet.followed(name, right)
    value = value_in(run, name)
    if not is_finite(value) or not _fits(printed, value):
        return None
    printed = loosened(fitted(printed, shape_of(value)))
    if printed.holds(value) or widened(printed, room_of(run, name, sheet, right)).holds(value):
        return Found(Verdict.ROUNDING, "off in the last digits: computed from rounded numbers")
    return None
