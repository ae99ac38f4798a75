"""Where the gradient vanishes on its way back, and the proof, without the backward pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.claims.claim import Claim
from engine.iterations.run import Run
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.language.values import shape_of
from engine.queries.profile import Profile, Size

VANISHED = 1e-3
"""Gradients below this part of the largest have vanished."""

LOOKS = 8
"""So many of the nodes before it are looked at for the proof, evenly spread."""

SLACK = 1e-6
"""The part by which what a proof finds may differ."""


@dataclass(frozen=True)
class VanishesAt(Claim):
    """From a node on back, each gradient is below a thousandth of the largest, and not 0 there.

    Args:
        iteration: in which one.
        node: the last in forward order whose gradient is so small; all before it are so as well.
        size: its largest |entry|.
        top: where the largest is.
        most: how large that is.
    """

    iteration: int
    node: str
    size: float
    top: str
    most: float

    def holds(self, timeline: Timeline) -> bool:
        """By moving entries of nodes a little, in complex numbers: no backward pass is run."""
        run = timeline.anew(self.iteration)
        program = run.program
        names = [name for name, _ in program.network.equations if program.has_gradient(name)]
        place, least = names.index(self.node), VANISHED * self.most
        before = names[:place]
        looked = (
            {before[len(before) * number // LOOKS] for number in range(LOOKS)} if before else ()
        )
        known = {name: derived(run, name) for name in (*looked, *names[place:])}
        return (
            _is_close(known[self.node], self.size)
            and _is_close(known.get(self.top, math.nan), self.most)
            and all(known[name] <= least * (1.0 + SLACK) for name in (*looked, self.node))
            and all(known[name] >= least * (1.0 - SLACK) for name in names[place + 1 :])
        )

    def words(self, style: Style) -> str:
        """As in: from h7 on back the gradient is below 1/1000 of that at ŷ, it vanishes."""
        part = f"1/{round(1.0 / VANISHED)}"
        return (
            f"from {style.name(self.node)} on back the gradient vanishes: "
            f"it is below {part} of that at {style.name(self.top)}"
        )


def derived(run: Run, node: str) -> float:
    """The largest |derivative| of the loss by an entry of a node, without the backward pass."""
    import numpy as np

    from engine.claims.probe import Probe

    program = run.program
    network = program.network
    values = {**network.constants, **{name: run.start[slot] for name, slot in program.base.items()}}
    values |= {name: run.value(program.index[name]) for name, _ in network.equations}
    probe = Probe.of(network, values, node)
    places = np.ndindex(shape_of(values[node]))
    return max((abs(probe.derivative(place).taken) for place in places), default=0.0)


def _is_close(found: float, said: float) -> bool:
    return math.isclose(found, said, rel_tol=SLACK)


def vanishing(state: State, sizes: Sequence[Size] | None = None) -> VanishesAt | None:
    """Where the gradient vanishes, once the backward pass is done; None where it does not.

    A gradient that is 0, and one that is lost in a part of the network only, are something else.
    """
    sizes = Profile().sizes(state) if sizes is None else sizes
    known = [each for each in sizes if each.has_gradient]
    if state.run.given or not known or any(each.gradient is None for each in known):
        return None
    gradients = [each.gradient or 0.0 for each in known]
    if not all(map(math.isfinite, gradients)):
        return None
    most = max(gradients)
    small = [gradient < VANISHED * most for gradient in gradients]
    count = sum(small)
    if not count or not all(small[:count]) or gradients[count - 1] == 0.0:
        return None
    last = known[count - 1]
    return VanishesAt(
        state.run.number, last.node, gradients[count - 1], known[gradients.index(most)].node, most
    )
