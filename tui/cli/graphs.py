"""Files of ONNX where a network may stand: made a network file, which is kept with the sessions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import FileError, SessionError
from engine.language.text import plain
from engine.onnx.notes import DRAWN
from tui.cli.shared import InputError, complain, is_graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.drafts.drafted import Drafted

KEPT = 20
"""So many networks that were made of graphs are kept; those made longest ago are deleted."""


class Asked(NamedTuple):
    """What is said about a graph.

    Args:
        loss: the name of a loss; None where the graph has its own.
        inputs: files with what goes in, each `x.npy` or `name=x.npy`.
        targets: files with what should come out.
        value: the value that is predicted, by its name.
    """

    loss: str | None = None
    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    value: str | None = None


NOTHING = Asked()


class Made(NamedTuple):
    """A network file that was made of a graph.

    Args:
        path: where it is.
        notes: what a person should know of it.
    """

    path: str
    notes: tuple[str, ...]


def network_of(network: str, asked: Asked = NOTHING) -> tuple[str, tuple[str, ...]]:
    """What is named as a network, or the network file that is made of a graph, and what is to say.

    Raises:
        InputError: where something is said that goes with graphs alone.
        ModelError: where the graph cannot become a network.
    """
    if is_graph(network):
        made = made_of(network, asked)
        return made.path, made.notes
    for option, said in zip(("loss", "input", "target", "value"), asked, strict=True):
        if said:
            raise InputError(f"--{option} goes with a graph of ONNX, as model.onnx")
    return network, ()


def of_data(notes: Sequence[str]) -> str:
    """Those of the notes that say what is drawn: they are to be seen, the others can be read."""
    return "; ".join(note for note in notes if note.startswith(DRAWN))


def told_network(network: str) -> str:
    """What `network_of` gives, with nothing said about it; notes are told."""
    found, notes = network_of(network)
    if notes:
        complain(f"{plain(network)}: {'; '.join(notes)}")
    return found


@lru_cache(maxsize=4)
def made_of(network: str, asked: Asked = NOTHING) -> Made:
    """The network file of a graph, written anew where it is not as it would be.

    Raises:
        InputError: where it cannot be written, or is not allowed.
        ModelError: where the graph cannot become a network.
    """
    from tui.terminal.sandbox import is_restricted

    if is_restricted():
        raise InputError(f"{plain(network)}: graphs of ONNX are not read here")
    drafted = drafted_of(network, asked)
    path = _place(Path(network).stem, drafted)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        drafted.save(path, force=True)
    except (OSError, FileError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        way = "set XDG_STATE_HOME to a folder that can be written"
        raise InputError(f"{plain(str(path))}: cannot be written: {said}; {way}") from None
    _forget_old(path.parent)
    return Made(str(path), drafted.notes)


def drafted_of(network: str, asked: Asked) -> Drafted:
    """What a graph comes to, to be written.

    Raises:
        InputError: where an example cannot be read.
        ModelError: where the graph cannot become a network.
    """
    from engine.onnx.imported import import_graph

    inputs, targets = (tuple(_examples(files)) for files in (asked.inputs, asked.targets))
    return import_graph(
        Path(network), loss=asked.loss, inputs=inputs, targets=targets, value=asked.value
    )


def _examples(files: Sequence[str]) -> Iterator[tuple[str, NDArray[Any]]]:
    """The arrays of files, each with the name before it."""
    from tui.cli.example import read_example

    for said in files:
        name, equals, file = said.partition("=")
        is_named = equals and not Path(said).exists()
        yield (name, read_example(Path(file))) if is_named else ("", read_example(Path(said)))


def _place(stem: str, drafted: Drafted) -> Path:
    """Where a network is kept: a folder for what it says, so that a session finds it again."""
    from tui.sessions.folder import state_folder

    seal = sha256(drafted.text.encode())
    for name, array in drafted.arrays.items():
        seal.update(name.encode() + array.tobytes())
    try:
        folder = state_folder().parent / "graphs"
    except SessionError as error:
        raise InputError(str(error)) from None
    called = "".join(sign if sign.isalnum() else "-" for sign in stem)[:40] or "model"
    return folder / f"{called}-{seal.hexdigest()[:12]}" / f"{called}.toml"


def _forget_old(kept: Path) -> None:
    """Delete the networks that were made longest ago."""
    with suppress(OSError):
        kept.touch()
        made = [each for each in kept.parent.iterdir() if each.is_dir() and not each.is_symlink()]
        made.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in made[KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)
