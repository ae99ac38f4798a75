"""Sentences about what an update computes besides parameters: means, velocities, clipping."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.claims.updates import IsClipped
from engine.derivation.said import Said
from engine.iterations.step import Step
from engine.language.expression import Call, gradient_name
from engine.language.figures import brief
from engine.language.notation import Style
from engine.language.text import listed
from engine.network.optimisers import Optimiser, Role
from engine.network.schedules import Schedule


def _count(step: Step, style: Style) -> Said:
    optimiser = _optimiser(step)
    uses = []
    if optimiser.row.counts:
        uses.append("it makes up for means that started at 0 and are too small at first")
    if not optimiser.schedule.is_constant:
        uses.append("the learning rate goes by it")
    return Said(f"{style.name(step.symbol)} counts the updates; {listed(uses)}.")


def _rate(step: Step, style: Style) -> Said:
    schedule = _optimiser(step).schedule
    words = ", then ".join([*_warming(schedule), *_COURSES[schedule.kind](schedule)])
    return Said(f"{style.name(step.symbol)} is the learning rate of this update: it {words}.")


def _warming(schedule: Schedule) -> list[str]:
    if not schedule.warmup:
        return []
    return [f"grows evenly over the first {schedule.warmup:,.0f} updates"]


_COURSES: Mapping[str, Callable[[Schedule], list[str]]] = {
    "constant": lambda schedule: [],
    "step": lambda schedule: [
        f"is multiplied by {brief(schedule.gamma)} every {schedule.step_size:,.0f} updates"
    ],
    "exponential": lambda schedule: [
        f"is multiplied by {brief(schedule.gamma)} from one update to the next"
    ],
    "cosine": lambda schedule: [
        f"goes to {brief(schedule.lowest_rate)} along half a cosine, "
        f"in {schedule.length:,.0f} updates"
    ],
}
"""How the learning rate goes, by the kind of its schedule."""


def _done(step: Step, style: Style) -> Said:
    schedule = _optimiser(step).schedule
    limits = []
    if schedule.warmup:
        limits.append(f"the {schedule.warmup:,.0f} of the warm-up do not count")
    if schedule.kind == "cosine":
        limits.append(f"there are {schedule.length:,.0f} in all")
    return Said(
        f"{style.name(step.symbol)} is how many updates of the schedule are done: {listed(limits)}."
    )


def _warm(step: Step, style: Style) -> Said:
    return Said(
        f"{style.name(step.symbol)} is the part of the learning rate that an update goes by while "
        f"it warms up, over the first {_optimiser(step).schedule.warmup:,.0f} updates."
    )


def _norm(step: Step, style: Style) -> Said:
    return Said(
        f"{style.name(step.symbol)} is the length of the gradients of all parameters, taken "
        "together as one vector."
    )


def _factor(step: Step, style: Style) -> Said:
    """Whether the gradients are made shorter; a claim where their length is a number."""
    most = _optimiser(step).clip_norm
    assert most is not None  # noqa: S101  (else nothing has this role)
    norm = step.before(step.run.program.memo.shared[Role.NORM])
    is_clipped = float(norm) > most
    if is_clipped:
        what = (
            f"are longer than {style.number(most)}, so all of them are multiplied by "
            f"{style.name(step.symbol)}: the direction stays, the length does not"
        )
    else:
        what = f"are no longer than {style.number(most)}: they are taken as they are"
    if norm != norm:
        return Said("A gradient is NaN, and so is their length.")
    claim = IsClipped(step.iteration, step.index, most, is_clipped)
    return Said(f"The gradients together {what}.", (claim,))


def _gradient(step: Step, style: Style) -> Said:
    """What is done to a gradient before the optimiser takes it."""
    optimiser, gradient = _optimiser(step), style.name(_name_of_gradient(step))
    done = []
    if optimiser.clip_norm is not None:
        factor = step.run.program.memo.shared[Role.FACTOR]
        done.append(f"multiplied by {style.name(factor)}")
    if optimiser.clip_value is not None:
        least, most = style.number(-optimiser.clip_value), style.number(optimiser.clip_value)
        done.append(f"held between {least} and {most}")
    if optimiser.decay and not optimiser.is_decoupled:
        name = style.name(step.node)
        done.append(
            f"with {brief(optimiser.decay)} of {name} added, so that {name} gets smaller "
            "(weight decay)"
        )
    return Said(f"What the update takes for the gradient is {gradient}, {listed(done)}.")


def _velocity(step: Step, style: Style) -> Said:
    keeps = f"keeps {brief(_optimiser(step).momentum)} of what it was"
    name = style.name(step.node)
    return Said(f"The velocity of {name} {keeps}, and the gradient is added to it.")


def _mean(step: Step, style: Style) -> Said:
    return _running(step, style, "running mean", _optimiser(step).beta1, "")


def _square(step: Step, style: Style) -> Said:
    optimiser = _optimiser(step)
    keep = optimiser.beta2 if "beta2" in optimiser.row.settings else optimiser.alpha
    return _running(step, style, "running mean square", keep, "the square of ")


def _running(step: Step, style: Style, mean: str, keep: float, of: str) -> Said:
    taken = step.run.program.memo.letters[step.node]["g"].name
    return Said(
        f"The {mean} of {style.name(step.node)}'s gradient keeps {brief(keep)} of what it was and "
        f"takes in {brief(1 - keep)} of {of}{style.name(taken)}."
    )


def _total(step: Step, style: Style) -> Said:
    taken = step.run.program.memo.letters[step.node]["g"].name
    return Said(
        f"{style.name(step.symbol)} is the sum of the squares of all gradients of "
        f"{style.name(step.node)} so far: that of {style.name(taken)} is added to it."
    )


def _corrected(step: Step, style: Style) -> Said:
    """A mean that started at 0, over the part of it that gradients have filled."""
    mean = next(step.equation.reads())
    expression = step.equation.expression
    assert isinstance(expression, Call)  # noqa: S101  (a quotient, as its rule says)
    return Said(
        f"{style.name(mean)} started at 0, so it is too small at first: the weights in it add up "
        f"to {style.write(expression.operands[1])}, by which it is divided."
    )


def _ahead(step: Step, style: Style) -> Said:
    name, keep = style.name(step.node), brief(_optimiser(step).momentum)
    return Said(
        f"The gradient, and {keep} of the velocity, which the next update will keep: "
        f"{name} moves as if it had gone on already."
    )


def _decayed(step: Step, style: Style) -> Said:
    name, decay = style.name(step.node), brief(_optimiser(step).decay)
    return Said(
        f"What {name} moves against has {decay} of {name} itself in it, so that {name} gets "
        "smaller whatever its gradient is (decoupled weight decay)."
    )


MEMO_NOTES: Mapping[str, Callable[[Step, Style], Said]] = {
    Role.COUNT: _count,
    Role.DONE: _done,
    Role.WARM: _warm,
    Role.RATE: _rate,
    Role.NORM: _norm,
    Role.FACTOR: _factor,
    Role.GRADIENT: _gradient,
    Role.VELOCITY: _velocity,
    Role.MEAN: _mean,
    Role.SQUARE: _square,
    Role.TOTAL: _total,
    Role.CORRECTED: _corrected,
    Role.AHEAD: _ahead,
    Role.DECAYED: _decayed,
}
"""What is said of everything that an update computes besides parameters."""


def _optimiser(step: Step) -> Optimiser:
    return step.run.program.network.optimiser


def _name_of_gradient(step: Step) -> str:
    return gradient_name(step.run.program.network.loss, step.node)
