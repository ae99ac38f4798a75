"""Updates: the equations that change parameters, and the names of what else they assign.

What an optimiser remembers from one iteration to the next (a velocity, moments) is assigned by
equations of the update as well, and has a name of its own. So has what each update works out anew
on the way: the length of the gradients, means that are corrected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import add

from engine.frozen import frozen
from engine.language.expression import Expression, Name, Number, gradient_name
from engine.language.op import call
from engine.network.optimisers import KEPT, Letters, Move, Optimiser, Role
from engine.network.parts import Parts

LEARNING_RATE = "lr"
"""The name of the learning rate in an update equation."""

NORM_EPSILON = 1e-6
"""What is added to the length of the gradients before it divides, as in torch."""

MOST_IN_A_SUM = 32
"""A longer sum is one of sums, so that no expression is nested deeply."""

SHARED = {
    Role.DONE: "done", Role.WARM: "warm", Role.RATE: "lr_t", Role.COUNT: "t", Role.NORM: "norm",
    Role.FACTOR: "clip",
}  # fmt: skip
"""The names of what an update computes once, for all parameters, in the order of its steps."""


Rule = tuple[str, str, Expression]
"""One equation of an update: the parameter it is about, what it assigns, and how."""


@frozen(slots=True)
class Memo:
    """The names of what an update computes besides parameters, none of them that of a node.

    Args:
        shared: of what is computed once, by its role.
        letters: for each parameter the names in its equations, by the letters of its optimiser.
        of: for each parameter what the optimiser remembers about it.
        roles: what each is.
    """

    shared: Mapping[str, str]
    letters: Mapping[str, Letters]
    of: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, str]

    @property
    def count(self) -> str:
        """How many updates there have been; empty where that does not matter."""
        return self.shared.get(Role.COUNT, "")

    @property
    def rate(self) -> str:
        """The learning rate that an update goes by."""
        return self.shared.get(Role.RATE, LEARNING_RATE)

    @property
    def corrected(self) -> Sequence[str]:
        """The running means that are made up for their start."""
        return [name for name, role in self.roles.items() if role is Role.CORRECTED]

    @property
    def listed(self) -> Mapping[str, tuple[str, ...]]:
        """All these names, by the parameter under which they are listed."""
        found = {
            parameter: tuple(
                name.name for letter, name in letters.items()
                if name.name in self.roles and letter != "t"
            )
            for parameter, letters in self.letters.items()
        }  # fmt: skip
        if self.shared:
            first = next(iter(found))  # the one that the steps of what is shared are about
            found[first] = (*self.shared.values(), *found[first])
        return found

    def written(self, names: Mapping[str, str], nodes: Sequence[str]) -> Mapping[str, str]:
        """How names are written, where not as they are: those of nodes, and these by them.

        Args:
            names: how nodes are written.
            nodes: the names of all of them, none of which is taken.

        What `mhat` is to `fc1_bias`, written `fc1.b`, is written `mhat_fc1.b`.
        """
        found, taken = dict(names), {*nodes, *names.values()}
        for parameter, letters in self.letters.items():
            for letter, meant in letters.items() if parameter in names else ():
                written = f"{letter}_{names[parameter]}"
                if meant.name in self.roles and letter != "t" and written not in taken:
                    found[meant.name] = written
        return found

    @property
    def symbols(self) -> tuple[str, ...]:
        """The names of what is remembered, in order."""
        counted = (self.count,) if self.count else ()
        return (*counted, *(symbol for symbols in self.of.values() for symbol in symbols))


def memo(network: Parts, optimiser: Optimiser) -> Memo:
    """Names for what an optimiser computes: `v_w0`, or `v_w0_` if that is the name of a node."""
    used = set(network.shapes)

    def free(name: str) -> str:
        while name in used:
            name += "_"
        used.add(name)
        return name

    has = {
        Role.DONE: optimiser.schedule.counts,
        Role.WARM: optimiser.schedule.warmup > 0.0,
        Role.RATE: not optimiser.schedule.is_constant,
        Role.COUNT: optimiser.row.counts or not optimiser.schedule.is_constant,
        Role.NORM: optimiser.clip_norm is not None,
        Role.FACTOR: optimiser.clip_norm is not None,
    }
    shared = {role: free(name) for role, name in SHARED.items() if has[role]}
    counted = {"t": Name(shared[Role.COUNT])} if Role.COUNT in shared else {}
    made = _letters(optimiser)
    roles: dict[str, str] = {name: role for role, name in shared.items()}
    letters, kept = {}, {}
    for parameter in network.parameters:
        named = {letter: free(f"{letter}_{parameter}") for letter in made}
        roles.update((named[letter], role) for letter, role in made.items())
        kept[parameter] = tuple(name for name in named.values() if roles[name] in KEPT)
        gradient = {"g": Name(gradient_name(network.loss, parameter))}
        letters[parameter] = {**gradient, **{x: Name(name) for x, name in named.items()}, **counted}
    return Memo(shared, letters, kept, roles)


def _letters(optimiser: Optimiser) -> Mapping[str, str]:
    """What an optimiser computes for each parameter, in order."""
    taken = {"g": Role.GRADIENT} if optimiser.changes_gradients else {}
    led = {"u": Role.DECAYED} if optimiser.decay and optimiser.is_decoupled else {}
    return {**taken, **optimiser.row.letters, **led}


def updates(network: Parts, optimiser: Optimiser, memo: Memo) -> Iterator[Rule]:
    """The equations of an update, in order: those of what is shared, then those of parameters."""
    first = next(iter(network.parameters))
    for symbol, expression in _shared(network, optimiser, memo.shared):
        yield first, symbol, expression
    for parameter in network.parameters:
        letters = memo.letters[parameter]
        if optimiser.changes_gradients:
            taken = _taken(network, optimiser, memo, parameter)
            yield parameter, letters["g"].name, taken
        made, (top, over) = _made(optimiser, letters)
        for letter, expression in made:
            yield parameter, letters[letter].name, expression
        weight = Name(parameter)
        if "u" in letters:
            whole = (top if over is None else top / over) + optimiser.decay * weight
            yield parameter, letters["u"].name, whole
            top, over = letters["u"], None
        step = Name(memo.rate) * top
        yield parameter, parameter, weight - (step if over is None else step / over)


def move(optimiser: Optimiser, memo: Memo, parameter: str) -> Move:
    """What a parameter moves against."""
    letters = memo.letters[parameter]
    return (letters["u"], None) if "u" in letters else _made(optimiser, letters)[1]


def _made(optimiser: Optimiser, letters: Letters) -> tuple[list[tuple[str, Expression]], Move]:
    """The equations of an optimiser for a parameter, and how that moves."""
    made, rule = [], optimiser.row.rule(optimiser, letters)
    while True:
        try:
            made.append(next(rule))
        except StopIteration as end:
            return made, end.value


def _shared(
    network: Parts, optimiser: Optimiser, shared: Mapping[str, str]
) -> Iterator[tuple[str, Expression]]:
    count = shared.get(Role.COUNT, "")
    schedule, warm = optimiser.schedule, shared.get(Role.WARM, "")
    # What goes by how many updates there were comes before they are counted.
    if Role.DONE in shared:
        yield shared[Role.DONE], schedule.done(count)
    if warm:
        yield warm, schedule.warm(count)
    if Role.RATE in shared:
        done = shared.get(Role.DONE, count)
        yield shared[Role.RATE], schedule.rate(LEARNING_RATE, done, warm)
    if count:
        yield count, Name(count) + 1
    if optimiser.clip_norm is not None:
        norm = Name(shared[Role.NORM])
        squares = [_square(network, parameter) for parameter in network.parameters]
        yield norm.name, call("sqrt", _sum(squares))
        share = Number(optimiser.clip_norm) / (norm + NORM_EPSILON)
        yield shared[Role.FACTOR], call("minimum", Number(1.0), share)


def _square(network: Parts, parameter: str) -> Expression:
    """The square of the length of a gradient."""
    square = call("square", Name(gradient_name(network.loss, parameter)))
    return call("sum", square) if network.shapes[parameter] else square


def _sum(parts: Sequence[Expression]) -> Expression:
    if len(parts) <= MOST_IN_A_SUM:
        return reduce(add, parts)
    size = -(-len(parts) // MOST_IN_A_SUM)
    return _sum([_sum(parts[at : at + size]) for at in range(0, len(parts), size)])


def _taken(network: Parts, optimiser: Optimiser, memo: Memo, parameter: str) -> Expression:
    """What an optimiser takes for the gradient of a parameter."""
    found: Expression = Name(gradient_name(network.loss, parameter))
    if optimiser.clip_norm is not None:
        found = Name(memo.shared[Role.FACTOR]) * found
    if optimiser.clip_value is not None:
        least, most = Number(-optimiser.clip_value), Number(optimiser.clip_value)
        found = call("minimum", call("maximum", found, least), most)
    if optimiser.decay and not optimiser.is_decoupled:
        found = found + optimiser.decay * Name(parameter)
    return found
