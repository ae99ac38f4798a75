"""The step card as data, whoever draws it: title, equation, where terms come from, what is missing.

The sentence that explains a step is in `engine.derivation.note`.
"""

from __future__ import annotations

from engine.derivation.board import hand_computation_blocks, reads_arrays
from engine.derivation.chain_rule import chain_rule
from engine.derivation.lines import MAX_LINES, derivation, entry_derivation
from engine.iterations.step import Arrived, Step
from engine.language.breaking import CUT, cut_in_middle
from engine.language.expression import Expression, Name
from engine.language.index import Index, Known, entry_name, look_up
from engine.language.notation import Style
from engine.language.sides import Side, written
from engine.language.values import Value

FEW_TERMS = 4
"""So many children are named of those that are waited for."""


def title(step: Step, index: Index | None) -> str:
    """What the card shows: the step, or the entry of it that is singled out."""
    if index is None:
        return "Step"
    if step.node not in step.run.program.network.per_sample:
        return f"Step, entry {', '.join(map(str, index))}"
    if len(index) > 2:
        return f"Step, sample {index[0]}, entry {', '.join(map(str, index[1:]))}"
    words = [f"sample {index[0]}", *(f"unit {place}" for place in index[1:])]
    return f"Step, {', '.join(words)}"


def is_in_blocks(step: Step, index: Index | None) -> bool:
    """Whether the hand computation is one of whole matrices."""
    return index is None and reads_arrays(step)


def equation(
    step: Step, index: Index | None, style: Style, most: int = MAX_LINES
) -> tuple[str, list[Side]]:
    """The symbol of a step, or of an entry of it, and what it is equal to, `most` lines of it."""
    if index is None:
        return style.name(step.symbol), derivation(step, style, most)
    return style.name(entry_name(step.symbol, index)), entry_derivation(step, index, style, most)


def rule_sides(step: Step, index: Index | None, style: Style) -> list[Side]:
    """The chain rule, to stand before the other sides; nothing where it is not to be written."""
    products = chain_rule(step) if index is None else ()
    return [Side.of(style.write_sum(products))] if products else []


def block_sides(step: Step, style: Style, width: int, height: int) -> list[list[str]]:
    """The lines of what a step with arrays is equal to, its symbol before the first, or above it.

    Args:
        step: the step.
        style: how to write.
        width: the most columns.
        height: the rows that all of it may take.
    """
    name, above = style.name(step.symbol), list[str]()
    if len(name) > width // 3:
        cut = "~" if style.kind == "text" else CUT
        name, above = "", [cut_in_middle(name, width, cut)]
        height -= 1
    head = f"{name} = "
    sides = []
    for i, block in enumerate(hand_computation_blocks(step, style, width - len(head), height)):
        lefts = [" " * len(head)] * len(block.lines)
        lefts[block.baseline] = f"{block.sign} ".rjust(len(head)) if i else head
        sides.append([left + text for left, text in zip(lefts, block.lines, strict=True)])
    sides[0][:0] = above
    return sides


def origin(step: Step, term: Arrived, style: Style) -> str:
    """Where a term comes from, and its product in names: `from h1: ∂L/∂z1 · w1`."""
    skip = " (skip)" if step.is_skip(term) else ""
    return f"from {style.name(term.child)}{skip}: {style.write(term.expression)}"


def in_numbers(step: Step, term: Arrived, style: Style) -> str:
    """The product of a term in numbers: `0.5 · 0.5`, with the digits that its value takes."""

    def number_of(part: Expression) -> Value | None:
        if isinstance(part, Known):
            return part.value
        return look_up(part.name, step.before) if isinstance(part, Name) else None

    return written(term.expression, [number_of, lambda part: term.value], style)[0]


def waiting(step: Step, style: Style) -> str:
    """What to say while contributions are still on their way; the sum is not told before."""
    node, sources = style.name(step.node), [term.child for term in step.equation.terms]
    children = list(dict.fromkeys(map(style.name, sources)))
    named = " and ".join(children[:FEW_TERMS])
    more = f" and {len(children) - FEW_TERMS:,} more" if len(children) > FEW_TERMS else ""
    return f"The gradient of {node} is complete when all have arrived: {named}{more}."
