"""Variants of a program: other parameters at the start, or leaky ReLUs in the place of ReLUs.

A variant is a number and what it means; another program is made of a program by it. So a branch
or a session keeps no more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal

from engine.errors import DebuggerError, NetworkError
from engine.frozen import frozen, replace
from engine.language.expression import Call, Expression
from engine.language.figures import brief
from engine.language.op import LEAKY_SLOPE
from engine.language.values import array, is_array
from engine.network.hidden import hidden_relus, weights
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import Program, derive

if TYPE_CHECKING:
    from engine.network.samples import Samples


@frozen(slots=True)
class Variant:
    """Another program in the place of one, from its first iteration on.

    Args:
        number: how much, which or how many, as its kind says.
    """

    number: float

    @property
    def text(self) -> str:
        """What is different, in words."""
        raise NotImplementedError

    def network(self, network: Network) -> Network:
        """The network in the place of a network.

        Raises:
            NetworkError: where there is none.
        """
        raise NotImplementedError

    def program(self, program: Program) -> Program:
        """The program in the place of a program.

        Raises:
            DebuggerError: where there is none.
        """
        try:
            return derive(self.network(program.network))
        except NetworkError as error:
            raise DebuggerError(str(error)) from None

    def fits(self, program: Program) -> bool:
        """Whether it makes something else of a program."""
        try:
            self.network(program.network)
        except NetworkError:
            return False
        return True


class Seeded(Variant):
    """Parameters drawn by another seed, a whole number from 0."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """As in: seed 7."""
        return f"seed {self.number:.0f}"

    def network(self, network: Network) -> Network:
        """The network with other parameters."""
        import numpy as np

        seeded = network.with_seed(int(self.number))
        old, new = network.parameters, seeded.parameters
        if network.seed != seeded.seed and all(
            np.array_equal(old[each], new[each]) for each in old
        ):
            raise NetworkError(
                f"{self.text} changes nothing: what a seed would draw was set; try it in branch 0"
            )
        return seeded


class Leaky(Variant):
    """Leaky ReLUs with a slope, in the place of the ReLUs on the way to a prediction."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """As in: leaky ReLU 0.1."""
        return f"leaky ReLU {brief(self.number)}"

    def network(self, network: Network) -> Network:
        """The network with other equations; nodes and gradients keep their names."""
        found = hidden_relus(network)
        if not found:
            raise NetworkError("no hidden ReLU is in this network that could be leaky")
        places = {(relu.node, relu.z) for relu in found}
        slope = () if self.number == LEAKY_SLOPE else (("slope", self.number),)

        def leaky(node: str, part: Expression) -> Expression:
            if not isinstance(part, Call):
                return part
            is_one = part.op == "relu" and (node, part.operands[0]) in places
            inner = [leaky(node, operand) for operand in part.operands]
            return Call("leaky_relu", tuple(inner), slope) if is_one else part.of(inner)

        equations = tuple(Definition(each, leaky(each, part)) for each, part in network.equations)
        evaluation = network.evaluation and partial(_varied, self, network.evaluation)
        return replace(network, equations=equations, evaluation=evaluation)


def _varied(
    variant: Variant, evaluation: Callable[[int, Samples], Network], seed: int, samples: Samples
) -> Network:
    """The network with which samples are predicted, varied as the one that is trained."""
    return variant.network(evaluation(seed, samples))


class Scaled(Variant):
    """Weights so many times as large at the start; biases stay what they are."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """As in: weights × 10."""
        return f"weights × {brief(self.number)}"

    def network(self, network: Network) -> Network:
        """The network with other weights."""
        changed = {}
        for name in weights(network):
            value = network.parameters[name]
            larger = self.number * value
            changed[name] = array(larger) if is_array(larger) else float(larger)
        if not changed:
            raise NetworkError("nothing in this network is multiplied by a parameter")
        return network.with_values(changed)


Word = Literal["seed", "leaky", "weights"]

VARIANTS: Mapping[Word, type[Variant]] = {"seed": Seeded, "leaky": Leaky, "weights": Scaled}
"""The kinds of variants, by the words that they are typed and saved by."""


def kind_of(variant: Variant) -> Word:
    """The word of a variant, as in `seed`."""
    return next(word for word, kind in VARIANTS.items() if type(variant) is kind)
