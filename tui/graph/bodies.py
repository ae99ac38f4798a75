"""Where in the box of a node everything stands that it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tui.graph.contents import BETWEEN, FULL_NUMBER, SHORT_ENTRY, Kind, Plan, Subject
from tui.graph.grid import Run
from tui.graph.layout import Box


class Body(NamedTuple):
    """The cells of a box's contents, in the layout.

    Args:
        subject: the node.
        kind: how its value and gradient are shown.
        label: the columns of their labels.
        heading: the cells of the name.
        shape: where the shape of an array is written; a length of 0 for nowhere.
        formula: the same for the formula.
        value: the first row of the value, without its label.
        gradient: the first row of the gradient; the border where there is no row for it.
        rows: how many rows each of them has.
        mask: the column in which the signs of a ReLU's units begin; 0 for none.
        terms: the cells of the terms of the gradient; a length of 0 for none.
        is_bordered: whether the gradient is in the border.
        layer: where the layer of a folded group is written; a length of 0 for none.
        norm: the same for the norm of its gradients.
    """

    subject: Subject
    kind: Kind
    label: int
    heading: Run
    shape: Run
    formula: Run
    value: Run
    gradient: Run
    rows: int
    mask: int
    terms: Run
    is_bordered: bool
    layer: Run
    norm: Run

    @classmethod
    def of(cls, subject: Subject, plan: Plan, box: Box, pad: int) -> Body:
        """The body of a box.

        Args:
            subject: the node.
            plan: what the box holds.
            box: where it is.
            pad: the columns that are left blank on either side.
        """
        inner = box.width - 2
        x, room = box.x + 1 + pad, inner - 2 * pad
        shape = 0 if plan.kind is Kind.LINE else len(subject.shape)
        if shape and subject.name + min(subject.mask, 8) + shape + 3 > inner:
            shape = 0
        mask = subject.mask if plan.kind is not Kind.LINE else 0
        part = (room - BETWEEN) // 2 if plan.is_beside else room
        start, numbers = x + plan.label, part - plan.label - (mask and mask + 1)
        rows, below = plan.value_rows(subject), box.row
        is_bordered = not (plan.has_row and subject.has_gradient)
        gradient = (start, below + rows, numbers)
        if plan.is_beside:
            gradient = (start + part + BETWEEN, below, part - plan.label)
        if is_bordered:
            gradient = (box.x + 1, box.bottom - 1, inner)
        return cls(
            subject,
            plan.kind,
            plan.label,
            (box.x + 1, box.y, inner - (shape and shape + 1)),
            (box.x + 1 + inner - shape, box.y, shape),
            (x, box.row - 1, len(subject.formula) if plan.has_formula else 0),
            (start, below, numbers),
            gradient,
            rows,
            x + part - mask if mask else 0,
            (x, below + 2 * rows, room if plan.has_sum else 0),
            is_bordered,
            (x, box.y + 1, room if subject.layer else 0),
            (x, box.bottom - 2, room if plan.has_norm else 0),
        )


def bodies_of(
    subjects: Sequence[Subject], plans: Sequence[Plan], boxes: Mapping[str, Box]
) -> dict[str, Body]:
    """The body of each box; those that stand one under the other are alike."""
    pads: dict[int, int] = {}
    plans = [_grown(*each, boxes) for each in zip(subjects, plans, strict=True)]
    for subject, plan in zip(subjects, plans, strict=True):
        box = boxes[subject.node]
        edge = box.x + box.width
        pads[edge] = min(_pad(subject, plan, box.width - 2), pads.get(edge, 1))
    bodies = {}
    for subject, plan in zip(subjects, plans, strict=True):
        box = boxes[subject.node]
        bodies[subject.node] = Body.of(subject, plan, box, pads[box.x + box.width])
    return bodies


def _grown(subject: Subject, plan: Plan, boxes: Mapping[str, Box]) -> Plan:
    """A plan with numbers in the place of a heat map where these have the columns as well."""
    if plan.kind is not Kind.HEAT:
        return plan
    richer = plan._replace(kind=Kind.NUMBERS, entry=SHORT_ENTRY)
    return richer if richer.least(subject) <= boxes[subject.node].width - 2 else plan


def _pad(subject: Subject, plan: Plan, inner: int) -> int:
    """The blank columns on either side: one where there is room."""
    if not plan.is_large:
        return 0
    number = subject.line if subject.is_array else FULL_NUMBER
    number = 0 if plan.kind is not Kind.LINE else plan.label + number
    return int(max(plan.least(subject), number) + 2 <= inner)
