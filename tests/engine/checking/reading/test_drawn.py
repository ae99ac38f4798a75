"""Random trees written down and read back, and random pages that are no pages at all.

By hand: `python -m tests.engine.checking.reading.test_drawn FIRST LAST`.
"""

import gc
import random
import sys
import time
from contextlib import suppress

import pytest

from engine.checking.reading.reader import read_line, read_page, read_value
from engine.errors import PageError
from tests.engine.checking.reading.drawn import Drawn
from tests.engine.checking.reading.trees import lines, value

WORDS = r"""
$ $$ \[ \] \( \) \begin{aligned} \end{aligned} \begin{cases} \end{cases} \begin{bmatrix} \\ & &= = ≈
\end{bmatrix} := < { } ( ) [ ] | \left \right \left( \right) \frac \sqrt[ \partial ∂ \hat _ ^ '
\text{ \text{if z_0 w dL/dw0 0.5 1e 1,5 {,} ... \dots - | ``` ` % \ * ** @ ⊙ \cdot + / \sum_n \log
relu
e^ and Forward: \newcommand{\x}[1]{\x{#1}} \x ² ₀ ŷ é 中 ： ١ 𝜕 ²² ⁻ <p> <!-- --> , ; "
"""
PIECES = (
    *WORDS.split(), "\n", "\n\n", "\n# ", "\t", "\0", "\u0302", "\u2028", "\x85", "\ud800",
    "learning rate", "rounded to 3 digits",
)  # fmt: skip


KINDS = ("p.tex", "p.csv", "p.html", "p.ipynb", "-")


def reads_back(seed):
    for is_latex in (True, False):
        tree, text = Drawn(seed, is_latex=is_latex).expression(3)
        shown = f"${text}$" if is_latex else text
        assert value(shown) == tree, (seed, shown)


def garbage(seed):
    draw = random.Random(seed)  # noqa: S311
    return draw.choice(("", " ")).join(draw.choices(PIECES, k=draw.randrange(1, 60)))


def mutated(seed):
    """A right formula of which something is left out, or stands twice, or elsewhere."""
    draw = random.Random(seed)  # noqa: S311
    text = list(f"$$z = {Drawn(seed, is_latex=True).expression(2)[1]} = 0.5$$\n\nL = 3\n")
    for _ in range(draw.randrange(1, 6)):
        at = draw.randrange(len(text))
        text[at : at + draw.randrange(3)] = draw.choices(PIECES, k=draw.randrange(2))
    return "".join(text)


def is_survived(text, *names):
    """Read a text as pages, as a line and as a value: nothing but a PageError may be raised."""
    for name in names:
        with suppress(PageError):
            page = read_page(text, name)
            for item in page.items:
                assert 1 <= getattr(item, "place", (1, 1))[0] <= page.lines
            lines(text, name)
    for read in (read_line, read_value):
        with suppress(PageError):
            read(text)


def test_what_was_written_is_read_back():
    for seed in range(100):
        reads_back(seed)


def test_garbage_is_no_fault():
    for seed in range(40):
        is_survived(garbage(seed), "p.md", KINDS[seed % len(KINDS)])
        is_survived(mutated(seed), "p.md")


BOMBS = {
    "equalities": lambda n: "$z_1 = 0.25$\n" * n,
    "plain equalities": lambda n: "z1 = 0.25\n" * n,
    "rows": lambda n: "$$\\begin{aligned}" + "z &= 1 \\\\" * n + "\\end{aligned}$$",
    "a chain": lambda n: "$$z" + " = 1" * n + "$$",
    "braces": lambda n: "$$z = " + "{" * 5 * n + "$$",
    "parentheses": lambda n: "z = " + "(" * n + "1" + ")" * n,
    "roots": lambda n: "$$z = " + "\\sqrt[" * n + "$$",
    "fractions": lambda n: "$$z = " + "\\frac{dL(\\frac{\\partial L(" * n + "$$",
    "derivatives": lambda n: "$$z = " + "\\frac{d" * (n // 3) + "1" + "}{dx}" * (n // 3) + "$$",
    "environments": lambda n: "\\begin{align}" * n,
    "nested environments": lambda n: "$$" + "\\begin{cases}" * n + "\\end{cases}" * n + "$$",
    "dollars": lambda n: "$$ x = 1\n\n" * n + "$5 " * n,
    "brackets": lambda n: "\\[ x \\( y " * n,
    "texts": lambda n: "$$z = " + "\\text{" * n + "$$",
    "tags": lambda n: "$$z = " + "\\tag{" * n + "$$",
    "powers": lambda n: "$$z = " + "x^{x_" * n + "$$",
    "primes": lambda n: "$$z = x" + "'" * n + "$$",
    "hats": lambda n: "$$z = " + "\\hat" * n + "$$",
    "signs": lambda n: "$$z = " + "-" * n + "+1" * n + "$$",
    "digits": lambda n: "$$z = " + "1" * n + "1,1{,}1" * n + "$$",
    "commas": lambda n: "z = " + ",;.1" * n,
    "lists": lambda n: "$$" + "x, " * 5 * n + "y = 1" + ", 1" * 5 * n + "$$",
    "code": lambda n: "` `` ``` <!-- <p " * n,
    "comments": lambda n: "$$z = " + "%\n" * n + "%" * n + "$$",
    "macros": lambda n: "\\newcommand{\\x}{\\x\\x}\n$$z = " + "\\x" * n + "$$",
    "definitions": lambda n: "\\newcommand{\\x}[1]{" * n,
    "spaces": lambda n: (
        "z = 1:" + " " * 20 * n + "(\n|" + " " * 20 * n + "x\n#" + " " * 20 * n + "=\n" + " \n" * n
    ),
    "tables": lambda n: "a | b\n--|--\n" + "x | 1\n" * n + "--|--\n" * n,
    "words": lambda n: "learning rate (rounded to to : 1 " * n + "= 1",
}


@pytest.mark.parametrize("name", BOMBS)
def test_time_is_linear_in_the_page(name):
    """A page ten times as long takes ten times as long; thirty times is no noise any more."""
    short, long = (min(seconds(BOMBS[name](size)) for _ in range(2)) for size in (60, 600))
    assert long < 30 * short + 0.2


def seconds(text):
    """The processor's time to read a page, without the collector's for what other tests left."""
    gc.disable()
    try:
        start = time.process_time()
        read_page(text, "p.md")
        return time.process_time() - start
    finally:
        gc.enable()


if __name__ == "__main__":
    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        reads_back(number)
        is_survived(garbage(number), "p.md", *KINDS)
        is_survived(mutated(number), "p.md", *KINDS)
