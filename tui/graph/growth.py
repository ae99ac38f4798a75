"""How boxes grow with the room: what each of them holds in a panel of a size.

All boxes begin small. Then one thing after another is added, the most telling first: to all boxes
where that leaves the whole network in the panel, else to those of each rank, from the loss back, in
which it does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import prod
from typing import NamedTuple

from tui.graph.contents import (
    ENTRY,
    NARROWEST,
    SHORT_ENTRY,
    SIGN_LABEL,
    Kind,
    Plan,
    Subject,
    summed,
)
from tui.graph.layers import Layers
from tui.graph.rows import Blocks, least_height

MAX_TRIALS = 60
"""So many times at the most it is looked whether a network fits with something more."""

FEW_ENTRIES = 12
"""Of so few entries the range says more than a heat map of half as many cells."""

Step = Callable[[Subject, Plan], Plan]
"""What may be added to the box of a node: its plan with it, or as it was."""


def _array(kind: Kind) -> Step:
    def step(subject: Subject, plan: Plan) -> Plan:
        if not subject.is_array or plan.kind >= kind:
            return plan
        if kind is Kind.HALVES and not (subject.has_halves and prod(subject.table) > FEW_ENTRIES):
            return plan
        return plan._replace(kind=kind, has_row=subject.has_gradient, label=SIGN_LABEL)

    return step


def _beside(subject: Subject, plan: Plan) -> Plan:
    if not subject.is_array or plan.kind >= Kind.HEAT or not subject.has_gradient:
        return plan
    return plan._replace(
        kind=Kind.NUMBERS, has_row=True, is_beside=True, label=SIGN_LABEL, entry=SHORT_ENTRY
    )


def _line(_: Subject, plan: Plan) -> Plan:
    return plan._replace(has_line=True)


def _name(subject: Subject, plan: Plan) -> Plan:
    return plan._replace(has_name=max(subject.name, len(subject.layer)) > NARROWEST)


def _numbers(entry: int) -> Step:
    def step(_: Subject, plan: Plan) -> Plan:
        if plan.kind < Kind.HEAT:
            return plan
        return plan._replace(kind=Kind.NUMBERS, entry=entry)

    return step


def _row(subject: Subject, plan: Plan) -> Plan:
    return plan._replace(has_row=subject.has_gradient, label=SIGN_LABEL)


def _label(subject: Subject, plan: Plan) -> Plan:
    if subject.has_gradient and not plan.has_row:
        return plan
    return plan._replace(label=subject.label)


def _formula(subject: Subject, plan: Plan) -> Plan:
    return plan._replace(has_formula=bool(plan.label and subject.formula))


def _sum(subject: Subject, plan: Plan) -> Plan:
    return plan._replace(has_sum=plan.has_row and subject.is_summed)


def _norm(subject: Subject, plan: Plan) -> Plan:
    return plan._replace(has_norm=bool(plan.label) and subject.has_norm)


ADDED: Sequence[tuple[Step, bool, bool]] = (
    (_line, False, False),
    (_name, False, False),
    (_array(Kind.HEAT), False, False),
    (_array(Kind.HALVES), False, False),
    (_numbers(SHORT_ENTRY), False, False),
    (_beside, False, False),
    (_numbers(ENTRY), False, False),
    (_row, False, False),
    (_label, True, False),
    (_norm, False, False),
    (_sum, False, True),
    (_formula, False, True),
)
"""What is added, in this order; whether to all boxes or none, and with blank rows around them.

Labels are words in all boxes or in none, and what is not a number is left out where boxes would
touch for it.
"""


def _within(widest: int, step: Step, subject: Subject, plan: Plan) -> Plan:
    """A plan with something more if it then makes do with so many columns."""
    richer = step(subject, plan)
    return richer if richer.wish(subject).least <= widest else plan


class Growth:
    """The growth of the boxes of a network in a panel.

    Args:
        layers: the network.
        subjects: what there is to say about each node.
        room: the columns that there are for boxes side by side, and the rows of the panel.
        spine: the blocks of the network, by which it is told how high it is.
    """

    def __init__(
        self,
        layers: Layers,
        subjects: Sequence[Subject],
        room: tuple[int, int],
        spine: Blocks,
    ) -> None:
        self._layers, self._spine = layers, spine
        self._subjects = subjects
        self._room = room
        self._trials = 0
        self.plans = [Plan()] * len(subjects)

    def grow(self) -> Sequence[Plan]:
        """What each box holds; all of it fits."""
        if not self._fits(self.plans):
            return self.plans
        ranks: list[list[int]] = [[] for _ in self._layers.ordered]
        for item in range(len(self._subjects)):
            ranks[self._layers.ranks[item]].append(item)
        everything = range(len(self._subjects))
        for step, is_for_all, blank in ADDED:
            if self._add(step, everything, blank) or is_for_all:
                continue
            for rank in reversed(ranks):
                if not self._add(step, rank, blank):
                    for item in reversed(rank if len(rank) > 1 else ()):
                        self._add(step, [item], blank)
        return self.plans

    def grow_alike(self, widest: int) -> Sequence[Plan]:
        """What each box holds where the network does not fit the panel side by side.

        A thing is added to every box that it makes no wider than so many columns, or to none: then
        layers that are alike stay so.
        """
        for step, _, blank in ADDED:
            self._add(partial(_within, widest, step), range(len(self.plans)), blank)
        return self.plans

    def _add(self, step: Step, items: Sequence[int], blank: bool) -> bool:
        """Add something to some boxes if all still fits; tells whether it did."""
        plans = list(self.plans)
        for item in items:
            plans[item] = step(self._subjects[item], plans[item])
        if plans == self.plans:
            return True
        if not self._fits(plans, items if blank else ()):
            return False
        self.plans = plans
        return True

    def _fits(self, plans: Sequence[Plan], apart: Sequence[int] = ()) -> bool:
        """Whether the whole network has room in the panel; without an answer after too many.

        Args:
            plans: what each box holds.
            apart: the boxes that have to have a free row above and below.
        """
        wishes = [plan.wish(subject) for subject, plan in zip(self._subjects, plans, strict=True)]
        ranks, (width, height) = self._layers.ranks, self._room
        widths, heights = [0] * len(self._layers.ordered), [0] * len(self._layers.ordered)
        for rank, wish in zip(ranks, wishes, strict=False):
            widths[rank] = max(widths[rank], wish.least)
            heights[rank] += wish.above + 1 + wish.below
        if sum(widths) > width or max(heights) > height or self._trials >= MAX_TRIALS:
            return False
        self._trials += 1
        if least_height(self._layers, self._spine, wishes) > height:
            return False
        if not apart:
            return True
        for item in apart:
            wish = wishes[item]
            wishes[item] = wish._replace(above=wish.above + 1, below=wish.below + 1)
        return least_height(self._layers, self._spine, wishes) <= height + 2


class Most(NamedTuple):
    """The most that boxes may hold where a network need not fit its panel.

    Args:
        width: the columns that a box may have.
        height: the rows of values and gradient together.
    """

    width: int
    height: int

    def plan(self, subject: Subject) -> Plan:
        """The richest plan for a node."""
        plan = Plan()
        for step, _, _ in ADDED:
            richer = step(subject, plan)
            wish = richer.wish(subject)
            if wish.least <= self.width and wish.above + 1 + wish.below <= self.height:
                plan = richer
        has_sum = plan.has_sum and 2 + plan.label + summed(subject.terms + 1) > self.width
        return plan._replace(has_sum=has_sum)  # else the row of the gradient has room for it
