"""Studies: many runs at once, and any one of them opened: study, rerun."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.frozen import replace
from engine.iterations.timeline import MAX_ITERATION
from engine.language.notation import Style
from engine.program.recipe import Recipe
from tui.commands.action import Move, Question, ViewName
from tui.commands.arguments import read_decimal, read_natural
from tui.commands.command import Command, CommandError
from tui.commands.pairs import read_pairs

if TYPE_CHECKING:
    from engine.claims.statement import Statement

EXAMPLE = "seed=17 lr=3"
"""How it is typed which run to open."""

_ITERATIONS, _AT = "iterations", "at"


def _asked(stop: Stop, argument: str) -> dict[str, str]:
    """What is asked for, by name."""
    if stop.recipe is None:
        raise CommandError("this network was not opened by its name: its runs cannot be opened")
    return dict(read_pairs(argument, EXAMPLE))


def _recipe(recipe: Recipe, asked: dict[str, str], known: Container[str]) -> Recipe:
    """The recipe of the run that is asked for, of a network in which these names are known."""
    from engine.network.literals import parse_value
    from engine.network.optimisers import OTHER_KINDS
    from engine.network.overridden import parse_setting
    from engine.network.reader import KEYS

    values, training = dict(recipe.values), dict(recipe.training)
    for name, text in asked.items():
        match name:
            case "seed":
                recipe = replace(recipe, seed=read_natural("seed", text))
            case "lr":
                recipe = replace(recipe, learning_rate=read_decimal("rate", text))
            case "optimiser" | "optimizer":
                recipe = replace(recipe, optimiser=OTHER_KINDS.get(text, text))
            case "iterations" | "at":
                pass
            case _ if name not in known and name in KEYS["training"]:
                key, value = parse_setting(f"{name}={text}")
                training[key] = value
            case _:
                try:
                    values[name] = parse_value(text)
                except ValueError as error:
                    raise CommandError(f"{name}: {error}") from None
    return replace(recipe, values=values, training=training)


def _open(debugger: Debugger, argument: str, _: int) -> Stop:
    asked = _asked(debugger.stop, argument)
    recipe = debugger.stop.recipe
    assert recipe is not None  # noqa: S101  (as it was asked for)
    if "lr" not in asked:
        recipe = replace(recipe, learning_rate=debugger.stop.state.learning_rate)
    named = (name for name in asked if name not in (_ITERATIONS, _AT))
    name = ", ".join(f"{name} {asked[name]}" for name in named) or "the run from its start"
    return debugger.open_run(_recipe(recipe, asked, debugger.stop.program.shapes), name)


def _end(stop: Stop, argument: str, _: int) -> int:
    asked = _asked(stop, argument)
    numbers = [read_natural(name, asked[name]) for name in (_ITERATIONS, _AT) if name in asked]
    return min(max(numbers, default=0), MAX_ITERATION)


def _decided(debugger: Debugger, argument: str, _: int) -> Stop:
    """Go to where the fate of the run was decided, or where one was to go, and say why there."""
    asked = _asked(debugger.stop, argument)
    if not asked.keys() & {_ITERATIONS, _AT}:
        return debugger.stop
    at = read_natural(_AT, asked[_AT]) if _AT in asked else None
    return arrive_at_fate(debugger, _end(debugger.stop, argument, 1), at)


def arrive_at_fate(debugger: Debugger, end: int, at: int | None = None) -> Stop:
    """Go to where the fate of a run was decided up to an iteration, and say why there.

    Args:
        debugger: what is moved.
        end: up to which iteration the run is looked at.
        at: the iteration to go to instead.
    """
    from engine.diagnosis.fate import fate_at, fate_of

    for _ in debugger.reach(end):
        pass  # all of it is there already where it was waited for
    timeline = debugger.stop.timeline
    if at is None:
        return show_fate(debugger, fate_of(timeline))
    iteration = min(at, timeline.length)
    found = fate_at(timeline, iteration)
    return show_fate(debugger, found) if found else debugger.goto(0, iteration)


def show_fate(debugger: Debugger, found: Sequence[Statement]) -> Stop:
    """Go to what decided the fate of a run, and say it."""
    iteration, step = found[0].shown_at(debugger.stop.timeline)
    stop = debugger.goto(step, iteration)
    said = ", ".join(each.words(stop.program, stop.program.style) for each in found)
    return replace(stop, message=said)


def _answer(stop: Stop, argument: str, _: Style) -> Sequence[str]:
    """The study that is asked for, made here and told in words; Ctrl+C tells what there is."""
    from engine.study.background import Background
    from tui.commands.study_plans import names_a_file, plan_asked, saved, say_study

    if names_a_file(argument):
        plan, records = saved(stop, argument)
        return Background(plan, say_study, records).latest
    making = Background(plan_asked(stop, argument), say_study)
    try:
        for _done in making.steps():
            pass
    except KeyboardInterrupt:
        making.halt()
    return making.latest


STUDIES = (
    Command(
        "study", ("S",), "S", "train it many times, by seeds and learning rates: what came of each",
        Question(_answer, ViewName.STUDY), argument="SETTINGS", optional=True,
    ),
    Command(
        "rerun", (), "", "open a run where its fate was decided: rerun seed=7 iterations=100",
        Move(_open, onward=_end, arrives=_decided), argument="RUN",
    ),
)  # fmt: skip
