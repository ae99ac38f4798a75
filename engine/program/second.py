"""Second derivatives: the gradient program of a network as a network, differentiated again.

The forward and the backward equations of a program are equations like any others. With an input
for each entry of a direction v they give the slope of the loss along it, D = Σ ∂L/∂w · v, and the
gradient of D is H v, the product of the Hessian with v (Pearlmutter, Fast exact multiplication by
the Hessian, 1994; here by reverse mode twice). So a second derivative is a program of the same
kind: it is shown, stepped through and run as all are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from engine.errors import NetworkError
from engine.frozen import frozen
from engine.language.expression import Expression, Name, free_names, gradient_name
from engine.language.op import call
from engine.language.values import Value, zeros
from engine.network.network import Network
from engine.network.optimisers import Optimiser
from engine.network.parts import Definition
from engine.program.program import Program, derive
from engine.program.rewritten import Names, gradient_equations, in_parts, summed
from engine.program.zeros import without_zeros

SLOPE = "D"
"""What the slope of the loss along a direction is called, where the network has no such name."""


@frozen(repr=False)
class Second:
    """The second derivatives of a program by some of its parameters, along a direction v.

    Args:
        program: its loss is the slope along v, and the gradients of that are the entries of H v;
            None where no slope depends on a parameter, as H is 0.
        parameters: those by which it is differentiated, in order.
        directions: for each of them the input that holds its part of v, where H v depends on it.
        gradients: for each of them the node that is its gradient.
    """

    program: Program | None
    parameters: tuple[str, ...]
    directions: Mapping[str, str]
    gradients: Mapping[str, str]

    def product(self, parameter: str) -> str | None:
        """The symbol of the part of H v that belongs to a parameter; None where that is 0."""
        if self.program is None:
            return None
        symbol = gradient_name(self.program.network.loss, parameter)
        return symbol if symbol in self.program.index else None


def second(program: Program, parameters: Iterable[str]) -> Second:
    """The program of the second derivatives by some parameters; along 0, until a v is put in.

    Raises:
        NetworkError: where it would be too large to be run.

    >>> from engine.network.files import load_network
    >>> found = second(derive(load_network("neuron")), ["w1"])
    >>> found.directions["w1"], found.product("w1")
    ('v_w1', 'dD/dw1')
    """
    chosen = tuple(parameters)
    names = Names(program)
    directions = {name: names.free(f"v_{name}") for name in chosen}
    if not chosen:
        raise NetworkError("second derivatives by no parameter: name one")
    slope = summed(names.free(SLOPE), [*_changes(program, names, directions)], names)
    equations = [*gradient_equations(program, names), *slope]
    try:
        return _derived(program, equations, names, directions)
    except NetworkError:  # long equations are in few parts
        parts = [*in_parts(equations, names)]
    try:
        return _derived(program, parts, names, directions)
    except NetworkError as error:
        raise NetworkError(f"too large for second derivatives: {error}") from None


def _changes(program: Program, names: Names, directions: Mapping[str, str]) -> Iterator[Expression]:
    """How the loss changes with each parameter along v, ∂L/∂w · v; together they are the slope."""
    for name, direction in directions.items():
        change = Name(names.gradients[name]) * Name(direction)
        yield call("sum", change) if program.shapes[name] else change


def _derived(
    program: Program, equations: Sequence[Definition], names: Names, directions: Mapping[str, str]
) -> Second:
    """The program that is derived from the equations of a slope."""
    slope = equations[-1].name
    needed = _reached(equations, slope)
    live = [name for name in directions if name in needed]
    network, gradients = program.network, {name: names.gradients[name] for name in directions}
    if not live:
        return Second(None, tuple(directions), {}, gradients)
    used = {name: v for name, v in directions.items() if v in needed}
    given: dict[str, Value] = {v: zeros(program.shapes[name]) for name, v in used.items()}
    fixed = {name: value for name, value in network.parameters.items() if name not in live}
    made = Network(
        equations=tuple([each for each in equations if each.name in needed]),
        loss=slope,
        inputs=_kept({**network.inputs, **fixed, **given}, needed),
        targets=_kept(network.targets, needed),
        parameters={name: network.parameters[name] for name in live},
        learning_rate=network.learning_rate,
        optimiser=Optimiser(),
        conventions=network.conventions,
        names={name: said for name, said in names.written.items() if name in needed},
        name=network.name,
        title=f"{network.title}, second derivatives",
    )
    return Second(without_zeros(derive(made)), tuple(directions), used, gradients)


def _kept(values: Mapping[str, Value], needed: AbstractSet[str]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name in needed}


def _reached(equations: Sequence[Definition], slope: str) -> AbstractSet[str]:
    """What the slope is computed from, itself included."""
    found = {slope}
    for name, expression in reversed(equations):
        if name in found:
            found |= free_names(expression)
    return found
