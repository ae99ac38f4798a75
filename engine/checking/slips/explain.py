"""Explaining what a page has: which slips give this number, this formula, this wrong middle.

The simplest explanation wins, by the levels of `engine.checking.slips.tags`; slips of one level
tie, and all of them are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.checking.slips.catalogue import rewritten
from engine.checking.slips.conventions import choices
from engine.checking.slips.printed import Printed
from engine.checking.slips.rewrite import Rule
from engine.checking.slips.scene import Scene, computed, is_place, numbers_of
from engine.checking.slips.search import Search, slip_of
from engine.checking.slips.slip import Site, Slip
from engine.checking.slips.tags import Level
from engine.language.expression import Expression
from engine.language.index import Index
from engine.language.values import is_array

MOST_ENTRIES = 6
"""Where more entries of an array are wrong, they are not explained one by one."""


def explain_number(site: Site, printed: Printed, entry: Index | None = None) -> tuple[Slip, ...]:
    """The simplest slips that give a printed number, or array; all of them where they tie.

    Args:
        site: what it should be.
        printed: what the page has.
        entry: which entry of the symbol the number is, where it is one.

    Returns:
        The slips, the likelier ones first; none where nothing explains it, or nothing is wrong.

    >>> from engine.iterations.timeline import Timeline
    >>> from engine.network.files import load_network
    >>> from engine.program.program import derive
    >>> site = Site(Timeline(derive(load_network("skip"))), 0, "L")
    >>> [slip.sentence for slip in explain_number(site, Printed(0.375, 0.001))]
    ['0.375 is what L would be if y were 0: the target was forgotten']
    """
    if not is_place(site, entry):
        return ()
    searches = [Search(site, own, printed, entry) for own in numbers_of(site)]
    if any(search.is_right for search in searches):
        return ()
    return (
        # What follows from rounded numbers of the page is off in the last digit anyway.
        _first(searches[-1:], (Level.FIGURES,))
        or _first(searches, (Level.RULE, Level.FURTHER_UP, Level.VALUE))
        or _by_entries(site, printed)
        or _first(searches, (Level.COPY, Level.TWO))
    )


def explain_rounded(site: Site, wider: Printed, entry: Index | None = None) -> tuple[Slip, ...]:
    """The slips that give about a number, where it was computed with more digits than the page has.

    Args:
        site: what it should be, with the page's own numbers.
        wider: what the page has, with room for what the rounding of these may do.
        entry: which entry of the symbol the number is, where it is one.
    """
    own = numbers_of(site)[0] if is_place(site, entry) else {}
    if not own:
        return ()
    search = Search(site, own, wider, entry)
    if search.is_right:
        return ()
    return _first([search], (Level.RULE, Level.VALUE))


def _first(searches: Iterable[Search], levels: Iterable[Level]) -> tuple[Slip, ...]:
    """What is found on the first level on which anything is."""
    tried = (search.at(level) for level in levels for search in searches)
    return next(filter(None, tried), ())


def _by_entries(site: Site, printed: Printed) -> tuple[Slip, ...]:
    """The slips that explain each entry that is wrong, where one tag explains all of them."""
    for own in numbers_of(site) if is_array(printed.value) else ():
        wrong = printed.misses(Scene(site, own).right)
        if not wrong or len(wrong) > MOST_ENTRIES:
            continue
        levels = [Level.RULE, Level.VALUE, Level.COPY]
        levels = levels if own else [Level.FIGURES, *levels]
        found = [
            _first([Search(site, own, printed.at(each), each, is_part=True)], levels)
            for each in wrong
        ]
        tags = set.intersection(*({slip.tag for slip in slips} for slips in found))
        if tags:
            return tuple(slip for slip in found[0] if slip.tag in tags)
    return ()


def explain_formula(
    site: Site, expression: Expression, entry: Index | None = None
) -> tuple[Slip, ...]:
    """The simplest slips that make a formula of the rule; all of them where they tie.

    Args:
        site: what it should be a formula for.
        expression: the formula, in the symbols of the program and their entries.
        entry: which entry of the symbol it is for, where it is one.

    Returns:
        The slips, the likelier ones first; none where nothing explains it, or nothing is wrong.

    >>> from engine.iterations.timeline import Timeline
    >>> from engine.language.parser import parse
    >>> from engine.network.files import load_network
    >>> from engine.program.program import derive
    >>> site = Site(Timeline(derive(load_network("skip"))), 0, "yhat")
    >>> [slip.sentence for slip in explain_formula(site, parse("z1"))]
    ['this is what ŷ would be if z1 stood in the place of z2']
    """
    from engine.checking.slips.formulas import Formula  # numpy is not needed before

    return Formula(site, expression, entry).simplest() if is_place(site, entry) else ()


def rewrites(site: Site) -> Iterator[Slip]:
    """Everything that can be done wrong with the rule of a symbol and changes its value.

    Each has its value, and the expression where it is one in the symbols of the program. What is
    far-fetched is left out where something simpler comes to the same value, and everything that
    does no more than take another derivative at a kink.
    """
    scene = Scene(site, numbers_of(site)[0])
    rule, subject = Rule.of(scene), f"this is what {scene.style.name(scene.symbol)}"
    known = [Printed.about(scene.right)]
    for convention, expression in choices(scene):
        chosen = None if convention.is_global else computed(scene.values, expression)
        known += [] if chosen is None else [Printed.about(chosen)]
    for level in (Level.RULE, Level.VALUE):
        found = []
        for rewrite in rewritten(rule, level):
            value = computed(scene.values, rewrite.expression)
            if value is not None and not any(each.holds(value) for each in known):
                found.append(Printed.about(value))
                yield slip_of(rewrite, scene, subject, value)
        known += found
