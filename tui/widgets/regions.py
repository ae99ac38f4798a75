"""The regions of a network with two inputs: what it predicts all over their plane."""

from __future__ import annotations

from engine.debugger.stop import Stop
from engine.diagnosis.regions import Regions, regions
from engine.errors import DebuggerError
from engine.iterations.run import Run
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.drawing.regions import regions_lines, regions_title, size_of
from tui.widgets.lines import Panel

CLOSES = "«Esc regions.close» closes"


class RegionsPanel(Panel):
    """Draws the regions of the parameters with which the iteration starts."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self._found: tuple[Run, tuple[int, ...], Regions] | None = None

    def draw(self, stop: Stop) -> None:
        """Draw what is predicted in the iteration; no step of it changes that."""
        closes = self._look.told(CLOSES)
        try:
            found = self._regions(stop.state.run)
        except DebuggerError as error:
            self.show([((f" {error}", "dim"),)], "Regions", closes)
            return
        network, number = stop.program.network, stop.cursor.iteration
        self.show(regions_lines(found, self._look), regions_title(found, network, number), closes)

    def _regions(self, run: Run) -> Regions:
        """The regions of an iteration, found once.

        Raises:
            DebuggerError: where there are none, or no room for them.
        """
        room = tuple(self.room)
        if self._found is None or self._found[0] is not run or self._found[1] != room:
            size = size_of(*self.room, has_scale=not regions(run, 2, 2).classes)
            if size is None:
                raise DebuggerError("the panel is too small for a picture")
            self._found = run, room, regions(run, *size)
        return self._found[2]
