"""What is written is read and found right: every equality, in every form."""

from collections import Counter

import pytest

from engine.checking.judging.check import check_page
from engine.checking.judging.judgement import Verdict
from engine.checking.reading.reader import read_page
from engine.network.files import load_network, shipped_networks
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from engine.writing.given import rounded
from engine.writing.html import html
from engine.writing.markdown import markdown
from engine.writing.notebook import notebook
from engine.writing.solution import LINE, Sheet, document
from engine.writing.tex import tex
from tests.claims.networks import random_network

FORMS = {".md": markdown, ".tex": tex, ".html": html, ".ipynb": notebook}


def verdicts(text, suffix, network=None):
    checked = check_page(read_page(text, f"page{suffix}"), network)
    return checked, Counter(each.verdict for each in checked.judgements)


# Large matrices, and arrays of more axes, are cut on the page, and so are not read.
LARGE = {"deep", "convolution", "iris", "lenet", "transformer"}
"""Networks that nobody computes by hand."""

UNREAD = {"attention": 1}
"""A sum along an axis has no notation that is read."""

PAGES = [
    *((name, ".md", False) for name in sorted({*shipped_networks()} - LARGE)),
    *(("skip", suffix, True) for suffix in FORMS),
    ("xor", ".html", True),
]


@pytest.mark.parametrize(("name", "suffix", "has_comma"), PAGES)
def test_the_solution_of_a_network_that_ships_is_right(name, suffix, has_comma):
    program = rounded(derive(load_network(name)))
    text = FORMS[suffix](document(Sheet(program, has_comma=has_comma)))
    checked, found = verdicts(text, suffix)
    assert checked.network == name
    assert found.pop(Verdict.NOT_READ, 0) == UNREAD.get(name, 0)
    assert set(found) == {Verdict.RIGHT}
    assert found[Verdict.RIGHT] >= len(program.equations)


@pytest.mark.parametrize("seed", [9, 334, 446])
def test_the_solution_of_a_random_network_is_accused_of_nothing(seed):
    """A number that is none, and an operation without notation, are not read."""
    network = random_network(seed)
    text = markdown(document(Sheet(derive(network))))
    if r"\text{nan}" in text:
        return
    _, found = verdicts(text, ".md", network)
    assert set(found) <= {Verdict.RIGHT, Verdict.NOT_READ}
    assert found[Verdict.RIGHT] > len(network.equations)


def test_a_worksheet_claims_nothing_but_what_is_given():
    text = markdown(document(Sheet(derive(load_network("skip")), is_worksheet=True)))
    filled = text.replace(rf"\underline{{\hspace{{{LINE}}}}}", "99")
    assert set(verdicts(text, ".md")[1]) <= {Verdict.RIGHT, Verdict.NOT_READ}
    _, found = verdicts(filled, ".md")
    assert found[Verdict.WRONG] + found[Verdict.SLIP] + found[Verdict.FOLLOW_ON] == 28


LARGE = """
loss = "L"
equations = '''
H = relu(X @ W1 + b1)
O = H @ W2
L = mean(square(O - Y))
'''
inputs = { X = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 5, 6, 7, 8, 10]] }
targets = { Y = [[1], [2]] }
[parameters]
W1 = { normal = 0.1, shape = [9, 30] }
b1 = { constant = 0.01, shape = [30] }
W2 = { normal = 0.1, shape = [30, 1] }
"""


def test_matrices_of_which_the_corners_are_written_are_not_read_and_the_rest_is_right():
    network = read_network(Source("large.toml", LARGE))
    text = markdown(document(Sheet(derive(network))))
    assert r"\cdots" in text
    checked, found = verdicts(text, ".md", network)
    assert set(found) == {Verdict.RIGHT, Verdict.NOT_READ}
    right = {each.symbol for each in checked.judgements if each.verdict is Verdict.RIGHT}
    assert {"O", "L", "dL/dO"} <= right


@pytest.mark.parametrize("shape", ["1 & 2 & 3", r"1 & 2 \\ 3 & 4", "1"])
@pytest.mark.parametrize("symbol", ["Z", "W_1", "L", r"\frac{\partial L}{\partial b_1}"])
def test_a_matrix_of_another_shape_is_wrong_and_no_fault(symbol, shape):
    text = rf"$$L = 5$$ $${symbol} = \begin{{bmatrix}} {shape} \end{{bmatrix}}$$"
    _, found = verdicts(text, ".md", load_network("xor"))
    assert Verdict.RIGHT not in found
