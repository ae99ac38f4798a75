"""Sentences about updates: what an optimiser remembers, and which way a parameter moves."""

from __future__ import annotations

from engine.iterations.step import Step
from engine.language.expression import gradient_name
from engine.language.notation import Style
from engine.language.values import is_array, is_finite, is_zero, same
from engine.program.program import LEARNING_RATE


def update_note(step: Step, style: Style) -> str:
    """What a step of the update does, and why."""
    memo = step.run.program.memo
    if step.is_frozen:
        return f"{style.name(step.node)} is frozen: the update leaves {_it(step)} as it is."
    if step.symbol == memo.count:
        return (
            f"{style.name(step.symbol)} counts the updates; it makes up for means that started at "
            "0 and are too small at first."
        )
    return _moving(step, style) if step.symbol == step.node else _remembering(step, style)


def _it(step: Step) -> str:
    return "it" if step.symbol == step.node else "what is remembered about it"


def _remembering(step: Step, style: Style) -> str:
    """How much an optimiser keeps of a velocity or a mean, and what it adds."""
    program, optimiser = step.run.program, step.run.program.network.optimiser
    name, gradient = style.name(step.node), style.name(_gradient(step))
    if optimiser.kind == "momentum":
        keeps = f"keeps {optimiser.momentum:g} of what it was"
        return f"The velocity of {name} {keeps}, and the gradient is added to it."
    if step.symbol == program.memo.of[step.node][0]:
        mean, beta, taken = "running mean", optimiser.beta1, gradient
    else:
        mean, beta, taken = "running mean square", optimiser.beta2, f"the square of {gradient}"
    return (
        f"The {mean} of {name}'s gradient keeps {beta:g} of what it was and takes in "
        f"{1 - beta:g} of {taken}."
    )


def _moving(step: Step, style: Style) -> str:
    """Which way a parameter moves: against its gradient, or what the optimiser made of it."""
    memo, rate = step.run.program.memo.of[step.node], step.before(LEARNING_RATE)
    driver = (*memo, _gradient(step))[0]
    name, what, value = style.name(step.node), style.name(driver), step.before(driver)
    stays = f"{name} stays {'as it is' if is_array(step.value) else style.number(step.value)}"
    if is_zero(value):
        return f"{'Every entry of ' if is_array(value) else ''}{what} is 0, so {stays}."
    if is_zero(rate):
        return f"The learning rate is 0, so {stays}."
    if is_finite(step.value) and same(step.value, step.before(step.node)):
        return f"The change is too small for a float, so {stays}."
    mover, its = _MOVERS[step.run.program.network.optimiser.kind]
    if not is_array(rate) and rate < 0.0:
        return f"The learning rate is negative, so {name} moves along its {its}."
    root = f", over the root of {style.name(memo[1])}" if len(memo) > 1 else ""
    if is_array(value) or not is_finite(value):
        return f"{name} moves against its {its} by the learning rate times {what}{root}."
    sign, way = ("positive", "down") if value > 0.0 else ("negative", "up")
    return f"{what} is {sign}, so {mover} moves {name} {way}, against it."


def _gradient(step: Step) -> str:
    return gradient_name(step.run.program.network.loss, step.node)


_MOVERS = {
    "gd": ("gradient descent", "gradient"),
    "momentum": ("momentum", "velocity"),
    "adam": ("Adam", "mean gradient"),
}
"""For each optimiser what moves a parameter, and against what."""
