"""Slips with what is added up: paths left out, overwritten, averaged; gradients not reset."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from engine.checking.slips.rewrite import (
    Rewrite,
    Rule,
    added,
    addends,
    base_of,
    is_gradient,
    substituted,
    valued,
)
from engine.language.expression import Call, Expression, Name
from engine.language.text import listed
from engine.program.equation import Phase

MOST_FOR_SUBSETS = 6
"""Of sums of more terms only one is left out, or only one kept."""

MOST_ITERATIONS = 20
"""The gradients of so many iterations are added up."""

MOST_TERMS = 40
"""Sums of more terms are not looked through."""


def paths_dropped(rule: Rule) -> Iterator[Rewrite]:
    """A proper subset of the terms left out; only the last one is another slip."""
    count = len(rule.paths)
    if rule.is_update or not 1 < count <= MOST_TERMS:
        return
    sizes = range(count - 1, 0, -1) if count <= MOST_FOR_SUBSETS else (count - 1, 1)
    for size in sizes:
        for which in combinations(range(count), size):
            missing = [rule.paths[i] for i in range(count) if i not in which]
            yield _dropped(rule, missing, rule.kept(which))


def _dropped(rule: Rule, missing: list[tuple[str | None, Expression]], rest: Expression) -> Rewrite:
    places = listed(f"{{{i}}}" for i in range(len(missing)))
    terms = tuple(term for _, term in missing)
    were = "were" if len(missing) == 1 else "were all"
    children = list(dict.fromkeys(child for child, _ in missing if child))
    if len(children) == len(missing):
        names = listed(map(rule.scene.style.name, children))
        words = f"if {places} {were} left out: the path over {names} is missing from the sum"
    else:
        words = f"if {places} {were} left out: every term of the sum counts"
    return Rewrite("path-dropped", rest, words, terms)


def inner_dropped(rule: Rule) -> Iterator[Rewrite]:
    """A term of a sum within something else left out: the bias in ReLU(w · x + b)."""
    if rule.scene.phase is Phase.UPDATE:
        return  # what stands within the rules of an optimiser has slips of its own
    targets = rule.scene.program.network.targets
    within: set[int] = {id(rule.expression)}  # sums, and the smaller sums that they begin with
    for part, put in rule.places:
        if not isinstance(part, Call) or part.op not in ("add", "sub"):
            continue
        if id(part) in within:
            within.update(id(each) for each in part.operands)
            continue
        within.update(id(each) for each in part.operands)
        terms = addends(part)
        for i, term in enumerate(terms[:MOST_TERMS]):
            bare = _unsigned(term)
            if isinstance(bare, Name) and base_of(bare.name) in targets:
                continue  # that is the target forgotten
            rest = put(added([each for j, each in enumerate(terms) if j != i]))
            words = "if {0} were left out: every term of the sum counts"
            yield Rewrite("path-dropped", rest, words, (bare,))


def _unsigned(term: Expression) -> Expression:
    return term.operands[0] if isinstance(term, Call) and term.op == "neg" else term


def path_overwritten(rule: Rule) -> Iterator[Rewrite]:
    """Only the last term kept, as `=` does in place of `+=`."""
    if rule.is_update or not 1 < len(rule.paths) <= MOST_TERMS:
        return
    last = rule.paths[-1][1]
    words = "if only its last term {0} were kept: it was overwritten instead of added up"
    yield Rewrite("path-overwritten", last, words, (last,))


def path_averaged(rule: Rule) -> Iterator[Rewrite]:
    """The sum divided by the number of its terms."""
    count = len(rule.paths)
    if rule.is_update or not 1 < count <= MOST_TERMS:
        return
    words = f"if its {count} terms were averaged: they have to be added up"
    yield Rewrite("path-averaged", rule.expression / float(count), words)


def gradient_accumulated(rule: Rule) -> Iterator[Rewrite]:
    """The gradient of the iteration before added, as where it is not reset."""
    scene = rule.scene
    if rule.is_backward:
        before = None if rule.is_entry else scene.before(scene.symbol)
        if before is not None:
            words = "if that of the iteration before, {0}, were added: it was not reset"
            total = Call("add", (rule.expression, valued(before)))
            yield Rewrite("gradient-accumulated", total, words, (valued(before),))
        if before is not None and 1 < scene.site.iteration <= MOST_ITERATIONS:
            total = Call("add", (rule.expression, valued(scene.so_far(scene.symbol))))
            words = "if those of all iterations before were added: it was not reset"
            yield Rewrite("gradient-accumulated", total, words)
        return
    for name in rule.names if scene.phase is Phase.UPDATE else ():
        before = scene.before(name) if is_gradient(name) else None
        if before is not None:
            total = Call("add", (Name(name), valued(before)))
            words = "if {0} of the iteration before, {1}, were added to it: it was not reset"
            expression = substituted(rule.expression, name, total)
            parts = (Name(name), valued(before))
            yield Rewrite("gradient-accumulated", expression, words, parts)
