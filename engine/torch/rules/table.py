"""The table of the ops of PyTorch, by their names in aten."""

from __future__ import annotations

from collections.abc import Mapping

from engine.drafts.call import Rule
from engine.torch.rules.families import FAMILIES
from engine.torch.rules.refused import REFUSED

RULES: Mapping[str, Rule] = {
    **REFUSED,
    **{name: rule for rules in FAMILIES.values() for name, rule in rules.items()},
}
"""For each op its rule: by its name, or by that with its overload, as `max.dim`, which is first."""


def rule_of(op: str, overload: str = "") -> Rule | None:
    """The rule of an op; of one that writes in place, that of the op that does not."""
    for name in (op, op.removesuffix("_")):
        found = RULES.get(f"{name}.{overload}") or RULES.get(name)
        if found is not None:
            return found
    return None
