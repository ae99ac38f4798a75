"""Two branches side by side, at the same step of the same iteration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.debugger.branches import Branch
from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.iterations.state import State
from engine.iterations.timeline import COMPILE_FROM
from engine.language.figures import format_number, grouped
from engine.language.notation import Style
from engine.language.values import Value, is_array, same

MAX_CELL = 24
"""An array that takes more characters is told by its shape and its range."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The two values of a symbol in two branches; None where it is not computed yet."""

    left: Value | None
    right: Value | None

    @property
    def differs(self) -> bool:
        """Whether it is not the same, bit for bit."""
        if self.left is None or self.right is None:
            return self.left is not self.right
        return not same(self.left, self.right)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A node with its value and its gradient in two branches."""

    node: str
    value: Pair
    gradient: Pair


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two branches at the same step.

    Args:
        left: the one with the smaller number.
        right: the other.
        rows: the nodes, in reading order.
    """

    left: Branch
    right: Branch
    rows: tuple[Row, ...]

    @property
    def differences(self) -> int:
        """How many values and gradients are not the same."""
        return sum(row.value.differs + row.gradient.differs for row in self.rows)


def other_branch(text: str, stop: Stop) -> int:
    """The branch that a text names to be put beside the current one; without one, where it began.

    Raises:
        DebuggerError: where there is no such branch, or it is the current one.
    """
    current = stop.branches.current
    if len(stop.branches) == 1:
        raise DebuggerError("there is one branch only: change a value first, as in set w3 = 0")
    if not text.strip():
        return current.parent if current.parent is not None else len(stop.branches) - 1
    if not text.strip().isdecimal():
        raise DebuggerError(f"{text.strip()!r} is no branch: write its number")
    number = stop.branches.numbered(int(text)).number
    if number == current.number:
        raise DebuggerError(f"branch {number} is the one where you stand: name another")
    return number


def compare(stop: Stop, number: int) -> Comparison:
    """The branch in which the debugger stands beside another.

    Raises:
        DebuggerError: where the other has not been run so far.
    """
    mine, other = stop.branches.current, stop.branches.numbered(number)
    iteration = stop.cursor.iteration
    if iteration > other.timeline.length + COMPILE_FROM:
        raise DebuggerError(
            f"branch {number} has been run up to iteration {grouped(other.timeline.length)} only: "
            f"branch {number} goes over to it, and train runs it on"
        )
    theirs = State(other.timeline.run(iteration), stop.state.position, stop.state.arrived)
    is_left = mine.number < number
    states = (stop.state, theirs) if is_left else (theirs, stop.state)
    branches = (mine, other) if is_left else (other, mine)
    rows = (_row(node, *states) for node in stop.program.reading_order)
    return Comparison(*branches, tuple(rows))


def _row(node: str, left: State, right: State) -> Row:
    values = Pair(left.value(node), right.value(node))
    return Row(node, values, Pair(left.gradient(node), right.gradient(node)))


def comparison_lines(comparison: Comparison, stop: Stop, style: Style) -> Iterator[str]:
    """A table of the nodes, with a sign beside what differs."""
    unlike, d = ("!=", "d") if style.kind == "text" else ("≠", "∂")
    of = f"{d}{style.name(stop.program.network.loss)}/{d}"
    numbers = (comparison.left.number, comparison.right.number)
    for branch in (comparison.left, comparison.right):
        yield f"branch {branch.number}: {branch.title}"
    cells = [["node", *(f"value in {n}" for n in numbers), *(f"{of} in {n}" for n in numbers)]]
    for row in comparison.rows:
        pairs = [row.value, *[row.gradient] * stop.program.has_gradient(row.node)]
        texts = []
        for pair in pairs:
            left, right = (
                style.pending if value is None else say_value(value, style)
                for value in (pair.left, pair.right)
            )
            texts += [left, f"{right} {unlike}" if pair.differs else right]
        texts += [""] * (4 - len(texts))
        cells.append([style.name(row.node), *texts])
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        yield "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
    yield say_differences(comparison)


def say_value(value: Value, style: Style) -> str:
    """A value; of an array for which that is long, the shape and the ends of its range."""
    text = style.number(value)
    if len(text) <= MAX_CELL or not is_array(value):
        return text
    by, to, minus = ("x", "..", "-") if style.kind == "text" else ("×", "…", "−")
    ends = (format_number(float(end), 4, minus) for end in (value.min(), value.max()))
    return f"[{by.join(map(str, value.shape))}] {to.join(ends)}"


def say_differences(comparison: Comparison) -> str:
    """How many numbers are not the same, in words."""
    count = comparison.differences
    if count == 0:
        return "no value and no gradient differs"
    return f"{count} {'value or gradient differs' if count == 1 else 'values and gradients differ'}"
