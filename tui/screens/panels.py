"""The panels of the screen: what is made when, where it stands, and which stop it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from engine.debugger.stop import Stop
from tui.drawing.look import Look
from tui.screens.rows import (
    beside_caption,
    is_too_small,
    lower_height,
    strip_height,
    too_small_text,
)
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.lines import Panel
from tui.widgets.stage import Stage
from tui.widgets.step_card import StepCard
from tui.widgets.values import Values
from tui.widgets.watches import WatchStrip

if TYPE_CHECKING:
    from tui.drawing.caption import Caption
    from tui.drawing.page import OpenPage
    from tui.drawing.spotlight import Spotlight
    from tui.widgets.caption import CaptionStrip
    from tui.widgets.page import PagePanel


class PanelsHost(Protocol):
    """The screen, as far as the panels need it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def app(self) -> App[object]:
        """What knows the size of the terminal."""

    @property
    def is_attached(self) -> bool:
        """Whether it is there still: not where the app was told to quit a moment ago."""

    def mount(self, panel: Widget, /, *, before: Widget) -> object:
        """Add a panel above another."""

    def set_class(self, add: bool, name: str, /) -> object:
        """Have a style for the screen, or not."""


class Row(Horizontal):
    """Panels side by side, with nothing of its own to draw."""

    BLANK: ClassVar[bool] = True


class Panels:
    """Header, stage, watches, step card, values, caption and footer.

    Args:
        host: the screen that they are on.
        look: how to draw.
    """

    def __init__(self, host: PanelsHost, look: Look) -> None:
        self._host, self._look = host, look
        self.header = Header(look, id="header")
        self.stage = Stage(look, host.stop, id="stage")
        self.card = StepCard(look, id="card")
        self.values = Values(look, id="values")
        self.footer = Footer(look, id="footer")
        self._too_small, self._lower = Static(id="too-small"), Row(id="lower")
        self._strip: WatchStrip | None = None
        self._caption: CaptionStrip | None = None
        self._page: PagePanel | None = None
        self._watched = 0
        for panel in (self.header, self.card, self.values, self.footer):
            panel.stop = host.stop

    def compose(self) -> ComposeResult:
        """The panels from top to bottom."""
        yield self._too_small
        yield self.header
        yield self.stage
        if self._host.stop.watches:
            yield self._add_strip()
        with self._lower:
            self.share_rows()  # or all would be laid out twice
            yield self.card
            yield self.values
        yield self.footer

    def update(self, stop: Stop, told: Stop) -> None:
        """Show a stop; all but the step card are told less while it reveals it bit by bit.

        They are told directly: binding each of them to a reactive makes every step slower.
        """
        self.stage.update(told)
        if len(stop.watches) != self._watched:
            if self._strip is None:
                self._put(self._add_strip(), self._lower)
            self.share_rows()
        self.header.update(told)
        self.card.update(stop)
        self._beside.update(told)
        self.footer.update(told)
        if self._strip is not None:
            self._strip.update(told)

    def resize(self, size: Size) -> None:
        """Share the rows out anew, or say that there are too few."""
        too_small = is_too_small(*size)
        if too_small:
            self._too_small.update(too_small_text(self._look.ascii, *size))
        self._host.set_class(too_small, "-too-small")
        self.share_rows()

    def present(self, begins: bool) -> None:
        """Make room for an audience to read, or for all panels again."""
        self._host.set_class(begins, "-presenting")
        self.header.is_presenting = begins
        self.share_rows()

    def show_saved(self, is_saved: bool) -> None:
        """Show that the session is not saved, or no more."""
        self.header.is_saved = is_saved
        self.header.redraw()

    def share_rows(self) -> None:
        """Share the rows of the screen out among the panels."""
        height, self._watched = self._host.app.size.height, len(self._host.stop.watches)
        watches = strip_height(height, self._watched)
        if self.header.is_presenting:
            rows = self._presented_rows(height, watches)
        else:
            network = self._host.stop.program.network
            has_arrays = any(network.shapes.values())
            rows = lower_height(height, len(network.nodes), has_arrays, watches)
        self._lower.styles.height = self._beside_caption(rows)
        if self._strip is not None:
            self._strip.styles.height = watches

    @property
    def page(self) -> OpenPage | None:
        """The page that is shown in the place of the values; None while these are."""
        return None if self._page is None or not self._page.display else self._page.setting

    def show_page(self, page: OpenPage | None) -> None:
        """Show a page in the place of the values, or another place in it; None for the values."""
        if not self._host.is_attached:
            return
        was_shown, told = self.page is not None, self._beside.stop
        if page is not None and self._page is None:
            from tui.widgets.page import PagePanel

            self._page = PagePanel(self._look, id="page")
            self._lower.mount(self._page)
        if self._page is not None:
            self._page.display, self.values.display = page is not None, page is None
            if page is not None:
                self._page.turn_to(page)
        if was_shown != (page is not None) and told is not None:
            self._beside.update(told)

    @property
    def _beside(self) -> Panel:
        """What stands beside the step card."""
        is_page = self._page is not None and self._page.display
        return self._page if self._page is not None and is_page else self.values

    def leave_keys(self, are_taken: bool) -> None:
        """Tell that the keys of the step card are taken by a lecture, or are its own again."""
        self.card.has_keys = not are_taken
        self.card.redraw()

    def spotlight(self, spotlight: Spotlight) -> None:
        """Dim everything but what is in a spotlight, if it is on."""
        self.stage.spotlight(spotlight)
        self.values.spotlight = spotlight
        self.values.redraw()

    def show_caption(self, caption: Caption | None) -> None:
        """Show a caption at the foot of the screen, or none."""
        from tui.widgets.caption import CaptionStrip

        strip = self._caption
        if caption is None:
            if strip is not None:
                strip.display = False
        elif strip is None:
            strip = self._caption = CaptionStrip(self._look, id="caption")
            strip.tell(caption)
            self._put(strip, self.footer)
        else:
            strip.display = True
            strip.tell(caption)
        self.share_rows()

    def _put(self, panel: Widget, before: Widget) -> None:
        """Add a panel above another, unless the screen is about to go."""
        if self._host.is_attached:
            self._host.mount(panel, before=before)

    def _add_strip(self) -> WatchStrip:
        """Make the strip of watches, with the first of them: a start without any is quicker."""
        self._strip = WatchStrip(self._look, id="watches")
        self._strip.stop = self._host.stop
        return self._strip

    def _presented_rows(self, height: int, watches: int) -> int:
        """The rows of the step card while presenting; on a low screen it takes the graph's too."""
        from tui.drawing.presentation import LOW, card_height

        has_graph = self.stage.shows_graph
        self._host.set_class(has_graph and height < LOW, "-card-only")
        return card_height(height, watches, has_graph)

    def _beside_caption(self, rows: int) -> int:
        """Give the caption its rows; tells how many of the lower row of panels are left."""
        strip = self._caption
        if strip is None or not strip.display:
            return rows
        return beside_caption(rows, self._caption_rows(strip))

    def _caption_rows(self, strip: CaptionStrip) -> int:
        from tui.drawing.caption import caption_height

        rows = caption_height(strip.caption, self._look, self._host.app.size.width)
        if strip.styles.height is None or strip.styles.height.value != rows:
            strip.styles.height = rows
        return rows
