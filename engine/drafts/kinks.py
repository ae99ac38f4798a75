r"""Kinks whose derivative is chosen: a function with a choice around it as a convention.

Where it is not what PyTorch takes, a ReLU is written there as `where(z == 0, c*z, relu(z))`: 0 at 0
with the derivative c. Where all are, they are plain ones here, by the convention `relu_at_zero`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

CONVENTIONS = {"relu": "relu_at_zero", "abs": "abs_at_zero"}
"""The functions, with the convention for each."""

_ALIKE = {"relu": ("relu", "leaky_relu"), "abs": ("abs",)}
"""The functions that go by the convention of one."""


def without_choices(equations: str) -> tuple[str, Mapping[str, float]]:
    """Equations without the choices that a convention makes, and the conventions for that.

    >>> without_choices("h = where(z == 0, z, relu(z))")
    ('h = relu(z)', {'relu_at_zero': 1.0})
    >>> without_choices("h = where((a + b == 0), 0.5*(a + b), relu(a + b)) + abs(b)")
    ('h = relu(a + b) + abs(b)', {'relu_at_zero': 0.5})
    >>> without_choices("h = where(z == 0, z, relu(z)) + relu(b)")
    ('h = where(z == 0, z, relu(z)) + relu(b)', {})
    """
    found: dict[str, float] = {}
    for function, convention in CONVENTIONS.items():
        text, chosen, count = _plain(equations, function)
        alike = sum(len(re.findall(rf"\b{name}\(", text)) for name in _ALIKE[function])
        if len(chosen) == 1 and count == alike:
            equations, found[convention] = text, chosen.pop()
    return equations, found


def _plain(text: str, function: str) -> tuple[str, set[float], int]:
    """The text with plain calls instead of choices, what is chosen in them, and how many."""
    pattern = re.compile(
        r"\bwhere\((?P<open>\()?\(?(?P<z>[^\n]+?)\)? == 0(?(open)\)), "
        r"(?:(?P<slope>[\d.e-]+) ?\* ?)?(?:\((?P=z)\)|(?P=z)), "
        rf"{function}\((?P=z)\)\)"
    )
    chosen: set[float] = set()
    count = 0
    while found := pattern.search(text):
        chosen.add(float(found["slope"] or 1.0))
        text = f"{text[: found.start()]}{function}({found['z']}){text[found.end() :]}"
        count += 1
    return text, chosen, count
