"""Names in less room than they need, which can still be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.cells import cell_len, set_cell_size

from engine.language.breaking import cut_in_middle

NO_LEADS: Mapping[str, str] = {}
"""Names of which any part may be cut."""


def told_apart(
    names: Iterable[str], width: int, cut: str, leads: Mapping[str, str] = NO_LEADS
) -> Mapping[str, str]:
    """Each name in a width, cut where it has to be, and none as another as long as that can be.

    Args:
        names: those that are shown at once.
        width: the columns of each.
        cut: the sign that a part is left out, one column.
        leads: how some names begin that are to keep this when they are cut: `mhat_`.
    """
    names = dict.fromkeys(names)
    shown = {name: name for name in names if cell_len(name) <= width}
    taken = set(shown.values())
    for name in names:
        if name not in shown:
            lead = leads.get(name, "")
            rest = name.removeprefix(lead)
            ways = [f"{lead}{way}" for way in _ways(rest, width - len(lead), cut)]
            short = next((way for way in ways if way not in taken), ways[0])
            shown[name] = short
            taken.add(short)
    return shown


def _ways(name: str, width: int, cut: str) -> Iterator[str]:
    """A name cut in its middle, of a path its beginning; then elsewhere, then at both ends."""
    room = max(width - len(cut), 0)
    if cell_len(name) != len(name):  # characters that are wider than a cell, or narrower
        yield set_cell_size(name, room).rstrip() + cut
        return
    if name.count(".") > 1:  # the end of a path says more
        end = name[len(name) - room :]
        if "." in end and name[-room - 1] != ".":
            yield cut + end.partition(".")[2]  # whole parts of it
        yield cut + end
    yield cut_in_middle(name, width, cut)
    for tail in range(room + 1):
        yield name[: room - tail] + cut + name[len(name) - tail :]
    room -= len(cut)
    for start in range(1, len(name) - room if room > 0 else 0):
        yield cut + name[start : start + room] + cut
