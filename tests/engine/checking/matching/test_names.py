"""Names on pages, however they are written, and the symbols they stand for."""

import pytest

from engine.checking.matching.names import Names
from engine.checking.reading.reader import read_line, read_value
from engine.checking.reading.written import Ratio, Word
from engine.network.files import load_network
from engine.program.program import derive

SKIP = Names(derive(load_network("skip")))
XOR = Names(derive(load_network("xor")))


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("z_0", "z0"), ("z0", "z0"), ("z₀", "z0"), ("yhat", "yhat"), ("ŷ", "yhat"),
        ("y_hat", "yhat"), ("x_1", "x"), ("y_1", "y"), ("alpha", "lr"), ("η", "lr"),
        ("loss", "L"), ("E", "L"), ("w_3", "w3"), ("dw3", "dL/dw3"),
    ],
)  # fmt: skip
def test_a_name_stands_for_a_symbol_of_skip(text: str, symbol: str) -> None:
    word = read_value(text)
    assert isinstance(word, Word)
    meant = SKIP.meant(word)
    assert meant is not None
    assert meant.symbol == symbol


@pytest.mark.parametrize("text", ["q", "z_7", "w_{33}", "h_{01}", "z'"])
def test_other_names_stand_for_nothing(text: str) -> None:
    word = read_value(text)
    assert not isinstance(word, Word) or SKIP.meant(word) is None


@pytest.mark.parametrize(
    ("text", "entry"), [("W1[0,1] = 1", (0, 1)), ("W1_{12} = 1", (0, 1)), ("b1[1] = 1", (1,))]
)
def test_entries_are_counted_from_0_in_brackets_and_from_1_below(
    text: str, entry: tuple[int, ...]
) -> None:
    word = read_line(text).sides[0].tree
    assert isinstance(word, Word)
    meant = XOR.meant(word)
    assert meant is not None
    assert meant.entry == entry


def test_entries_that_are_not_there_are_no_names() -> None:
    word = read_line("W1[2,0] = 1").sides[0].tree
    assert isinstance(word, Word)
    assert XOR.meant(word) is None


def test_a_derivative_of_the_loss_is_a_gradient() -> None:
    for text in ("dL/dh0", "∂L/∂h0", "∂E/∂h₀"):
        ratio = read_value(text)
        assert isinstance(ratio, Ratio)
        meant = SKIP.gradient(ratio)
        assert meant is not None
        assert meant.symbol == "dL/dh0"
