"""Products of matrices, and sums over indices as Einstein writes them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.drafts.operand import Operand
from engine.drafts.texts.moves import permuted, reshaped, widened
from engine.drafts.texts.numbers import reduced
from engine.errors import ExpressionError


def product(a: Operand, b: Operand) -> str | Operand:
    """The product of two arrays of vectors or matrices, as numpy, torch and ONNX have it.

    >>> product(Operand("v", (3,)), Operand("A", (2, 3, 4)))
    'squeeze(expand_dims(v, axis=0) @ A, axis=1)'
    """
    if len(a.shape) == 1 and len(b.shape) > 2:
        return f"squeeze({widened(a, 0)} @ {b}, axis={len(b.shape) - 2})"
    if len(b.shape) == 1 and len(a.shape) > 2:
        return f"squeeze({a} @ {widened(b, 1)}, axis={len(a.shape) - 1})"
    return f"{a} @ {b}"


def einsum(equation: str, operands: Sequence[Operand]) -> Operand:
    """A sum of products over indices, as in `bij,bjk->bik`.

    Raises:
        ExpressionError: where an index stands twice at one array.
    """
    letters, wanted = _read(equation, operands)
    if any(len({*each}) < len(each) for each in letters):
        raise ExpressionError("an index that stands twice at one array, a diagonal")
    found, said = _summed(operands[0], letters[0], [*letters[1:], wanted])
    for place, (operand, indices) in enumerate(zip(operands[1:], letters[1:], strict=True), 2):
        found, said = _pair(found, said, operand, indices, [*letters[place:], wanted])
    found, said = _summed(found, said, [wanted])
    return permuted(found, [said.index(letter) for letter in wanted])


def _read(equation: str, operands: Sequence[Operand]) -> tuple[list[str], str]:
    """The letters of each operand and of the result, `...` written out."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    letters = left.split(",")
    spare = [chr(code) for code in range(0x3B1, 0x3B1 + 24)]
    most = max(
        len(operand.shape) - len(each.replace("...", ""))
        for each, operand in zip(letters, operands, strict=True)
    )
    dots = "".join(spare[:most])
    full = []
    for each, operand in zip(letters, operands, strict=True):
        count = len(operand.shape) - len(each.replace("...", ""))
        full.append(each.replace("...", dots[len(dots) - count :] if count else ""))
    if not arrow:
        every = "".join(full)
        right = dots + "".join(
            sorted(letter for letter in {*every} - {*dots} if every.count(letter) == 1)
        )
    return full, right.replace("...", dots)


def _summed(x: Operand, letters: str, needed: Sequence[str]) -> tuple[Operand, str]:
    """Without the indices that nothing else has: the sum over them."""
    kept = "".join(letter for letter in letters if any(letter in each for each in needed))
    gone = [axis for axis, letter in enumerate(letters) if letter not in kept]
    if not gone:
        return x, letters
    shape = tuple(size for axis, size in enumerate(x.shape) if axis not in gone)
    return Operand(reduced("sum", x, gone), shape), kept


def _pair(
    a: Operand, of_a: str, b: Operand, of_b: str, needed: Sequence[str]
) -> tuple[Operand, str]:
    """The sum of the products of two arrays over the indices that nothing else needs."""
    b, of_b = _summed(b, of_b, [*needed, of_a])
    shared = [letter for letter in of_a if letter in of_b]
    both = [letter for letter in shared if any(letter in each for each in needed)]
    over = [letter for letter in shared if letter not in both]
    rows = [letter for letter in of_a if letter not in shared]
    columns = [letter for letter in of_b if letter not in shared]
    sizes = dict(zip(of_b, b.shape, strict=True)) | dict(zip(of_a, a.shape, strict=True))
    first = _grouped(a, of_a, both, rows, over, sizes)
    second = _grouped(b, of_b, both, over, columns, sizes)
    said = "".join([*both, *rows, *columns])
    shape = (*(sizes[letter] for letter in both), first.shape[-2], second.shape[-1])
    found = Operand(f"{first} @ {second}", shape)
    return reshaped(found, [sizes[letter] for letter in said]), said


def _grouped(
    x: Operand,
    letters: str,
    both: Sequence[str],
    first: Sequence[str],
    second: Sequence[str],
    sizes: dict[str, int],
) -> Operand:
    """An array of matrices, with several indices of a side as one."""
    moved = permuted(x, [letters.index(letter) for letter in (*both, *first, *second)])
    side = [math.prod(sizes[letter] for letter in each) for each in (first, second)]
    return reshaped(moved, [*(sizes[letter] for letter in both), *side])
