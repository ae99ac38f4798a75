"""The network file, opened in the editor of a person, and loaded again behind it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from textual.app import App

from engine.debugger.selection import named
from engine.debugger.stop import Stop
from engine.errors import DebuggerError, SpecError
from engine.frozen import replace
from engine.language.text import plain
from engine.network.files import network_source
from engine.network.generated import settings_of
from engine.network.groups import line_of
from engine.network.source import Source
from engine.program.program import Program
from engine.program.recipe import Recipe
from tui.commands.command import CommandError
from tui.drawing.look import Look
from tui.screens.voice import Voice


class EditingHost(Protocol):
    """The screen, as far as editing needs it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands, with the network and the node that is looked at."""

    @property
    def look(self) -> Look:
        """Knows the keys."""

    @property
    def voice(self) -> Voice:
        """Says what came of it, and asks."""

    @property
    def app(self) -> App[object]:
        """What has the terminal."""

    @property
    def is_lecture(self) -> bool:
        """Whether a lecture is played, whose network is not to be changed."""

    def exchange(self, program: Program, recipe: Recipe) -> None:
        """Go on with another network."""


class Editing:
    """Opens the network file, and loads it again when the editor has ended.

    Args:
        host: the screen.
    """

    def __init__(self, host: EditingHost) -> None:
        self._host = host

    def open(self, node: str) -> None:
        """Open the network file where a node stands, that which is looked at unless one is named.

        Of a network that has no file a copy is offered.

        Raises:
            DebuggerError: where there is no editor, no such node, or nothing to edit.
        """
        from tui.terminal.editor import editor_of, program_of

        stop, recipe = self._host.stop, self._host.stop.recipe
        if self._host.is_lecture:
            raise CommandError("a lecture is played: leave it, and then edit its network")
        if recipe is None:
            raise CommandError("this network was made in Python: there is no file to edit")
        editor = editor_of(os.environ)
        program_of(editor)  # before anything is written
        node = named(node, stop.program) if node else stop.selected
        if recipe.path is not None and os.path.lexists(recipe.path):
            self._edit(editor, recipe, recipe.path, node)
            return
        name = plain(Path(recipe.name).name)
        path = recipe.path or Path(Path(recipe.name).name).with_suffix(".toml")
        copy = partial(self._copy, editor, replace(recipe, name=str(path)), recipe.name, node)
        if recipe.path is not None:
            self._host.voice.ask(f"{name} is gone; write it again as it is here and edit it", copy)
        elif os.path.lexists(path):
            shown = plain(path.name)
            raise CommandError(
                f"{name} is in no file of yours, and {shown} is there already: "
                f"makabaka-tui {shown} opens that"
            )
        else:
            asked = f"{name} is in no file of yours; write a copy {plain(path.name)} here"
            self._host.voice.ask(f"{asked} and edit that", copy)

    def _copy(self, editor: Sequence[str], recipe: Recipe, of: str, node: str) -> None:
        """Write a copy of a network that has no file, and go on with that.

        Args:
            editor: the words of the editor's command.
            recipe: the network, under the name of the copy.
            of: what it is called as it is.
            node: the node that is looked at.
        """
        known, path, text = settings_of(of), Path(recipe.name), recipe.text
        settings = {name: value for name, value in recipe.values.items() if name in known}
        try:
            if text is None:
                text = network_source(of, settings).text
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise CommandError(f"{path.name}: cannot be written: {error.strerror}") from None
        values = {name: value for name, value in recipe.values.items() if name not in known}
        self._edit(editor, replace(recipe, values=values, text=None), path, node)

    def _edit(self, editor: Sequence[str], recipe: Recipe, path: Path, node: str) -> None:
        from tui.terminal.editor import EditorError, edit, opening_at

        line = _line_of(node, _text_of(recipe), self._host.stop.program)
        problem = ""
        try:
            edit(self._host.app, opening_at(editor, path.absolute(), line))
        except EditorError as error:
            problem = f"{error}; "
        self._load(recipe, problem)

    def _load(self, recipe: Recipe, problem: str) -> None:
        """Load the file again, if it says something else; where it is broken the network stays."""
        shown = plain(Path(recipe.name).name)
        try:
            fresh = replace(recipe, text=None).read()
            program = fresh.program() if fresh.text != recipe.text else None
        except SpecError as error:
            said = str(error).splitlines()[0]
            folder = plain(recipe.name.removesuffix(Path(recipe.name).name))
            again = self._host.look.told("«E editor» opens it again")
            raise CommandError(
                f"{problem}not loaded: {said.removeprefix(folder)}; {again}"
            ) from None
        if program is not None:
            self._host.exchange(program, fresh)
        if problem:
            raise CommandError(f"{problem}nothing is lost")
        if program is None:
            self._host.voice.say(f"nothing was changed in {shown}")


def _text_of(recipe: Recipe) -> str:
    """What the file says now, or said when it was read."""
    try:
        return network_source(recipe.name).text
    except (SpecError, DebuggerError):
        return recipe.text or ""


def _line_of(node: str, text: str, program: Program) -> int | None:
    """The line on which a node is defined, counted from 1; None where it cannot be found."""
    network, source = program.network, Source("", text)
    computed = [name for name, _ in network.equations]
    if node in computed:
        return source.line_of("equations", line_of(network, computed.index(node)))
    for section in ("inputs", "targets", "parameters"):
        if node in getattr(network, section):
            return source.line_of(section, node)
    return None
