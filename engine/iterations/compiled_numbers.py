"""Unrolled programs compiled to a loop on Python's floats: many iterations in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from struct import Struct

from engine.iterations.block import NOTHING_FED, Block, Compiled, Fed, Iterate, Masks
from engine.iterations.code import Code, Operand, listed
from engine.iterations.layout import Feeding, Layout
from engine.iterations.unrolled import Line, Unrolled
from engine.language.scalars import written
from engine.language.unrolled_site import Reference
from engine.language.values import Memory

_Train = Callable[..., tuple[Sequence[float], bool | None]]


class CompiledNumbers(Compiled):
    """An unrolled program, compiled.

    Python's arithmetic raises where IEEE 754 has an answer (1/0): such an iteration is left to
    `exact`, and ends a block.

    Args:
        unrolled: what is compiled.
        frozen: the symbols that its update leaves as they are.
        exact: runs an iteration in any case.
    """

    def __init__(self, unrolled: Unrolled, frozen: frozenset[str], exact: Iterate) -> None:
        self._exact = exact
        self._layout = Layout(unrolled.program, frozen)
        code = Code()
        source = text_of(unrolled, self._layout, code)
        self._pack = Struct(f"{len(self._layout.kept)}d").pack
        names = {**code.names(), "pack": self._pack}
        exec(compile(source, "<training>", "exec"), names)  # noqa: S102  (see `compile`)
        self._train: _Train = names["train"]

    def block(
        self, memory: Memory, kept: Iterable[bool], masks: Masks = (), fed: Fed = NOTHING_FED
    ) -> Block:
        """Iterations: see `Compiled`."""
        layout = self._layout
        losses: list[float] = []
        active: list[tuple[int, Sequence[bool]]] = []
        starts = bytearray()
        given = layout.numbers(memory), layout.entries(masks)
        feeding = Feeding(layout, memory, fed)
        changed, keep = self._train(*given, iter(kept), losses, active, starts, feeding)
        end = layout.memory(feeding.memory, changed)
        changes = [(place, layout.masks(each)) for place, each in active]
        if changes:
            masks = changes[-1][1]
        if keep is not None:
            end, loss, found = self._exact(end)
            if found != masks:
                changes.append((len(losses), found))
                masks = found
            losses.append(loss)
            if keep:
                numbers = layout.numbers(end)
                starts += self._pack(*[numbers[place] for place in layout.kept])
        return Block(end, losses, masks, changes, starts)


def text_of(unrolled: Unrolled, layout: Layout, code: Code) -> str:
    """The text of the function that runs iterations of an unrolled program.

    It takes what the first starts with, entry by entry, the entries of the masks before it, whether
    to keep what each iteration leaves, lists for the losses, for changes of masks and for what is
    kept (what an iteration leaves or, where expressions are asked for, the entries of these), and
    the entries that are fed to each. It gives back what the iterations have changed; and, where one
    of them cannot be computed, whether to keep what that one leaves.
    """
    operands = [code.given(place) for place in range(layout.count)]
    compute(code, unrolled.lines, operands)

    def operand(reference: Reference) -> Operand:
        return operand_of(code, reference, operands)

    at_zero = unrolled.program.network.conventions.relu_at_zero
    masks = [mask(code, operand(each), at_zero) for z in unrolled.masks for each in z]
    ends = [each for entries in unrolled.end for each in entries]
    changed = [operand(ends[place]) for place in layout.changing]
    beside = [operand(each) for entries in unrolled.asked for each in entries]
    # All twice, so that none is computed where it is used: that would be too late, or twice.
    found = [operand(unrolled.loss), *changed, *masks, *beside]
    lines, written_as = code.write(found * 2)
    texts = iter(written_as)
    loss, after, active, asked = (
        list(islice(texts, len(part))) for part in ([found[0]], changed, masks, beside)
    )
    before = [f"v{place}" for place in layout.changing]
    updates = assignments(before, after)
    was = [f"m{place}" for place in range(len(masks))]
    fed = [f"v{place}" for place in layout.fed]
    body = [f"{listed(fed)} = next(fed)"] if fed else []
    body += [*lines, f"losses.append({loss[0]})"]
    if masks:
        differs = " or ".join(f"{now} is not {then}" for now, then in zip(active, was, strict=True))
        body += [
            f"if {differs}:",
            f"    changes.append((len(losses) - 1, {listed(active)}))",
            f"    {listed(was)} = changes[-1][1]",
        ]
    kept = asked or [f"v{place}" for place in layout.kept]
    keeping = ["if keep:", f"    starts += pack({', '.join(kept)})"]
    # What is asked for may read what an iteration starts with.
    body += [*keeping, *updates] if asked else [*updates, *keeping]
    given = listed([f"v{place}" for place in range(layout.count)])
    return "\n".join(
        [
            "def train(values, masks, kept, losses, changes, starts, fed):",
            f"    {given} = values",
            f"    {listed(was)} = masks",
            "    try:",
            "        for keep in kept:",
            *[f"            {line}" for line in body],
            "    except (ArithmeticError, ValueError):",
            f"        return {listed(before)}, keep",
            f"    return {listed(before)}, None",
            "",
        ]
    )


def compute(code: Code, lines: Iterable[Line], operands: list[Operand]) -> None:
    """Add to what stands in places the results of lines, as they are computed in code.

    Most of what is multiplied by the slope of a ReLU is multiplied by 1: it stays as it is.
    """
    slopes: dict[int, tuple[str, Operand]] = {}
    for op, references, options in lines:
        line = written(op, options)
        assert line is not None  # noqa: S101  (as it is one)
        parts = [operand_of(code, each, operands) for each in references]
        if op == "step":
            slopes[len(operands)] = line.replace("1.0 if {0} > 0.0 else ", "", 1), parts[0]
        if op == "mul" and isinstance(references[1], int) and references[1] in slopes:
            rest, parts[1] = slopes[references[1]]
            line = "{0} if {1} > 0.0 else {0} * (" + rest.replace("{0}", "{1}") + ")"
        operands.append(code.compute(line, *parts))


def operand_of(code: Code, reference: Reference, operands: Sequence[Operand]) -> Operand:
    """What a reference refers to."""
    return code.number(reference) if isinstance(reference, float) else operands[reference]


def mask(code: Code, z: Operand, at_zero: float) -> Operand:
    """Whether a gradient passes at a pre-activation, as `engine.iterations.run.mask`."""
    return code.compute(f"{{0}} {'>=' if at_zero else '>'} 0.0", z)


def assignments(names: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The lines that give variables new values, as if all at once."""
    if not set(texts).isdisjoint(names):
        return [f"{listed(names)} = {listed(texts)}"]
    return [f"{name} = {text}" for name, text in zip(names, texts, strict=True)]
