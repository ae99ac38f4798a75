"""Slips with the number of samples: divided by it twice or not at all, a sum in place of a mean."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.slips.rewrite import Put, Rewrite, Rule
from engine.language.expression import Call, Number, calls
from engine.program.equation import Phase
from engine.program.program import Program


def is_count(number: float, program: Program) -> bool:
    """Whether a number may be how many a mean is of."""
    network = program.network
    ops = (part.op for each in network.definitions.values() for part in calls(each))
    return (network.samples is not None or "mean" in ops) and number > 1 and number.is_integer()


def batch_factor(rule: Rule) -> Iterator[Rewrite]:
    """Divided by the number of samples twice, or not at all; a sum in place of a mean."""
    samples = float(rule.scene.program.network.samples or 1)
    if rule.scene.phase is Phase.UPDATE:
        return
    found = False
    for part, put in rule.places:
        for rewrite in _of_part(rule, part, put, samples) if isinstance(part, Call) else ():
            found = True
            yield rewrite
    if not found and not rule.is_entry and samples > 1:
        yield from _of_all(rule, samples)


def _of_part(rule: Rule, part: Call, put: Put, samples: float) -> Iterator[Rewrite]:
    """A mean, or a quotient that comes of one, done wrong."""
    if part.op == "mean":
        words = "if the sum were taken in place of the mean: it has to be divided"
        yield Rewrite("batch-factor", put(Call("sum", part.operands, part.options)), words)
        if samples > 1 and rule.scene.symbol == rule.scene.program.network.loss:
            words = "if it were divided by {0}, the samples, once more: the mean has done so"
            yield Rewrite("batch-factor", put(part / samples), words, (Number(samples),))
    if part.op != "div":
        return
    top, bottom = part.operands
    if isinstance(bottom, Number) and is_count(bottom.value, rule.scene.program):
        words = "if it were not divided by {0}, as the mean has it"
        yield Rewrite("batch-factor", put(top), words, (bottom,))
        yield Rewrite("batch-factor", put(part / bottom), _TWICE, (bottom,))
        if bottom.value != samples > 1:
            words = "if it were divided by {0} in place of {1}: the mean is over all entries"
            yield Rewrite("batch-factor", put(top / samples), words, (Number(samples), bottom))


def _of_all(rule: Rule, samples: float) -> Iterator[Rewrite]:
    """All of it divided, or multiplied."""
    number = (Number(samples),)
    if rule.is_backward:
        yield Rewrite("batch-factor", rule.expression / samples, _TWICE, number)
        words = "if it were multiplied by {0}, the samples: the mean is not to be undone"
        yield Rewrite("batch-factor", rule.expression * samples, words, number)
    elif rule.scene.symbol == rule.scene.program.network.loss:
        words = "if it were divided by {0}: it is the sum over the samples, not the mean"
        yield Rewrite("batch-factor", rule.expression / samples, words, number)


_TWICE = "if it were divided by {0}, the samples, once more: the loss has done so"
