"""Zeros: what in an equation makes its value 0."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from engine.derivation.relus import dead_since, entries
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name
from engine.language.index import Known
from engine.language.ops import OPS
from engine.language.rules import Rules
from engine.language.values import is_array, is_zero
from engine.why.quantity import Quantity, names_in
from engine.why.reasons import Cause, Reason


class Zero:
    """Looks in the equation of a quantity for what makes it 0.

    Args:
        quantity: whose value is 0 everywhere.
        step: the step that computed it.
    """

    def __init__(self, quantity: Quantity, step: Step) -> None:
        self._quantity = quantity
        self._step = step
        self._names: list[str] = []
        self._silent: list[tuple[str, Expression]] = []
        self._flat: list[Expression] = []
        for term, each in zip(quantity.terms, step.equation.terms, strict=True):
            self.look(term, each.child)

    def cause(self) -> Cause:
        """What was found, the ReLU first: where it is dead, the other factors do not matter."""
        if self._silent:
            return self._silenced(*self._silent[0])
        if self._names:
            return Cause(Reason.ZERO_FACTOR, self._quantity.read(self._names))
        return Cause(Reason.FLAT, part=self._flat[0])

    def look(self, part: Expression, source: str) -> None:
        """Look into a part of the term that came from `source`, which is 0."""
        match part:
            case Name(name=name) if not isinstance(part, Known):
                self._names.append(name)
            case Call():
                ZERO_RULES[part.op](self, part, source)
            case _:
                self.is_flat(part)

    def is_flat(self, part: Expression) -> None:
        """A part is 0 though nothing in it is."""
        self._flat.append(part)

    def is_silent(self, z: Expression, source: str) -> None:
        """A ReLU passes nothing, or a gradient is not passed, at this pre-activation."""
        self._silent.append((source, z))

    def zeros(self, parts: Iterable[Expression]) -> Sequence[Expression]:
        """Those that are 0."""
        return [each for each in parts if is_zero(self._quantity.evaluate(each))]

    def telling(self, factors: Sequence[Expression]) -> Sequence[Expression]:
        """Of the factors that are 0 those that were computed: what is given has no cause."""
        given = self._step.run.program.network.constants
        telling = [
            each
            for each in factors
            if not isinstance(each, Name) or each.name.partition("[")[0] not in given
        ]
        return telling or factors

    def _silenced(self, source: str, z: Expression) -> Cause:
        """Which ReLU passes nothing, and since when."""
        value = self._quantity.evaluate(z)
        is_dead = bool((value < 0.0).any()) if is_array(value) else value < 0.0
        relu = source if source in self._step.run.program.network.relus else ""
        return Cause(
            Reason.DEAD_RELU if is_dead else Reason.KINK,
            self._quantity.read(names_in([z])),
            relu=relu,
            since=self._since(relu) if relu and is_dead else None,
            part=z,
        )

    def _since(self, relu: str) -> int | None:
        """Since when the unit, or all units, have been active for no sample."""
        run, index = self._step.run, self._quantity.index
        found = run.program.network.relus[relu]
        units = found.units
        chosen = [index[-1]] if index and units > 1 else range(units)
        mask = run.masks[found.place]
        latest = 0
        for unit in chosen:
            since = dead_since(self._quantity.timeline, run, found, unit)
            if since is None or any(entries(mask, unit, units)):
                return None
            latest = max(latest, since)
        return latest


def _by_operands(found: Zero, part: Call, source: str) -> None:
    """Of what is 0 where one of some operands is: of factors, those that were computed."""
    places = OPS[part.op].zero_if
    zeros = found.zeros(part.operands[place] for place in places)
    _go_on(found, part, found.telling(zeros) if len(places) > 1 else zeros, source)


def _by_addends(found: Zero, part: Call, source: str) -> None:
    """Of what is 0 where all operands are."""
    _go_on(found, part, found.zeros(part.operands), source)


def _go_on(found: Zero, part: Call, zeros: Sequence[Expression], source: str) -> None:
    for each in zeros:
        found.look(each, source)
    if not zeros:
        found.is_flat(part)


def _by_relu(found: Zero, part: Call, source: str) -> None:
    """Of a ReLU, which is 0 as its operand is, or passes nothing."""
    z = part.operands[0]
    if found.zeros([z]):
        found.look(z, source)
    else:
        found.is_silent(z, source)


def _by_mask(found: Zero, part: Call, source: str) -> None:
    """Of the derivative of a ReLU."""
    found.is_silent(part.operands[0], source)


def _by_nothing(found: Zero, part: Call, source: str) -> None:
    del source
    found.is_flat(part)


ZERO_RULES: Rules[Callable[[Zero, Call, str], None]] = Rules(
    "why a value is 0",
    __name__,
    {
        "relu": _by_relu,
        "step": _by_mask,
        "add": _by_addends,
        "sub": _by_addends,
        **dict.fromkeys(
            (
                "pow", "sign", "sigmoid", "softplus", "exp", "log", "minimum", "maximum", "softmax",
                "log_softmax", "cross_entropy",
            ),
            _by_nothing,
        ),
    },
    {"zero_if": _by_operands},
    exceptions=("relu",),
)  # fmt: skip
"""Looks in a call that is 0 for what makes it 0."""
