"""Files that belong together, written so that there are both or neither."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE
from typing import TYPE_CHECKING

from engine.errors import FileError
from engine.files import NEW_FILE, replace_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def save_both(
    path: Path,
    text: str,
    beside: Path,
    arrays: Mapping[str, NDArray[np.generic]],
    *,
    force: bool,
) -> tuple[Path, ...]:
    """Write a text and the arrays beside it.

    Args:
        path: of the text.
        text: of a network file.
        beside: the path of the arrays.
        arrays: by name; no file is written where there are none.
        force: whether files that are there may be replaced.

    Returns:
        The files that were written.

    Raises:
        FileError: where one is there already, or cannot be written.
    """
    if path == beside:
        raise FileError(f"{path}: the network file is to be called {path.stem}.toml")
    written = (path, beside) if arrays else (path,)
    for each in written:
        if os.path.lexists(each) and not force:
            raise FileError(f"{each}: there is such a file already")
    part = beside.with_name(f".{os.urandom(8).hex()}.new")
    try:
        if arrays:
            _write_arrays(part, arrays)
        _replace(path, text, part, beside if arrays else None)
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return written


def _replace(path: Path, text: str, part: Path, beside: Path | None) -> None:
    """Put the files in their places; where the second cannot be, the first is what it was."""
    if beside is None:
        replace_file(path, text.encode())
        return
    kept = part.with_suffix(".old")
    has_old = os.path.lexists(beside)
    if has_old:
        beside.replace(kept)
    try:
        part.replace(beside)
        replace_file(path, text.encode())
        beside.chmod(S_IMODE(path.stat().st_mode))  # the library lets nobody else read it
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        if has_old:
            kept.replace(beside)
        raise
    with suppress(OSError):
        kept.unlink(missing_ok=True)


def _write_arrays(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    import numpy as np
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    os.close(os.open(path, NEW_FILE, 0o666))  # where that cannot be, the system says why
    try:
        save_file({name: np.ascontiguousarray(value) for name, value in arrays.items()}, path)
    except SafetensorError as error:
        raise OSError(str(error)) from None
