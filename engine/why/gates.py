"""Gates: what lets a gradient, or a value, pass or not, and which op of the forward pass it is.

A ReLU is a call of `relu`, and nothing else is called one: `maximum` and `minimum` choose, `step`
jumps. All of them leave a step in the backward pass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.derivation.relus import dead_since
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.expression import Call, Expression, calls
from engine.network.relus import Relu
from engine.why.facts import Fact, Kind

if TYPE_CHECKING:
    from engine.claims.parts import Mask


@dataclass(frozen=True, eq=False)
class Gate:
    """A call that is shut in some entries.

    Args:
        call: the call in the forward pass: `relu(z)`, `maximum(a, b)`, `step(z)`.
        z: what has the sign that shuts it.
        node: the node in whose equation it stands.
        relu: which ReLU it is; None where it is none.
        is_dead: whether `z` is negative in the entries; else it is 0.
        where: the entries.
        since: for a ReLU whose units are shut for all samples, the iteration since which they are;
            None where that is not known.
    """

    call: Call
    z: Expression
    node: str
    relu: Relu | None
    is_dead: bool
    where: Mask
    since: int | None = None

    @property
    def key(self) -> object:
        """Something that gates have in common which are one call in one state."""
        return self.node, self.call, self.z, self.is_dead

    @property
    def columns(self) -> Mask:
        """The entries as a row for each sample, or position, and a column for each unit."""
        relu = self.relu
        return self.where.reshape(-1, 1) if relu is None else relu.columns(self.where)

    @property
    def units(self) -> tuple[int, ...]:
        """The units that are shut in some of the entries."""
        return tuple(unit for unit, column in enumerate(self.columns.T) if column.any())

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows, mostly samples, or positions, in which some of the entries are."""
        return tuple(place for place, row in enumerate(self.columns) if row.any())

    @property
    def is_grid(self) -> bool:
        """Whether all these units are shut in all these rows."""
        return bool(self.where.sum() == len(self.units) * len(self.rows))


def gate_of(step: Step, fact: Fact) -> Gate:
    """The gate that a fact says is shut."""
    expression = fact.part.expression
    assert isinstance(expression, Call)  # noqa: S101  (as its kind says)
    node = step.equation.terms[fact.part.path[0]].child
    call, z = _forward_call(step, node, expression), expression.operands[0]
    network = step.run.program.network
    relu = next((each for each in network.relu_calls if (each.node, each.z) == (node, z)), None)
    relu = relu if call.op == "relu" else None
    return Gate(call, z, node, relu, fact.kind is Kind.DEAD, fact.where)


def _forward_call(step: Step, node: str, found: Call) -> Call:
    """The call of the forward pass that a step comes from; else the step itself."""
    definition = step.run.program.network.definitions.get(node)
    (z,) = found.operands
    for call in () if definition is None or found.op != "step" else calls(definition):
        if call.op in ("relu", "leaky_relu") and call.operands[0] == z:
            return call
        if call.op in ("maximum", "minimum"):
            one, other = call.operands
            if z in (Call("sub", (one, other)), Call("sub", (other, one))):
                return call
    return found


def dated(gate: Gate, step: Step, timeline: Timeline) -> Gate:
    """The gate, all samples of its units with it where they are all shut, and since when."""
    relu, run = gate.relu, step.run
    if relu is None:
        return gate
    import numpy as np

    z = relu.columns(np.asarray(run.pre_activation(relu)))
    units = list(gate.units)
    if not (z[:, units] < 0.0 if gate.is_dead else z[:, units] == 0.0).all():
        return gate
    shut = relu.grid(np.zeros(gate.where.shape, dtype=bool))
    shut[:, units] = True
    whole = shut.reshape(gate.where.shape)
    if not gate.is_dead:
        return replace(gate, where=whole)
    found = [dead_since(timeline, run, relu, unit) for unit in units]
    known = [each for each in found if each is not None]
    since = max(known) if len(known) == len(found) else None
    if since is not None:
        # A unit that passes nothing is at the kink at first, it may be, and dead only later.
        first = relu.columns(np.asarray(timeline.run(since).pre_activation(relu)))
        since = since if (first[:, units] < 0.0).all() else None
    return replace(gate, where=whole, since=since)
