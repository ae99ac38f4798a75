"""Drafts: networks put together piece by piece, to be written as network files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.drafts.blocks import Block, Line, block_lines, reached
from engine.drafts.drafted import Drafted, Given
from engine.drafts.kinks import without_choices
from engine.drafts.naming import Names, parameter_written, words_of
from engine.language.text import plain
from engine.network.origin import Setting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.generic] | float


class Draft:
    """A network that is put together: what is given, equations in groups, and settings.

    What a path is called in equations is given back by whatever takes it.

    Args:
        title: what the network is called.
        comment: what stands at the top of the file, a line or several.

    >>> draft = Draft("One layer")
    >>> x, y = draft.input("x", 2.0), draft.target("y", 1.0)
    >>> w = draft.parameter("fc.weight", 0.5)
    >>> with draft.group("fc", "Linear(1, 1), model.py:3"):
    ...     z = draft.equation("fc.z", f"{w}*{x}")
    ...     h = draft.equation("fc", f"tanh({z})")
    >>> draft.loss(draft.equation("L", f"square({y} - {h})"))
    >>> print(draft.drafted().equations)
    group fc "Linear(1, 1), model.py:3":
        fc_z = fc_weight*x
        fc = tanh(fc_z)
    L = square(y - fc)
    """

    def __init__(self, title: str = "", comment: str = "") -> None:
        self._title, self._comment = title, comment
        self._names = Names()
        self._given: list[Given] = []
        self._around = [Block("", "", "", [])]
        self._paths: set[str] = set()
        self._loss = ""
        self._training: dict[str, Setting] = {}
        self._conventions: dict[str, Setting] = {}
        self._gradients: list[str] = []
        self._notes: list[str] = []

    def input(self, path: str, value: Numbers, *, written: str = "") -> str:
        """Give a value that has a row for each sample; what it is called in equations."""
        return self._give("inputs", path, value, written or words_of(path))

    def constant(self, path: str, value: Numbers, *, written: str = "") -> str:
        """Give a value that is the same for all samples, as a mask or what is not trained."""
        return self._give("constants", path, value, written or parameter_written(path))

    def target(self, path: str, value: Numbers, *, written: str = "") -> str:
        """Give a value that predictions should have; what it is called in equations."""
        return self._give("targets", path, value, written or words_of(path))

    def parameter(self, path: str, value: Numbers, *, written: str = "") -> str:
        """Give a value that training changes; what it is called in equations."""
        return self._give("parameters", path, value, written or parameter_written(path))

    def free(self, path: str) -> str:
        """A name for what a path says, which nothing else gets: `equations` takes it."""
        name = self._names.free(placed := self._placed(path))
        self._names.write(name, words_of(placed))
        return name

    def notation(self, name: str, written: str) -> None:
        """Have what is called so in equations written otherwise."""
        self._names.write(name, written)

    def equation(self, path: str, text: str, *, comment: str = "", written: str = "") -> str:
        """Add an equation, in the group that is open.

        Args:
            path: of the node that it computes, `blocks.0.h`.
            text: the expression: of the language, or a call of a layer.
            comment: what stands behind it in the file, where it comes from.
            written: how the node is written; the path where nothing is said.

        Returns:
            What the node is called in equations.
        """
        return self.equations((path,), text, comment=comment, written=(written,))[0]

    def equations(
        self,
        paths: Sequence[str],
        text: str,
        *,
        comment: str = "",
        written: Sequence[str] = (),
        names: Sequence[str] = (),
    ) -> tuple[str, ...]:
        """Add the call of a layer that gives several values.

        Args:
            paths: of the nodes; as of `equation` what is not said here.
            text: the call.
            comment: what stands behind it in the file.
            written: how the nodes are written.
            names: those that are free for them, by `free`.
        """
        names = tuple(names) or tuple(map(self.free, paths))
        for name, said in zip(names, written, strict=False):
            if said:
                self._names.write(name, said)
        self._around[-1].items.append(Line(names, " ".join(text.split()), _quiet(comment)))
        return names

    @contextmanager
    def group(self, path: str, about: str = "") -> Iterator[None]:
        """Open a group, in which equations stand that are added meanwhile.

        Args:
            path: what it is called, with the groups around it: `blocks.0.fc1`.
            about: what it is and where it comes from: `Linear(4, 8), model.py:12`.
        """
        placed = base = words_of(self._placed(path))
        number = 1
        while placed in self._paths:
            number += 1
            placed = f"{base}_{number}"
        self._paths.add(placed)
        block = Block(path, placed, _quiet(about), [])
        self._around[-1].items.append(block)
        self._around.append(block)
        try:
            yield
        finally:
            self._around.pop()

    def loss(self, name: str) -> None:
        """Say which node is made small, by what it is called in equations."""
        self._loss = name

    def training(self, **settings: Setting) -> None:
        """Say keys of [training]: `optimiser="adam", learning_rate=0.01`."""
        self._training.update(settings)

    def conventions(self, **settings: Setting) -> None:
        """Say keys of [conventions]: `precision="float32"`."""
        self._conventions.update(settings)

    def gradient(self, name: str) -> None:
        """Ask for the gradient of an input or a target, by what it is called in equations."""
        self._gradients.append(name)

    def note(self, text: str) -> None:
        """Note what a person should know, once; it stands at the top of the file too."""
        if text not in self._notes:
            self._notes.append(text)

    def drafted(self) -> Drafted:
        """What there is so far, to be written and read: all that the loss depends on."""
        block, used = reached(self._around[0], self._loss)
        equations, chosen = without_choices("\n".join(block_lines(block)))
        return Drafted(
            title=self._title,
            comment=self._comment,
            loss=self._loss,
            equations=equations,
            given=tuple([each for each in self._given if each.name in used]),
            training=dict(self._training),
            conventions={**chosen, **self._conventions},
            gradients=tuple([name for name in self._gradients if name in used]),
            notation={name: said for name, said in self._names.notation.items() if name in used},
            notes=tuple(self._notes),
        )

    def _give(self, table: str, path: str, value: Numbers, written: str) -> str:
        import numpy as np

        name = self._names.free(path)
        self._names.write(name, written)
        taken = {each.array for each in self._given}
        array = path if path not in taken else name
        self._given.append(Given(table, name, array, np.asarray(value)))
        return name

    def _placed(self, path: str) -> str:
        """A path within the groups that are open, of which one may be called otherwise."""
        for block in reversed(self._around[1:]):
            if path == block.asked or path.startswith(f"{block.asked}."):
                return block.path + path.removeprefix(block.asked)
        return path


def _quiet(text: str) -> str:
    """A text that can stand in the text of equations: nothing in it ends a text or a line."""
    return (
        re.sub(r"\s+", " ", plain(text.replace("\\", "/")))
        .replace('"', "'")
        .replace("#", "")
        .replace("\\", "/")
        .strip()
    )
