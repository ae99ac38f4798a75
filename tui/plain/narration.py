"""The narration for a screen reader: where the debugger stands, a line of words for each step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.debugger.stop import Stop
from engine.derivation.note import note
from engine.derivation.relus import relu_label
from engine.iterations.residues import shown, shown_in
from engine.iterations.state import overall
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name, gradient_name, occurrences
from engine.language.notation import Style
from engine.language.sides import written
from engine.language.text import capitalised
from engine.language.values import Value, is_array
from engine.program.program import Phase
from tui.plain.speech import Spoken, in_words, say_array

EVALUATED = frozenset({"step", "sign"})
"""The ops whose value is said where numbers are, in place of what they are applied to."""


# Where one stands


def say_move(before: Stop, stop: Stop, brief: bool) -> str:
    """What a move has come to, in a line: what there is to say about it, then where one stands."""
    has_moved = (
        (before.cursor, before.branches.number) != (stop.cursor, stop.branches.number)
        or before.program is not stop.program  # arrays in two of them cannot be compared
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
    if stop.asked is not None:
        from tui.drawing.question import asked_line

        return in_words(asked_line(stop, style))
    if step is None:
        return f"Iteration {stop.cursor.iteration}, before the first of {stop.steps} steps."
    begun = f"The {_pass(step.phase)} begins. " if begins else ""
    if stop.passage is not None:
        from tui.plain.passage import say_passage  # not before a group is gone over

        return say_passage(stop.passage, stop.steps, style, brief, begun)
    place = f"{begun}Step {stop.cursor.step}"
    if not brief:
        place += f" of {stop.steps}, {step.phase}, iteration {step.iteration}"
    if stop.cursor.arrived is not None:
        return f"{place}: {_say_arrived(stop, step, stop.cursor.arrived, style)}"
    value = style.number(shown(step))
    if brief:
        value = say_array(step.value, 4) if is_array(step.value) else value
        return f"{place}: {style.name(step.symbol)} is {value}.{_say_relu(step, style)}"
    said = [f"{place}: {style.name(step.symbol)} is {value}."]
    rule, is_exact = _rule(step, style)
    if rule not in (value, ""):
        said.append(f"It is {rule}." if is_exact else f"It is about {rule}.")
    return " ".join([*said, in_words(note(step, style))])


def _pass(phase: Phase) -> str:
    return "update" if phase is Phase.UPDATE else f"{phase} pass"


def _rule(step: Step, style: Style) -> tuple[str, bool]:
    """The equation in numbers, and whether these come to exactly the value, as they are said.

    Of arrays it is in names, as their numbers fill more than a line.
    """
    if step.is_set:
        return "", True
    expressions = tuple(term.expression for term in step.equation.terms)
    names = [name for each in expressions for name in occurrences(each)]
    if any(is_array(step.before(name)) for name in names):
        return style.write_sum(expressions), True
    rule, *value = written(
        step.equation.expression,
        [
            lambda part: step.evaluate(part) if _is_said_at_once(part) else None,
            lambda part: shown(step) if part == step.equation.expression else None,
        ],
        style,
    )
    return rule, all(side.sign == "=" for side in value)


def _is_said_at_once(part: Expression) -> bool:
    """Whether a part is said as its value, and not as what that is computed from."""
    if isinstance(part, Call) and part.op == "neg":
        return _is_said_at_once(part.operands[0])
    return isinstance(part, Name) or (isinstance(part, Call) and part.op in EVALUATED)


def _say_arrived(stop: Stop, step: Step, arrived: int, style: Style) -> str:
    """How far a fan-in sum has come, and what has arrived last."""
    so_far = shown_in(stop.state, step.symbol)
    total = "not computed yet" if so_far is None else style.number(so_far)
    said = (
        f"{style.name(step.symbol)}, the sum so far is {total}: "
        f"{arrived} of {len(step.terms)} contributions have arrived."
    )
    if arrived:
        last = step.terms[arrived - 1]
        rule, value = style.write(last.expression, step.number_of), style.number(last.value)
        said += f" The last came from {style.name(last.child)}: {rule} is {value}."
    return said


def _say_relu(step: Step, style: Style) -> str:
    """What the ReLU does that a step computes."""
    if step.phase is not Phase.FORWARD or step.relu_state is None:
        return ""
    relu = step.run.program.network.relus[step.node]
    return f" {capitalised(relu_label(relu, style))} is {_SAID[step.relu_state]}."


_SAID = {"active": "active", "dead": "dead", "kink": "at the kink", "mixed": "mixed"}


def _begins_phase(stop: Stop) -> bool:
    """Whether it is the first step of its phase."""
    if stop.step is None:
        return False
    first = stop.step.index if stop.over is None else stop.over.first - 1
    return first == stop.program.phases[stop.step.phase].start


def _news(before: Stop, stop: Stop) -> list[str]:
    """What matters and is not what it was: the branch, ReLUs, and watches."""
    style, said = Spoken.of(stop.program), []
    if before.branches.number != stop.branches.number and "branch" not in stop.message:
        said.append(f"Branch {stop.branches.number}.")
    if before.program is stop.program:
        for node, relu in stop.program.network.relus.items():
            was, now = overall(before.state.units(node)), overall(stop.state.units(node))
            if was is not None and now is not None and was is not now:
                label = capitalised(relu_label(relu, style))
                said.append(f"{label} is now {_SAID[now]}, it was {_SAID[was]}.")
    return said + list(_say_watches(stop, style))


def _say_watches(stop: Stop, style: Style) -> Iterator[str]:
    """What each watch is worth that the step has changed."""
    if not stop.watches or stop.is_veiled:
        return
    from engine.debugger.watch_values import read
    from engine.queries.answers import say_asked, say_worth

    for watch in stop.watches:
        reading = read(watch, stop)
        if reading.has_changed and reading.now is not None:
            asked = in_words(say_asked(watch.asked, style))
            yield f"Watch {watch.number}: {asked} is {in_words(say_worth(reading.now, style))}."


def say_node(node: str, stop: Stop) -> str:
    """All there is to say of a node: value, gradient, state, and what a person has done to it."""
    style, network = Spoken.of(stop.program), stop.program.network
    gradient = gradient_name(network.loss, node)
    said = [f"{node}, {network.kind(node)}: value {_say_known(shown_in(stop.state, node), style)}"]
    if stop.program.has_gradient(node):
        said.append(f"gradient {_say_known(shown_in(stop.state, gradient), style)}")
    units = [_SAID[unit] for unit in stop.state.units(node)]
    if units:
        many = f"{network.relus[node].noun}s "
        said.append(units[0] if len(set(units)) == 1 else many + ", ".join(units))
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
    said, network = in_words(text), stop.program.network
    first = re.split(r"[^\w.]", said, maxsplit=1)[0].rstrip(".")
    if first not in network.nodes and first not in network.names.values():
        said = capitalised(said)
    return said if said.endswith((".", "?")) else f"{said}."


def greet(stop: Stop) -> str:
    """What is said first: which network it is, and where one stands."""
    network = stop.program.network
    count = len(network.equations)
    return f"{in_words(network.title)}, {count} equations. {say_stop(stop)}"
