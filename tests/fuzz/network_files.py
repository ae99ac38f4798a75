"""Network files, mutated line by line, word by word and byte by byte: each opens or is refused.

The long run: `python -m tests.fuzz.network_files --cases 100000` (some ten minutes on two cores).
"""

import sys

from engine.debugger.debugger import Debugger
from engine.errors import SpecError
from engine.network.files import SHIPPED, TEMPLATE
from engine.network.generated import generate
from engine.program.recipe import Recipe
from tests.engine.network.reading import GOOD
from tests.fuzz.machine import is_for_people, main
from tests.fuzz.mutate import HOSTILE, WORDS, encoded, huge, mutated
from tests.tui.graph.test_blocks import NETWORK as BLOCKS
from tui.drawing.look import Look
from tui.graph.pictures import Pictures
from tui.screens.first_frame import first_frame

FILES = [path.read_text(encoding="utf-8") for path in [*sorted(SHIPPED.glob("*.toml")), TEMPLATE]]
FILES += [GOOD, GOOD, BLOCKS, generate("deep", {"depth": 3.0}).text]

HUGE = [
    "a.", "[a]\n", "[[a]]\n", "a = 1\n", "9", "0.5, ", "[", "{a=", "#\n", "'", '"', '"""', "\\",
    "\\n", " ", "\n", "[],", "'',", "{},", "a", "a = 'b'\n", "h = w\n", "w*", "(", "-", "\u202e",
    "[0.1, 0.2],", "a.b.c.d = 1\n", "[a.b.c]\n", "x = [[1]]\n", "w + ", "exp(",
]  # fmt: skip
"""Pieces to repeat until a file is large."""


SIZES = [(80, 24), (160, 50), (40, 12), (3, 3)]


def drawn_network(chance):
    """A network of a few random equations, arrays among them."""
    sizes = [chance.choice([1, 2, 3, 50]) for _ in range(3)]
    lines, last = [], "X"
    for number in range(chance.randrange(1, 6)):
        name = f"h{number}"
        inner = f"{last} @ W{number} + b{number}" if chance.random() < 0.8 else f"{last}*b{number}"
        lines.append(f"{name} = {chance.choice(['relu', 'tanh', 'sigmoid', 'softmax'])}({inner})")
        last = name
    shape = f"[{sizes[0]}, {sizes[0]}]"
    given = [f"W{i} = {{ normal = 1, shape = {shape} }}" for i in range(len(lines))]
    biases = ["0", "1", "[" + "1," * sizes[0] + "]"]
    given += [f"b{i} = {chance.choice(biases)}" for i in range(len(lines))]
    given = [each for each in given if any(each.split()[0] in line for line in lines)]
    inputs = f"X = [[{', '.join(['1'] * sizes[0])}]]"
    return "\n".join(
        [f'loss = "{chance.choice("LM")}"', 'equations = """', *lines, f"L = mean(square({last}))",
         '"""', "[inputs]", inputs, "[parameters]", *given]
    )  # fmt: skip


def drawn_file(chance):
    """What stands in a file, as bytes."""
    kind = chance.random()
    text = drawn_network(chance) if kind < 0.15 else chance.choice(FILES)
    if kind > 0.99:
        start = chance.randrange(len(text))
        size = chance.choice([10**4, 10**5, 10**6, 4_200_000])
        return encoded(text[:start] + huge(chance.choice(HUGE), size) + text[start:], chance)
    if kind > 0.97:
        return large_network(chance).encode()
    return encoded(mutated(text, chance) if kind > 0.02 else text, chance)


def large_network(chance):
    """A network at or over what may be: many parameters, or long equations, or large arrays."""
    count = chance.choice([1, 3, 30, 300, 900])
    shape = chance.choice(["[2]", "[1000]", "[1000, 1000]", "[300, 300]", "[1, 999]"])
    names = [f"w{number}" for number in range(count)]
    if chance.random() < 0.5:
        value = f"{{ normal = 1, shape = {shape} }}"
        each = chance.choice(["sum({0})", "mean({0}*{0})"])
    else:
        value, each = chance.choice(HOSTILE), chance.choice(WORDS).replace("w", "{0}") + "*{0}"
    times = chance.choice([1, 2, 20, 60])
    term = chance.choice([" + ", "*", " @ ", "/"]).join([each] * times)
    lines = [f"h{i} = {term.format(name)}" for i, name in enumerate(names)]
    total = [f"s{i} = {f's{i - 1} + ' if i else ''}h{i}" for i in range(count)]
    parameters = [f"{name} = {value}" for name in names]
    start = [f'loss = "s{count - 1}"', 'equations = """']
    return "\n".join([*start, *lines, *total, '"""', "[parameters]", *parameters])


def run(chance, folder):
    """Open a file as the app does, draw the first frame, and take a few steps."""
    path = folder / "mine.toml"
    path.write_bytes(drawn_file(chance))
    recipe = Recipe(str(path), seed=chance.randrange(3))
    try:
        recipe = recipe.read()
        program = recipe.program()
    except SpecError as error:
        is_for_people(str(error), f"{path}:")
        return "refused"
    debugger = Debugger(program, recipe)
    look, size = Look(ascii=chance.random() < 0.2), chance.choice(SIZES)
    rows = first_frame(debugger.stop, look, size, Pictures(look.glyphs))
    assert len(rows) == size[1]
    debugger.step(chance.choice([1, 5]))
    return "opened"


if __name__ == "__main__":
    sys.exit(main(run, 100_000))
