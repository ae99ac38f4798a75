"""What an optimizer of torch has gathered in the updates so far, as a network remembers it."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from engine.drafts.drafted import Drafted, Given
from engine.frozen import frozen, replace
from engine.network.bounds import MAX_BROUGHT
from engine.network.updates import memo
from engine.torch.in_float64 import as_float64

_MEANS = {"exp_avg": "m", "exp_avg_sq": "v"}

LETTERS: Mapping[str, Mapping[str, str]] = {
    "SGD": {"momentum_buffer": "v"},
    "Adam": _MEANS,
    "AdamW": _MEANS,
    "RMSprop": {"square_avg": "v"},
    "Adagrad": {"sum": "s"},
}
"""The letters of `engine.network.optimisers` for what torch has in the state of a parameter."""

COUNTED = ("Adam", "AdamW")
"""Those whose update depends on how many there have been."""


@frozen(slots=True)
class Gathered:
    """What an optimizer remembers.

    Args:
        values: for each parameter, by `id`, tensors by the letters of the optimiser here.
        count: how many updates there have been, where that matters.
        is_uneven: whether it cannot be had, as that differs between parameters.
    """

    values: Mapping[int, Mapping[str, torch.Tensor]]
    count: int = 0
    is_uneven: bool = False

    def put_into(self, drafted: Drafted, names: Mapping[int, str]) -> Drafted:
        """A network that remembers it; one that is too large for that remembers nothing.

        Args:
            drafted: the network.
            names: what parameters are called in it, by `id`.
        """
        found = {
            names[each]: values for each, values in self.values.items() if each in names and values
        }
        sizes = [each.value.size for each in drafted.given]
        sizes += [value.numel() for values in found.values() for value in values.values()]
        if not found or sum(sizes) > MAX_BROUGHT:
            return drafted
        network = drafted.network()
        known = memo(network, network.optimiser)
        given = []
        if known.count:
            count = as_float64(torch.tensor(float(self.count))).numpy()
            given.append(Given("memory", known.count, known.count, count))
        for parameter, values in found.items():
            for letter, value in values.items():
                name = known.letters[parameter][letter].name
                numbers = as_float64(value) if value.dtype is torch.bfloat16 else value.cpu()
                given.append(Given("memory", name, f"optimizer.{name}", numbers.detach().numpy()))
        return replace(drafted, given=(*drafted.given, *given))


def gathered_by(optimizer: torch.optim.Optimizer) -> Gathered:
    """What an optimizer of one of the kinds that are taken over remembers."""
    kind = type(optimizer).__name__
    values, counts = {}, set()
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            state = optimizer.state.get(parameter, {})
            counts.add(int(state.get("step", 0)))
            values[id(parameter)] = {
                letter: state[key]
                for key, letter in LETTERS[kind].items()
                if state.get(key) is not None
            }
    if kind in COUNTED and len(counts) > 1:
        return Gathered({}, is_uneven=True)
    return Gathered(values, max(counts, default=0))
