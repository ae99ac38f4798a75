"""What a draft comes to: the text of a network file, and the arrays beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.drafts.saving import save_both
from engine.frozen import frozen
from engine.language.values import array
from engine.network.network import Network
from engine.network.origin import Setting
from engine.network.reader import read_parts
from engine.network.source import Source
from engine.network.toml import parse_toml
from engine.network.values_read import Held

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.generic]

WRITTEN_OUT = 16
"""Inputs and targets of up to so many numbers are written out in the text."""


class Given(NamedTuple):
    """A value that is given.

    Args:
        table: in which it stands, `parameters`.
        name: what it is called in equations, `fc1_weight`.
        array: what its array is called, `fc1.weight`.
        value: its numbers, of the type that they have.
    """

    table: str
    name: str
    array: str
    value: Numbers

    @property
    def is_written_out(self) -> bool:
        """Whether its numbers stand in the text: it is a number, or a small input or target."""
        few = self.table != "parameters" and self.value.size <= WRITTEN_OUT
        return not self.value.ndim or few


@frozen(eq=False)
class Drafted:
    """A network that was drafted, to be written as a file and to be read.

    Args:
        title: what it is called.
        comment: what stands at the top, a line or several.
        loss: the node that is made small.
        equations: its equations, as in a file.
        given: inputs, targets and parameters, in order.
        training: the keys of [training].
        conventions: those of [conventions].
        gradients: inputs and targets whose gradient is asked for.
        notation: how names are written, where not as they are.
        notes: what a person should know of how it came about.
    """

    title: str
    comment: str
    loss: str
    equations: str
    given: tuple[Given, ...]
    training: Mapping[str, Setting]
    conventions: Mapping[str, Setting]
    gradients: tuple[str, ...]
    notation: Mapping[str, str]
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text of the file `model.toml`, whose arrays are in `model.safetensors`."""
        return self.text_beside("model.safetensors")

    @property
    def arrays(self) -> Mapping[str, Numbers]:
        """The arrays beside it, by what they are called there."""
        return {each.array: each.value for each in self.given if not each.is_written_out}

    def text_beside(self, file: str) -> str:
        """The text of a network file.

        Args:
            file: the name of the file of arrays, in its folder.
        """
        return "\n".join(self._lines(file)) + "\n"

    def network(self) -> Network:
        """The network, read from the text as from a file; nothing is written.

        Raises:
            SpecError: where it is none.
        """
        source = Source("model.toml", self.text, called=self.title)
        said = parse_toml(source.text)
        for each in self.given:
            if not each.is_written_out:
                said[each.table][each.name] = Held(array(each.value))
        return read_parts(source, said, 0)

    def save(self, path: str | Path, *, force: bool = False) -> tuple[Path, ...]:
        """Write the file, and the arrays beside it: both or neither.

        Args:
            path: of the file, `model.toml`; the arrays are in `model.safetensors`.
            force: whether files that are there may be replaced.

        Returns:
            The files that were written; none of arrays where there are none.

        Raises:
            FileError: where there is a file already, or it cannot be written.
        """
        path = Path(path)
        beside = path.with_suffix(".safetensors")
        return save_both(path, self.text_beside(beside.name), beside, self.arrays, force=force)

    def _lines(self, file: str) -> Iterator[str]:
        for line in "\n".join(filter(None, (self.comment, *self.notes))).splitlines():
            yield f"# {_visible(line)}".rstrip()
        if self.title:
            yield f"title = {_text(self.title)}"
        yield from (f"loss = {_text(self.loss)}", 'equations = """', self.equations, '"""')
        if self.gradients:
            yield f"gradients = [{', '.join(map(_text, self.gradients))}]"
        for table in ("inputs", "targets", "constants", "parameters", "memory"):
            given = [each for each in self.given if each.table == table]
            if given:
                yield from ("", f"[{table}]")
                yield from (f"{_key(each.name)} = {_said(each, file)}" for each in given)
        for table, settings in (("training", self.training), ("conventions", self.conventions)):
            if settings:
                yield from ("", f"[{table}]")
                yield from (f"{key} = {_setting(value)}" for key, value in settings.items())
        if self.notation:
            yield from ("", "[notation]")
            yield from (f"{_key(name)} = {_text(said)}" for name, said in self.notation.items())


def _said(given: Given, file: str) -> str:
    if given.is_written_out:
        return _nested(given.value.tolist())
    shape = ", ".join(map(str, given.value.shape))
    return f"{{ file = {_text(file)}, array = {_text(given.array)}, shape = [{shape}] }}"


def _nested(entries: object) -> str:
    if isinstance(entries, list):
        return f"[{', '.join(map(_nested, entries))}]"
    assert isinstance(entries, bool | int | float)  # noqa: S101  (what tolist gives)
    return repr(int(entries) if isinstance(entries, bool) else entries)


def _setting(value: Setting) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, str) else repr(value)


def _key(name: str) -> str:
    """The name of a node as a key; one with other letters needs quotes."""
    return name if name.isascii() else _text(name)


def _text(text: str) -> str:
    """A text in quotes, as TOML has it, which JSON's are too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _visible(line: str) -> str:
    return "".join(character if character.isprintable() else " " for character in line)
