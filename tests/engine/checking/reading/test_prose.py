"""Prose: headings, rounding, the learning rate, and claims among words."""

import pytest

from engine.checking.reading.page import Heading, RoundingRule, Section
from engine.checking.reading.reader import read_page
from tests.engine.checking.reading.trees import lines


def found(text, kind, name="p.md"):
    return [item for item in read_page(text, name).items if isinstance(item, kind)]


@pytest.mark.parametrize(
    ("line", "section", "iteration"),
    [
        ("# Forward pass", Section.FORWARD, None),
        ("2. 1) Forward Pass:", Section.FORWARD, None),
        ("FORWARD PASS", Section.FORWARD, None),
        ("Forward propagation:", Section.FORWARD, None),
        ("**Forward pass again**", Section.FORWARD, None),
        ("Vorwärtsschritt", Section.FORWARD, None),
        ("## Vorwärtspropagation", Section.FORWARD, None),
        ("Vorwaertsschritt:", Section.FORWARD, None),
        ("Backward Pass:", Section.BACKWARD, None),
        ("### The Backwards Pass", Section.BACKWARD, None),
        ("Backpropagation", Section.BACKWARD, None),
        ("**Rückwärtsschritt:**", Section.BACKWARD, None),
        ("Rückpropagation", Section.BACKWARD, None),
        ("# Gradients", Section.BACKWARD, None),
        ("\\section*{Backward pass}", Section.BACKWARD, None),
        ("\\textbf{Weight update}", Section.UPDATE, None),
        ("Gradient descent:", Section.UPDATE, None),
        ("Gradientenabstieg", Section.UPDATE, None),
        ("Update", Section.UPDATE, None),
        ("Aktualisierung der Gewichte:", Section.UPDATE, None),
        ("Given:", Section.GIVEN, None),
        ("Gegeben", Section.GIVEN, None),
        ("# Iteration 2", None, 2),
        ("Epoch 1:", None, 1),
        ("2. Iteration", None, 2),
        ("Second iteration: forward pass", Section.FORWARD, 2),
        ("Zweiter Durchlauf", None, 2),
        ("反向传播：", Section.BACKWARD, None),
        ("Iteration 3: forward pass", Section.FORWARD, 3),
        ("# Something else", None, None),
    ],
)
def test_a_heading_says_what_follows(line, section, iteration):
    (heading,) = found(f"\n  {line}\n\nz = 1\n", Heading)
    assert (heading.section, heading.iteration, heading.place) == (section, iteration, (2, 3))


@pytest.mark.parametrize(
    "line",
    [
        "The gradient is their sum.",
        "In the backward pass every contribution is added up, and then the weights are updated.",
        "the derivative of ReLU is taken to be 1",
        "Something else:",
        "z = 1",
        "",
    ],
)
def test_a_sentence_is_no_heading(line):
    assert not found(line, Heading)


def test_words_before_a_colon_are_a_heading_of_what_stands_behind_it():
    heading, chain = read_page("Backward pass: dL/dz = 1", "p.md").items
    assert heading.section is Section.BACKWARD
    assert chain.sides[0].text == "dL/dz"


@pytest.mark.parametrize(
    ("line", "digits", "is_significant"),
    [
        ("All values are rounded to 3 decimal places.", 3, False),
        ("We round to two decimals", 2, False),
        ("Alles auf 2 Nachkommastellen gerundet.", 2, False),
        ("Runden Sie auf $4$ Dezimalstellen!", 4, False),
        ("with 3 significant digits", 3, True),
        ("auf drei signifikante Stellen", 3, True),
        ("correct to 4 d.p.", 4, False),
        ("(rounded to 3 s.f.)", 3, True),
        ("gerundet auf vier Stellen nach dem Komma", 4, False),
    ],
)
def test_a_rule_for_digits(line, digits, is_significant):
    (rule,) = found(line, RoundingRule)
    assert (rule.digits, rule.is_significant) == (digits, is_significant)


@pytest.mark.parametrize(
    "line", ["It took 3 places.", "We move to 2 layers.", "3 digits", "round 2"]
)
def test_no_rule_for_digits(line):
    assert not found(line, RoundingRule)


@pytest.mark.parametrize(
    "line",
    [
        "learning rate $1$", "The learning rate is 1.", "with a learning rate of 1 we get",
        "learning rate: 1", "Lernrate 1", "mit der Lernrate von $1$", "learning_rate = 1",
        "$$\\text{learningRate} = 1$$", "Schrittweite = 1", "- step size: 1",
        "**Learning rate**: 1", "学习率：1",
    ],
)  # fmt: skip
def test_the_learning_rate_is_given_in_words(line):
    assert lines(line) == ["learning rate = 1"]


@pytest.mark.parametrize(
    "line",
    [
        "learning rate $\\eta = 0.5$",
        "Lernrate η = 0,5",
        "learning rate (eta = .5)",
        "学习率：η ＝ 0.5",
    ],
)
def test_the_learning_rate_has_a_symbol(line):
    assert lines(line)[0].replace("eta", "η") == "learning rate = η = 0.5"


@pytest.mark.parametrize(
    ("line", "claims"),
    [
        ("The loss L = 3 and the output out_o1 = 0.75136507.", ["L = 3", "out_o1 = 0.751365"]),
        ("loss = 3.375", ["loss = 3.375"]),
        (
            "- dL/dw0 = dL/dz0 * x = 0.5 * 1 = 0.75",
            ["dL/dw_0 = times(dL/dz_0, x) = times(0.5, 1) = 0.75"],
        ),
        ("z0: 0.5", ["z_0 = 0.5"]),
        ("* W1: [[1, 2], [3, 4]]", ["W_1 = [1, 2; 3, 4]"]),
        ("L = mean(square(n3 - Y)) = 2", ["L = mean!(square!(sub(n_3, Y))) = 2"]),
        ("weight * input = 0.25", ["times(weight, input) = 0.25"]),
        ("The new w0 = w0 - lr*dL/dw0", ["w_0 = sub(w_0, times(lr, dL/dw_0))"]),
        ("Hidden layer: h1 = 0.5", ["h_1 = 0.5"]),
        ("z1 = 0,25 und h1 = 0,5", ["z_1 = 0.25", "h_1 = 0.5"]),
        ("输入：x = 3，w₁ ＝ 0.5（y = 1）", ["x = 3", "w_1 = 0.5", "y = 1"]),
        ("(x1, y1) = (1, -3)", ["(x_1, y_1) = (1, -3)"]),
        ("\\frac{\\partial L}{\\partial z} = 3", ["dL/dz = 3"]),
        ("Iteration: 2", []),
        ("Note: 5", []),
        ("In step 3 z1 = 0.25", ["z_1 = 0.25"]),
        ("and 2 x = 4", ["times(2, x) = 4"]),
        ("the sum z = relu z0", ["z = relu!(z_0)"]),
        ("Exercise: 3 $z = 1$ and $h$ = 2", ["z = 1", "h = 2"]),
        ("relu($z_0$) = $h_0$", ["relu!(z_0) = h_0"]),
        ("Output layer - z1 = 0.25", ["z_1 = 0.25"]),
        ("target - output = 0.25", ["sub(target, output) = 0.25"]),
        ("error = target - output", ["error = sub(target, output)"]),
        ("  12  ∂L/∂h1 = 3", ["dL/dh_1 = 3"]),
        ("z = 3 * 2     (1.2)", ["z = times(3, 2)"]),
        ("z = 3 (2)", ["z = times(3, 2)"]),
        ("Inputs: x₁ = 0.05  |  x₂ = 0.10", ["x_1 = 0.05", "x_2 = 0.1"]),
        ("L = |y - z| = | -3 | = 3", ["L = abs(sub(y, z)) = abs(-3) = 3"]),
        ("dL/dz = (y - t)     (sigmoid and BCE collapse to this)", ["dL/dz = sub(y, t)"]),
        ("η (Learning Rate) = 1", ["η = learning rate = 1"]),
        ("½ × 3 = 1.5", ["times(div(1, 2), 3) = 1.5"]),
        ("$w_{2,new} = (0.1)(-0.2)$", ["w_2^new = times(0.1, -0.2)"]),
        ("at 12:30", []),
    ],
)
def test_claims_among_words(line, claims):
    assert lines(line) == claims


def test_a_decimal_comma_is_told_from_one_that_parts():
    assert lines("z0 = 0,5\nz1 = f(1,5)\nz2 = 12,75\n(a, b) = (1, 2)") == [
        "z_0 = 0.5", "z_1 = f!(1.5)", "z_2 = 12.75", "(a, b) = (1, 2)",
    ]  # fmt: skip
    assert lines("z0 = 0.5\nz1 = f(1,5)\nz2 = 1,234.5") == [
        "z_0 = 0.5",
        "z_1 = f!(1, 5)",
        "z_2 = 1234.5",
    ]
    assert lines("$z = 1{,}500$ and $y = 0.25$") == ["z = 1500", "y = 0.25"]
    assert lines("$z = 1{,}500$ und $y = 0{,}25$") == ["z = 1.5", "y = 0.25"]
