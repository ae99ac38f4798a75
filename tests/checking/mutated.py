"""Pages with signs lost, put in, and copied to elsewhere, checked and told in every form."""

import random

from engine.checking.judging.check import check_page
from engine.checking.marking.credit import Credit
from engine.checking.marking.feedback import feedback
from engine.checking.marking.marks import Marks
from engine.checking.marking.records import as_csv, as_json
from engine.checking.marking.report import Report
from engine.checking.reading.reader import read_page
from engine.errors import PlainError
from engine.network.files import load_network
from tests.checking.exercise import FORMATS
from tests.checking.pages import random_page

PIECES = [
    *"0123456789=+-*/^_{}()[]|&\\$ \n.,wxyzhLd∂·×\x1b\x00",
    *("\\frac", "\\left", "\\right", "\\begin{aligned}", "\\end{aligned}", "\\\\", "dL/d", "w_0"),
    *("inf", "nan", "1e308", "1e-320", "\\hat{y}", "W1[0,1]", "[[1,2],[3]]", "lr", "dL/dL"),
    *("Backward pass\n", "Iteration 3\n", "rounded to 2 decimal places\n", "y = y*x"),
]
"""What is put in."""


def told(seed):
    """All lines that are told of the mutated page of a seed; none where it is refused."""
    rng = random.Random(seed)  # noqa: S311  (nothing is secret here)
    if rng.random() < 0.6:
        name = rng.choice(list(FORMATS))
        text, network = FORMATS[name](), rng.choice([None, load_network("skip")])
    else:
        sheet = random_page(rng.randrange(10_000))
        name, text, network = f"page{sheet.suffix}", sheet.text, sheet.program.network
    try:
        checked = check_page(read_page(_mutated(text, rng), name), network)
    except PlainError as error:
        return [str(error)]
    marks = Marks(checked, Credit())
    lines = Report([marks, marks], everything=rng.random() < 0.3).lines()
    return [*lines, *as_csv([marks]), *as_json([marks], {}), feedback(marks)]


def _mutated(text, rng):
    signs = list(text)
    for _ in range(rng.choice([1, 3, 10, 40])):
        at, kind = rng.randrange(len(signs)), rng.random()
        if kind < 0.4:
            signs[at] = rng.choice(PIECES)
        elif kind < 0.6:
            signs.insert(at, rng.choice(PIECES))
        elif kind < 0.8:
            del signs[at : at + rng.choice([1, 1, 5, 50])]
        else:
            other = rng.randrange(len(signs))
            signs[at:at] = signs[other : other + rng.randrange(60)]
        signs = signs or ["x"]
    return "".join(signs)
