"""Arrays by name, as network files say them: `{ file = "my.safetensors", array = "fc1.W" }`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.data.arrays_file import ArraysFile, Entry
from engine.data.folders import find_file
from engine.language.shapes import say_shape
from engine.language.text import shortened, suggestion
from engine.language.values import Value

KEYS = ("file", "array", "shape")
"""What may be said of an array; `shape` only says what it is to be."""


class Arrays:
    """The files of arrays that a network file names, each opened once.

    Args:
        folders: where they may be.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._files: dict[str, ArraysFile] = {}

    @property
    def digests(self) -> Mapping[str, str]:
        """The files of which something was read, each with what tells whether it is the same."""
        return {name: file.digest for name, file in self._files.items()}

    def entry(self, said: Mapping[str, Any]) -> Entry:
        """What the file says of an array that is to be read.

        Raises:
            ValueError: where there is no such file or array, or one of another shape.
        """
        for key in said:
            if key not in KEYS:
                hint = suggestion(key, [*KEYS]) or f"; known here: {', '.join(KEYS)}"
                raise ValueError(f"unknown key {shortened(key)!r}{hint}")
        file, asked = self._file(said["file"]), said.get("array")
        if not isinstance(asked, str):
            raise ValueError('say which array, in quotes: array = "fc1.weight"')  # noqa: TRY004
        found, shape = file.entry(asked), said.get("shape")
        if "shape" in said and shape != [*found.shape]:
            if not isinstance(shape, list) or not all(type(each) is int for each in shape):
                raise ValueError("shape has to be a list of whole numbers: shape = [8, 4]")
            told = f"{shortened(asked, 60)!r} in {shortened(said['file'], 80)}"
            raise ValueError(
                f"{told} is {say_shape(found.shape)}, and has to be {say_shape(tuple(shape))}"
            )
        return found

    def read(self, said: Mapping[str, Any]) -> Value:
        """An array; arguments and errors as of `entry`, which has been asked for it before."""
        return self._file(said["file"]).read(said["array"])

    def _file(self, name: str) -> ArraysFile:
        if name not in self._files:
            self._files[name] = ArraysFile(find_file(name, self._folders), shortened(name, 80))
        return self._files[name]
