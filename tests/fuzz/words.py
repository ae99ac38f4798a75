"""Lectures, configurations and names: each is taken, or refused in lines for people.

The long run: `python -m tests.fuzz.words --cases 10000` of each kind (some minutes).
"""

import sys
from functools import partial

from engine.debugger.debugger import Debugger
from engine.errors import ConditionError, DebuggerError, ExpressionError, SpecError
from engine.network.files import load_network, shipped_networks
from engine.network.source import Source
from engine.program.recipe import Recipe, recipe_of
from tests.fuzz.machine import is_for_people, main
from tests.fuzz.mutate import HOSTILE, ODD, WORDS, huge, mutated
from tui.commands.lists import shipped_lectures
from tui.commands.names import FileNameError, file_to_write
from tui.lectures.reader import parse_lecture

LECTURES = [path.read_text(encoding="utf-8") for path in shipped_lectures().values()]
STATEMENTS = [
    "open skip", "open xor --seed 3", "open nothing", "open deep --set depth=3",
    "open deep --set depth=9e9", "open skip --set w0=nan", "say", "pause", "wait 1s", "wait 1e9s",
    "spotlight h0", "ask \"?\" L", "ask \"?\"", "expect L == 1", "expect L", "set w0 = 1",
    "step 3", "goto 5", "quit", "play skip", "save /etc/passwd", "still ../x", "break L < 1",
    "watch dL/dh0", "title \"again\"", "record x", "n", "continue", "iteration 999999999",
    "9999999n", "open 'a", "open skip --lr x", "open --seed 1",
]  # fmt: skip
NAMES = ["w0", "w1", "x", "y", "h0", "depth", "skip", "W1", "b2", "z1", "L", "lr"]


def text_of(chance):
    """A word or a few, with anything in it."""
    kinds = [chance.choice([ODD, WORDS, HOSTILE, NAMES]) for _ in range(chance.randrange(5))]
    pieces = [chance.choice(kind) for kind in kinds]
    if chance.random() < 0.02:
        pieces.append(huge(chance.choice(["a", "(", "a.", "9", "\u202e", "[", "../"]), 10**5))
    return chance.choice(["", " ", "/"]).join(pieces)


def lecture(chance, folder):
    """Read a lecture that was changed."""
    text = chance.choice(LECTURES)
    lines = text.split("\n")
    for _ in range(chance.choice([0, 1, 3])):
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(STATEMENTS))
    text = mutated("\n".join(lines), chance)
    if chance.random() < 0.01:
        text += "\n" + huge(chance.choice([*STATEMENTS, "#", '"', "\\"]) + "\n", 10**6)
    path = str(folder / "mine.lecture")
    try:
        parse_lecture(Source(path, text))
    except SpecError as error:
        is_for_people(str(error), f"{path}:")
        return "lecture refused"
    return "lecture read"


def configuration(chance, _):
    """Make a network with options of the command line, and ask a few things of it."""
    assignments = [
        chance.choice(NAMES) + chance.choice(["=", "=", "=", ""]) + chance.choice([*HOSTILE, "1"])
        for _ in range(chance.randrange(4))
    ]
    if chance.random() < 0.3:
        assignments.append(text_of(chance))
    rate = chance.choice([None, 0.1, 0.0, -1.0, float("nan"), float("inf"), 1e308])
    optimiser = chance.choice([None, "gd", "adam", "momentum", "sgd", text_of(chance)])
    seed = chance.choice([0, 1, -1, 2**32, 10**400])
    try:
        recipe = recipe_of(
            chance.choice(shipped_networks()), assignments, rate, optimiser, seed
        ).read()
        program = recipe.program()
    except SpecError as error:
        is_for_people(str(error))
        return "configuration refused"
    debugger = Debugger(program, recipe)
    debugger.step(3)
    return "configuration used"


def name(chance, folder):
    """Name networks, marks, breakpoints, watches, values and files."""
    text = text_of(chance)
    try:
        load_network(chance.choice([text, folder / text.replace("\x00", "")]))
    except SpecError as error:
        is_for_people(str(error))
    try:
        file_to_write(text)
    except FileNameError as error:
        is_for_people(str(error))
    debugger = Debugger(Recipe("skip").program(), Recipe("skip"))
    debugger.step(5)
    asks = (
        debugger.mark, debugger.jump, debugger.unmark, debugger.break_at, debugger.watch,
        debugger.set_value, debugger.freeze, debugger.select, partial(debugger.note, "h0"),
    )  # fmt: skip
    taken = 0
    for ask in asks:
        try:
            is_for_people(ask(text).message)
            taken += 1
        except (DebuggerError, ExpressionError, ConditionError) as error:
            is_for_people(str(error))
    return f"name taken {taken} times"


KINDS = (lecture, configuration, name)


def run(chance, folder):
    """Look at one of the three."""
    return chance.choice(KINDS)(chance, folder)


if __name__ == "__main__":
    sys.exit(main(run, 30_000))
