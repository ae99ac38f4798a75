"""What is asked of inputs and targets is asked of all samples, whichever the first batch has."""

import pytest

from engine.errors import NetworkError, SpecError
from engine.network.files import parse_network

TEXT = """
loss = "L"
equations = "{equation}"
[inputs]
t = [0, 1, 2, 0, 1, 2, {last}]
[targets]
Y = [[1, 0], [0, 1], [1, 0], [1, 0], [1, 0], [0, 1], {row}]
[parameters]
E = {{ normal = 1, shape = [5, 2] }}
[training]
batch_size = 2
shuffle = {shuffle}
"""

TAKEN = "L = mean(square(E[t] - Y))"
SHIFTED = "L = mean(square(E[t + 1] - Y))"
COMPARED = "L = mean(cross_entropy(E[t], Y))"


def read(equation, seed, shuffle, last=2, row="[0, 1]"):
    text = TEXT.format(equation=equation, last=last, row=row, shuffle=shuffle)
    return parse_network(text, "t", seed)


@pytest.mark.parametrize("shuffle", ["false", "true"])
@pytest.mark.parametrize(
    ("equation", "wrong", "said"),
    [
        (TAKEN, {"last": 5}, "index 5 at [6] in t is out of range: axis 0 of a 5×2 matrix"),
        (TAKEN, {"last": 1.5}, "index 1.5 at [6] in t is out of range"),
        (SHIFTED, {"last": 4}, "index 5 at [6] in t + 1 is out of range"),
        (COMPARED, {"row": "[1, 1]"}, "row 6 of 'Y' sums to 2, but has to be one-hot"),
    ],
)
def test_a_sample_of_a_later_batch_is_refused_when_the_file_is_read(equation, wrong, said, shuffle):
    for seed in range(3):
        read(equation, seed, shuffle)
        with pytest.raises((NetworkError, SpecError)) as caught:
            read(equation, seed, shuffle, **wrong)
        assert said in str(caught.value)
