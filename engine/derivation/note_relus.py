"""Sentences about ReLUs: what their units do, and what of a gradient they pass."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from engine.claims.relu_states import Passes, ReluStates, UnitState, unit_state
from engine.derivation.kinks import passed_kink_note
from engine.derivation.relus import relu_label, rows_of
from engine.derivation.said import NOTHING, Said
from engine.iterations.run import Run, mask
from engine.iterations.step import Arrived, Step
from engine.language.expression import gradient_name
from engine.language.notation import Style
from engine.language.text import all_of, capitalised, listed
from engine.language.values import Array, Value, is_array
from engine.network.relus import Relu

MAX_UNITS = 4
"""So many units are named one by one; more are counted."""

SILENT = (UnitState.DEAD, UnitState.SILENT)
"""The states of a unit that is not active for any sample, and not only at the kink."""


def relu_states(run: Run, relu: Relu) -> ReluStates:
    """What the units of a ReLU do in an iteration."""
    z = run.pre_activation(relu)
    if not is_array(z):
        return ReluStates(run.number, relu, (_state_of_number(z),), 1)
    rows = relu.columns(z)
    return ReluStates(run.number, relu, _states(rows), len(rows))


def _state_of_number(z: float) -> UnitState:
    if z > 0.0:
        return UnitState.ACTIVE
    return UnitState.DEAD if z < 0.0 else UnitState.KINK if z == 0.0 else UnitState.NAN


def _states(rows: Array) -> tuple[UnitState, ...]:
    """The state of each unit, at pre-activations with a row for each sample, or position.

    All units at once, a bit of a code for each kind of entry: there may be a million.
    """
    kinds = {"active": rows > 0.0, "dead": rows < 0.0, "kink": rows == 0.0, "nan": rows != rows}
    codes = sum(has_it.any(axis=0) * (1 << bit) for bit, has_it in enumerate(kinds.values()))
    found: list[int] = codes.tolist()
    states = {
        code: unit_state(frozenset(kind for bit, kind in enumerate(kinds) if code >> bit & 1))
        for code in set(found)
    }
    return tuple([states[code] for code in found])


# Forward


def forward_note(step: Step, relu: Relu, style: Style) -> Said:
    """What a ReLU that is the whole equation of a step does."""
    found = relu_states(step.run, relu)
    label, z = relu_label(relu, style), _with_value(step, relu, style)
    if is_array(step.value):
        sentence = capitalised(f"{label} passes on what is positive in {z}.")
        return Said(f"{sentence} {_units(found, step)}", (found,))
    match found.states[0]:
        case UnitState.ACTIVE:
            return Said(f"{z} is positive: {label} is active and passes it on.", (found,))
        case UnitState.DEAD:
            return Said(f"{z} is negative: {label} is dead and gives 0.", (found,))
    return Said(f"{capitalised(label)} gives 0.", (found,))


def inner_note(step: Step, style: Style) -> Said:
    """Which ReLUs inside of the equation of a step are dead, or have dead units."""
    relus = step.run.program.network.relus_in.get(step.node, ())
    return NOTHING.then(*(_inner(step, relu, style) for relu in relus if not relu.is_whole))


def _inner(step: Step, relu: Relu, style: Style) -> Said:
    found = relu_states(step.run, relu)
    silent = {unit for unit, state in enumerate(found.states) if state in SILENT}
    if not silent:
        return NOTHING
    label = relu_label(relu, style)
    if is_array(step.run.pre_activation(relu)):
        phrases = _phrases(found, step, only=silent)
        return Said(capitalised(f"in {label} {', '.join(phrases)}."), (found,))
    z = _with_value(step, relu, style)
    return Said(f"{z} is negative: {label} is dead and gives 0.", (found,))


# Backward


def backward_note(step: Step, term: Arrived, relu: Relu, style: Style) -> Said:
    """What a ReLU that is the whole equation of a child passes of the gradient."""
    found = relu_states(step.run, relu)
    label, z = relu_label(relu, style), _with_value(step, relu, style)
    at_zero = step.run.program.network.conventions.relu_at_zero
    passes = _passes(step, relu, step.before(step.node), at_zero)
    if is_array(step.before(step.node)):
        where = "not negative" if at_zero else "positive"
        count = f"{passes.passing} of {passes.entries} entries"
        sentence = f"The gradient passes where {z} is {where}: {count}."
        return Said(f"{sentence} {_units(found, step)}", (passes, found))
    match found.states[0]:
        case UnitState.ACTIVE:
            sentence = f"{z} is positive: {label} is active, so the gradient passes unchanged."
            return Said(sentence, (found, passes))
        case UnitState.DEAD:
            sentence = f"{z} is negative: {label} is dead and passes no gradient."
            return Said(sentence, (found, passes))
    return passed_kink_note(step, term, style)


def _passes(step: Step, relu: Relu, z: Value, at_zero: float) -> Passes:
    upstream = gradient_name(step.run.program.network.loss, relu.node)
    found = mask(z, at_zero)
    passing, entries = (int(found), 1) if isinstance(found, bool) else (found.count(1), len(found))
    return Passes(step.iteration, step.index, upstream, passing, entries)


# Units


def _units(found: ReluStates, step: Step) -> str:
    """As in: Both units are active for all 4 samples."""
    return capitalised(f"{', '.join(_phrases(found, step))}.")


def _phrases(found: ReluStates, step: Step, only: Container[int] | None = None) -> Iterator[str]:
    """What units do, those together that do the same."""
    rows = rows_of(found.relu, found.rows, step.run.program)
    units = dict[UnitState, list[int]]()
    for unit, state in enumerate(found.states):
        if only is None or unit in only:
            units.setdefault(state, []).append(unit)
    for state, members in units.items():
        is_image = found.relu.positions > 1
        over = _over_images(state, found) if is_image else _over(state, found.rows, rows)
        yield f"{_who(members, found.relu)} {over}"


def _over(state: UnitState, count: int, rows: str) -> str:
    """The state of a unit, over so many rows."""
    match state:
        case UnitState.MIXED:
            return f"active for some {rows} and not for others"
        case UnitState.SOME_NAN:
            return f"nan for some {rows}"
    return f"{state} for {all_of(count, rows)}" if count > 1 else f"{state}"


def _over_images(state: UnitState, found: ReluStates) -> str:
    """The state of a channel, over all positions of all samples."""
    match state:
        case UnitState.MIXED:
            return "active at some positions and not at others"
        case UnitState.SOME_NAN:
            return "nan at some positions"
    positions = found.relu.positions
    samples, at = found.rows // positions, f"at all {positions} positions"
    return f"{state} for {all_of(samples, 'samples')}, {at}" if samples > 1 else f"{state} {at}"


def _who(members: Sequence[int], relu: Relu) -> str:
    """As in: both units are; unit 1 is; units 0 and 2 are; 7 of 20 channels are."""
    count, one, many = relu.units, relu.noun, f"{relu.noun}s"
    if len(members) == count:
        return f"{all_of(count, many)} are" if count > 1 else f"its only {one} is"
    if len(members) == 1:
        return f"{one} {members[0]} is"
    if len(members) > MAX_UNITS:
        return f"{len(members)} of {count} {many} are"
    return f"{many} {listed(members)} are"


def _with_value(step: Step, relu: Relu, style: Style) -> str:
    """The pre-activation, with its value if that is a number."""
    written, value = style.write(relu.z), step.evaluate(relu.z)
    return written if is_array(value) else f"{written} = {style.number(value)}"
