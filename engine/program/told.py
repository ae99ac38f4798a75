"""Symbols in messages, as a person may type them, and what was typed as symbols."""

from __future__ import annotations

import re
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


def as_told(text: str, names: Mapping[str, str]) -> str:
    """A text in a message, its names those of `told`: `in_names` undone.

    >>> as_told("dL/dm_0_W[0, 1] + m_0", {"m_0_W": "m.0.W", "m_0": "m.0"})
    'dL/dm.0.W[0, 1] + m.0'
    """

    def called(found: re.Match[str]) -> str:
        name = told(found[2], names, "")
        if found[1] and name == found[2]:  # divided by what begins with a d, and no gradient
            return found[1][:-1] + told(f"d{name}", names, "")
        return f"{found[1] or ''}{name}"

    return re.sub(r"(/d)?([^\W\d]\w*)", called, text)
