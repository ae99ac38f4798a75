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

from engine.contributions import CANCELS, cancel, contributions
from engine.entries import Index, Omitted, entry, entry_name, entry_of, look_up
from engine.explain import note
from engine.explain_arrays import is_zero
from engine.expression import Call, Expression, Name, Number, gradient_name
from engine.happenings import Change, entries, happenings
from engine.history import MAX_EVENT_BYTES, Event
from engine.kinks import relu_label
from engine.notation import Style
from engine.ops import call
from engine.paths import why_no_gradient
from engine.program import LEARNING_RATE, Phase
from engine.route import DebuggerError
from engine.series import SeriesError, parse_series
from engine.timeline import Timeline
from engine.trace import Run, State, Step
from engine.values import Value, evaluate, is_array, same, unwarned
from engine.words import all_of, capitalised, counted, listed

MAX_LINKS = 1_000
"""So many causes are followed to find the first of them."""

MAX_WRITTEN = 2
"""So many causes of a chain are written with their equations, and then the last."""

MAX_PARTS = 6
"""So many contributions that cancel are listed; of more the largest."""


class WhyError(DebuggerError):
    """A question that cannot be answered, with a message for the person who asked it."""


class Reason(StrEnum):
    """What makes a value what it is."""

    COMPUTED = "computed"
    GIVEN = "given"
    DEAD_RELU = "dead ReLU"
    KINK = "at the kink"
    ZERO_FACTOR = "multiplied by zero"
    CANCELS = "contributions cancel"
    FLAT = "flat"
    UNCHANGED = "the update changes nothing"


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
        """The step that computed it, which for a parameter may be of the iteration before."""
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
            return Cause(Reason.GIVEN)
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


# Saying it


def why_lines(text: str, state: State, timeline: Timeline, style: Style) -> list[str]:
    """The answer in lines of text: the sentence that answers, then the causes behind it.

    Args:
        text: the symbol as it is typed, which may be an entry's: `dL/dW2[0,0]`.
        state: where the debugger stands.
        timeline: the iterations that the state is one of.
        style: how names and numbers are written.

    Raises:
        WhyError: where nothing is called so.
    """
    program = state.run.program
    unasked = why_no_gradient(text, program)
    if unasked:
        return [f"{unasked}."]
    quantity = ask(text, state, timeline)
    lines = []
    if not quantity.is_computed(state):
        place = program.index[quantity.symbol] + 1
        lines.append(f"{_name(quantity, style)} is not computed yet: step {place} does it. Then:")
    chain = list(causes(quantity))
    lines.append(_answer(chain, style))
    shown = chain if len(chain) <= MAX_WRITTEN + 1 else [*chain[:MAX_WRITTEN], chain[-1]]
    for depth, each in enumerate(shown):
        if depth == MAX_WRITTEN and len(chain) > len(shown):
            lines.append(f"{'  ' * (depth + 1)}… ({len(chain) - len(shown):,} more)")
        lines += ["  " * (depth + 1) + line for line in _details(each, style)]
    return lines


def causes(quantity: Quantity) -> Iterator[Quantity]:
    """A quantity, what makes it 0, what makes that 0, and so on, each by its first cause."""
    for _ in range(MAX_LINKS):
        yield quantity
        cause = quantity.cause
        if not cause.zeros or cause.reason in (Reason.DEAD_RELU, Reason.KINK):
            return
        quantity = cause.zeros[0]


def _answer(chain: Sequence[Quantity], style: Style) -> str:
    """As in: ∂L/∂w3 = 0, because h0 = 0, because ReLU 0 is dead since iteration 1."""
    first, last = chain[0], chain[-1]
    subject = _is_zero(first, style) or f"{_name(first, style)} = {style.number(first.value)}"
    step = first.step
    if step is None:
        return f"{subject}: it is {_given(first)}."
    if first.cause.reason is Reason.COMPUTED:
        if step.phase is Phase.UPDATE:
            return f"{subject} since the update of iteration {step.iteration}."
        return f"{subject}." if first.index else f"{subject}. {note(step, style)}"
    if first.cause.reason is Reason.UNCHANGED:
        subject = f"{subject}: the update of iteration {step.iteration} left it as it was"
    clauses = [_because(each, style) for each in chain]
    if len(chain) > MAX_WRITTEN + 1:
        clauses = [clauses[0], f"and in the end {_because(last, style)}"]
    if is_array(first.value):
        subject = capitalised(subject)
    return ", ".join([subject, *clauses]) + "."


def _because(quantity: Quantity, style: Style) -> str:
    cause, step = quantity.cause, quantity.step
    if step is None:
        return f"which is {_given(quantity)}"
    match cause.reason:
        case Reason.DEAD_RELU:
            return f"because {_dead(quantity, style)}"
        case Reason.KINK:
            return f"because {_relu(quantity, style)} is at the kink, where its derivative is 0"
        case Reason.CANCELS if cause.parts[0].sample is not None:
            return f"because the contributions of {all_of(len(cause.parts), 'samples')} cancel"
        case Reason.CANCELS:
            whose = "contributions" if cause.parts[0].source else "terms of its equation"
            return f"because {counted(len(cause.parts))} {whose} cancel"
        case Reason.FLAT:
            assert cause.part is not None  # noqa: S101  (as it says what is flat)
            return f"because {_of_entries(quantity, style).write(cause.part)} is 0"
        case Reason.UNCHANGED if not cause.zeros:
            return "because the change is too small for a float"
    if len(cause.zeros) == 1:
        return f"because {_is_zero(cause.zeros[0], style)}"
    return f"because {listed(_name(each, style) for each in cause.zeros)} are 0"


def _dead(quantity: Quantity, style: Style) -> str:
    """As in: ReLU 0 is dead since iteration 1; unit 1 of H is dead for sample 0."""
    cause, index, step = quantity.cause, quantity.index, quantity.step
    assert step is not None  # noqa: S101  (as a ReLU stands in its equation)
    label = _relu(quantity, style)
    network = step.run.program.network
    if cause.since is not None:
        since = f"since iteration {cause.since}" if cause.since else "from the start"
        samples = " for all samples" if network.samples and cause.relu in network.per_sample else ""
        return f"{label} is dead{samples} {since}"
    if index and cause.relu in network.per_sample:
        return f"{label} is dead for sample {index[0]}"
    return f"{label} is dead"


def _relu(quantity: Quantity, style: Style) -> str:
    """What the ReLU is called that passes nothing."""
    cause, step = quantity.cause, quantity.step
    assert step is not None  # noqa: S101  (as a ReLU stands in its equation)
    if not cause.relu:
        assert cause.part is not None  # noqa: S101  (as it is applied to something)
        return f"the ReLU of {_of_entries(quantity, style).write(cause.part)}"
    if step.run.program.network.units(cause.relu) == 1:
        return relu_label(cause.relu, style)
    if quantity.index:
        return f"unit {quantity.index[-1]} of {style.name(cause.relu)}"
    return f"every unit of {style.name(cause.relu)}"


def _given(quantity: Quantity) -> str:
    """What a quantity is that no step has computed."""
    if quantity.symbol == LEARNING_RATE:
        return "the learning rate"
    network = quantity.run.program.network
    if quantity.symbol in network.parameters:
        return "given, before the first update"
    return "given" if quantity.symbol in network.constants else "so before the first update"


def _is_zero(quantity: Quantity, style: Style) -> str:
    """As in: h0 = 0; every entry of H is 0. Empty where it is not."""
    if not is_zero(quantity.value):
        return ""
    name = _name(quantity, style)
    return f"every entry of {name} is 0" if is_array(quantity.value) else f"{name} = 0"


def _name(quantity: Quantity, style: Style) -> str:
    return style.name(entry_name(quantity.symbol, quantity.index))


def _details(quantity: Quantity, style: Style) -> list[str]:
    """The equation in symbols and numbers, and what cancels or is silent in it."""
    step, cause = quantity.step, quantity.cause
    if step is None:
        return []
    lines = [_equation(quantity, style)]
    if cause.reason in (Reason.DEAD_RELU, Reason.KINK):
        lines += [f"  {_equation(each, style)}" for each in cause.zeros[:1] if each.step]
    parts = sorted(cause.parts, key=lambda part: -abs(part.value))[:MAX_PARTS]
    plain = _of_entries(quantity, style)
    up_to = "up to " if is_array(quantity.value) else ""
    lines += [f"  {_part(part, up_to, plain)}" for part in cause.parts if part in parts]
    if len(cause.parts) > MAX_PARTS:
        lines.append(f"  … ({len(cause.parts) - MAX_PARTS:,} more, all smaller)")
    if parts:
        lines.append(f"  sum: {style.number(quantity.value)}")
    return lines


def _equation(quantity: Quantity, style: Style) -> str:
    """As in: ∂L/∂w3 = ∂L/∂z2 · h0 = 1 · 0 = 0."""
    name = _name(quantity, style)
    style = _of_entries(quantity, style)
    written = f"{name} = {style.write_sum(quantity.terms)}"
    if is_array(quantity.value):
        return written
    value, terms = style.number(quantity.value), quantity.terms

    def number_of(part: Expression) -> Value | None:
        return quantity.evaluate(part) if isinstance(part, Name) else None

    numbers = style.write_sum(terms, number_of)
    return " = ".join(dict.fromkeys([written, numbers, value]))


def _of_entries(quantity: Quantity, style: Style) -> Style:
    """The style for its equation, in which the names of entries are single numbers."""
    return replace(style, shapes={}) if quantity.index else style


def _part(part: Part, up_to: str, style: Style) -> str:
    number = up_to + style.number(part.value)
    if part.sample is not None:
        return f"sample {part.sample}: {number}"
    assert part.expression is not None  # noqa: S101  (as only a sample's part has none)
    source = f"from {style.name(part.source)}: " if part.source else ""
    return f"{source}{style.write(part.expression)}{': ' if up_to else ' = '}{number}"
