"""The upper part of the screen: the graph, or a chart, the inspector, two branches in its place."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from engine.debugger.stop import Stop
from tui.drawing.look import Look
from tui.graph.pictures import Pictures
from tui.widgets.graph import Graph
from tui.widgets.lines import Panel
from tui.widgets.reply import Reply

if TYPE_CHECKING:
    from engine.debugger.plot import Plot
    from tui.drawing.spotlight import Spotlight
    from tui.widgets.chart import Chart
    from tui.widgets.comparison import ComparisonPanel
    from tui.widgets.inspector import Inspector
    from tui.widgets.profile import ProfilePanel
    from tui.widgets.regions import RegionsPanel

LEAST_OF_GRAPH = 12
"""The rows with which the graph stays in view beside another panel."""


SLICES = {"left_square_bracket": -1, "right_square_bracket": 1}
"""The keys to the slices of an array of three axes or more, one before and one behind."""

PROFILE, REGIONS = "profile", "regions"
"""The ids of the panels of pictures, which are not made before they are asked for."""


class Scenery(NamedTuple):
    """The scenery: what stands on the stage, and how it was set."""

    panel: Panel
    setting: object


class Stage(Vertical):
    """Shows the graph or a panel in its place, with the graph beside it where there is room.

    While it is not the graph, it takes some keys for itself.
    """

    BLANK: ClassVar[bool] = True

    class Switched(Message):
        """Another panel is shown."""

    def __init__(self, look: Look, stop: Stop, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look
        self._graph = Graph(look, id="graph")
        self._graph.stop = stop
        self._shown: Panel = self._graph
        self._is_focused = False
        self._rows = 0

    def compose(self) -> ComposeResult:
        """The graph; the others are made when they are first asked for."""
        yield self._graph

    @property
    def graph(self) -> Graph:
        """The graph, whether it is shown or not."""
        return self._graph

    def update(self, stop: Stop) -> None:
        """Show another stop."""
        self._shown.update(stop)
        if self._shown is not self._graph:
            self._share(stop)
            if self._graph.display:
                self._graph.update(stop)

    def on_resize(self) -> None:
        """Share the rows out anew."""
        if self._shown.stop is not None:
            self._share(self._shown.stop)

    def mark(self, is_focused: bool) -> None:
        """Draw the frame of the panel in focus, or of one that is not."""
        self._is_focused = is_focused
        self._shown.mark(is_focused)

    @property
    def pictures(self) -> Pictures:
        """The pictures of the graph."""
        return self._graph.finder.pictures

    @property
    def inspector(self) -> Inspector | None:
        """The inspector; None where it is not what is shown."""
        return self._inspector if self._shown is self._inspector else None

    def keep(self, pictures: Pictures) -> None:
        """Go on with pictures of the graph that are laid out already."""
        self._graph.finder.pictures = pictures

    @property
    def shows_graph(self) -> bool:
        """Whether it is the graph that is shown."""
        return self._shown is self._graph

    def spotlight(self, spotlight: Spotlight) -> None:
        """Dim everything in the graph but what is in a spotlight, if it is on; put out a path."""
        self._graph.spotlight = spotlight
        self._graph.light(None)
        self._graph.redraw()

    def show_graph(self) -> None:
        """Show the graph again."""
        self.show(self._graph)

    @property
    def scenery(self) -> Scenery:
        """What is shown now, to be shown again later."""
        return Scenery(self._shown, self._shown.setting)

    def show_again(self, scenery: Scenery) -> None:
        """Show what was shown before, if it is not."""
        if scenery != self.scenery:
            if self._shown is not scenery.panel:
                self.show(scenery.panel)
            scenery.panel.setting = scenery.setting
            scenery.panel.redraw()

    def toggle_chart(self) -> None:
        """Show the chart of the loss, or the graph in place of a chart."""
        from tui.drawing.charted import LOSS

        if self._shown is self.chart:
            self.show_graph()
        else:
            self.show(self.chart)
            self.chart.follow(LOSS)

    def plot(self, plot: Plot, stop: Stop) -> None:
        """Show the chart of something."""
        self.show(self.chart, stop)
        self.chart.follow(plot)

    def compare(self, text: str, stop: Stop) -> None:
        """Show the current branch beside another.

        Raises:
            DebuggerError: where there is no such branch.
        """
        from engine.debugger.comparison import other_branch

        number = other_branch(text, stop)
        self._comparison.beside(number)
        self.show(self._comparison, stop)

    def show_chart(self) -> bool:
        """Show the chart; tells whether it was not to be seen before."""
        is_new = self._shown is not self.chart
        if is_new:
            self.show(self.chart)
        return is_new

    def show_picture(self, name: str) -> None:
        """Show the profile or the regions, or the graph in the place of that."""
        picture = self._profile if name == PROFILE else self._regions
        self.show(self._graph if self._shown is picture else picture)

    def inspect(self, stop: Stop) -> Reply:
        """Show the selected node entry by entry."""
        self.show(self._inspector, stop)
        entry = self._inspector.first(stop)
        return Reply() if entry is None else _entry(entry)

    def obey(self, key: str, count: int, stop: Stop) -> Reply | None:
        """What a key asks for; None for one that means what it always does.

        Args:
            key: in Textual's name.
            count: how often.
            stop: where the debugger stands; of keys in a burst only the last is shown.
        """
        if self._shown is self._graph:
            return None
        keymap = self._look.keymap
        if self._shown is self.chart:
            from tui.widgets.chart_keys import travel

            read = keymap.read("chart", key)
            return self._close(read) or travel(self.chart, read, count, stop)
        if self._shown is self._comparison:
            return self._close(keymap.read("comparison", key))
        if self._shown.id == PROFILE:
            return self._close(keymap.read("profile", key))
        if self._shown.id == REGIONS:
            return self._close(keymap.read("regions", key))
        if self._shown is not self._inspector:
            return None
        return self._inspect(self._inspector, keymap.read("inspector", key), count, stop)

    @cached_property
    def chart(self) -> Chart:
        """The chart, whether it is shown or not."""
        from tui.widgets.chart import Chart

        return Chart(self._look, id="chart")

    @cached_property
    def _regions(self) -> RegionsPanel:
        from tui.widgets.regions import RegionsPanel

        return RegionsPanel(self._look, id=REGIONS)

    @cached_property
    def _profile(self) -> ProfilePanel:
        from tui.widgets.profile import ProfilePanel

        return ProfilePanel(self._look, id=PROFILE)

    @cached_property
    def _comparison(self) -> ComparisonPanel:
        from tui.widgets.comparison import ComparisonPanel

        return ComparisonPanel(self._look, id="comparison")

    @cached_property
    def _inspector(self) -> Inspector:
        from tui.widgets.inspector import Inspector

        return Inspector(self._look, id="inspector")

    def show(self, panel: Panel, stop: Stop | None = None) -> None:
        """Show a panel, with the stop that is shown already unless it is to be another."""
        if not self.is_attached:
            return  # the app was told to quit a moment ago
        self._shown.display = False
        self._shown.mark(False)
        panel.mark(self._is_focused)
        told, self._shown = stop or self._shown.stop, panel
        self._rows = 0
        panel.display = True
        if told is not None:
            self._share(told)
            panel.update(told)
        if not panel.is_attached:
            self.mount(panel)
        self.post_message(self.Switched())

    def _share(self, stop: Stop) -> None:
        """Give a panel the rows that it needs, and the rest to the graph where that is enough.

        What has been taken is kept, so that not every step moves the border.
        """
        panel, height = self._shown, self.size.height
        needed = None if panel is self._graph else panel.needed(stop, self.size.width)
        self._rows = max(self._rows, needed or 0)
        is_beside = bool(needed) and height - self._rows >= LEAST_OF_GRAPH
        if panel is not self._graph and self._graph.display != is_beside:
            self._graph.display = is_beside
            if is_beside:
                self._graph.update(stop)
        panel.styles.height = self._rows if is_beside else "1fr"

    def _close(self, key: str) -> Reply | None:
        if key != "escape":
            return None
        self.show_graph()
        return Reply()

    def _inspect(self, inspector: Inspector, key: str, count: int, stop: Stop) -> Reply | None:
        if key in ("enter", "escape"):
            self.show_graph()
            return Reply("entry") if key == "escape" and stop.entry is not None else Reply()
        if key in SLICES:
            entry = inspector.sliced(stop, count * SLICES[key])
            return None if entry is None else _entry(entry)
        page = inspector.page(stop)
        if key in ("pageup", "pagedown") and not page:
            return None  # there is nothing to scroll, but there may be in the step card
        ways = {
            "up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1),
            "pageup": (-page, 0), "pagedown": (page, 0),
        }  # fmt: skip
        if key not in ways:
            return None
        rows, columns = ways[key]
        entry = inspector.moved(stop, rows * count, columns * count)
        return Reply() if entry is None else _entry(entry)


def _entry(entry: tuple[int, ...]) -> Reply:
    return Reply("entry", " ".join(map(str, entry)))
