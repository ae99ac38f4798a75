"""Claims about the units of a layer, and about a network that they do not bend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.claims.intervention import intervened
from engine.claims.statement import Statement, everywhere, place_of
from engine.claims.step_claim import with_parts
from engine.diagnosis.unit_claims import MIXTURES, TOLERANCE
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.iterations.timeline import Place, Timeline
from engine.language.figures import grouped
from engine.language.notation import Style
from engine.language.values import Value, array, is_array, unwarned
from engine.network.relus import Relu
from engine.program.program import Program

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Indices = NDArray[np.intp]
else:
    Indices = Any


@dataclass(frozen=True)
class DeadUnits(Statement):
    """Units of a ReLU pass nothing on and no gradient back, for any sample; the others do for some.

    Args:
        layer: the layer they belong to, as it is written in files; of several ReLUs the node.
        relu: the place of their ReLU.
        units: which of its units.
        count: how many units it has.
        is_dead: whether all of these are below 0, and none is at the kink.
    """

    layer: str
    relu: int
    units: tuple[int, ...]
    count: int
    is_dead: bool

    def holds(self, timeline: Timeline) -> bool:
        """By taking other pre-activations of the same sign: what goes out of them is still 0."""
        import numpy as np

        run = timeline.anew(self.iteration)
        relu = run.program.network.relu_calls[self.relu]
        step = Step(run, run.program.index[relu.node])
        with unwarned():
            z = np.asarray(with_parts(step, relu.z, {}))
            rng = np.random.default_rng(self.relu)
            other = array(z * rng.uniform(0.1, 10.0, z.shape))
            out = relu.columns(np.maximum(other, 0.0))
        units = list(self.units)
        alive = np.setdiff1d(np.arange(self.count), units)
        if out.shape[1] != self.count or out[:, units].any() or not self._passes(run, relu, alive):
            return False
        return self._is_cut_off(step, relu, other) and self.is_dead is bool(
            (relu.columns(z)[:, units] < 0.0).all()
        )

    @staticmethod
    def _passes(run: Run, relu: Relu, alive: Indices) -> bool:
        import numpy as np

        z = relu.columns(np.asarray(run.pre_activation(relu)))[:, alive]
        at_kink = run.program.network.conventions.relu_at_zero != 0.0
        return bool((z >= 0.0 if at_kink else z > 0.0).any(axis=0).all())

    def _is_cut_off(self, step: Step, relu: Relu, other: Value) -> bool:
        """Whether the node is bit for bit what it is, with other numbers in these units alone."""
        import numpy as np

        z = np.array(with_parts(step, relu.z, {}), np.float64)
        grid, others = relu.grid(z).copy(), relu.grid(np.asarray(other))
        grid[:, list(self.units)] = others[:, list(self.units)]
        changed = array(grid.reshape(z.shape)) if z.shape else float(grid.ravel()[0])
        with unwarned():
            found = with_parts(step, step.equation.expression, {relu.z: changed})
        return bool(np.array_equal(found, step.computed, equal_nan=True))

    def shown_at(self, timeline: Timeline) -> Place:
        """The ReLU."""
        relu = timeline.program.network.relu_calls[self.relu]
        return place_of(relu.node, self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: 39 of 64 units of fc1 are dead for all 32 samples."""
        relu = program.network.relu_calls[self.relu]
        count, verb = len(self.units), "is" if len(self.units) == 1 else "are"
        noun = relu.noun if self.count == 1 else f"{relu.noun}s"
        who = f"{grouped(count)} of {grouped(self.count)} {noun}"
        if count == self.count:
            who = f"all {grouped(count)} {noun}" if count > 1 else f"the only {noun}"
        state = "dead" if self.is_dead else "dead or at the kink"
        batch = everywhere(program) if relu.per_sample else ""
        return f"{who} of {self._layer(style)} {verb} {state}{batch}"

    def _layer(self, style: Style) -> str:
        return " to ".join(map(style.name, self.layer.split(" to ")))


@dataclass(frozen=True)
class StaysLinear(Statement):
    """What goes out of the last layer is linear in the inputs, for the samples there are.

    Args:
        node: what goes out of the last layer.
        some_dead: whether some hidden units are dead; all others are active for all samples.
        has_units: whether there are hidden units that could bend it.
    """

    node: str
    some_dead: bool
    has_units: bool

    def holds(self, timeline: Timeline) -> bool:
        """By putting mixtures of the samples in; where nothing bends, mixtures of any numbers."""
        run = timeline.anew(self.iteration)
        return all(self._mixes(run, seed) for seed in range(MIXTURES))

    def _mixes(self, run: Run, seed: int) -> bool:
        import numpy as np

        rng = np.random.default_rng(seed)
        part = rng.uniform()
        one = data_of(run.program)
        order = rng.permutation(run.program.network.samples or 1)
        if self.has_units:
            two = {name: _like(value, np.asarray(value)[order]) for name, value in one.items()}
        else:
            two = {name: _like(each, rng.normal(size=np.shape(each))) for name, each in one.items()}
        both: dict[str, Value] = {}
        for name, value in one.items():
            mixed = part * np.asarray(value) + (1.0 - part) * np.asarray(two[name])
            both[name] = _like(value, mixed)
        index = run.program.index[self.node]
        first, second, third = (
            np.asarray(intervened(run, each).value(index)) for each in (one, two, both)
        )
        expected = part * first + (1.0 - part) * second
        slack = TOLERANCE * max(abs(first).max(), abs(second).max())
        return bool((abs(third - expected) <= slack).all())

    def shown_at(self, timeline: Timeline) -> Place:
        """What goes out of the last layer."""
        return place_of(self.node, self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: every hidden unit is active for all 4 samples, so fc3 is linear in the inputs."""
        linear = f"{style.name(self.node)} is linear in {_inputs(program, style)}"
        if not self.has_units:
            return f"nothing bends between the layers: {linear}"
        states = "active or dead" if self.some_dead else "active"
        return f"every hidden unit is {states}{everywhere(program)}, so {linear}"


def _like(value: Value, found: object) -> Value:
    """What was found, as a value of a shape is."""
    return array(found) if is_array(value) else float(array(found))


def data_of(program: Program) -> Mapping[str, Value]:
    """The inputs with a row for each sample, without what groups bring along as masks."""
    from engine.network.groups import brought_in

    network = program.network
    brought = brought_in(network.groups)
    known = network.samples is None
    return {
        name: value
        for name, value in network.inputs.items()
        if name not in brought and (known or name in network.per_sample)
    }


def _inputs(program: Program, style: Style) -> str:
    names = [*data_of(program)]
    return style.name(names[0]) if len(names) == 1 else "the inputs"
