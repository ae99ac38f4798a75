"""The exercise's mathematics in this project's words, in every format that is read.

`SECTIONS` are its chains as LaTeX; all other formats are made from these. They hold the slips of
the exercise and no others: ŷ = g1(z1), both losses, and 0.5 × 1 = 0.75.
"""

import json
import re

GIVEN = (
    r"(x_1, y_1) = (1, -3)",
    r"w_0 = w_1 = w_2 = w_3 = 0.5",
    r"\alpha = 1",
)

RULES = (
    r"L = |y - \hat{y}|",
    r"\hat{y} = g_2(z_2) = z_2",
    r"z_2 = w_2 h_1 + w_3 h_0",
    r"h_1 = g_1(z_1) = \text{ReLU}(z_1)",
    r"z_1 = w_1 h_0",
    r"h_0 = g_0(z_0) = \text{ReLU}(z_0)",
    r"z_0 = w_0 x",
    r"D{\hat{y}} = \begin{cases} 1, & \hat{y} > y \\ -1, & \hat{y} < y \end{cases}",
    r"D{z_2} = D{\hat{y}} \cdot \frac{\partial \hat{y}}{\partial z_2} = D{\hat{y}} \cdot 1",
    r"D{w_2} = D{z_2} \cdot \frac{\partial z_2}{\partial w_2} = D{z_2} \cdot h_1",
    r"D{w_3} = D{z_2} \cdot \frac{\partial z_2}{\partial w_3} = D{z_2} \cdot h_0",
    r"D{h_1} = D{z_2} \cdot \frac{\partial z_2}{\partial h_1} = D{z_2} \cdot w_2",
    r"D{z_1} = \begin{cases} 0, & z_1 < 0 \\ D{h_1} \cdot 1, & \text{else} \end{cases}",
    r"D{w_1} = D{z_1} \cdot h_0",
    r"D{h_0} = D{z_2} \cdot w_3 + D{z_1} \cdot w_1",
    r"D{w_0} = D{z_0} \cdot x",
)
"""The formulas; `D{…}` is the derivative of L by something."""

FORWARD = (
    r"z_0 = w_0 x = 0.5",
    r"h_0 = 0.5",
    r"z_1 = w_1 h_0 = 0.5 \times 0.5 = 0.25",
    r"h_1 = 0.25",
    r"z_2 = w_2 h_1 + w_3 h_0 = 0.5 \times 0.25 + 0.5 \times 0.5 = 0.375",
    r"\hat{y} = g_1(z_1) = z_1 = 0.375",
    r"L = |y - \hat{y}| = 0.375",
)

BACKWARD = (
    r"D{\hat{y}} = 1",
    r"D{z_2} = D{\hat{y}} = 1",
    r"D{h_1} = D{z_2} w_2 = 0.5",
    r"D{z_1} = 0.5",
    r"D{h_0} = 0.75",
    r"D{z_0} = 0.75",
    r"D{w_2} = 1 \times 0.25 = 0.25",
    r"D{w_1} = 0.5 \times 0.5 = 0.25",
    r"D{w_3} = 1 \times 0.5 = 0.5",
    r"D{w_0} = 0.5 \times 1 = 0.75",
)

UPDATE = (
    r"w_0 = w_0 - \alpha D{w_0} = 0.5 - 0.75 = -0.25",
    r"w_1 = w_1 - \alpha D{w_1} = 0.5 - 0.25 = 0.25",
    r"w_2 = w_2 - \alpha D{w_2} = 0.5 - 0.25 = 0.25",
    r"w_3 = w_3 - \alpha D{w_3} = 0.5 - 0.5 = 0",
)

AGAIN = (
    r"z_0 = w_0 x = -0.25",
    r"h_0 = 0",
    r"z_1 = 0",
    r"h_1 = 0",
    r"z_2 = 0.25 \times 0 + 0 \times 0 = 0",
    r"\hat{y} = z_2 = 0",
    r"L = |y - \hat{y}| = 0",
)

SECTIONS = (
    ("Given", GIVEN),
    ("The rules", RULES),
    ("Forward pass", FORWARD),
    ("Backward pass", BACKWARD),
    ("Gradient descent", UPDATE),
    ("Forward pass", AGAIN),
)
"""The page, section by section."""

MISTAKES = (
    (FORWARD[5], r"g_1(z_1)", "wrong-node"),
    (FORWARD[6], r"0.375", "target-forgotten"),
    (BACKWARD[9], r"0.5 \times 1", "wrong-middle"),
    (AGAIN[6], r"0", "target-forgotten"),
)
"""The mistakes, in order: the chain, the side of it that is wrong, and the slip."""


def as_latex(chain):
    """A chain with its derivatives written out."""
    return re.sub(r"D\{(\\hat\{y\}|\w+)\}", r"\\frac{\\partial L}{\\partial \1}", chain)


PLAIN = (
    (r"D\{(\\hat\{y\}|\w+)\}", r"dL/d\1"),
    (r"\\frac\{\\partial (.*?)\}\{\\partial (.*?)\}(?=[ =]|$)", r"d\1/d\2"),
    (r"\\hat\{y\}", "yhat"),
    (r"\\text\{ReLU\}", "relu"),
    (r"\\times|\\cdot", "*"),
    (r"\\alpha ", "lr * "),
    (r"_(\d)", r"\1"),
    (r"(?<=[\w]) (?=[a-zA-Z])", "*"),
)


def as_plain(chain):
    """A chain as it is typed."""
    chain = chain.replace(r"\alpha =", "lr =")
    for pattern, said in PLAIN:
        chain = re.sub(pattern, said, chain)
    return chain


def markdown():
    """The page in Markdown."""
    parts = []
    for title, chains in SECTIONS:
        parts += [f"## {title}", *(f"$${as_latex(chain)}$$" for chain in chains)]
    return "\n\n".join(parts) + "\n"


def latex():
    """The page as a LaTeX document, with aligned rows."""
    parts = [r"\documentclass{article}", r"\usepackage{amsmath}", r"\begin{document}"]
    for title, chains in SECTIONS:
        rows = [as_latex(chain).replace(" = ", " &= ", 1) for chain in chains]
        inside = " \\\\\n".join(rows)
        parts += [rf"\section*{{{title}}}", r"\begin{align*}", inside, r"\end{align*}"]
    return "\n".join([*parts, r"\end{document}"]) + "\n"


def notebook():
    """The page as the Markdown cells of a notebook."""
    cells = [
        {
            "cell_type": "markdown",
            "metadata": {},
            "source": [f"## {title}\n", *(f"\n$${as_latex(chain)}$$\n" for chain in chains)],
        }
        for title, chains in SECTIONS
    ]
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["L = 99\n"]}
    book = {"cells": [*cells[:2], code, *cells[2:]], "metadata": {}, "nbformat": 4}
    return json.dumps({**book, "nbformat_minor": 5}, indent=1)


def plain():
    """The page as plain text."""
    parts = []
    for title, chains in SECTIONS:
        typed = [as_plain(chain) for chain in chains if "cases" not in chain]
        parts += ["", f"{title}:", *typed]
    return "\n".join(parts) + "\n"


def table():
    """The page's values and formulas as a table; a line holds one equality, so no middles."""
    rows = ["symbol,value,iteration,phase"]
    rows += ["x,1,0,given", "y,-3,0,given", *(f"w{i},0.5,0,given" for i in range(4))]
    phases = ((FORWARD, "0,forward"), (BACKWARD, "0,backward"), (UPDATE, "0,update"))
    for chains, where in (*phases, (AGAIN, "1,forward")):
        for chain in chains:
            name, *sides = as_plain(chain).split(" = ")
            rows.append(f"{name},{sides[-1]},{where}")
            if chain == FORWARD[5]:
                rows.append(f"{name},{sides[0]},{where}")
    return "\n".join(rows) + "\n"


FORMATS = {
    "page.md": markdown,
    "page.tex": latex,
    "page.ipynb": notebook,
    "page.txt": plain,
    "page.csv": table,
}
"""Every format, by the name of its file."""
