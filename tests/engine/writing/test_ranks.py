"""The worked solution where inputs are drawn, and of arrays with more than two axes."""

from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from engine.writing.document import Sentence
from engine.writing.given import drawn, rounded
from engine.writing.markdown import markdown
from engine.writing.solution import Sheet, document

DEEP = """
loss = "L"
equations = "L = mean(square(x * W + b))"
[inputs]
x = { normal = 1, shape = [2, 3, 2] }
[parameters]
W = { normal = 1, shape = [2, 3, 2] }
b = { normal = 1, shape = [2] }
"""


def test_what_is_drawn_is_rounded_inputs_too():
    program = derive(read_network(Source("network.toml", DEEP.replace("[2, 3, 2]", "[2]")), 1))
    assert sorted(drawn(program.network)) == ["W", "b", "x"]
    x = program.network.constants["x"]
    for value, entry in zip(rounded(program).network.constants["x"], x, strict=True):
        assert value == float(f"{entry:.3g}")


def test_of_deep_arrays_the_shape_is_written_and_said():
    program = derive(read_network(Source("network.toml", DEEP), 1))
    found = document(Sheet(program, 1, False, False, drawn(program.network), 1))
    said = [part.text for part in found.parts if isinstance(part, Sentence)]
    assert any(each.startswith("Of $x$ and $W$ only the shape is written out") for each in said)
    assert r"\cdots_{2 \times 3 \times 2}" in markdown(found)


def test_a_transpose_that_is_turned_over_is_turned_back():
    text = """
loss = "L"
equations = '''
h = x @ transpose(W)
L = sum(h)
'''
[inputs]
x = [0.5, -1]
[parameters]
W = [[1, 2], [3, 4], [5, 6]]
"""
    program = derive(read_network(Source("network.toml", text), 1))
    written = markdown(document(Sheet(program, 1, False, False, [], None)))
    assert r"h &= W \, x" in written
    rows = r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \\ 5 & 6 \end{bmatrix}"
    assert rf"h = W \, x = {rows} \, \begin{{bmatrix}} 0.5 \\ -1 \end{{bmatrix}}" in written
