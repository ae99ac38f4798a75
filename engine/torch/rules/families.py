"""The ops that can be written, by what they are about, as docs/pytorch.md has them.

`python -m engine.torch.rules.families` prints that part of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.drafts.call import Rule
from engine.torch.rules.arithmetic import ARITHMETIC
from engine.torch.rules.attention import ATTENTION
from engine.torch.rules.functions import FUNCTIONS
from engine.torch.rules.losses import LOSSES
from engine.torch.rules.moves import MOVES
from engine.torch.rules.norms import NORMS
from engine.torch.rules.places import PLACES
from engine.torch.rules.products import PRODUCTS
from engine.torch.rules.putting import PUTTING
from engine.torch.rules.recurrent import RECURRENT
from engine.torch.rules.reductions import REDUCTIONS
from engine.torch.rules.windows import WINDOWS

FAMILIES: Mapping[str, Mapping[str, Rule]] = {
    "arithmetic, comparisons": ARITHMETIC,
    "functions, activations, dropout": FUNCTIONS,
    "shapes and parts": MOVES,
    "places": {**PLACES, **PUTTING},
    "sums, means, extremes": REDUCTIONS,
    "products": PRODUCTS,
    "convolutions, pools, sizes": WINDOWS,
    "norms": NORMS,
    "recurrent layers, attention": {**RECURRENT, **ATTENTION},
    "losses": LOSSES,
}
"""The rules of each family."""


def names(rules: Mapping[str, Rule]) -> list[str]:
    """The ops of a family by their names, without those that only torch itself calls."""
    return sorted({name.partition(".")[0] for name in rules if not name.startswith("_")})


def lines() -> Iterator[str]:
    """The lines of a table of all ops."""
    yield "| ops of | by their names in torch |"
    yield "|---|---|"
    for family, rules in FAMILIES.items():
        yield f"| {family} | `{' '.join(names(rules))}` |"


if __name__ == "__main__":
    print("\n".join(lines()))  # noqa: T201  (what is asked for)
