"""Worked solutions: that of the exercise by its numbers, worksheets, and what is too long."""

import re

import pytest

from engine.errors import WritingError
from engine.writing.document import Formula, Heading, Room, Sentence
from tests.engine.writing.solutions import solution

SECTIONS = {
    "Forward pass": ["0.5", "0.5", "0.25", "0.25", "0.375", "0.375", "3.375"],
    "Backward pass": ["1", "1", "0.25", "0.5", "0.5", "0.5", "0.25", "0.75", "0.75", "0.75"],
    "Gradient descent": ["-0.25", "0.25", "0.25", "0"],
    "Forward pass again": ["-0.25", "0", "0", "0", "0", "0", "3"],
}
"""The exercise, computed by hand: the values of each section, in order."""


def by_section(document):
    """The formulas under each heading, in LaTeX."""
    found = {}
    for part in document.parts:
        if isinstance(part, Heading):
            lines = found.setdefault(part.text, [])
        elif isinstance(part, Formula):
            lines.append(part.latex)
    return found


def test_the_exercise_in_its_sections_and_with_its_values():
    sections = by_section(solution("skip"))
    for name, values in SECTIONS.items():
        last = [re.split(r" |&", latex.removesuffix("\n\\end{aligned}"))[-1]
                for latex in sections[name]]  # fmt: skip
        assert last == values, name
    assert list(sections) == ["Skip network: worked solution", "Given", "Network", *SECTIONS]


def test_a_fan_in_sum_has_the_chain_rule_the_formula_the_numbers_and_the_value():
    backward = by_section(solution("skip"))["Backward pass"]
    (found,) = [latex for latex in backward if latex.startswith("\\begin{aligned}\n\\frac{\\partial L}{\\partial h_{0}}")]  # fmt: skip  # noqa: E501
    d = lambda top, bottom: rf"\frac{{\partial {top}}}{{\partial {bottom}}}"  # noqa: E731
    first, second = d("L", "z_{2}"), d("L", "z_{1}")
    assert found.split("\n") == [
        r"\begin{aligned}",
        rf"{d('L', 'h_{0}')} &= {first} \cdot {d('z_{2}', 'h_{0}')} + {second} \cdot {d('z_{1}', 'h_{0}')} \\",  # noqa: E501
        rf"&= {first} \cdot w_{{3}} + {second} \cdot w_{{1}} \\",
        r"&= 1 \cdot 0.5 + 0.5 \cdot 0.5 \\",
        r"&= 0.5 + 0.25 \\",
        "&= 0.75",
        r"\end{aligned}",
    ]


def test_every_step_has_its_sentence_with_typeset_names():
    texts = [part.text for part in solution("skip").parts if isinstance(part, Sentence)]
    assert "The weight $w_{0}$ multiplies $x$." in texts
    assert any("came over the skip connection from $z_{2}$" in text for text in texts)
    assert not [text for text in texts if re.search("[∂·−ŷ]", text)]


def test_iterations_are_numbered_and_the_loss_is_seen_to_fall_or_not():
    document = solution("regression", 3)
    headings = [part.text for part in document.parts if isinstance(part, Heading)]
    assert headings[3:] == [
        *(name for number in range(3) for name in (f"Iteration {number}", *list(SECTIONS)[:3])),
        "Iteration 3",
        "Forward pass again",
    ]


@pytest.mark.parametrize("name", ["skip", "xor"])
def test_a_worksheet_has_what_is_given_and_no_answer(name):
    sections = by_section(solution(name, is_worksheet=True))
    solved = by_section(solution(name))
    assert sections["Given"] == solved["Given"]
    assert sections["Network"] == solved["Network"]
    for heading in list(SECTIONS):
        for asked, answered in zip(sections[heading], solved[heading], strict=True):
            symbol, blank = asked.split(" = ")
            assert (
                answered.replace(r"\begin{aligned}", "").replace("&", "").strip().startswith(symbol)
            )
            assert not re.search(r"\d|[a-z]", re.sub(r"\\\w+|\d+em|\{bmatrix\}", "", blank))
    parts = solution(name, is_worksheet=True).parts
    assert sum(isinstance(part, Room) for part in parts) == sum(map(len, sections.values())) - 2


def test_too_many_steps_are_refused_with_a_number_that_is_not():
    with pytest.raises(WritingError, match=r"--iterations (\d+) or fewer") as error:
        solution("skip", 10**6)
    most = int(re.search(r"--iterations (\d+)", str(error.value))[1])
    with pytest.raises(WritingError):
        solution("skip", most + 1)
    assert most * 21 + 7 <= 3_000 < (most + 1) * 21 + 7


def test_drawn_parameters_have_few_digits_and_the_solution_is_that_of_these():
    given = by_section(solution("xor"))["Given"][0]
    entries = re.findall(r"-?0\.0*([1-9]\d*)", re.search(r"W_\{1\} &(.*)", given)[1])
    assert len(entries) == 4
    assert all(len(entry) <= 3 for entry in entries)


LONG = """
loss = "L"
equations = '''
s = a*x + b*x + c*x + a*b*x + b*c*x + a*c*x + a*b*c*x + a*a*x + b*b*x + c*c*x + x*x*a + x*x*b
L = square(s)
'''
inputs = { x = 1.25 }
parameters = { a = -0.5, b = 0.125, c = 2 }
"""


def test_a_long_sum_goes_on_below_before_a_sign():
    rows = [part for part in solution(LONG).parts if isinstance(part, Formula)][2].latex.split("\n")
    assert len(rows) > 6
    assert any(row.startswith(r"&\quad + ") for row in rows)
    assert all(row.startswith((r"\begin", r"\end", "s &= ", "&= ", r"&\quad + ")) for row in rows)
