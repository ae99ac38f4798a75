"""Slips with what is multiplied: factors left out, masks, a 2 or a ½."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.checking.slips.batches import is_count
from engine.checking.slips.rewrite import Rewrite, Rule, is_call, leaves, valued
from engine.language.expression import Call, Expression, Name, Number
from engine.language.op import call
from engine.language.values import Value, is_array
from engine.network.relus import Relu
from engine.program.program import LEARNING_RATE

MOST_MASKS = 8
"""So many other ReLUs a mask is tried from, the nearest ones."""

MOST_SHIFTS = 4
"""So many other rows, and columns, a mask is tried from."""


def factor_dropped(rule: Rule) -> Iterator[Rewrite]:
    """One factor of a product left out, or what a quotient is divided by."""
    for part, put in rule.places:
        if not isinstance(part, Call) or part.op not in ("mul", "matmul", "div"):
            continue
        left, right = part.operands
        kept = ((right, left),) if part.op == "div" else ((left, right), (right, left))
        for factor, rest in kept:
            if _is_for_others(factor, rule):
                continue
            words = "if the factor {0} were left out"
            if part.op == "div":
                words = "if it were not divided by {0}"
            yield Rewrite("factor-dropped", put(rest), words + ": it was forgotten", (factor,))


def _is_for_others(factor: Expression, rule: Rule) -> bool:
    """Whether leaving out a factor has a tag of its own, or makes no difference."""
    if isinstance(factor, Name):
        return factor.name == LEARNING_RATE
    if isinstance(factor, Number):
        return factor.value in (0.5, 1.0, 2.0) or is_count(factor.value, rule.scene.program)
    if is_call(factor, "step"):
        return True
    return is_call(factor, "div") and not any(leaves(factor))


def mask_dropped(rule: Rule) -> Iterator[Rewrite]:
    """The derivative of ReLU taken as 1 everywhere, or a ReLU not applied."""
    for part, put in rule.places:
        if not isinstance(part, Call):
            continue
        if part.op == "mul":
            for mask, rest in (part.operands, part.operands[::-1]):
                if is_call(mask, "step"):
                    words = "if the mask {0} were 1: the ReLU passes nothing where it is dead"
                    yield Rewrite("mask-dropped", put(rest), words, (mask,))
        elif part.op == "relu":
            words = "if {0} were not applied: what is below 0 becomes 0"
            yield Rewrite("mask-dropped", put(part.operands[0]), words, (part,))


def mask_wrong(rule: Rule) -> Iterator[Rewrite]:
    """The mask of another unit, layer or sample, or the opposite one."""
    for part, put in rule.places:
        if not isinstance(part, Call) or part.op not in ("step", "relu"):
            continue
        z = part.operands[0]
        for other, words, parts in _other_masks(rule, part, z):
            expression = put(call("mul", z, other)) if part.op == "relu" else put(other)
            yield Rewrite("mask-wrong", expression, words, (part, *parts))


def _other_masks(
    rule: Rule, part: Call, z: Expression
) -> Iterator[tuple[Expression, str, tuple[Expression, ...]]]:
    options = {"at_zero": rule.scene.program.network.conventions.relu_at_zero}
    own = part if part.op == "step" else call("step", z, **options)
    if part.op == "step":
        yield 1 - own, "if the mask {0} were the other way round", ()
    if rule.is_entry:
        return
    value = rule.scene.values.of(z)
    for relu in _nearest(rule.scene.program.network.relu_calls, z):
        if relu.z != z and _alike(rule.scene.values.of(relu.z), value):
            other = call("step", relu.z, **options)
            yield other, "if the mask {1} stood in the place of {0}", (other,)
    if is_array(value):
        yield from _shifted(rule.scene.values.of(own))


def _nearest(relus: Sequence[Relu], z: Expression) -> list[Relu]:
    """The ReLUs that stand nearest to that of a pre-activation: their masks are mixed up."""
    places = [place for place, relu in enumerate(relus) if relu.z == z]
    here = places[0] if places else 0
    first = max(0, min(here - MOST_MASKS // 2, len(relus) - MOST_MASKS - 1))
    return list(relus[first : first + MOST_MASKS + 1])


def _alike(one: Value, other: Value) -> bool:
    return (is_array(one) and one.shape) == (is_array(other) and other.shape)


_AXES = {1: ("unit",), 2: ("sample", "unit"), 4: ("sample", "channel")}
"""What the first axes of a mask are of, by its rank."""


def _shifted(mask: Value) -> Iterator[tuple[Expression, str, tuple[Expression, ...]]]:
    import numpy as np

    if not is_array(mask):
        return
    for axis, kind in enumerate(_AXES.get(mask.ndim, ("row",))):
        for shift in range(1, min(mask.shape[axis], MOST_SHIFTS + 1)):
            other = valued(np.roll(mask, shift, axis))
            yield other, f"if the mask {{0}} were taken from another {kind}", ()
    if mask.ndim == 2 and mask.shape[0] == mask.shape[1]:
        yield valued(mask.T), "if the mask {0} were transposed", ()


def two_or_half(rule: Rule) -> Iterator[Rewrite]:
    """The 2 of a square, or a ½, forgotten or there twice."""
    found = False
    for part, put in rule.places:
        if not isinstance(part, Call):
            continue
        if part.op == "square":
            found = True
            yield Rewrite("two-or-half", put(part.operands[0]), _NOT_SQUARED, part.operands)
        for i, number in enumerate(part.operands):
            if not isinstance(number, Number) or number.value not in (2.0, 0.5):
                continue
            if part.op == "pow" and i and number.value == 2.0:
                found = True
                yield Rewrite("two-or-half", put(part.operands[0]), _NOT_SQUARED, part.operands[:1])
            elif part.op == "mul" or (part.op == "div" and i):
                found = True
                twice = list(part.operands)
                twice[i] = Number(number.value**2)
                words = "if the factor {0} were forgotten"
                yield Rewrite("two-or-half", put(part.operands[1 - i]), words, (number,))
                words = "if the factor {0} stood there twice: once is right"
                yield Rewrite("two-or-half", put(part.of(twice)), words, (number,))
    is_of_loss = rule.is_backward or rule.scene.symbol == rule.scene.program.network.loss
    if found and is_of_loss and not rule.is_entry:
        yield Rewrite("two-or-half", rule.expression / 2.0, "if it were halved: no ½ stands there")
        yield Rewrite("two-or-half", 2.0 * rule.expression, "if it were doubled: no 2 is missing")


_NOT_SQUARED = "if {0} were not squared: the power 2 was forgotten"
