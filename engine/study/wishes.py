"""Wishes for a study as they are typed, read: `0.1,0.3,1`, `w0=-1:1:101`; and their plan."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.errors import SpecError
from engine.iterations.timeline import MAX_ITERATION
from engine.language.figures import grouped
from engine.language.index import parted
from engine.language.shapes import say_shape
from engine.language.text import plain, suggestion
from engine.network.optimisers import KINDS, OTHER_KINDS
from engine.program.program import Program
from engine.program.recipe import Recipe
from engine.program.told import in_names
from engine.study.bounds import check
from engine.study.plan import Plan, Varied

MOST_RATES, MOST_VALUES = 1_000, 1_000_000
"""The most learning rates, and the most values of what is varied."""

MOST_DIGITS = 18
"""The most digits of a seed."""


def read_seeds(text: str) -> range:
    """The seeds: `200` for the first 200, `100:300` or `100-299` for those from 100 to 299.

    Raises:
        SpecError: where it says none.
    """
    sign = next((sign for sign in ":-" if sign in text), "")
    first, last = text.split(sign, 1) if sign else ("0", text)
    if not (first.strip().isdecimal() and last.strip().isdecimal()):
        raise SpecError(f"seeds {plain(text)!r}: write how many, as 200, or a range, as 100:300")
    if max(len(first), len(last)) > MOST_DIGITS:
        raise SpecError(f"seeds {plain(text)[:40]!r}: a seed has at most {MOST_DIGITS} digits")
    seeds = range(int(first), int(last) + (sign == "-"))
    if not seeds:
        is_reversed = int(first) > int(last)
        why = f"write it as {last}{sign}{first}" if is_reversed else "write how many, from 1 on"
        raise SpecError(f"seeds {plain(text)!r} are none: {why}")
    return seeds


def read_rates(text: str) -> tuple[float, ...]:
    """Learning rates: `0.1,0.3,1`, each once, in the order in which they are typed.

    Raises:
        SpecError: where one is no finite number, or there is none.
    """
    rates = tuple(dict.fromkeys(_number("learning rate", part) for part in text.split(",")))
    if len(rates) > MOST_RATES:
        raise SpecError(f"{len(rates)} learning rates are too many: {MOST_RATES} can be studied")
    return rates


def read_iterations(text: str) -> int:
    """How many iterations each run has.

    Raises:
        SpecError: where it says none, or too many.
    """
    number = text.strip().replace(",", "").replace("_", "")
    if not number.isdecimal() or not 1 <= int(number[:12]) <= MAX_ITERATION:
        most = grouped(MAX_ITERATION)
        raise SpecError(f"iterations {plain(text)!r}: write a whole number from 1 to {most}")
    return int(number)


def read_optimisers(text: str) -> tuple[str, ...]:
    """Optimisers: `gd,adam`, each once.

    Raises:
        SpecError: where one is unknown.
    """
    found = []
    for part in text.split(","):
        kind = OTHER_KINDS.get(part.strip(), part.strip())
        if kind not in KINDS:
            raise SpecError(f"no optimiser {plain(part)!r}: write one of {', '.join(KINDS)}")
        found.append(kind)
    return tuple(dict.fromkeys(found))


def read_varied(text: str, program: Program) -> Varied:
    """What is varied: `w0=-1:1:101`, from -1 to 1 in 101 values; `W1[0,1]=-1:1:11`.

    Raises:
        SpecError: where there is no such number in the network, or no such range.
    """
    label, equals, ends = text.partition("=")
    parts = ends.split(":")
    if not equals or len(parts) != 3:
        raise SpecError(f"vary {plain(text)!r}: write name=first:last:count, as in w0=-1:1:101")
    try:
        name, index = parted(in_names(label.strip(), program.names))
    except ValueError:
        raise SpecError(
            f"vary {plain(label.strip())}: write an entry as W1[0,1], places count from 0"
        ) from None
    known = {**program.network.constants}
    if name not in known:
        told = [*map(program.told, known)]
        hint = suggestion(program.told(name), told) or f": name one of {', '.join(told)}"
        raise SpecError(f"vary {plain(label.strip())}: there is no such number{hint}")
    shape = program.shapes[name]
    fits = len(index) == len(shape) and all(
        0 <= place < size for place, size in zip(index, shape, strict=True)
    )
    if not fits:
        called = program.told(name)
        entry = f"{called}[{','.join(['0'] * len(shape))}]" if shape else called
        raise SpecError(
            f"vary {plain(label)}: {called} is {say_shape(shape)}: name an entry, {entry}"
        )
    low, high = (_number("end of a range", part) for part in parts[:2])
    count = parts[2].strip()
    if not count.isdecimal() or not 2 <= int(count[:9]) <= MOST_VALUES:
        raise SpecError(f"vary {plain(text)}: {plain(count)!r} is no count: write 2 or more")
    if low >= high:
        way = "is reversed" if low > high else "is empty"
        raise SpecError(f"vary {plain(text)}: the range from {low:g} to {high:g} {way}")
    if not math.isfinite(high - low):
        raise SpecError(f"vary {plain(text)}: the range from {low:g} to {high:g} is too wide")
    return Varied(name, index, low, high, int(count))


def plan_of(
    recipe: Recipe,
    *,
    seeds: range,
    rates: Sequence[float],
    iterations: int,
    varied: Sequence[Varied] = (),
    optimisers: Sequence[str] = (),
) -> Plan:
    """The plan of a study, checked; where nothing is drawn, with one seed.

    Args:
        recipe: the network.
        seeds: the seeds.
        rates: the learning rates; none for the network's own.
        iterations: how many iterations each run has.
        varied: what takes evenly spaced values.
        optimisers: the optimisers; none for the network's own.

    Raises:
        SpecError: where every run would be the same, or there are too many.
    """
    network = recipe.program().network
    names = [each.label for each in varied]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SpecError(f"{twice} is varied twice")
    if network.seed is None:
        if not varied and len(seeds) > 1:
            name = next(iter(network.parameters), "w0")
            raise SpecError(
                f"nothing in {plain(recipe.name)} is drawn, so all seeds are the same: vary a "
                f"parameter, as in {name}=-1:1:101"
            )
        seeds = seeds[:1]
    plan = Plan(
        recipe, seeds, tuple(rates) or (network.learning_rate,), iterations, tuple(varied),
        tuple(optimisers) or (network.optimiser.kind,),
    )  # fmt: skip
    check(plan)
    return plan


def as_typed(plan: Plan) -> str:
    """A plan as one would type it: `seeds=0:200 lr=0.1,1.0 iterations=1000 optimiser=gd`."""
    seeds = plan.seeds
    parts = [
        f"seeds={seeds.start}:{seeds.stop}",
        f"lr={','.join(map(repr, plan.rates))}",
        f"iterations={plan.iterations}",
        f"optimiser={','.join(plan.optimisers)}",
        *(f"{each.label}={each.low!r}:{each.high!r}:{each.count}" for each in plan.varied),
    ]
    return " ".join(parts)


def _number(what: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise SpecError(f"{plain(text.strip())!r} is no {what}: write a number such as 0.1")
    return number
