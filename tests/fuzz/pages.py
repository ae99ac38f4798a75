"""Pages of hand computation and typed claims, mutated: each is checked or refused, nothing hangs.

A change that does not touch the mathematics changes no verdict. The long run:
`python -m tests.fuzz.pages --cases 20000` (some eight minutes on one core).
"""

import re
import sys
from functools import cache
from math import isclose

from engine.checking.judging.check import check_page
from engine.checking.judging.judgement import Verdict
from engine.checking.judging.line import check_line
from engine.checking.marking.credit import Credit
from engine.checking.marking.feedback import feedback
from engine.checking.marking.marks import Marks
from engine.checking.marking.records import as_csv, as_json
from engine.checking.marking.report import Report
from engine.checking.reading.files import open_page
from engine.checking.reading.reader import read_page
from engine.debugger.debugger import Debugger
from engine.errors import PlainError
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.network.files import load_network
from engine.program.program import derive
from engine.quiz.judge import judge
from engine.quiz.prediction import begin
from engine.quiz.question import question_at
from tests.checking.pages import random_page
from tests.fuzz.machine import is_for_people, main
from tests.fuzz.mutate import HOSTILE, ODD, WORDS, encoded, huge, mutated

SEEDS = 60
"""So many right pages are mutated."""

SUFFIXES = [".md", ".txt", ".tex", ".html", ".ipynb", ".csv", ""]

PIECES = [
    "z0 = 0.5", "z_0 = w_0 x", "L = 3.375\n", "dL/dw0 = 0.5 * 1 = 0.75", "∂L/∂h0", "w_{0}", "=",
    "≈", "$", "$$", "\\[", "\\]", "\\(", "{", "}", "&", "\\\\", "\\frac{", "\\sqrt[", "\\left(",
    "\\right", "\\begin{aligned}", "\\end{aligned}", "\\begin{bmatrix}", "\\begin{cases}",
    "\\text{", "\\hat{y}", "\\partial", "^", "_", "^{2}^{3}", "\\verb|", "%", "```\n", "`",
    "# Backward pass\n", "Iteration 2\n", "rounded to 3 decimal places\n", "learning rate 0.1\n",
    "| z0 | 0.5 |\n", "|---|---|\n", "\n", "\n\n", " ", "\t", ",", ";", ".", "0,5", "0{,}5",
    "10^{-3}", "½", "²", "if z0 > 0", "[[1, 2], [3]]", "[z0 > 0]", "\\newcommand{\\a}{\\a\\a}\n",
    "\\a", "\\input{x}", "<p>", "</p>", "<math>", "<!--", "&amp;", "<a \"", '{"cells": [',
    '{"cell_type": "markdown", "source": ["z0 = 0.5"]}', "]}", "name,value\n", "exp(",
    "f(t) = t*t\n",
]  # fmt: skip
"""What pages are made of, and what breaks them."""

TYPED = [
    "L", "z0", "w0", "x", "yhat", "h0", "dL/dw0", "∂L/∂h0", "=", "=", "+", "*", "-", "(", ")",
    "0.5", "3.375", "-1", "1e9", "relu(", "max(", "²", "^", "**", "[0]", "[0,1]", ",", "$",
    "\\frac{1}{2}", "nan",
]  # fmt: skip
"""Pieces of what is typed at `:claim`, and as an answer."""

NETWORKS = ["skip", "plain", "xor", "neuron"]


LONGEST = 25
"""The most equations of a page's program: to explain a number that nothing explains takes long."""


@cache
def sheet_of(seed):
    """A right page; of a long program the next one."""
    sheet = random_page(seed)
    return sheet if len(sheet.program.equations) <= LONGEST else sheet_of(seed + 1)


@cache
def right_page(seed):
    """A right page with its verdicts as they are without a change."""
    sheet = sheet_of(seed)
    return sheet, verdicts(sheet.text, sheet)


def verdicts(text, sheet):
    """What becomes of the claims of a page, in order."""
    page = read_page(text, f"page{sheet.suffix}")
    return [
        (each.symbol, each.iteration, each.verdict, each.tags)
        for each in check_page(page, sheet.program.network).judgements
    ]


def harmless(chance, _):
    """Change what is no mathematics."""
    sheet, before = right_page(chance.randrange(SEEDS))
    text = sheet.text
    for _ in range(chance.choice([1, 1, 2, 3])):
        text = chance.choice(HARMLESS)(text, chance)
    assert verdicts(text, sheet) == before
    return "same verdicts"


def other_newlines(text, _):
    return re.sub("\r?\n", "\r\n", text)


def spaces_behind_lines(text, chance):
    space = chance.choice([" ", "   ", "\t", "\u00a0", "\u2009"])
    return re.sub("(?=\r?\n)(?<!\r)", lambda _: space * (chance.random() < 0.5), text)


def wider_spaces(text, chance):
    """Another space in the place of one around an equals sign."""
    space = chance.choice(["  ", "\u00a0", "\u2009", "\u202f"])
    return re.sub(r"(?<=\S) = (?=\S)", lambda found: f"{space}={space}", text)


def more_blank_lines(text, _):
    return re.sub(r"\n\n(?!\s*[=&+])", "\n\n\n", text)


def invisible(text, chance):
    letter = chance.choice("\u200b\u2060\ufeff\u00ad")
    return re.sub(r"(?<=\S) = (?=\S)", f"{letter} = {letter}", text)


def words_before(text, chance):
    """Words of a student before the page; LaTeX has them behind its preamble."""
    said = chance.choice(["My solution.\n\n", "Name: Anna Berg, 12 May\n\n", "> by hand\n\n", "\n"])
    return text if "\\begin{document}" in text else said + text


HARMLESS = [
    other_newlines, spaces_behind_lines, wider_spaces, more_blank_lines, invisible, words_before,
]  # fmt: skip


def garbage(chance):
    """Pieces of pages in any order."""
    kinds = [PIECES] * 6 + [ODD, HOSTILE, WORDS]
    return "".join(chance.choice(chance.choice(kinds)) for _ in range(chance.randrange(1, 80)))


def drawn_text(chance):
    """The text of a page, changed, or none at all."""
    kind = chance.random()
    if kind < 0.3:
        return garbage(chance)
    if kind < 0.33:
        size = chance.choice([10**3, 10**4, 30_000])
        return "z0 = 0.5\n" + huge(chance.choice(PIECES), size) + "\nL = 3"
    text = sheet_of(chance.randrange(SEEDS)).text
    if kind < 0.5:
        lines = text.split("\n")
        for _ in range(chance.randrange(1, 6)):
            lines.insert(chance.randrange(len(lines) + 1), garbage(chance)[:60])
        text = "\n".join(lines)
    return mutated(text, chance)


def broken(chance, folder):
    """Check a page with anything on it, as the command does."""
    path = folder / f"page{chance.choice(SUFFIXES)}"
    path.write_bytes(encoded(drawn_text(chance), chance))
    network = load_network(chance.choice(NETWORKS)) if chance.random() < 0.5 else None
    try:
        checked = check_page(open_page(path), network)
    except PlainError as error:
        is_for_people(str(error), f"{path}:")
        return "refused"
    if all(each.verdict is Verdict.NOT_READ for each in checked.judgements):
        return "refused"
    marks = Marks(checked, Credit())
    said = [*Report([marks], True).lines(), *as_json([marks], {}), *as_csv([marks])]
    assert all(line.isprintable() for each in said for line in each.split("\n")), said
    assert feedback(marks)
    assert 0 <= marks.earned <= marks.possible
    return "checked"


@cache
def begun(name):
    """A run of a network, some steps in."""
    program = derive(load_network(name))
    timeline = Timeline(program)
    timeline.run(0)
    return timeline


def drawn_line(chance):
    """A line as it is typed."""
    kinds = [TYPED] * 8 + [PIECES, ODD, HOSTILE, WORDS]
    line = chance.choice(["", "", "L = ", "dL/dw0 = "])
    line += chance.choice(["", " "]).join(
        chance.choice(chance.choice(kinds)) for _ in range(chance.randrange(1, 9))
    )
    return line + huge(chance.choice(TYPED), 3000) if chance.random() < 0.02 else line


def claim(chance, _):
    """Type a line at `:claim`."""
    timeline = begun(chance.choice(NETWORKS))
    try:
        found = check_line(drawn_line(chance), timeline, 0, chance.randrange(30))
    except PlainError as error:
        is_for_people(str(error))
        return "no claim"
    for each in found:
        is_for_people("\n".join([each.claim, each.note]))
    return "claim judged"


@cache
def asked(name, steps):
    """Where one stands while one is asked about the next step of a network."""
    debugger = Debugger(derive(load_network(name)))
    debugger.goto(steps, 0)
    begin(debugger, Style("unicode"))
    return debugger.stop


def drawn_answer(chance):
    """A number, or a product or sum of a few numbers and names."""
    names = ["w0", "w1", "w3", "x", "h0", "z0", "y", "0.5", "1", "-2", "0.25", "3.375"]
    value = chance.choice([0.0, 0.5, 1.0, 1.5, 3.0, 0.375, 1e300, chance.gauss(0, 2)])
    sign = chance.choice("+*-/")
    return chance.choice([f"{value:.{chance.randrange(9)}g}", f"-{value}", sign.join(
        chance.choice(names) for _ in range(chance.randrange(1, 4)))])  # fmt: skip


def answer(chance, _):
    """Answer a question; what is wrong is not told with the right number."""
    stop = asked(chance.choice(NETWORKS), chance.randrange(12))
    line = drawn_line(chance) if chance.random() < 0.5 else drawn_answer(chance)
    question = question_at(stop)
    try:
        judged = judge(question, line, stop, Style("unicode"))
        said = "" if judged.is_right else judged.note
    except PlainError as error:
        is_for_people(str(error))
        said, judged = str(error), None
    told = set(re.findall(r"\d+\.\d{3,}", said)) - set(re.findall(r"\d+\.\d{3,}", line))
    assert not any(isclose(float(one), abs(question.value), rel_tol=1e-4) for one in told), said
    return "answer judged" if judged else "no answer"


RUNS = [broken] * 5 + [harmless] * 2 + [claim] * 2 + [answer] * 2


def run(chance, folder):
    """Do one of these."""
    return chance.choice(RUNS)(chance, folder)


if __name__ == "__main__":
    sys.exit(main(run, 20_000))
