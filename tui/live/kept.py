"""The network file of a module, written, shown, and deleted again unless it is to stay."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from shlex import quote
from tempfile import mkdtemp

import msgspec

from engine.language.text import plain
from tui.live.errors import LiveError
from tui.live.process import show
from tui.live.request import Request

NAME = "makabaka-tui"


def tell(lines: Iterable[str]) -> None:
    """Tell a person something, where errors are told."""
    for line in lines:
        with suppress(OSError, ValueError):  # it may be closed, or full
            if sys.stderr is not None:
                print(f"{NAME}: {plain(line)}", file=sys.stderr, flush=True)  # noqa: T201


def checked_path(save: str | Path | None) -> Path | None:
    """Where a network file is to stay, looked at before anything is done for it.

    Raises:
        LiveError: where there is no such folder, or it is the name of no network file.
    """
    if save is None:
        return None
    path = Path(save).expanduser().absolute()
    shown = plain(str(save))
    if path.suffix != ".toml":
        raise LiveError(f"save: {shown}: the name of a network file ends in .toml, as in nan.toml")
    if not path.parent.is_dir():
        raise LiveError(f"save: {shown}: there is no folder {plain(str(path.parent))}")
    return path


def show_written(write: Callable[[Path], object], save: Path | None, request: Request) -> None:
    """Write a network file, and show it.

    Args:
        write: writes it to a path.
        save: where it is to stay; None for nowhere.
        request: how it is to be shown; the path is put in here.

    Raises:
        LiveError: where it cannot be shown; it stays then, and is named.
    """
    folder = Path(mkdtemp(prefix=f"{NAME}-"))
    path = folder / "model.toml" if save is None else save
    is_left = True
    try:
        write(path)
        show(msgspec.structs.replace(request, path=str(path), is_kept=save is not None))
    except LiveError as error:
        is_left = False
        shown = plain(quote(str(path)))
        raise type(error)(
            f"{error};\nthe network is kept: write {NAME} {shown} in a terminal"
        ) from None
    finally:
        if is_left or save is not None:
            shutil.rmtree(folder, ignore_errors=True)
