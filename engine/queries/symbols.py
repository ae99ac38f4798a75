"""The symbols of a program, by what a person calls them."""

from __future__ import annotations

from collections.abc import Iterable

from engine.language.expression import gradient_name
from engine.language.text import nothing_called
from engine.program.program import Program
from engine.program.told import as_told, in_names


def find_symbol(text: str, program: Program) -> str | None:
    """The symbol that is called or written like this, as in `dL/dŷ`; None where there is none."""
    loss, names = program.network.loss, program.names
    written = {each: name for name, each in names.items()}
    written |= {
        gradient_name(loss, each): gradient_name(loss, name) for name, each in names.items()
    }
    symbol = written.get(text, text)
    return symbol if symbol in program.index or symbol in program.base else None


def say_unknown(text: str, program: Program, others: Iterable[str] = ()) -> str:
    """That there is no such symbol, and which one, or which of some others, may be meant."""
    return nothing_called(
        as_told(text, program.names), [*map(program.told, (*program.base, *program.index)), *others]
    )


def why_no_gradient(text: str, program: Program) -> str:
    """Why the program has not the gradient of a node that a text names; empty where it has."""
    network = program.network
    named = in_names("".join(text.split()).replace("∂", "d"), network.names)
    typed = named.partition("[")[0]
    for node in network.nodes:
        symbol = gradient_name(network.loss, node)
        written = gradient_name(network.loss, network.names.get(node, node))
        if typed not in (symbol, written) or symbol in program.index:
            continue
        if node == network.loss:
            return f"{symbol} is 1: the backward pass starts from it and does not compute it"
        return (
            f"{program.told(symbol)} is not computed: no equation needs the gradient of the "
            f"{network.kind(node)} {program.told(node)}; "
            f"gradients = [{node!r}] in the network file asks for it"
        )
    return ""
