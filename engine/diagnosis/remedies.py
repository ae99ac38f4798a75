"""Remedies: what may help a run that does not learn, as far as its diagnosis gives a reason."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from engine.claims.statement import Statement
from engine.diagnosis.ahead import AHEAD
from engine.diagnosis.future_claims import Leaves, NotTried, Returns
from engine.diagnosis.gradient_claims import Grows, Vanishes
from engine.diagnosis.growth_claims import WouldGrow
from engine.diagnosis.rate_claims import BadRate, Frozen, SlowPace
from engine.diagnosis.unit_claims import Linear, Silent
from engine.diagnosis.verdicts import Kind, Verdict
from engine.frozen import frozen
from engine.iterations.edits import Start
from engine.iterations.timeline import MAX_ITERATION, Timeline
from engine.language.expression import Name, calls
from engine.language.figures import brief
from engine.network.hidden import weights
from engine.network.network import Network
from engine.program.program import LEARNING_RATE, Program
from engine.program.variants import Leaky, Scaled, Seeded, Variant

TIMES = 10.0
"""A learning rate is made so many times as small, or as large."""

SLOPE = 0.1
"""The slope of a leaky ReLU that is offered: with a hundredth, a dead unit hardly moves."""

ENOUGH = 1.5
"""Weights are offered to be larger if they would be at least so many times as large."""

LEAST = 100
"""So many iterations a run is trained on at least, where it is not known how many it takes."""

OPEN = frozenset({
    Kind.NOTHING, Kind.UNDECIDED, Kind.LEARNING, Kind.RISING, Kind.NOT_SETTLING, Kind.TOO_EARLY,
})  # fmt: skip
"""The verdicts that more iterations may change."""

STUCK = frozenset({Kind.STOPPED, Kind.NOT_LEARNING, Kind.SETTLED})
"""The verdicts on a run that got stuck, though its learning rate may be a good one."""

UNSTEADY = frozenset({Kind.JUMPING, Kind.DIVERGED, Kind.RISING, Kind.NOT_SETTLING})
"""The verdicts on a run whose updates may be too large."""


@frozen(slots=True)
class Remedy:
    """A remedy: the same run with something else from its first iteration on.

    Args:
        change: what else.
        because: why that may help, in words.
    """

    change: Start | Variant
    because: str

    @property
    def text(self) -> str:
        """What is tried, in words."""
        return self.change.text


def rate_change(rate: float) -> Start:
    """Another learning rate from the first iteration on."""
    return Start(0, LEARNING_RATE, rate, 0, f"{LEARNING_RATE} = {brief(rate)}")


def more_iterations(timeline: Timeline, said: Sequence[Statement]) -> int:
    """How many more iterations may decide what is not decided; 0 where all is.

    Args:
        timeline: the iterations that have been run.
        said: the verdict and its reasons.
    """
    verdict, length = said[0], timeline.length
    if not isinstance(verdict, Verdict) or verdict.name not in OPEN:
        return 0
    wanted = max(length, LEAST)
    for each in said:
        if isinstance(each, Leaves):
            wanted = each.left + max(length // 10, LEAST) - length
        elif isinstance(each, NotTried | WouldGrow):
            wanted = AHEAD
    return max(min(wanted, MAX_ITERATION - length), 0)


def remedies(
    timeline: Timeline, said: Sequence[Statement], tried: Sequence[str] = ()
) -> tuple[Remedy, ...]:
    """What may help, of what has not been tried; nothing where all is well, or nothing is run.

    Args:
        timeline: the iterations that have been run.
        said: the verdict and its reasons.
        tried: the texts of what has been; of another seed the next is offered then.
    """
    verdict = said[0]
    if not isinstance(verdict, Verdict) or verdict.name in (
        Kind.NOTHING, Kind.SOLVED, Kind.AT_MINIMUM,
    ):  # fmt: skip
        return ()
    parameters = len(timeline.program.network.parameters)
    if any(isinstance(each, Frozen) and len(each.names) == parameters for each in said):
        return ()
    found = _Remedies(timeline, verdict.name, said, tried)
    return tuple(each for each in found.all() if each.text not in tried)


class _Remedies:
    """The remedies for a run.

    Args:
        timeline: the iterations that have been run.
        kind: the verdict.
        said: the verdict and its reasons.
        tried: the texts of what has been tried.
    """

    def __init__(
        self, timeline: Timeline, kind: Kind, said: Sequence[Statement], tried: Sequence[str]
    ) -> None:
        self._program, self._kind, self._said, self._tried = timeline.program, kind, said, tried
        rate = timeline.start(timeline.length)[-1]
        assert isinstance(rate, float)  # noqa: S101  (as it is a single number)
        self._rate = rate

    def all(self) -> Iterator[Remedy]:
        """All that make sense, what costs least first."""
        yield from self._rates()
        yield from self._seed()
        yield from self._leaky()
        yield from self._weights()

    def _has(self, *kinds: type[Statement]) -> bool:
        return any(isinstance(each, kinds) for each in self._said)

    @property
    def _deaths(self) -> Sequence[int]:
        """When hidden units died that are dead still, of an update and not from the start."""
        return [each.since for each in self._said if isinstance(each, Silent) and each.since]

    def _rates(self) -> Iterator[Remedy]:
        if self._has(BadRate):
            rate = -self._rate if self._rate else self._program.network.learning_rate or 1.0 / TIMES
            if rate > 0.0:
                yield Remedy(rate_change(rate), "a learning rate has to be above 0")
            return
        leaves = [each for each in self._said if isinstance(each, Leaves)]
        falls = any(each.then < each.loss for each in leaves)
        is_unsteady = self._kind in UNSTEADY or self._has(Returns) or (leaves and not falls)
        if is_unsteady:
            yield Remedy(rate_change(self._rate / TIMES), "smaller updates may settle")
        elif self._deaths:
            because = f"smaller updates may spare what died in iteration {min(self._deaths)}"
            yield Remedy(rate_change(self._rate / TIMES), because)
        is_slow = self._has(SlowPace, WouldGrow, NotTried, Grows) or falls
        is_slow = is_slow or self._kind in (Kind.LEARNING, Kind.TOO_EARLY)
        if is_slow and not is_unsteady:
            yield Remedy(rate_change(self._rate * TIMES), "larger updates may get there sooner")

    def _seed(self) -> Iterator[Remedy]:
        network = self._program.network
        if self._kind not in STUCK or not Seeded(0.0).fits(self._program):
            return
        seed = (network.seed or 0) + 1
        while Seeded(float(seed)).text in self._tried:
            seed += 1
        yield Remedy(Seeded(float(seed)), "it may depend on the weights that were drawn")

    def _leaky(self) -> Iterator[Remedy]:
        if self._has(Silent) and Leaky(SLOPE).fits(self._program):
            yield Remedy(Leaky(SLOPE), "a unit that is dead gets a gradient then")

    def _weights(self) -> Iterator[Remedy]:
        if not self._has(Vanishes, Linear, WouldGrow, Leaves):
            return
        factor = larger(self._program)
        if factor is not None:
            because = "gradients shrink less on their way back"
            if self._has(Linear):
                because = "units may then be active for some samples only"
            yield Remedy(Scaled(factor), because)


def larger(program: Program) -> float | None:
    """The factor by which weights would neither shrink nor grow what goes through them.

    It brings them to the size 1 / √n, with n numbers that are added up (LeCun, Bottou, Orr and
    Müller, Efficient BackProp, 1998, section 4.6), rounded to one digit. None where they are as
    large, or are 0.
    """
    ratios = sorted(_ratios(program.network))
    if not ratios:
        return None
    factor = float(f"{ratios[len(ratios) // 2]:.1g}")
    return factor if factor >= ENOUGH else None


def _ratios(network: Network) -> Iterator[float]:
    """For each parameter that weighs, its size as it should be, next to what it is."""
    import numpy as np

    for name in weights(network):
        value = network.parameters[name]
        size = float(np.sqrt(np.mean(np.square(value))))
        if size > 0.0:
            yield 1.0 / (math.sqrt(_summed(name, network)) * size)


def _summed(name: str, network: Network) -> int:
    """How many products with a parameter are added up to one number."""
    for _, expression in network.equations:
        for call in calls(expression):
            for place, operand in enumerate(call.operands if call.op == "matmul" else ()):
                shape = network.shapes[name]
                if operand == Name(name):
                    return shape[-1 - place] if len(shape) == 2 else shape[0]
                if operand.transposed == Name(name):
                    return shape[place - 1]
    return 1
