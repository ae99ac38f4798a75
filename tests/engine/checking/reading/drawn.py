"""Trees drawn at random, with ways in which people write them, in plain text and in LaTeX."""

import random

GREEK = {"η": "\\eta", "δ": "\\delta", "σ": "\\sigma"}
FUNCTIONS = {"relu": "\\operatorname{relu}", "tanh": "\\tanh", "log": "\\log", "g": "g"}


class Drawn:
    """A tree in short, and the same written down.

    Args:
        random: where the choices come from.
        is_latex: whether it is LaTeX or plain text.
    """

    def __init__(self, seed, *, is_latex):
        self.random = random.Random(seed)  # noqa: S311
        self.is_latex = is_latex

    def pick(self, *choices):
        return self.random.choice(choices)

    def expression(self, depth):
        """A tree in short, and its text."""
        tree, text = self.term(depth)
        for _ in range(self.pick(0, 0, 1, 2)):
            right, more = self.term(depth)
            sign, op = self.pick(("+", "add"), ("-", "sub"), ("−", "sub"))
            space = self.pick("", " ")
            tree, text = f"{op}({tree}, {right})", f"{text}{space}{sign}{self.pick('', ' ')}{more}"
        return tree, text

    def term(self, depth):
        tree, text = self.factor(depth)
        for _ in range(self.pick(0, 0, 1, 2)):
            right, more = self.factor(depth)
            op, sign = self.pick(("times", self.times()), ("hadamard", self.hadamard()))
            tree, text = f"{op}({tree}, {right})", f"{text} {sign} {more}"
        if depth > 0 and self.pick(True, False, False):
            below, more = self.parenthesised(depth - 1)
            tree, text = f"div({tree}, {below})", f"{text} / {more}"
        return tree, text

    def times(self):
        return self.pick("\\cdot", "\\times", "*", "·") if self.is_latex else self.pick(*"*·×")

    def hadamard(self):
        return self.pick("\\odot", "\\circ", "⊙") if self.is_latex else self.pick(*"⊙∘")

    def factor(self, depth):
        if depth <= 0:
            return self.pick(self.number, self.name, self.derivative)()
        return self.pick(
            self.number, self.name, self.derivative, self.power, self.call, self.grid, self.size,
            self.fraction, self.cases, lambda depth: self.parenthesised(depth - 1),
        )(depth)  # fmt: skip

    def number(self, _depth=0):
        value = round(self.random.uniform(0, 100), self.pick(0, 1, 2, 5))
        text = f"{value:g}"
        if self.is_latex and "." in text and self.pick(True, False):
            return text, text.replace(".", "{.}")
        return text, text[1:] if text.startswith("0.") and self.pick(True, False) else text

    def name(self, _depth=0):
        base = self.pick("w", "x", "h", "z", *GREEK)
        sub = self.pick("", "0", "1", "12", "h1")
        tree = f"{base}_{sub}" if sub else base
        if self.is_latex:
            shown = self.pick(base, GREEK.get(base, f"\\mathbf{{{base}}}"))
            return tree, f"{shown}_{{{sub}}}" if sub else f"{shown} "
        return tree, base + (
            sub if sub.isdecimal() and self.pick(True, False) else f"_{sub}" * bool(sub)
        )

    def derivative(self, _depth=0):
        tree, text = self.name()
        if self.is_latex:
            sign = self.pick("\\partial ", "\\partial", "d", "\\mathrm{d}")
            space = " " if sign == "\\partial" else ""
            return f"dL/d{tree}", f"\\frac{{{sign}{space}L}}{{{sign}{space}{text}}}"
        sign = self.pick("d", "∂")
        return f"dL/d{tree}", f"{sign}L/{sign}{text}"

    def power(self, _depth):
        tree, text = self.name()
        if self.pick(True, False):
            mark = (
                self.pick("^T", "^{T}", "^\\top") if self.is_latex else self.pick("^T", ".T", "ᵀ")
            )
            return f"transpose({tree})", f"{text.strip()}{mark} "
        mark = "^{2}" if self.is_latex else self.pick("^2", "**2", "²")
        return f"pow({tree}, 2)", f"{text.strip()}{mark}"

    def call(self, depth):
        name = self.pick(*FUNCTIONS)
        tree, text = self.expression(depth - 1)
        shown = FUNCTIONS[name] if self.is_latex else name
        opened, closed = self.brackets()
        return f"{name}!({tree})", f"{shown}{opened}{text}{closed}"

    def brackets(self):
        if not self.is_latex:
            return "(", ")"
        return self.pick(("(", ")"), ("\\left(", "\\right)"), ("\\bigl( ", " \\bigr)"))

    def parenthesised(self, depth):
        tree, text = self.expression(depth)
        opened, closed = self.brackets()
        return tree, f"{opened}{text}{closed}"

    def size(self, _depth):
        tree, text = self.expression(0)
        opened, closed = ("\\left|", "\\right|") if self.is_latex else ("|", "|")
        return f"abs({tree})", f"{opened}{text}{closed}"

    def fraction(self, depth):
        (tree, above), (right, below) = self.expression(depth - 1), self.expression(depth - 1)
        text = f"\\frac{{{above}}}{{{below}}}" if self.is_latex else f"(({above})/({below}))"
        return f"div({tree}, {right})", text

    def grid(self, _depth):
        width = self.pick(1, 2)
        rows = [[self.number() for _ in range(width)] for _ in range(2)]
        tree = "[" + "; ".join(", ".join(cell for cell, _ in row) for row in rows) + "]"
        if not self.is_latex:
            return tree, "[" + ", ".join(
                "[" + ", ".join(text for _, text in row) + "]" for row in rows
            ) + "]"
        body = " \\\\ ".join(" & ".join(text for _, text in row) for row in rows)
        kind = self.pick("bmatrix", "pmatrix")
        return tree, f"\\begin{{{kind}}} {body} \\end{{{kind}}}"

    def cases(self, _depth):
        if not self.is_latex:
            return self.name()
        (tree, text), (left, shown) = self.expression(0), self.name()
        other, more = self.number()
        return (
            f"{{{tree} if ({left} < 0); {other} if else}}",
            f"\\begin{{cases}} {text}, & {shown} < 0 \\\\ {more}, & \\text{{else.}} \\end{{cases}}",
        )
