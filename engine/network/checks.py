"""Checks of a network: whether its parts make one; they take the parts, not the Network."""

from __future__ import annotations

import math

from engine.errors import ExpressionError, NetworkError
from engine.language.expression import calls
from engine.language.lookalikes import foreign_letter, looks
from engine.language.notation import TEXT
from engine.language.parser import check_name
from engine.language.text import suggestion
from engine.network.feeds import given_by
from engine.network.parts import Parts
from engine.network.structure import find_way

MAX_SHOWN = 8
"""So many names of a cycle are shown at the most."""


def check_names(network: Parts) -> None:
    """Refuse names that are none, or stand for two things.

    Raises:
        NetworkError: where that is so.
    """
    seen: dict[str, str] = {}
    alike: dict[str, str] = {}
    for section in ("inputs", "targets", "parameters"):
        for name in getattr(network, section):
            _check_name(name, section, name)
            _check_alike(name, alike, section, name)
            if name in seen:
                raise NetworkError(f"{name!r} stands in [{seen[name]}] already", section, name)
            seen[name] = section
    if not network.equations:
        raise NetworkError("there are no equations", "equations")
    for index, (name, _) in enumerate(network.equations):
        _check_name(name, "equations", index)
        _check_alike(name, alike, "equations", index)
        if name in seen:
            where = f"[{seen[name]}]" if seen[name] != "equations" else "an equation"
            raise NetworkError(
                f"{name!r} is assigned twice: it has its value from {where} already",
                "equations", index,
            )  # fmt: skip
        seen[name] = "equations"


def _check_name(name: str, *where: str | int) -> None:
    try:
        check_name(name)
    except ExpressionError as error:
        raise NetworkError(str(error), *where) from None


def _check_alike(name: str, seen: dict[str, str], *where: str | int) -> None:
    """Refuse a name that looks like another one; `seen` has the names by what they look like."""
    other = seen.setdefault(looks(name), name)
    if other != name:
        foreign = foreign_letter(name if looks(name) != name else other)
        raise NetworkError(
            f"{name!r} looks like another name: one of the two has {foreign!r} in it", *where
        )


def check_order(network: Parts) -> None:
    """Refuse an equation that reads what is not known before it.

    Raises:
        NetworkError: where that is so.
    """
    known = set(network.constants)
    for index, (name, operands) in enumerate(network.operands.items()):
        for operand in operands:
            if operand not in known:
                raise NetworkError(_explain_missing(network, name, operand), "equations", index)
        known.add(name)


def _explain_missing(network: Parts, name: str, operand: str) -> str:
    if operand not in network.definitions:
        if operand == f"d{network.loss}":
            return "gradients are derived from the equations and cannot stand in one"
        hint = suggestion(operand, list(network.nodes))
        if any(looks(node) == looks(operand) for node in network.nodes):
            hint = "; it looks like another name, but has other letters in it: type both anew"
        return f"unknown name {operand!r}{hint}"
    way = find_way(network.operands, operand, name)
    if way:
        return f"a cycle: {_shown_way([*reversed(way), name])}; no node can depend on itself"
    return f"{operand!r} is used before it is assigned: move its equation up"


def _shown_way(names: list[str]) -> str:
    shown = names if len(names) <= MAX_SHOWN else [*names[: MAX_SHOWN - 2], "...", names[-1]]
    return " → ".join(shown)


def check_loss(network: Parts) -> None:
    """Refuse a loss that is no single number, and what never reaches it.

    Raises:
        NetworkError: where that is so.
    """
    if network.loss not in network.definitions:
        known = list(network.definitions)
        hint = (
            suggestion(network.loss, known)
            or f": no equation assigns it; they assign {known[-1]!r}"
        )
        raise NetworkError(f"unknown loss {network.loss!r}{hint}", "loss")
    shape = network.shapes[network.loss]
    if shape:
        raise NetworkError(
            f"the loss {network.loss!r} has to be one number, but is {'×'.join(map(str, shape))}: "
            f"take its mean, mean({TEXT.write(network.definitions[network.loss])})",
            "equations", list(network.definitions).index(network.loss),
        )  # fmt: skip
    reached = {network.loss}
    for name, operands in reversed([*network.operands.items()]):
        if name in reached:
            reached.update(operands)
    for section in ("inputs", "targets", "parameters"):
        for name in getattr(network, section):
            if name not in reached and name not in network.buffers:
                raise NetworkError(_unreached(network, name), section, name)
    for index, (name, _) in enumerate(network.equations):
        if name not in reached:
            raise NetworkError(_unreached(network, name), "equations", index)


def _unreached(network: Parts, name: str) -> str:
    return f"{name!r} never reaches the loss {network.loss!r}: use it in an equation or delete it"


def check_values(network: Parts) -> None:
    """Refuse settings, notation and class targets that do not fit the equations.

    Raises:
        NetworkError: where that is so.
    """
    _check_settings(network)
    _check_remembered(network)
    for name in network.gradients:
        if name not in network.nodes or name in network.parameters:
            known = [*network.inputs, *network.targets, *network.definitions]
            raise NetworkError(
                f"gradients: {name!r} is no input and no target, nor is it computed"
                f"{suggestion(name, known)}",
                "gradients",
            )
    taken = {looks(name): name for name in network.nodes if name not in network.names}
    for name, written in network.names.items():
        if name not in network.definitions and name not in network.constants:
            raise NetworkError(
                f"unknown name {name!r}{suggestion(name, list(network.nodes))}", "notation", name
            )
        other = taken.setdefault(looks(written), name)
        if other != name:
            raise NetworkError(f"{written!r} is how {other!r} is written already", "notation", name)
    for index, (_, expression) in enumerate(network.equations):
        for part in calls(expression):
            if part.op == "cross_entropy":
                from engine.network.shares import check_shares

                check_shares(network, index, part)
            elif part.op in ("take", "scatter_add"):
                from engine.network.places import check_places

                check_places(network, index, part)


def _check_remembered(network: Parts) -> None:
    for name in network.buffers:
        section = "targets" if name in network.targets else "parameters"
        if name not in network.inputs:
            raise NetworkError(f"{name!r} cannot be remembered: it is no input", section, name)
        if name in given_by(network.feeds):
            raise NetworkError(f"{name!r} cannot be remembered: it is fed", "inputs", name)


def _check_settings(network: Parts) -> None:
    for name, low in (("relu_at_zero", 0.0), ("abs_at_zero", -1.0)):
        if not low <= getattr(network.conventions, name) <= 1.0:
            raise NetworkError(f"{name} has to lie between {low:g} and 1", "conventions", name)
    if not math.isfinite(network.learning_rate):
        raise NetworkError(
            "the learning rate has to be a finite number", "training", "learning_rate"
        )
