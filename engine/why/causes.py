"""Why a quantity is what it is: which of the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from weakref import WeakKeyDictionary

from engine.derivation.relus import dead_since, entries
from engine.derivation.samples import CANCELS, cancel, contributions
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name, gradient_name
from engine.language.index import Index, Omitted, entry_name, entry_of
from engine.language.op import call
from engine.language.values import Value, is_array, is_zero, same, unwarned
from engine.program.program import LEARNING_RATE, Phase
from engine.why.quantity import Quantity, names_in

MAX_LINKS = 1_000
"""So many causes are followed to find the first of them."""


class Reason(StrEnum):
    """What makes a value what it is."""

    COMPUTED = "computed"
    GIVEN = "given"
    SET = "set by hand"
    DEAD_RELU = "dead ReLU"
    KINK = "at the kink"
    ZERO_FACTOR = "multiplied by zero"
    CANCELS = "contributions cancel"
    FLAT = "flat"
    UNCHANGED = "the update changes nothing"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Contribution:
    """One of the contributions that cancel.

    Args:
        source: the node it comes from; empty where it is none.
        sample: the sample it comes from; None where it is none.
        expression: the contribution in symbols; None where it is a sample's.
        value: its number; of the whole of an array the entry that is largest in size.
    """

    source: str
    sample: int | None
    expression: Expression | None
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Cause:
    """Why a quantity is what it is.

    Args:
        reason: the kind of cause.
        zeros: the quantities whose 0 makes it 0, or whose 0 leaves it unchanged.
        parts: what cancels.
        relu: the ReLU that passes nothing.
        since: the iteration since which it is dead; None where that is not known, or it is dead
            for a sample and not for all.
        part: the pre-activation of the ReLU, or a part of the equation that is 0 though nothing in
            it is.
    """

    reason: Reason
    zeros: tuple[Quantity, ...] = ()
    parts: tuple[Contribution, ...] = ()
    relu: str = ""
    since: int | None = None
    part: Expression | None = None


_KNOWN: WeakKeyDictionary[Quantity, Cause] = WeakKeyDictionary()
"""The causes that have been found, as long as somebody asks for them."""


def cause_of(quantity: Quantity) -> Cause:
    """Why a quantity is what it is."""
    known = _KNOWN.get(quantity)
    if known is None:
        known = _KNOWN[quantity] = _find_cause(quantity)
    return known


def _find_cause(quantity: Quantity) -> Cause:
    step = quantity.step
    if step is None:
        return Cause(Reason.SET if quantity.by_hand else Reason.GIVEN)
    if step.is_frozen:
        return Cause(Reason.FROZEN)
    if step.phase is Phase.UPDATE and _is_unchanged(quantity, step):
        gradient = gradient_name(step.run.program.network.loss, step.node)
        factors = quantity.read([LEARNING_RATE, entry_name(gradient, quantity.index)])
        return Cause(Reason.UNCHANGED, tuple(each for each in factors if is_zero(each.value)))
    parts = _samples(step, quantity.index) or _terms(quantity)
    if parts:
        return Cause(Reason.CANCELS, parts=parts)
    if is_zero(quantity.value):
        return _Zero(quantity, step).cause()
    return Cause(Reason.COMPUTED)


def _is_unchanged(quantity: Quantity, step: Step) -> bool:
    """Whether an update left it as it was."""
    before = step.before(quantity.symbol)
    return same(quantity.value, entry_of(before, quantity.index) if quantity.index else before)


def _samples(step: Step, index: Index) -> tuple[Contribution, ...]:
    """The contributions of the samples of a batch, if they cancel."""
    if step.phase is not Phase.BACKWARD:
        return ()
    with unwarned():
        found = contributions(step)
        if found is None:
            return ()
        place: tuple[slice | int, ...] = (slice(None), *index)
        chosen = found[place]
        if not cancel(chosen):
            return ()
    return tuple(
        Contribution("", number, None, _largest(part)) for number, part in enumerate(chosen)
    )


def _terms(quantity: Quantity) -> tuple[Contribution, ...]:
    """The terms of a fan-in sum or of a sum in the equation, if they cancel."""
    step = quantity.step
    assert step is not None  # noqa: S101  (as it has an equation)
    terms = quantity.terms
    sources = [term.child for term in step.equation.terms]
    if len(terms) == 1:
        terms = tuple(_addends(terms[0]))
        sources = [""] * len(terms)
    values = [quantity.evaluate(term) for term in terms]
    sizes = [quantity.evaluate(call("abs", term)) for term in terms]
    if len(terms) == 1 or not _cancel(sizes, quantity.value):
        return ()
    return tuple(
        Contribution(source, None, term, _largest(value))
        for source, term, value in zip(sources, terms, values, strict=True)
    )


def _cancel(sizes: Sequence[Value], total: Value) -> bool:
    """Whether terms of these sizes are not 0, but their sum is, next to them."""
    size: Value = 0.0
    for each in sizes:
        size = size + each
    if is_array(total):
        return not is_zero(size) and bool((abs(total) <= CANCELS * size).all())
    return not is_array(size) and size > 0.0 and abs(total) <= CANCELS * size


def _addends(expression: Expression) -> Iterator[Expression]:
    match expression:
        case Call(op="add", operands=(left, right)):
            yield from _addends(left)
            yield from _addends(right)
        case Call(op="sub", operands=(left, right)):
            yield from _addends(left)
            yield from (-addend for addend in _addends(right))
        case _:
            yield expression


def _largest(value: Value) -> float:
    """The entry that is largest in size."""
    if not is_array(value):
        return float(value)
    return max(value.ravel().tolist(), key=abs)


class _Zero:
    """Looks in the equation of a quantity for what makes it 0.

    Args:
        quantity: whose value is 0 everywhere.
        step: the step that computed it.
    """

    def __init__(self, quantity: Quantity, step: Step) -> None:
        self._quantity = quantity
        self._step = step
        self._names: list[str] = []
        self._silent: list[tuple[str, Expression]] = []
        self._flat: list[Expression] = []
        for term, each in zip(quantity.terms, step.equation.terms, strict=True):
            self._look(term, each.child)

    def cause(self) -> Cause:
        """What was found, the ReLU first: where it is dead, the other factors do not matter."""
        if self._silent:
            return self._silenced(*self._silent[0])
        if self._names:
            return Cause(Reason.ZERO_FACTOR, self._quantity.read(self._names))
        return Cause(Reason.FLAT, part=self._flat[0])

    def _look(self, part: Expression, source: str) -> None:
        """Look into a part of the term that came from `source`, which is 0."""
        match part:
            case Omitted():
                self._flat.append(part)
            case Name(name=name):
                self._names.append(name)
            case Call(op="relu" | "step", operands=(z, *_)):
                if part.op == "relu" and self._is_zero(z):
                    self._look(z, source)
                else:
                    self._silent.append((source, z))
            case Call(op=op, operands=operands) if op in _ZERO_IF:
                found = [each for each in operands[: _ZERO_IF[op]] if self._is_zero(each)]
                for each in _telling(found, self._step) if op in _PRODUCTS else found:
                    self._look(each, source)
                if not found:
                    self._flat.append(part)
            case _:
                self._flat.append(part)

    def _is_zero(self, part: Expression) -> bool:
        return is_zero(self._quantity.evaluate(part))

    def _silenced(self, source: str, z: Expression) -> Cause:
        """Which ReLU passes nothing, and since when."""
        value = self._quantity.evaluate(z)
        is_dead = bool((value < 0.0).any()) if is_array(value) else value < 0.0
        relu = source if source in self._step.run.program.network.relus else ""
        return Cause(
            Reason.DEAD_RELU if is_dead else Reason.KINK,
            self._quantity.read(names_in([z])),
            relu=relu,
            since=self._since(relu) if relu and is_dead else None,
            part=z,
        )

    def _since(self, relu: str) -> int | None:
        """Since when the unit, or all units, have been active for no sample."""
        run, index = self._step.run, self._quantity.index
        units = run.program.network.units(relu)
        chosen = [index[-1]] if index and units > 1 else range(units)
        mask = run.masks[list(run.program.network.relus).index(relu)]
        latest = 0
        for unit in chosen:
            since = dead_since(self._quantity.timeline, run, relu, unit)
            if since is None or any(entries(mask, unit, units)):
                return None
            latest = max(latest, since)
        return latest


def _telling(factors: Sequence[Expression], step: Step) -> Sequence[Expression]:
    """Of the factors that are 0 those that were computed: what is given has no cause."""
    given = step.run.program.network.constants
    telling = [
        each
        for each in factors
        if not isinstance(each, Name) or each.name.partition("[")[0] not in given
    ]
    return telling or factors


_PRODUCTS = frozenset({"mul", "matmul", "outer"})


_ZERO_IF = {
    "add": 2, "sub": 2, "mul": 2, "matmul": 2, "outer": 2, "div": 1, "neg": 1, "transpose": 1,
    "sum_to": 1, "broadcast_to": 1, "expand_dims": 1, "sum": 1, "mean": 1, "abs": 1, "square": 1,
    "sqrt": 1, "tanh": 1,
}  # fmt: skip
"""The ops whose value is 0 because operands are, with how many of these may be the ones."""


def causes(quantity: Quantity) -> Iterator[Quantity]:
    """A quantity, what makes it 0, what makes that 0, and so on, each by its first cause."""
    for _ in range(MAX_LINKS):
        yield quantity
        cause = cause_of(quantity)
        if not cause.zeros or cause.reason in (Reason.DEAD_RELU, Reason.KINK):
            return
        quantity = cause.zeros[0]
