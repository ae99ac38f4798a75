"""Where the debugger stands, in words for a screen reader: no signs, and a line for each step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.debugger.stop import Stop
from engine.derivation.kinks import relu_label
from engine.derivation.note import note
from engine.iterations.run import Step, overall
from engine.language.expression import Call, Expression, Name, Number, gradient_name
from engine.language.notation import MAX_SHOWN, Style, ValueOf, format_number
from engine.language.ops import ATOM, OPS, PRODUCT, SUM, option_of
from engine.language.text import capitalised
from engine.language.values import Array, Value, is_array
from engine.program.program import Phase, Program

INFIX: Mapping[str, tuple[str, str]] = {
    "add": ("plus", "sum"),
    "sub": ("minus", "difference"),
    "mul": ("times", "product"),
    "div": ("divided by", "quotient"),
    "matmul": ("matrix times", "matrix product"),
    "outer": ("outer times", "outer product"),
    "pow": ("to the power of", "power"),
}
"""What is said between two operands, and what the whole is called within something else."""

CALLED: Mapping[str, str] = {
    "transpose": "the transpose of {0}",
    "abs": "the absolute value of {0}",
    "sign": "the sign of {0}",
    "relu": "ReLU of {0}",
    "step": "the step of {0}",
    "leaky_relu": "leaky ReLU of {0}",
    "log": "the natural logarithm of {0}",
    "sqrt": "the square root of {0}",
    "square": "{0} squared",
    "minimum": "the smaller of {0} and {1}",
    "maximum": "the larger of {0} and {1}",
    "mean": "the mean of {0}",
    "sum": "the sum over {0}",
    "sum_to": "the sum over the samples of {0}",
    "broadcast_to": "{0} for each entry",
    "cross_entropy": "the cross entropy of {0} and {1}",
}
"""How a call is said, where not as its name `of` its operands."""

EVALUATED = frozenset({"step", "sign"})
"""The ops whose value is said where numbers are, in place of what they are applied to."""


@dataclass(frozen=True, slots=True)
class Spoken(Style):
    """Writes expressions in words: `gradient of z2 times w3 plus gradient of z1 times w1`."""

    @classmethod
    def of(cls, program: Program) -> Spoken:
        """The words for a program's expressions."""
        return cls("text", shapes=program.shapes, digits=6)

    def name(self, name: str) -> str:
        """A name as it is typed; a gradient is the gradient of its node."""
        return in_words(name)

    def number(self, value: Value) -> str:
        """A number, or the entries of an array if they are few, else its shape and range."""
        return _say_array(value) if is_array(value) else say_number(value)

    def write_sum(self, terms: Sequence[Expression], value_of: ValueOf = lambda _: None) -> str:
        """The terms added up, first to last."""
        need = SUM if len(terms) == 1 else PRODUCT
        return " plus ".join(self._write(term, need, value_of) for term in terms)

    def _write(
        self,
        expression: Expression,
        need: int,
        value_of: ValueOf,
        leading: bool = True,  # noqa: ARG002  (of signs)
    ) -> str:
        value = expression.value if isinstance(expression, Number) else value_of(expression)
        if value is not None:
            return self.number(value)
        if isinstance(expression, Name):
            return self.name(expression.name)
        assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
        op, operands = OPS[expression.op], expression.operands
        if expression.op == "neg":
            said = self._write(operands[0], ATOM, value_of)
            return f"the opposite of {said}" if said.startswith("minus ") else f"minus {said}"
        if expression.op in INFIX:
            between, noun = INFIX[expression.op]
            if op.notation.binding < need:
                left, right = (self._write(each, ATOM, value_of) for each in operands)
                return f"the {noun} of {left} and {right}"
            left, right = (
                self._write(each, least, value_of)
                for each, least in zip(operands, op.notation.needs, strict=True)
            )
            return f"{left} {between} {right}"
        parts = [self._write(each, ATOM, value_of) for each in operands[: op.operands]]
        if expression.op == "expand_dims":
            return f"{parts[0]} as a {'column' if option_of(expression) == -1.0 else 'row'}"
        words = CALLED.get(expression.op)
        name = expression.op.replace("_", " ")
        return words.format(*parts) if words else f"{name} of {' and '.join(parts)}"


def say_number(value: float) -> str:
    """A number as it is read aloud: `minus 0.25`, `3 times 10 to the minus 8`."""
    if value != value:
        return "not a number"
    if value in (float("inf"), float("-inf")):
        return "infinity" if value > 0 else "minus infinity"
    return in_words(format_number(value, 6, "-"))


def _say_array(value: Array, most: int = MAX_SHOWN) -> str:
    if value.ndim <= 2 and value.size <= most:
        if value.ndim == 1:
            return f"the vector {_say_entries(value.tolist())}"
        rows = "; ".join(f"row {i}: {_say_entries(row)}" for i, row in enumerate(value.tolist()))
        return f"the matrix, {rows}"
    shape = " by ".join(map(str, value.shape))
    kind = {1: "vector", 2: "matrix"}.get(value.ndim, "array")
    return (
        f"a {kind} of {shape} from {say_number(float(value.min()))} "
        f"to {say_number(float(value.max()))}"
    )


def _say_entries(entries: list[float]) -> str:
    return ", ".join(map(say_number, entries))


_WORDS: tuple[tuple[str, str], ...] = (
    (r"^ *\* ", "here: "),
    (r"^ *= ", "that is "),
    (r"(?:\bd|∂)\w+/[d∂](\w+)", r"gradient of \1"),
    (r"(?:\bd|∂)\w+/[d∂](?!\w)", "gradient"),
    (r"(\w+)\((\w+)\)\[(\d+), ?(\d+)\]", r"entry \3, \4 of \1 of \2"),
    (r"(\w+)\[(\d+), ?(\d+)\]", r"entry \2, \3 of \1"),
    (r"(\w+)\[(\d+)\]", r"entry \2 of \1"),
    (r"\[(\d+)[x×](\d+)\]", r"\1 by \2"),
    (r"\bstep (\d+)/(\d+)", r"step \1 of \2"),
    (r"(?<= = )((?:(?![.,:;] | = ).)+) = ", r"\1, that is "),
    (r" = ((?:minus )?[^ ]+) (is|sits) ", r" is \1, which \2 "),
    (r" *(?:!=|≠) *", " is not "),
    (r" *(?:<=|≤) *", " is at most "),
    (r" *(?:>=|≥) *", " is at least "),
    (r" *< *", " is less than "),
    (r" *> *", " is greater than "),
    (r" *={1,2} *| *≔ *", " is "),
    (r" *← *| *<- *", " to "),
    (r" *\*\* *", " to the power of "),
    (r" *[·*×] (?=\S)|(?<=\w)\*(?=\w)", " times "),
    (r" \+ ", " plus "),
    (r"(?<=\S) [-−] (?=\S)", " minus "),
    (r" / ", " divided by "),
    (r" @ ", " matrix times "),
    (r"(?<=\d)e\+?0*(\d+)\b", r" times 10 to the \1"),
    (r"(?<=\d)e[-−]0*(\d+)\b", r" times 10 to the minus \1"),
    (r"(?<![\w.])[-−](?=\.?\d)", "minus "),
    (r"(?<=\s)[.·](?=\s|$)", "not computed yet"),
    (r"(?<=\s)-(?=\s|$)", "none"),
    (r"\bupstream gradient gradient of", "the upstream gradient of"),
    (r"(?<=\. )gradient of|^gradient of(?=.* is (?:positive|negative|0):)", "Gradient of"),
    (r"…|\.\.\.?", " to "),
    (r"ŷ", "yhat"),
    (r"(?<=\S)(?: {2,})(?=\S)", ", "),
    (r" {2,}", " "),
    (r":,", ":"),
)
"""Signs and what is said in their place, in this order."""

_PATTERNS = tuple((re.compile(pattern), words) for pattern, words in _WORDS)


def in_words(text: str) -> str:
    """A line of an answer with words for its signs, and commas between its columns."""
    for pattern, words in _PATTERNS:
        text = pattern.sub(words, text)
    return text.strip()


# Where one stands


def say_move(before: Stop, stop: Stop, brief: bool) -> str:
    """What a move has come to, in a line: what there is to say about it, then where one stands."""
    has_moved = (before.cursor, before.branches.number, before.program) != (
        stop.cursor,
        stop.branches.number,
        stop.program,
    )
    is_said = has_moved and stop.cursor.arrived is not None  # by the step itself
    parts = [_sentence(stop.message, stop)] if stop.message and not is_said else []
    if has_moved:
        parts += _news(before, stop)
        parts.append(say_stop(stop, brief, _begins_phase(stop)))
    elif not stop.message:
        parts.append(say_node(stop.selected, stop))
    return " ".join(parts)


def say_stop(stop: Stop, brief: bool = False, begins: bool = False) -> str:
    """Where one stands: the step, what it computes, from which numbers and by which rule."""
    step, style = stop.step, Spoken.of(stop.program)
    if step is None:
        return f"Iteration {stop.cursor.iteration}, before the first of {stop.steps} steps."
    place = f"Step {stop.cursor.step}"
    if begins:
        place = f"The {_pass(step.phase)} begins. {place}"
    if not brief:
        place += f" of {stop.steps}, {step.phase}, iteration {step.iteration}"
    if stop.cursor.arrived is not None:
        return f"{place}: {_say_arrived(stop, step, stop.cursor.arrived, style)}"
    value = style.number(step.value)
    if brief:
        value = _say_array(step.value, 4) if is_array(step.value) else value
        return f"{place}: {style.name(step.symbol)} is {value}.{_say_relu(step, style)}"
    said = [f"{place}: {style.name(step.symbol)} is {value}."]
    rule = _rule(step, style)
    if rule not in (value, ""):
        said.append(f"It is {rule}.")
    return " ".join([*said, in_words(note(step, style))])


def _pass(phase: Phase) -> str:
    return "update" if phase is Phase.UPDATE else f"{phase} pass"


def _rule(step: Step, style: Style) -> str:
    """The equation in numbers; of arrays in names, as their numbers fill more than a line."""
    if step.is_set:
        return ""
    expressions = tuple(term.expression for term in step.equation.terms)
    names = [name for each in expressions for name in _names(each)]
    if any(is_array(step.before(name)) for name in names):
        return style.write_sum(expressions)

    return style.write_sum(
        expressions, lambda part: step.evaluate(part) if _is_said_at_once(part) else None
    )


def _is_said_at_once(part: Expression) -> bool:
    """Whether a part is said as its value, and not as what that is computed from."""
    if isinstance(part, Call) and part.op == "neg":
        return _is_said_at_once(part.operands[0])
    return isinstance(part, Name) or (isinstance(part, Call) and part.op in EVALUATED)


def _names(expression: Expression) -> Iterator[str]:
    if isinstance(expression, Name):
        yield expression.name
    elif isinstance(expression, Call):
        for operand in expression.operands:
            yield from _names(operand)


def _say_arrived(stop: Stop, step: Step, arrived: int, style: Style) -> str:
    """How far a fan-in sum has come, and what has arrived last."""
    so_far = stop.state.value(step.symbol)
    total = "not computed yet" if so_far is None else style.number(so_far)
    said = (
        f"{style.name(step.symbol)}, the sum so far is {total}: "
        f"{arrived} of {len(step.terms)} contributions have arrived."
    )
    if arrived:
        last = step.terms[arrived - 1]
        rule, value = style.write(last.expression, step.number_of), style.number(last.value)
        said += f" The last came from {style.name(last.source)}: {rule} is {value}."
    return said


def _say_relu(step: Step, style: Style) -> str:
    """What the ReLU does that a step computes."""
    if step.phase is not Phase.FORWARD or step.state is None:
        return ""
    return f" {capitalised(relu_label(step.node, style))} is {_SAID[step.state]}."


_SAID = {"active": "active", "dead": "dead", "kink": "at the kink", "mixed": "mixed"}


def _begins_phase(stop: Stop) -> bool:
    """Whether it is the first step of its phase."""
    if stop.step is None:
        return False
    return stop.step.index == stop.program.phases[stop.step.phase].start


def _news(before: Stop, stop: Stop) -> list[str]:
    """What matters and is not what it was: the branch, ReLUs, and watches."""
    style, said = Spoken.of(stop.program), []
    if before.branches.number != stop.branches.number and "branch" not in stop.message:
        said.append(f"Branch {stop.branches.number}.")
    if before.program is stop.program:
        for relu in stop.program.network.relus:
            was, now = overall(before.state.units(relu)), overall(stop.state.units(relu))
            if was is not None and now is not None and was is not now:
                label = capitalised(relu_label(relu, style))
                said.append(f"{label} is now {_SAID[now]}, it was {_SAID[was]}.")
    return said + list(_say_watches(stop, style))


def _say_watches(stop: Stop, style: Style) -> Iterator[str]:
    """What each watch is worth that the step has changed."""
    if not stop.watches:
        return
    from engine.debugger.watch_values import read
    from engine.queries.formulas import say_asked, say_worth

    for watch in stop.watches:
        reading = read(watch, stop)
        if reading.has_changed and reading.now is not None:
            asked = in_words(say_asked(watch.asked, style))
            yield f"Watch {watch.number}: {asked} is {in_words(say_worth(reading.now, style))}."


def say_node(node: str, stop: Stop) -> str:
    """All there is to say of a node: value, gradient, state, and what a person has done to it."""
    style, network = Spoken.of(stop.program), stop.program.network
    gradient = gradient_name(network.loss, node)
    said = [f"{node}, {network.kind(node)}: value {_say_known(stop.state.value(node), style)}"]
    if stop.program.has_gradient(node):
        said.append(f"gradient {_say_known(stop.state.gradient(node), style)}")
    units = [_SAID[unit] for unit in stop.state.units(node)]
    if units:
        said.append(units[0] if len(set(units)) == 1 else "units " + ", ".join(units))
    said += [
        words
        for words, holds in (
            ("value set by hand", node in stop.set_by_hand),
            ("gradient set by hand", gradient in stop.set_by_hand),
            ("frozen", node in stop.state.run.frozen),
            ("breakpoint", node in stop.breakpoints.nodes),
            ("current step", node == stop.node),
            ("selected", node == stop.selected and stop.is_selection),
        )
        if holds
    ]
    return ", ".join(said) + "."


def _say_known(value: Value | None, style: Style) -> str:
    return "not computed yet" if value is None else style.number(value)


def say_values(stop: Stop) -> list[str]:
    """A line for each node, in the order in which they are read."""
    return [say_node(node, stop) for node in stop.program.reading_order]


def say_equations(stop: Stop) -> list[str]:
    """A line for each forward equation."""
    style = Spoken.of(stop.program)
    return [
        f"{style.name(name)} is {style.write(part)}."
        for name, part in stop.program.network.equations
    ]


def _sentence(text: str, stop: Stop) -> str:
    said = in_words(text)
    if re.split(r"\W", said, maxsplit=1)[0] not in stop.program.network.nodes:
        said = capitalised(said)
    return said if said.endswith((".", "?")) else f"{said}."


def greet(stop: Stop) -> str:
    """What is said first: which network it is, and where one stands."""
    network = stop.program.network
    count = len(network.equations)
    return f"{in_words(network.title)}, {count} equations. {say_stop(stop)}"
