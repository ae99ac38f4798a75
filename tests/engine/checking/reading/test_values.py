"""Expressions as people write them, in plain text and in LaTeX, by one grammar."""

import pytest

from engine.checking.reading.reader import read_value
from engine.checking.reading.written import Figure, Place
from engine.errors import PageError
from tests.engine.checking.reading.trees import short, value


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("0.5", 0.5, 0.1),
        (".11", 0.11, 0.01),
        ("3", 3, 1),
        ("3.00", 3, 0.01),
        ("-0.25", -0.25, 0.01),
        ("−0.25", -0.25, 0.01),
        ("1e-3", 0.001, 0.001),
        ("2.5e-1", 0.25, 0.01),
        ("2.5·10^-3", 0.0025, 0.0001),
        ("2.5 × 10⁻³", 0.0025, 0.0001),
        ("$2.5 \\cdot 10^{-3}$", 0.0025, 0.0001),
        ("$1.2 \\times 10^{4}$", 12000, 1000),
        ("$0{,}25$", 0.25, 0.01),
        ("0,25", 0.25, 0.01),
        ("1,234.5", 1234.5, 0.1),
        ("$1\\,234.5$", 1234.5, 0.1),
    ],
)
def test_a_number_has_a_unit_of_its_last_digit(text, number, unit):
    figure = read_value(text)
    assert isinstance(figure, Figure)
    assert figure.value == pytest.approx(number, rel=1e-15)
    assert figure.unit == pytest.approx(unit, rel=1e-12)


def test_a_number_keeps_how_it_is_written_and_where():
    assert read_value(" 0,25") == Figure("0,25", 0.25, 0.01, Place(1, 2))


@pytest.mark.parametrize(
    ("texts", "tree"),
    [
        (["w0*x", "w0 x", "w_0·x", "w₀ × x", "$w_0 x$", "$w_0 \\cdot x$", "$w_{0}x$"],
         "times(w_0, x)"),
        (["dL/dw0", "∂L/∂w0", "dL_dw0", "$\\frac{\\partial L}{\\partial w_0}$", "$dL/dw_0$",
          "$\\partial L / \\partial w_0$", "$\\frac{\\mathrm{d}L}{\\mathrm{d}w_0}$",
          "$\\nabla_{w_0} L$", "$\\dfrac{dL}{dw_0}$", "∂_{w0} L"],
         "dL/dw_0"),
        (["ŷ", "yhat", "y_hat", "y_{hat}", "$\\hat{y}$", "$\\hat y$", "$\\widehat{y}$",
          "$\\hat{\\mathbf{y}}$", "y\u0302", "$y\u0302$"], "y~hat"),
        (["yhat_1", "ŷ₁", "$\\hat{y}_1$", "$\\hat{y}_{1}$", "$\\hat{y_1}$"], "y~hat_1"),
        (["net_h1", "net_{h1}", "$net_{h1}$", "$\\text{net}_{h1}$"],
         "net_h1"),
        (["W1[0,1]", "W1[0, 1]", "W1[0][1]", "$W_1[0,1]$"], "W_1@0,1"),
        (["W1.T @ d", "W1ᵀ @ d"], "matmul(transpose(W_1), d)"),
        (["$W_1^T x$", "$W_1^\\top x$", "$W_1^{\\top} \\, x$", "$\\mathbf{W}_1^\\mathsf{T} x$"],
         "times(transpose(W_1), x)"),
        (["a ⊙ b", "a ∘ b", "$a \\odot b$", "$a \\circ b$"], "hadamard(a, b)"),
        (["|y - ŷ|", "$|y - \\hat{y}|$", "$\\left| y - \\hat y \\right|$",
          "$\\lvert y - \\hat{y} \\rvert$"], "abs(sub(y, y~hat))"),
        (["2|x|", "$2 |x|$"], "times(2, abs(x))"),
        (["‖x‖^2", "$\\|x\\|^2$", "$\\lVert x \\rVert_2^2$"], "pow(norm(x), 2)"),
        (["√z", "√(z)", "$\\sqrt z$", "$\\sqrt{z}$"], "sqrt(z)"),
        (["e^{-z}", "e^(-z)", "$e^{-z}$", "$\\mathrm{e}^{-z}$"], "pow(e, neg(z))"),
        (["1/(1 + e^-z)"], "div(1, add(1, pow(e, neg(z))))"),
        (["$\\frac{1}{1+e^{-z}}$", "$\\frac1{1+e^{-z}}$"], "div(1, add(1, pow(e, neg(z))))"),
        (["$\\frac12 x$", "1/2 x"], "times(div(1, 2), x)"),
        (["ReLU(z_0)", "$\\text{ReLU}(z_0)$", "$\\operatorname{ReLU}\\left(z_0\\right)$"],
         "ReLU!(z_0)"),
        (["max(0, z)", "$\\max(0, z)$", "$\\max\\{0, z\\}$", "np.max(0, z)"], "max!(0, z)"),
        (["log p", "log(p)", "$\\log p$", "$\\log{p}$", "$\\log(p)$"], "log!(p)"),
        (["-log 1/2", "$-\\log 1 / 2$"], "div(neg(log!(1)), 2)"),
        (["$-\\log \\frac{1}{2}$"], "neg(log!(div(1, 2)))"),
        (["tanh(z)^2", "tanh^2(z)", "tanh²(z)", "$\\tanh^2(z)$"], "pow(tanh!(z), 2)"),
        (["g'(z)", "$g'(z)$", "$g^{\\prime}(z)$", "$\\frac{dg(z)}{dz}$", "$\\frac{d}{dz} g(z)$"],
         "g~prime!(z)"),
        (["z²", "z**2", "z^2", "$z^2$", "$z^{2}$"], "pow(z, 2)"),
        (["-z^2"], "neg(pow(z, 2))"),
        (["a^{[1]}", "$a^{[1]}$"], "a^[1]"),
        (["$w^{(t+1)}$"], "w^(t+1)"),
        (["$dZ^{[1](i)}$"], "dZ^[1](i)"),
        (["$g^{[1]'}(Z^{[1]})$"], "g~prime^[1]!(Z^[1])"),
        (["$W^{[2]T} dZ^{[2]}$"], "times(transpose(W^[2]), dZ^[2])"),
        (["$w_5^{(1 - 1)}$", "w5^(1 - 1)"], "pow(w_5, sub(1, 1))"),
        (["$\\nabla_a C \\odot \\sigma'(z^L)$"], "hadamard(dC/da, σ~prime!(z^L))"),
        (["w^+", "$w^{+}$"], "w^+"),
        (["$(W^{(2)})^T \\delta^{(2)}$"], "times(transpose(W^(2)), δ^(2))"),
        (["$1 - \\beta_1^t$"], "sub(1, pow(β_1, t))"),
        (["$\\sum_n (y_n - t_n)^2 + 1$"], "add(sum[n](pow(sub(y_n, t_n), 2)), 1)"),
        (["$\\sum_{i=1}^{3} w_i x_i$"], "sum[i=1..3](times(w_i, x_i))"),
        (["$\\frac{1}{m} \\sum_n \\left(a_n\\right)_n$"], "times(div(1, m), sum[n](a_n))"),
        (["[[1, 2], [3, 4]]", "[1, 2; 3, 4]", "[[1 2] [3 4]]",
          "$\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}$",
          "$\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\\\ \\end{pmatrix}$",
          "$\\left(\\begin{array}{cc} 1 & 2 \\\\ 3 & 4 \\end{array}\\right)$"], "[1, 2; 3, 4]"),
        (["[0.5 -0.25]", "[0.5, -0.25]", "[ 0.5  -0.25 ]"], "[0.5, -0.25]"),
        (["(1, -3)", "$(1, -3)$"], "(1, -3)"),
        (["$[(1 - y) \\log p]$"], "times(sub(1, y), log!(p))"),
        (["(z1 > 0)", "$(z_1 > 0)$", "[z1 > 0]", "$\\mathbb{1}_{z_1 > 0}$"], "(z_1 > 0)"),
        (["0.375", "$\\textbf{0.375}$", "$\\mathrm{0.375}$", "$\\boxed{0.375} \\qed$"], "0.375"),
        (["$\\begin{cases} 0, & z < 0 \\\\ z, & \\text{else.} \\end{cases}$",
          "$\\begin{cases} 0 & \\text{if } z < 0 \\\\ z & \\text{otherwise} \\end{cases}$",
          "$\\begin{cases} 0 \\text{ falls } z < 0, \\\\ z \\text{ sonst} \\end{cases}$",
          "$\\left\\{\\begin{array}{ll} 0, & z < 0 \\\\ z, & \\mathrm{else} \\end{array}\\right.$"],
         "{0 if (z < 0); z if else}"),
        (["3 * -2", "$3 \\cdot (-2)$"], "times(3, -2)"),
        (["$\\underbrace{w_0 x}_{z_0}$"], "times(w_0, x)"),
        (["learning_rate", "Lernrate", "$\\text{learningRate}$", "step size"], "learning rate"),
        (["w0_new", "$w_0^{new}$", "$w_{0}^{\\text{new}}$"], "w_0^new"),
    ],
)  # fmt: skip
def test_it_is_the_same_however_it_is_written(texts, tree):
    assert {text: value(text) for text in texts} == dict.fromkeys(texts, tree)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2 3", "an operator is missing before 3"),
        ("(2", "( is never closed"),
        ("2)", ") closes nothing"),
        ("", "something is missing at the end"),
        ("x^2^3", "a power of a power: say which by parentheses"),
        ("$1 + \\dots$", "dots leave something out"),
        ("$\\frac{\\partial^2 L}{\\partial w^2}$", "a second derivative"),
        ("∂L", "∂ without what it is by"),
        ("[[1, 2], [3]]", "its rows are not of one length"),
        ("x ± 1", "± is two values"),
        ("$0.\\overline{3}$", "a number with digits that repeat"),
        ("(" * 60 + "1" + ")" * 60, "nested more than 60 deep"),
        ("+".join("1" * 102), "more than 100 terms"),
        ("9" * 401, "a number too large to be one"),
    ],
)
def test_what_is_no_value_is_said(text, reason):
    with pytest.raises(PageError, match=":") as told:
        read_value(text)
    assert str(told.value).endswith(reason)


def test_a_name_in_greek_is_itself():
    assert short(read_value("$\\delta_{h_1}$")) == short(read_value("δ_h_1")) == "δ_h_1"
