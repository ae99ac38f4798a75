"""What the box of a node can hold, from a name and a number to arrays, masks and a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from math import prod
from typing import NamedTuple

from engine.language.notation import Style
from engine.language.values import is_array
from engine.network.groups import Group
from engine.network.network import Network
from tui.graph.scene import ROUND, Scene
from tui.graph.wish import Wish

NUMBER_WIDTH = 7
"""The columns of a number in a box or on a wire."""

NARROWEST = 5
"""The columns within the narrowest box."""

SHORT_ENTRY, ENTRY, FULL_ENTRY = 5, 7, 9
"""The columns of an entry of an array: the fewest, `−.013`; `−0.0130`; and with room to spare."""

FULL_NUMBER = 9
"""The columns of a number with all digits that are shown of one."""

MOST_WRITTEN = 400
"""Of arrays of more entries it is not looked how wide they are."""

MAX_TERMS = 3
"""The most terms of a fan-in sum for which a box is made wider."""

BETWEEN = 2
"""The columns between a value and a gradient beside it."""

TERM = 5
"""The columns of a term of a fan-in sum."""

NORM_LABEL = 7
"""The columns of the label of a norm: `‖∂θ‖ = `."""

SIGN_LABEL = 2
"""The columns of a sign before a gradient: `∂ `."""

LONGEST_LABEL = 8
"""The most columns of a label and the blank behind it."""


class Kind(IntEnum):
    """How a value is shown, from the poorest."""

    LINE = 0
    """In a row: a number, or the shape and range of an array."""
    HALVES = 1
    """As a heat map of two rows in one, which takes half blocks."""
    HEAT = 2
    """As a heat map."""
    NUMBERS = 3
    """Entry by entry."""


class Subject(NamedTuple):
    """A node as something to be shown; nothing of it is changed by a step.

    Args:
        node: its name.
        name: the columns of its name, and of the sign of a ReLU.
        shape: that of its value as text; empty for a number.
        line: the columns of the value in one row.
        table: the rows and columns in which its entries are written; a vector is a row.
        formula: the right side of its equation; empty for what is given.
        has_gradient: whether it gets one.
        mask: the columns of the signs of a ReLU's units.
        terms: how many contributions are added up in its gradient.
        label: the columns of the labels in words, with a blank behind.
        written: those of its numbers, where they stay as they are; 0 where a step assigns them.
        has_halves: whether there are half blocks to draw with.
        layer: what stands below the name of a folded group: its layer; empty for a node.
        call: the same with its operands.
        has_norm: whether parameters are folded away with it.
        nodes: what is drawn in its box: itself, and what is in a folded group.
    """

    node: str
    name: int
    shape: str
    line: int
    table: tuple[int, int]
    formula: str
    has_gradient: bool
    mask: int
    terms: int
    label: int
    written: int
    has_halves: bool
    layer: str = ""
    call: str = ""
    has_norm: bool = False
    nodes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, scene: Scene, node: str, style: Style | None, name: str) -> Subject:
        """The subject of a node, or of the folded group that is drawn in its place.

        Args:
            scene: what it is a part of.
            node: the node.
            style: how formulas are written; None to leave them out.
            name: how the node's name is written.
        """
        program, network = scene.program, scene.network
        shape, group = network.shapes[node], scene.groups.get(node)
        is_relu = node in network.relus
        by = "x" if style is not None and style.kind == "text" else "×"
        written = f"[{by.join(map(str, shape))}]"
        defined = network.definitions.get(node)
        uses = sum(network.operands[user].count(node) for user in network.consumers[node])
        return cls(
            node,
            max(len(node), len(name)) + is_relu,
            written if shape else "",
            max(len(written) if shape else 0, NUMBER_WIDTH),
            (prod(shape[:-1]), shape[-1] if shape else 1),
            "" if defined is None or style is None or group else style.write(defined),
            program.has_gradient(node),
            shape[-1] if is_relu and shape else 0,
            uses if program.has_gradient(node) else 0,
            len(value_label(network.loss)) + 1,
            0 if style is None else _written(network, node),
            style is not None and style.kind != "text",
            "" if group is None else layer_of(group),
            "" if group is None else call_of(group),
            any(each in network.parameters for each in scene.inside.get(node, ())),
            frozenset((node, *scene.inside.get(node, ()))),
        )

    @property
    def is_array(self) -> bool:
        """Whether its value has entries."""
        return bool(self.shape)

    @property
    def least_line(self) -> int:
        """The columns in which a number, or the shape of an array, is not cut in a row."""
        return len(self.shape) + self.has_gradient if self.is_array else NUMBER_WIDTH

    @property
    def is_summed(self) -> bool:
        """Whether its gradient is a sum of numbers, and of few."""
        return 1 < self.terms <= MAX_TERMS and not self.is_array


def layer_of(group: Group) -> str:
    """What a group is, in a word: its layer, or the round of a loop."""
    return group.name if group.layer == ROUND else group.layer


def call_of(group: Group) -> str:
    """The same with its operands: `conv2d(x, W, b, stride=2)`."""
    if group.layer == ROUND:
        return group.name
    return short_call(group, group.call.partition("=")[2].strip())


def short_call(group: Group, call: str) -> str:
    """A call without the name of the group in which it stands: `a = attend(n1, Wq)`."""
    return re.sub(rf"(?<![\w.]){re.escape(group.parent)}\.", "", call) if group.parent else call


def _written(network: Network, node: str) -> int:
    """The columns of the numbers of an input or a target that is an array."""
    value = network.inputs.get(node, network.targets.get(node))
    if value is None or not is_array(value) or node in network.gradients:
        return 0
    if value.size > MOST_WRITTEN:
        return 0
    from tui.drawing.arrays import narrowest  # not before there is an array

    return narrowest(value)


def value_label(loss: str) -> str:
    """The label of a value, as wide as that of a gradient where the loss is named in that."""
    wide = len(loss) + 3
    return "value".ljust(wide if wide < LONGEST_LABEL else 0)


class Plan(NamedTuple):
    """What the box of a node is to hold, below its name.

    Args:
        kind: how its value and its gradient are shown.
        has_line: whether a value in a row is not cut.
        has_name: whether the name is not.
        has_formula: whether there is a row for the formula.
        has_row: whether the gradient has rows of its own, and not the lower border.
        has_sum: whether there is a row for the terms of the gradient.
        label: the columns of labels; 0 for none.
        entry: the columns of an entry where there are numbers.
        is_beside: whether the gradient stands beside the value, and not below it.
        has_norm: whether there is a row for the gradients of what is folded away.
    """

    kind: Kind = Kind.LINE
    has_line: bool = False
    has_name: bool = False
    has_formula: bool = False
    has_row: bool = False
    has_sum: bool = False
    label: int = 0
    entry: int = 0
    is_beside: bool = False
    has_norm: bool = False

    @property
    def is_large(self) -> bool:
        """Whether there is more in the box than in a small one."""
        return self.label > 0

    def value_rows(self, subject: Subject) -> int:
        """The rows of the value."""
        rows, _ = subject.table
        if self.kind is Kind.LINE:
            return 1
        return -(-rows // 2) if self.kind is Kind.HALVES else rows

    def gradient_rows(self, subject: Subject) -> int:
        """The rows of the gradient below the value; 0 where it is in the border or beside it."""
        if not subject.has_gradient or self.is_beside:
            return 0
        return self.value_rows(subject) if self.has_row else 0

    def least(self, subject: Subject) -> int:
        """The columns that it needs, without borders."""
        return max(self._columns(subject))

    def _columns(self, subject: Subject) -> Iterator[int]:
        yield NARROWEST
        if self.has_name:
            yield max(subject.name, len(subject.layer))
        if self.has_formula:
            yield len(subject.formula)
        if self.kind is Kind.NUMBERS:
            yield self._sides(self.label + self._numbers(subject, self.entry))
        elif self.kind is not Kind.LINE:
            yield self.label + subject.table[1] + (subject.mask and subject.mask + 1)
        elif self.label:
            yield self.label + subject.line
        if self.has_norm:
            yield NORM_LABEL + NARROWEST
        elif self.has_line:
            yield subject.least_line
        if self.has_sum:
            yield SIGN_LABEL + summed(subject.terms)

    def _sides(self, columns: int) -> int:
        """The columns of the value, and of the gradient where that is beside it."""
        return 2 * columns + BETWEEN if self.is_beside else columns

    def _numbers(self, subject: Subject, entry: int) -> int:
        """The columns of rows of numbers, with the signs of a ReLU behind them."""
        _, columns = subject.table
        numbers = columns * (entry + 1) - 1
        if subject.written:
            numbers = min(numbers, subject.written)
        return numbers + (subject.mask and subject.mask + 1)

    def wish(self, subject: Subject) -> Wish:
        """The room that the box wants in a layout."""
        least = 2 + self.least(subject)
        heading = max(subject.name, len(subject.layer)) + (
            len(subject.shape) + 1 if self.kind is not Kind.LINE else 0
        )
        number = FULL_NUMBER
        if subject.is_array:
            number = subject.line if self.kind is Kind.LINE else self._numbers(subject, FULL_ENTRY)
        if subject.is_summed and self.has_row:
            number = max(number, summed(subject.terms + 1))
        return Wish(
            max(least, 2 + max(heading, self._sides(self.label + number))),
            1 + bool(subject.layer) + self.has_formula,
            self.value_rows(subject) + self.gradient_rows(subject) + self.has_sum + self.has_norm,
            least,
            2
            + max(
                subject.name,
                len(subject.layer),
                subject.least_line if self.kind is Kind.LINE else 0,
            ),
        )


def summed(terms: int) -> int:
    """The columns of so many terms with plus signs between them."""
    return terms * (TERM + 3) - 3
