"""What is said of a folded group that was gone over in one."""

from __future__ import annotations

from collections.abc import Iterator

from engine.derivation.passage import Passage
from engine.language.notation import Style
from engine.language.values import is_array
from tui.plain.speech import in_words

MOST = 6
"""So many values are said of a group, the first of what goes out."""


def say_passage(passage: Passage, steps: int, style: Style, brief: bool, before: str) -> str:
    """Which steps it is, what goes out of them, and what they do.

    Args:
        passage: what was gone over.
        steps: how many steps an iteration has.
        style: how names and numbers are said.
        brief: whether only what goes out is said.
        before: what is said before it: that a phase begins.
    """
    first, last = passage.stretch.first, passage.stretch.last
    place = f"step {last}" if first == last else f"steps {first} to {last}"
    place = f"{before}Group {_called(passage)}, {passage.group.layer}, {place}"
    if not brief:
        place += f" of {steps}, {passage.stretch.phase}, iteration {passage.run.number}"
    values = list(_values(passage, style))
    more = f" And {len(values) - MOST} more." if len(values) > MOST else ""
    said = f"{place}: {' '.join(values[:MOST])}{more}"
    if brief:
        return said
    return f"{said} {in_words(passage.told(style))}"


def _called(passage: Passage) -> str:
    """A group by the name of the node that it is called after, as that is typed."""
    group, written = passage.group, passage.run.program.network.names
    nodes = (node for node in group.members if written.get(node, node) == group.name)
    return next(nodes, in_words(group.name))


def _values(passage: Passage, style: Style) -> Iterator[str]:
    for flow in passage.went_out:
        name, value = style.name(flow.symbol), style.number(flow.value)
        yield f"{value} is added to {name}." if flow.is_share else f"{name} is {value}."
    for change in passage.changes:
        name = style.name(change.symbol)
        if is_array(change.new) or is_array(change.old):
            yield f"Entries of {name} change by up to {style.number(change.most)}."
        else:
            yield f"{name} goes from {style.number(change.old)} to {style.number(change.new)}."
