"""The command that writes a network for another tool: a script of PyTorch."""

from __future__ import annotations

import io
import shlex
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from engine.errors import NetworkError
from engine.language.text import plain
from tui.cli.options import NO_CHANGES, Changes, Flatten, app
from tui.cli.outputs import checked_output, save
from tui.cli.shared import InputError, write_linked, write_out

if TYPE_CHECKING:
    from engine.language.values import Array


@app.command
def export(
    network: str = "skip",
    *,
    format: Literal["torch"] = "torch",  # noqa: A002  (the option's name)
    output: Annotated[Path | None, Parameter(name=("--output", "-o"))] = None,
    force: Annotated[bool, Parameter(negative="")] = False,
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Write a network as a script of PyTorch that trains to the same losses.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        format: What it is written for.
        output: The file to write, my.py; arrays of many numbers stand beside it, in my.npz. Without
            it, all is printed.
        force: Write over these files, if they are there.
    """
    from engine.export.pytorch.script import script_of

    found = changes.recipe(network).program().network
    path = None if output is None else checked_output(output, force)
    if path is not None and path.suffix != ".py":
        raise InputError(f"{plain(str(path))}: the name of a script ends in .py, as in my.py")
    beside = None if path is None else path.with_suffix(".npz")
    try:
        script = {"torch": script_of}[format](found, "" if beside is None else beside.name)
    except NetworkError as error:
        raise InputError(f"export: {plain(str(error))}") from None
    if path is None or beside is None:
        write_out(script.text.rstrip("\n").split("\n"))
        return 0
    _write(path, script.text, beside, script.arrays, force)
    shown = plain(str(path))
    also = f", with {plain(beside.name)} beside it" if script.arrays else ""
    write_linked(f"{shown} is written{also}; run it with: python {shlex.quote(shown)}")
    return 0


def _write(path: Path, text: str, beside: Path, arrays: Mapping[str, Array], force: bool) -> None:
    """Write the script, and the arrays where there are some: both or none of them."""
    if not arrays:
        save(path, text.encode())
        return
    was_there = beside.exists()
    save(checked_output(beside, force), _npz(arrays))
    try:
        save(path, text.encode())
    except InputError:
        if not was_there:
            beside.unlink(missing_ok=True)
        raise


def _npz(arrays: Mapping[str, Array]) -> bytes:
    """The bytes of a file of arrays, as `numpy.savez` writes them, whatever they are called."""
    from numpy.lib.format import write_array

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        for name, value in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as entry:
                write_array(entry, value, allow_pickle=False)
    return data.getvalue()
