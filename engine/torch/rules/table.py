"""The table of the ops of PyTorch, by their names in aten."""

from __future__ import annotations

from collections.abc import Mapping

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
from engine.torch.rules.refused import REFUSED
from engine.torch.rules.windows import WINDOWS

RULES: Mapping[str, Rule] = {
    **REFUSED, **ARITHMETIC, **FUNCTIONS, **MOVES, **REDUCTIONS, **PRODUCTS, **LOSSES,
    **PLACES, **PUTTING, **NORMS, **WINDOWS, **RECURRENT, **ATTENTION,
}  # fmt: skip
"""For each op its rule: by its name, or by that with its overload, as `max.dim`, which is first."""


def rule_of(op: str, overload: str = "") -> Rule | None:
    """The rule of an op; of one that writes in place, that of the op that does not."""
    for name in (op, op.removesuffix("_")):
        found = RULES.get(f"{name}.{overload}") or RULES.get(name)
        if found is not None:
            return found
    return None
