"""Symbols in messages, as a person may type them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.expression import gradient_name


def told(symbol: str, names: Mapping[str, str], loss: str) -> str:
    """A symbol, or an entry of it, in a message: a path or a place in a loop as it is written.

    Args:
        symbol: it, or a gradient, perhaps with the place of an entry.
        names: how names are written, where not as they are.
        loss: the name of the loss.

    >>> told("dL/dnet_0_weight[0,1]", {"net_0_weight": "net.0.W"}, "L")
    'dL/dnet.0.W[0,1]'

    What is written in other letters only is told by its name, which every keyboard has.

    >>> told("yhat", {"yhat": "ŷ"}, "L")
    'yhat'
    """
    above = gradient_name(loss, "")
    above = above if symbol.startswith(above) else ""
    name, bracket, entry = symbol.removeprefix(above).partition("[")
    written = names.get(name, "")
    is_path = "." in written or "[" in written
    return f"{above}{written}{bracket}{entry}" if is_path else symbol
