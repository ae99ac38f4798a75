"""Sentences about updates: which way a parameter moves, and what by."""

from __future__ import annotations

from collections.abc import Mapping

from engine.claims.updates import Moves, MovesAgainst, Stays
from engine.derivation.said import Said
from engine.iterations.step import Step
from engine.language.notation import Style
from engine.language.text import capitalised, listed
from engine.language.values import is_array, is_finite, is_zero
from engine.network.optimisers import Role
from engine.network.updates import move


def update_note(step: Step, style: Style) -> Said:
    """What a step of the update does, and why."""
    if step.is_frozen:
        words = f"{style.name(step.node)} is frozen: the update leaves {_it(step)} as it is."
        return Said(words, (Stays(step.iteration, step.index, ()),))
    if step.node in step.run.program.network.buffers:
        name = style.name(step.node)
        return Said(f"{name} is remembered: the next iteration has it as it is now.")
    role = step.run.program.memo.roles.get(step.symbol)
    if role is None:
        return _moving(step, style)
    from engine.derivation.note_memo import MEMO_NOTES  # gradient descent has none of these

    return MEMO_NOTES[role](step, style)


def _it(step: Step) -> str:
    return "it" if step.symbol == step.node else "what is remembered about it"


def _moving(step: Step, style: Style) -> Said:
    """Which way a parameter moves: against its gradient, or what the optimiser made of it."""
    network, memo = step.run.program.network, step.run.program.memo
    top, over = move(network.optimiser, memo, step.node)
    driver, rate = top.name, step.before(memo.rate)
    name, what, value = style.name(step.node), style.name(driver), step.before(driver)
    stays = f"{name} stays {'as it is' if is_array(step.value) else style.number(step.value)}"
    if is_finite(step.value) and is_zero(step.value - step.before(step.node)):
        every = "every entry of " if is_array(value) else ""
        zeros = {driver: f"{every}{what}"} if is_zero(value) else {}
        if is_zero(rate):
            zeros[memo.rate] = "the learning rate"
        why = "The change is too small for a float"
        if zeros:
            why = f"{listed(zeros.values())} {'are' if len(zeros) > 1 else 'is'} 0"
            why = capitalised(why) if every or driver not in zeros else why
        return Said(f"{why}, so {stays}.", (Stays(step.iteration, step.index, tuple(zeros)),))
    its = _ITS.get(memo.roles.get(driver), "its gradient")
    along = not is_array(rate) and rate < 0.0
    claim = MovesAgainst(step.iteration, step.index, driver, is_along=along)
    against = (claim,) if is_finite(step.value) else ()
    if along:
        words = f"The learning rate is negative, so {name} moves along {its}."
        return Said(words, against)
    if is_array(value) or not is_finite(value) or not is_finite(step.value):
        by = what if over is None else style.write(top / over)
        words = f"{name} moves against {its} by the learning rate times {by}."
        return Said(words, against)
    sign, way = ("positive", "down") if value > 0.0 else ("negative", "up")
    words = f"{what} is {sign}, so {network.optimiser.row.title} moves {name} {way}, against it."
    return Said(words, (Moves(step.iteration, step.index, driver, is_up=value < 0.0),))


_ITS: Mapping[str | None, str] = {
    Role.GRADIENT: "its gradient, as it is taken,",
    Role.VELOCITY: "its velocity",
    Role.AHEAD: "its velocity, as it will be,",
    Role.CORRECTED: "its mean gradient",
    Role.DECAYED: "what was made of its gradient, with its decay,",
}
"""What a parameter moves against, where that is not its gradient."""
