"""Why a value is what it is: what it was computed from, and for a zero what made it zero.

A zero gradient can have causes that look alike in a loss curve and are different illnesses: a dead
ReLU, a factor that is 0, contributions that cancel, or an update that changes nothing. Which one it
is, is read off the equations and their numbers, entry by entry where an entry is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from engine.debugger.cursor import DebuggerError
from engine.derivation.note_arrays import is_zero
from engine.derivation.relus import Change, entries, happenings
from engine.derivation.samples import CANCELS, cancel, contributions
from engine.gradients.paths import why_no_gradient
from engine.iterations.history import MAX_EVENT_BYTES, Event
from engine.iterations.run import Run, State, Step
from engine.iterations.timeline import Timeline
from engine.language.entries import Index, Omitted, entry, entry_name, entry_of, look_up
from engine.language.expression import Call, Expression, Name, Number, gradient_name
from engine.language.ops import call
from engine.language.values import Value, evaluate, is_array, same, unwarned
from engine.program.program import LEARNING_RATE, Phase
from engine.queries.curves import SeriesError, parse_series

MAX_LINKS = 1_000
"""So many causes are followed to find the first of them."""


class WhyError(DebuggerError):
    """A question that cannot be answered, with a message for the person who asked it."""


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
class Part:
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
    parts: tuple[Part, ...] = ()
    relu: str = ""
    since: int | None = None
    part: Expression | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ByHand:
    """That a value was set by hand.

    Args:
        iteration: the one in which it holds, or from which on.
        instead: what would be there otherwise.
        step: the step whose result it replaces; None where the iteration started with it.
    """

    iteration: int
    instead: Value
    step: Step | None


@dataclass(frozen=True, eq=False)
class Quantity:
    """A symbol, or an entry of one, at a place in time: a node in the tree of what came from what.

    Args:
        symbol: a node, a gradient, or what the optimiser remembers.
        index: which entry; empty for a single number and for the whole of an array.
        run: the iteration.
        before: it is meant as the step at this index, counted from 0, reads it.
        timeline: the iterations before.
    """

    symbol: str
    index: Index
    run: Run
    before: int
    timeline: Timeline = field(repr=False)

    @property
    def value(self) -> Value:
        """Its value."""
        value = self.run.memory(self.before)[self.run.program.slot(self.symbol, self.before)]
        return entry_of(value, self.index) if self.index else value

    @cached_property
    def step(self) -> Step | None:
        """The step that computed it, which for a parameter may be of the iteration before.

        None where none did, as it was given, or set by hand.
        """
        return None if self.by_hand else self._assigned

    @cached_property
    def by_hand(self) -> ByHand | None:
        """What there is to know of it if it was set by hand."""
        found = (None if self._is_of_its_run else self._set_start()) or self._set_result()
        if found is None or not self.index:
            return found
        # A person who sets an entry sets the array, of which the other entries stay as they are.
        instead = entry_of(found.instead, self.index)
        return None if same(instead, self.value) else replace(found, instead=instead)

    @property
    def _is_of_its_run(self) -> bool:
        """Whether a step of its own iteration has assigned it."""
        return self.run.program.index.get(self.symbol, self.before) < self.before

    def _set_result(self) -> ByHand | None:
        step = self._assigned
        if step is None or not step.is_set:
            return None
        return ByHand(step.iteration, step.computed, step)

    def _set_start(self) -> ByHand | None:
        """That its iteration started with another value of it than it was left, if it did.

        What training does not change may have been set earlier, and have stayed so.
        """
        starts, program, here = self.timeline.edits.starts, self.run.program, self.run.number
        places = [at for at, changed in starts.items() if self.symbol in changed and at <= here]
        at = max(places, default=None)
        if at is None or self.symbol == LEARNING_RATE:
            return None
        step = self._assigned
        if self.symbol in program.index and at < here:
            return None
        instead = program.start[program.base[self.symbol]] if step is None else step.value
        return ByHand(at, instead, None)

    @cached_property
    def _assigned(self) -> Step | None:
        """The last step that assigned it."""
        index, run = self.run.program.index.get(self.symbol), self.run
        if index is None:
            return None
        if index >= self.before:
            if run.number == 0:
                return None
            run = self.timeline.run(run.number - 1)
        return Step(run, index)

    @property
    def terms(self) -> tuple[Expression, ...]:
        """The terms of its equation; those of an entry are written in entries."""
        step = self.step
        if step is None:
            return ()
        terms = tuple(term.expression for term in step.equation.terms)
        if not self.index:
            return terms
        shapes = step.run.program.shapes
        return tuple(entry(term, self.index, shapes, step.before) for term in terms)

    @property
    def children(self) -> tuple[Quantity, ...]:
        """What its equation reads, each once."""
        return self.read(names_in(self.terms))

    def read(self, names: Iterable[str]) -> tuple[Quantity, ...]:
        """What its step reads by these names, which may be those of entries."""
        step = self.step
        if step is None:
            return ()
        found = []
        for name in dict.fromkeys(names):
            base, _, places = name.partition("[")
            index = tuple(map(int, places.rstrip("]").split(","))) if places else ()
            found.append(Quantity(base, index, step.run, step.index, self.timeline))
        return tuple(found)

    def evaluate(self, expression: Expression) -> Value:
        """The value of a part of its equation."""
        step = self.step
        assert step is not None  # noqa: S101  (as it has an equation)
        values = {name: look_up(name, step.before) for name in names_in([expression])}
        with unwarned():
            return evaluate(_filled(expression), values)

    @cached_property
    def cause(self) -> Cause:
        """Why it is what it is."""
        step = self.step
        if step is None:
            return Cause(Reason.SET if self.by_hand else Reason.GIVEN)
        if step.is_frozen:
            return Cause(Reason.FROZEN)
        if step.phase is Phase.UPDATE and self._is_unchanged(step):
            gradient = gradient_name(step.run.program.network.loss, step.node)
            factors = self.read([LEARNING_RATE, entry_name(gradient, self.index)])
            zeros = tuple(each for each in factors if is_zero(each.value))
            return Cause(Reason.UNCHANGED, zeros)
        parts = _samples(step, self.index) or _terms(self)
        if parts:
            return Cause(Reason.CANCELS, parts=parts)
        return _Zero(self, step).cause() if is_zero(self.value) else Cause(Reason.COMPUTED)

    def is_computed(self, state: State) -> bool:
        """Whether it is known in a state of its iteration."""
        program = self.run.program
        return self.symbol in program.base or program.index[self.symbol] < _done(state)

    def _is_unchanged(self, step: Step) -> bool:
        """Whether an update left it as it was."""
        before = step.before(self.symbol)
        return same(self.value, entry_of(before, self.index) if self.index else before)


def ask(text: str, state: State, timeline: Timeline) -> Quantity:
    """The quantity that a text names, as it is, or will be, in the iteration of a state.

    Args:
        text: the symbol as it is typed: `h0`, `ŷ`, `dL/dw3`, `∂L/∂w3`, `dL/dW2[0,0]`.
        state: where the debugger stands.
        timeline: the iterations that the state is one of.

    Raises:
        WhyError: where nothing is called so.
    """
    program = state.run.program
    reason = why_no_gradient(text, program)
    if reason or not text.strip():
        raise WhyError(reason or "why what? name a node or a gradient")
    try:
        asked = parse_series(text, program)
    except SeriesError as error:
        raise WhyError(str(error)) from None
    before = _done(state)
    if asked.symbol not in program.base and program.index[asked.symbol] >= before:
        before = len(program.equations)
    return Quantity(asked.symbol, asked.entry or (), state.run, before, timeline)


def _done(state: State) -> int:
    """How many steps are complete."""
    return state.position - (state.arrived is not None)


def names_in(expressions: Sequence[Expression]) -> Iterator[str]:
    """The names in some expressions, in order, without what is left out."""
    for expression in expressions:
        for leaf in _leaves(expression):
            if not isinstance(leaf, Omitted):
                yield leaf.name


def omitted_terms(expressions: Sequence[Expression]) -> int:
    """How many terms are left out of some expressions."""
    leaves = (leaf for expression in expressions for leaf in _leaves(expression))
    return sum(leaf.count for leaf in leaves if isinstance(leaf, Omitted))


def _leaves(expression: Expression) -> Iterator[Name]:
    match expression:
        case Name():
            yield expression
        case Call(operands=operands):
            for operand in operands:
                yield from _leaves(operand)


def _filled(expression: Expression) -> Expression:
    """The expression with numbers in place of what is left out, whose names need not differ."""
    match expression:
        case Omitted(value=value):
            assert not is_array(value)  # noqa: S101  (as it stands in a sum of single numbers)
            return Number(value)
        case Call(op=op, operands=operands):
            return Call(op, tuple(map(_filled, operands)))
    return expression


# What cancels


def _samples(step: Step, index: Index) -> tuple[Part, ...]:
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
    return tuple(Part("", number, None, _largest(part)) for number, part in enumerate(chosen))


def _terms(quantity: Quantity) -> tuple[Part, ...]:
    """The terms of a fan-in sum or of a sum in the equation, if they cancel."""
    step = quantity.step
    assert step is not None  # noqa: S101  (as it has an equation)
    terms = quantity.terms
    sources = [term.source for term in step.equation.terms]
    if len(terms) == 1:
        terms = tuple(_addends(terms[0]))
        sources = [""] * len(terms)
    values = [quantity.evaluate(term) for term in terms]
    sizes = [quantity.evaluate(call("abs", term)) for term in terms]
    if len(terms) == 1 or not _cancel(sizes, quantity.value):
        return ()
    return tuple(
        Part(source, None, term, _largest(value))
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


# What makes a zero


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
            self._look(term, each.source)

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


def dead_since(timeline: Timeline, run: Run, relu: str, unit: int) -> int | None:
    """The iteration since which a unit has been active for no sample; 0 for from the start.

    None where there were so many events that some may not have been kept.
    """
    if sum(event.size for event in timeline.events) > MAX_EVENT_BYTES / 2:
        return None
    events = [
        event for event in timeline.events if event.node == relu and event.iteration < run.number
    ]
    if run.number:
        place = list(run.program.network.relus).index(relu)
        before, after = timeline.run(run.number - 1).masks[place], run.masks[place]
        if before != after:
            events.append(Event(run.number, relu, before, after))
    died = [
        each.iteration
        for each in happenings(run.program, events)
        if each.unit == unit and each.change is Change.DIED
    ]
    return died[-1] if died else 0


def causes(quantity: Quantity) -> Iterator[Quantity]:
    """A quantity, what makes it 0, what makes that 0, and so on, each by its first cause."""
    for _ in range(MAX_LINKS):
        yield quantity
        cause = quantity.cause
        if not cause.zeros or cause.reason in (Reason.DEAD_RELU, Reason.KINK):
            return
        quantity = cause.zeros[0]
