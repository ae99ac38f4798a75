"""Sentences about updates: what an optimiser remembers, and which way a parameter moves."""

from __future__ import annotations

from engine.claims.updates import Moves, MovesAgainst, Stays
from engine.derivation.said import Said
from engine.iterations.step import Step
from engine.language.expression import gradient_name
from engine.language.figures import brief
from engine.language.notation import Style
from engine.language.text import capitalised, listed
from engine.language.values import is_array, is_finite, is_zero
from engine.program.program import LEARNING_RATE


def update_note(step: Step, style: Style) -> Said:
    """What a step of the update does, and why."""
    memo = step.run.program.memo
    if step.is_frozen:
        words = f"{style.name(step.node)} is frozen: the update leaves {_it(step)} as it is."
        return Said(words, (Stays(step.iteration, step.index, ()),))
    if step.symbol == memo.count:
        return Said(
            f"{style.name(step.symbol)} counts the updates; it makes up for means that started at "
            "0 and are too small at first."
        )
    return _moving(step, style) if step.symbol == step.node else _remembering(step, style)


def _it(step: Step) -> str:
    return "it" if step.symbol == step.node else "what is remembered about it"


def _remembering(step: Step, style: Style) -> Said:
    """How much an optimiser keeps of a velocity or a mean, and what it adds."""
    program, optimiser = step.run.program, step.run.program.network.optimiser
    name, gradient = style.name(step.node), style.name(_gradient(step))
    if optimiser.kind == "momentum":
        keeps = f"keeps {brief(optimiser.momentum)} of what it was"
        return Said(f"The velocity of {name} {keeps}, and the gradient is added to it.")
    if step.symbol == program.memo.of[step.node][0]:
        mean, beta, taken = "running mean", optimiser.beta1, gradient
    else:
        mean, beta, taken = "running mean square", optimiser.beta2, f"the square of {gradient}"
    return Said(
        f"The {mean} of {name}'s gradient keeps {brief(beta)} of what it was and takes in "
        f"{brief(1 - beta)} of {taken}."
    )


def _moving(step: Step, style: Style) -> Said:
    """Which way a parameter moves: against its gradient, or what the optimiser made of it."""
    memo, rate = step.run.program.memo.of[step.node], step.before(LEARNING_RATE)
    driver = (*memo, _gradient(step))[0]
    name, what, value = style.name(step.node), style.name(driver), step.before(driver)
    stays = f"{name} stays {'as it is' if is_array(step.value) else style.number(step.value)}"
    if is_finite(step.value) and is_zero(step.value - step.before(step.node)):
        every = "every entry of " if is_array(value) else ""
        zeros = {driver: f"{every}{what}"} if is_zero(value) else {}
        if is_zero(rate):
            zeros[LEARNING_RATE] = "the learning rate"
        why = "The change is too small for a float"
        if zeros:
            why = f"{listed(zeros.values())} {'are' if len(zeros) > 1 else 'is'} 0"
            why = capitalised(why) if every or driver not in zeros else why
        return Said(f"{why}, so {stays}.", (Stays(step.iteration, step.index, tuple(zeros)),))
    mover, its = _MOVERS[step.run.program.network.optimiser.kind]
    along = not is_array(rate) and rate < 0.0
    claim = MovesAgainst(step.iteration, step.index, driver, is_along=along)
    against = (claim,) if is_finite(step.value) else ()
    if along:
        words = f"The learning rate is negative, so {name} moves along its {its}."
        return Said(words, against)
    if is_array(value) or not is_finite(value) or not is_finite(step.value):
        root = f", over the root of {style.name(memo[1])}" if len(memo) > 1 else ""
        made_up = ", both made up for their start at 0" if root else ""
        by = f"by the learning rate times {what}{root}{made_up}"
        return Said(f"{name} moves against its {its} {by}.", against)
    sign, way = ("positive", "down") if value > 0.0 else ("negative", "up")
    words = f"{what} is {sign}, so {mover} moves {name} {way}, against it."
    return Said(words, (Moves(step.iteration, step.index, driver, is_up=value < 0.0),))


def _gradient(step: Step) -> str:
    return gradient_name(step.run.program.network.loss, step.node)


_MOVERS = {
    "gd": ("gradient descent", "gradient"),
    "momentum": ("momentum", "velocity"),
    "adam": ("Adam", "mean gradient"),
}
"""For each optimiser what moves a parameter, and against what."""
