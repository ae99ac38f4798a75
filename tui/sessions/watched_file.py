"""A network file that is watched."""

from __future__ import annotations

from pathlib import Path

from engine.errors import SpecError
from engine.frozen import replace
from engine.language.text import plain
from engine.program.program import Program
from engine.program.recipe import Recipe


class WatchedFile:
    """Tells whether the file of a recipe was saved, and loads it again."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._seen = self._stamp()

    def changed(self, recipe: Recipe) -> tuple[Program, Recipe] | None:
        """The new program where the file was saved since the last look, and what it is made of.

        None where it was not saved, or says what it said.

        Args:
            recipe: what was run so far.

        Raises:
            SpecError: where the file is no network any more.
        """
        stamp = self._stamp()
        if stamp in (self._seen, None):
            return None  # an editor that replaces a file leaves none for a moment
        self._seen = stamp
        fresh = replace(recipe, text=None).read()
        return None if fresh.text == recipe.text else (fresh.program(), fresh)

    def brief(self, error: SpecError) -> str:
        """What is wrong with the file, in a line and without its directory."""
        directory = self._recipe.name.removesuffix(Path(self._recipe.name).name)
        return str(error).splitlines()[0].removeprefix(plain(directory))

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = Path(self._recipe.name).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size
