"""What a page has written is said in the program's notation, in one line that a terminal shows."""

import pytest

from engine.checking.reading.page import Chain
from engine.checking.reading.reader import read_page
from engine.checking.reading.said import MOST, claim_said, said


def sides(latex: str) -> list[str]:
    items = read_page(f"$${latex}$$", "page.md").items
    return [said(side.tree) for item in items if isinstance(item, Chain) for side in item.sides]


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{\partial L}{\partial w_0} \cdot \hat{y}_1", "∂L/∂w0 · ŷ1"),
        (r"-(a - (b - c))\cdot (-0.5)", "−(a − (b − c)) · (−0.5)"),
        (r"\frac{a}{b c} + \frac{-1}{2}", "a / (b · c) + (−1) / 2"),
        (r"(-x)^2 + x^{2}", "(−x)^2 + x^2"),
        (r"|y - \hat{y}|", "|y − ŷ|"),
        (r"\text{ReLU}(W_{1,2}^T x)", "ReLU(W_{1,2}ᵀ · x)"),
        (r"\begin{bmatrix} 1 & 2 \\ -3 & 4\end{bmatrix}", "[[1, 2], [−3, 4]]"),
        (r"\begin{cases} 0, & z_1 < 0 \\ z_1, & \text{else} \end{cases}", "{0 if z1 < 0; z1 else}"),
        ("0{,}5 a^{[1]}", "0,5 · a^{[1]}"),
        (r"1.25 \cdot 10^{-5}", "1.25e−05"),
    ],
)
def test_notation(latex: str, expected: str) -> None:
    assert sides(f"q = {latex}") == ["q", expected]


def test_a_claim_is_the_first_side_and_the_one_that_is_judged() -> None:
    (chain,) = read_page(r"$w_0 = 0.5 \times 1 \approx 0.5$", "page.md").items
    assert isinstance(chain, Chain)
    assert claim_said(chain, chain.sides[2]) == "w0 ≈ 0.5"


def test_a_long_row_is_said_without_running_out_of_stack_and_cut_off() -> None:
    (_, long) = sides("q = " + " + ".join(["a"] * 90))
    assert long.startswith("a + a + a")
    assert len(long) == MOST


def test_control_characters_and_reordering_ones_are_spelled_out() -> None:
    for text in sides("q = \\foo{\x1b[31m\u202e}"):
        assert text.isprintable()
