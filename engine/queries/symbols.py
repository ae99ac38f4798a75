"""The symbols of a program, by what a person calls them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from engine.language.expression import gradient_name
from engine.language.text import nothing_called
from engine.program.program import Program


def find_symbol(text: str, program: Program) -> str | None:
    """The symbol that is called or written like this, as in `dL/dŷ`; None where there is none."""
    loss, names = program.network.loss, program.names
    written = {each: name for name, each in names.items()}
    written |= {
        gradient_name(loss, each): gradient_name(loss, name) for name, each in names.items()
    }
    symbol = written.get(text, text)
    return symbol if symbol in program.index or symbol in program.base else None


_WRITTEN = r"(?:(/[d∂])|(?<![\w.\]]))([^\W\d]\w*)((?:\[[\d,\s]+\]|\.\w+)+)"
"""What may be a name of a loop, a layer or a path, `h[2].z`, `m.0.W`; behind `dL/d` too."""

_PARTS = r"\[[^\]]+\]|\.\w+"


def in_names(text: str, names: Mapping[str, str]) -> str:
    """A text with names of loops and layers, `h[2]` and `h.mask`, as those that nodes have.

    Args:
        text: as it is typed.
        names: how names are written, where not as they are.

    >>> in_names("dL/dh[2][0] * h.mask", {"h_2": "h[2]", "h_mask": "h.mask"})
    'dL/dh_2[0] * h_mask'
    >>> in_names("dL/dm.0.W[0,1] + m.0", {"m_0_W": "m.0.W", "m_0": "m.0"})
    'dL/dm_0_W[0,1] + m_0'
    """
    if "[" not in text and "." not in text:
        return text
    named = {written: name for name, written in names.items() if "[" in written or "." in written}
    if not named:
        return text

    def replaced(found: re.Match[str]) -> str:
        above, base, parts = found[1] or "", found[2], re.findall(_PARTS, found[3])
        for before, start in ((above, base), (above[:1], above[1:] + base)):
            for count in range(len(parts), 0, -1):
                name = named.get("".join([start, *parts[:count]]).replace(" ", ""))
                if name is not None:
                    return "".join([before, name, *parts[count:]])
        return found[0]

    return re.sub(_WRITTEN, replaced, text)


def as_told(text: str, program: Program) -> str:
    """A text in a message, its names those of `Program.told`: `in_names` undone."""

    def told(found: re.Match[str]) -> str:
        name = program.told(found[2])
        if found[1] and name == found[2]:  # divided by what begins with a d, and no gradient
            return found[1][:-1] + program.told(f"d{name}")
        return f"{found[1] or ''}{name}"

    return re.sub(r"(/d)?([^\W\d]\w*)", told, text)


def say_unknown(text: str, program: Program, others: Iterable[str] = ()) -> str:
    """That there is no such symbol, and which one, or which of some others, may be meant."""
    return nothing_called(
        as_told(text, program), [*map(program.told, (*program.base, *program.index)), *others]
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
