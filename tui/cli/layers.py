"""The command that lists the layers that ship, or prints the text of one."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.text import plain, suggestion
from engine.layers.shipped import layer_text, shipped_layer, shipped_layers
from tui.cli.options import app
from tui.cli.shared import InputError, write_out


@app.command
def layers(layer: str = "") -> int:
    """List the layers that ship, or print the equations of one, to be made one of your own.

    Args:
        layer: Print this one as it may stand in a network file, under [layers].
    """
    if not layer:
        write_out(_listed())
        return 0
    if layer not in shipped_layers():
        hint = suggestion(layer, [*shipped_layers()])
        raise InputError(f"layers: no layer {plain(layer)!r}{hint}")
    write_out(layer_text(layer).rstrip().split("\n"))
    return 0


def _listed() -> Iterator[str]:
    for name in shipped_layers():
        found = shipped_layer(name)
        yield found.usage
        yield f"    {found.about}"
