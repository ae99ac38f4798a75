"""The layers that ship, each a file of text as a person's own is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from engine.layers.layer import Layer, read_layer

LIBRARY = Path(__file__).parent / "library"


@cache
def shipped_layers() -> tuple[str, ...]:
    """The names of the layers that ship."""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.txt")))


@cache
def shipped_layer(name: str) -> Layer:
    """A layer that ships."""
    return read_layer(name, layer_text(name))


def layer_text(name: str) -> str:
    """The text of a layer that ships."""
    return (LIBRARY / f"{name}.txt").read_text(encoding="utf-8")


class Layers(Mapping[str, Layer]):
    """Layers by name: a network's own, and those that ship, which are read when they are used.

    Args:
        own: the network's own; they come before those that ship.
    """

    def __init__(self, own: Mapping[str, Layer]) -> None:
        self._own = own

    def __getitem__(self, name: str) -> Layer:
        if name in self._own:
            return self._own[name]
        if name not in shipped_layers():
            raise KeyError(name)
        return shipped_layer(name)

    def __contains__(self, name: object) -> bool:
        return name in self._own or name in shipped_layers()

    def __iter__(self) -> Iterator[str]:
        yield from dict.fromkeys((*self._own, *shipped_layers()))

    def __len__(self) -> int:
        return len({*self._own, *shipped_layers()})
