"""The command quiz: numbers to predict, drawn anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from secrets import randbelow
from typing import Annotated

from cyclopts import Parameter

from engine.debugger.debugger import Debugger
from engine.language.notation import Style
from engine.language.text import plain
from engine.program.program import Program
from engine.program.recipe import Recipe, recipe_of
from tui.cli.graphs import told_network
from tui.cli.open import display_of, open_app, open_plain
from tui.cli.options import Whole, app
from tui.cli.shared import InputError, settings, write_out
from tui.plain.speech import Spoken
from tui.sessions.opening import Opened

SEEDS = 10_000
"""Without a seed one below this is drawn, and said."""


@app.command
def quiz(
    network: str = "skip",
    *,
    seed: Whole | None = None,
    bug: Annotated[bool, Parameter(negative="")] = False,
    goto: Whole = 1,
    iteration: Whole = 0,
    causes: Annotated[bool, Parameter(negative="")] = False,
    parsons: Annotated[bool, Parameter(negative="")] = False,
    score: Path | None = None,
    assignments: Annotated[
        tuple[str, ...], Parameter(name="--set", negative="", show_default=False)
    ] = (),
    learning_rate: Annotated[float | None, Parameter(name="--lr")] = None,
    ascii: bool | None = None,  # noqa: A002  (the option's name)
    mouse: bool | None = None,
    theme: str | None = None,
    spoken: Annotated[bool, Parameter(name="--plain", negative="")] = False,
) -> int:
    """Ask about a network, with numbers drawn that a head can compute with.

    Every value is to be predicted before it is shown: type a number, or an expression. What is
    wrong is told with the slip that gives it.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        seed: The numbers to draw, the same for the same seed; by itself others each time.
        bug: Hide a slip in the program: find the first step whose number is wrong.
        goto: The step to ask about first, counted from 1.
        iteration: The iteration to ask about first, counted from 0.
        causes: Show wrong numbers: which mistakes can be the cause?
        parsons: Shuffle the backward equations, to be put in order.
        score: Write the score at the end to a new file, my.csv or my.json.
        assignments: Give an input, a target or a parameter this value, and draw the others: w0=0.3.
        learning_rate: The learning rate to train with.
        ascii: Draw with ASCII characters only; by itself where the locale is not UTF-8.
        mouse: Use the mouse; without it, text can be selected.
        theme: The colours: dark, light, terminal (the terminal's own) or another (see config).
        spoken: Read answers from standard input, a line each, and ask in words: for a screen
            reader, or a pipe.
    """
    from engine.quiz.prediction import begin

    chosen = {"bug": bug, "causes": causes, "parsons": parsons}
    kinds = [name for name, is_it in chosen.items() if is_it]
    if len(kinds) > 1:
        raise InputError(f"--{kinds[0]} and --{kinds[1]}: one kind of question at a time")
    if kinds and (goto, iteration) != (1, 0):
        raise InputError(f"--goto and --iteration are for predictions, not for --{kinds[0]}")
    if score is not None:
        _check_score(score, kinds)
    drawn = randbelow(SEEDS) if seed is None else seed
    recipe = recipe_of(told_network(network), assignments, learning_rate, None, drawn).read()
    display = display_of(settings(), ascii, mouse, theme)
    look = display.look
    style = Spoken.of if spoken else look.style
    notes = f"the numbers are those of --seed {drawn}"
    notes += "" if kinds else look.told("; after an answer «Enter quiz.on» goes on")
    debugger = _asked(_drawn(recipe), "".join(kinds), style)
    if not kinds:
        debugger.goto(goto, iteration)
        debugger.back()
        begin(debugger, style(debugger.stop.program))
    opened = Opened(debugger, None, notes)
    status = open_plain(opened, look, brief=False) if spoken else open_app(opened, display)
    write_out(_scored(opened.debugger, score))
    return status


def _check_score(path: Path, kinds: Sequence[str]) -> None:
    """Refuse a file to which the score cannot be written, before anything is asked."""
    from engine.quiz.report import check_suffix

    if kinds:
        raise InputError(f"--score is for predictions: leave it out with --{kinds[0]}")
    check_suffix(path)
    shown = f"--score {plain(str(path))}"
    if not path.parent.is_dir():
        raise InputError(f"{shown}: there is no folder {plain(str(path.parent))}")
    if path.exists():
        raise InputError(f"{shown}: exists already, and is left as it is")


def _drawn(recipe: Recipe) -> Recipe:
    """The network with numbers to compute with in the head, but for those that are given."""
    from engine.quiz.draw import quiz_values

    values = quiz_values(recipe.program(), recipe.seed)
    return replace(recipe, values={**values, **recipe.values})


def _asked(recipe: Recipe, kind: str, style_of: Callable[[Program], Style]) -> Debugger:
    """A debugger that asks, if that is not for predictions."""
    from engine.quiz.bug import plant
    from engine.quiz.hunt import hunt
    from engine.quiz.parsons import shuffle
    from engine.quiz.symptoms import ask_for_causes

    program = recipe.program()
    bug = plant(program, recipe.seed) if kind == "bug" else None
    debugger = Debugger(program if bug is None else bug.program, recipe)
    style = style_of(program)
    if bug is not None:
        hunt(debugger, bug, style)
    elif kind == "parsons":
        shuffle(debugger, recipe.seed, style)
    elif kind == "causes":
        ask_for_causes(debugger, recipe.seed, style)
    return debugger


def _scored(debugger: Debugger, path: Path | None) -> Iterator[str]:
    """What was answered, in words; written to a file as well if there is one."""
    from engine.quiz.prediction import Prediction
    from engine.quiz.report import write_score
    from engine.quiz.task import Task

    veil = debugger.stop.veil
    if isinstance(veil, Prediction):
        if veil.done.answers or path is not None:
            yield from veil.score()
        if path is not None:
            yield f"saved: {plain(str(write_score(veil.done, path)))}"
    elif isinstance(veil, Task):
        yield from veil.score()
