"""What if: what a change makes of a world. pure functions, a frozen World in, another out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.debugger.cursor import LAST, Cursor
from engine.debugger.world import World
from engine.errors import DebuggerError, NetworkError, SpecError
from engine.frozen import field_names, replace
from engine.iterations.edits import Edit
from engine.iterations.state import State
from engine.iterations.timeline import MAX_ITERATION
from engine.language.figures import brief
from engine.language.text import suggestion
from engine.language.values import Value
from engine.network.network import Network
from engine.program.program import LEARNING_RATE, Program, derive
from engine.program.recipe import Recipe
from engine.program.variants import Variant


class Changed(NamedTuple):
    """The outcome of a change.

    Args:
        world: the world that it made.
        name: what was done, in words, for who takes it back.
        message: what there is to say.
        is_anew: whether one stands at its start then, with nothing selected.
    """

    world: World
    name: str
    message: str
    is_anew: bool = False


def set_value(world: World, state: State, text: str, *more: str) -> Changed:
    """A branch in which something has another value than in a state, as in `w3 = 0`.

    Of several texts each makes a branch, in that of the one before, and all are one change.

    Raises:
        DebuggerError: where a text says nothing that can be set.
    """
    from engine.debugger.changes import parse_change  # not before something is changed

    changed = _branch_off(world, state, parse_change(text, state, _place(state)))
    for each in more:
        run = changed.world.timeline.run(state.run.number)
        further = set_value(changed.world, State(run, state.position), each)
        name = f"{changed.name}, {further.name}"
        said = f"branch {further.world.branches.number}: {name}"
        changed = further._replace(name=name, message=said)
    return changed


def set_learning_rate(world: World, state: State, rate: float) -> Changed:
    """A branch with another learning rate from the next update on.

    Raises:
        DebuggerError: where the rate is not a finite number, or there is no next update.
    """
    from engine.debugger.changes import parse_rate

    return _branch_off(world, state, parse_rate(rate, state, _place(state)))


def freeze(world: World, state: State, parameter: str, is_frozen: bool) -> Changed:
    """A branch in which a parameter is not updated from the next update on, or is again.

    Raises:
        DebuggerError: where there is no such parameter, or it is so already.
    """
    from engine.debugger.changes import parse_freeze

    edit = parse_freeze(parameter, is_frozen, world.program, _place(state))
    if (edit.symbol in world.timeline.edits.frozen(edit.iteration)) is is_frozen:
        raise DebuggerError(f"{edit.told} is {'frozen already' if is_frozen else 'not frozen'}")
    return _branch_off(world, state, edit)


def _place(state: State) -> Cursor:
    return Cursor(state.run.number, state.position)


def vary(world: World, edit: Edit | Variant) -> Changed:
    """A branch that is something else from its first iteration on.

    Raises:
        DebuggerError: where the program has no place for that.
    """
    branches = world.branches.grown(edit, 0)
    return Changed(replace(world, branches=branches), edit.text, branches.current.said)


def _branch_off(world: World, state: State, edit: Edit) -> Changed:
    if edit.iteration > MAX_ITERATION:
        raise DebuggerError(LAST)
    branches = world.branches.grown(edit, state.position)
    return Changed(replace(world, branches=branches), edit.text, branches.current.said)


def reseed(world: World, state: State, seed: int) -> Changed:
    """The network with parameters drawn by another seed, and the learning rate of a state.

    Raises:
        DebuggerError: where nothing is drawn.
    """
    network = world.opened.network
    try:
        program = derive(replace(network.with_seed(seed), learning_rate=state.learning_rate))
    except NetworkError as error:
        raise DebuggerError(str(error)) from None
    recipe = None if world.recipe is None else replace(world.recipe, seed=seed)
    if recipe is not None and state.learning_rate != network.learning_rate:
        recipe = replace(recipe, learning_rate=state.learning_rate)
    new = World.of(program, recipe)
    return Changed(new, f"seed {seed}", f"started again with seed {seed}", is_anew=True)


def open_run(world: World, state: State, recipe: Recipe, name: str) -> Changed:
    """The run that a recipe makes, in the place of the one that there is.

    Args:
        world: what is replaced.
        state: where one stands in that.
        recipe: what is run.
        name: what it is called, in words: `seed 17, lr 3`.

    Raises:
        DebuggerError: where nothing can be made of it.
    """
    del world, state
    try:
        program = recipe.program()
    except SpecError as error:
        raise DebuggerError(str(error)) from None
    return Changed(World.of(program, recipe), name, f"opened {name}", is_anew=True)


def set_given(world: World, values: Mapping[str, Value], whose: str) -> Changed:
    """The network with other values for what is given, and nothing else changed in it.

    Args:
        world: what is to be changed.
        values: for inputs, targets, parameters, and the learning rate by its name.
        whose: where they come from, in words: `the data of page.md`.

    Raises:
        DebuggerError: where they do not fit.
    """
    others = {name: value for name, value in values.items() if name != LEARNING_RATE}
    rate = values.get(LEARNING_RATE)
    try:
        network = world.opened.network.with_values(others)
        if rate is not None:
            network = replace(network, learning_rate=float(rate))
        program = derive(network)
    except NetworkError as error:
        raise DebuggerError(str(error)) from None
    recipe = world.recipe
    if recipe is not None:
        recipe = replace(recipe, values={**recipe.values, **others})
    if recipe is not None and rate is not None:
        recipe = replace(recipe, learning_rate=float(rate))
    new = World.of(program, recipe)
    return Changed(new, whose, f"{whose} are taken; u takes that back")


def set_convention(world: World, name: str, value: float) -> Changed:
    """The same changes made in a network that takes another derivative at kinks.

    Args:
        world: what is to be changed.
        name: a field of `engine.language.op.Conventions`.
        value: the derivative to take there.

    Raises:
        DebuggerError: where there is no such convention, or the value is out of its range.
    """
    program, recipe = derive(_with_convention(world.opened.network, name, value)), world.recipe
    if recipe is not None:
        recipe = replace(recipe, conventions={**recipe.conventions, name: value})
    said = f"{name} is {brief(value)} in all iterations"
    return Changed(exchanged(world, program, recipe), said, said)


def exchanged(world: World, program: Program, recipe: Recipe | None) -> World:
    """The same changes made in another program, as far as it has a place for them."""
    return World(recipe, world.branches.rebuilt(program))


def switched(world: World, number: int) -> World:
    """The same world with another branch as the current one.

    Raises:
        DebuggerError: where there is no such branch.
    """
    branches = world.branches
    return replace(world, branches=branches.switched(branches.numbered(number).number))


def _with_convention(network: Network, name: str, value: float) -> Network:
    known = [*field_names(network.conventions)]
    if name not in known:
        hint = suggestion(name, known) or f": write one of {', '.join(known)}"
        raise DebuggerError(f"no convention is called {name!r}{hint}")
    try:
        return replace(network, conventions=replace(network.conventions, **{name: value}))
    except NetworkError as error:
        raise DebuggerError(str(error)) from None


def same_step(old: Program, step: int, new: Program) -> int:
    """The step of the new program that assigns the same symbol in the same phase.

    Where there is none, the step of the same number, or the last.
    """
    if step == 0:
        return 0
    phase, symbol = old.equations[step - 1].phase, old.equations[step - 1].symbol
    index = new.index.get(symbol)
    if index is not None and new.equations[index].phase is phase:
        return index + 1
    return min(step, len(new.equations))
