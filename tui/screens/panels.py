"""The panels of the screen: what is made when, where it stands, and which stop it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from textual.app import ComposeResult
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from engine.debugger.stop import Stop
from tui.drawing.look import Look
from tui.screens.arrangement import Area, Arrangement, Sizes
from tui.screens.caption_place import CaptionHost, CaptionPlace
from tui.screens.rows import (
    is_too_small,
    strip_height,
    too_small_text,
    usual_sizes,
)
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.lower import Lower
from tui.widgets.stage import Stage
from tui.widgets.watches import WatchStrip

if TYPE_CHECKING:
    from engine.program.program import Program
    from tui.drawing.caption import Caption
    from tui.drawing.page import OpenPage
    from tui.drawing.spotlight import Spotlight


class PanelsHost(CaptionHost, Protocol):
    """The screen, as far as the panels need it."""

    def set_class(self, add: bool, name: str, /) -> object:
        """Have a style for the screen, or not."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""


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
        self._lower = Lower(look, host.stop, id="lower")
        self.card, self.values = self._lower.card, self._lower.values
        self.footer = Footer(look, id="footer")
        self._too_small = Static(id="too-small")
        self._strip: WatchStrip | None = None
        self._caption = CaptionPlace(host, look, self._lower, self.footer)
        self.watched = 0
        self.arrangement = Arrangement()
        self._usual: tuple[Program, tuple[int, int, int], Sizes] | None = None
        self.header.stop = self.footer.stop = host.stop

    def compose(self) -> ComposeResult:
        """The panels from top to bottom."""
        yield self._too_small
        yield self.header
        yield self.stage
        if self._host.stop.watches:
            yield self._add_strip()
        self.share_rows()  # or all would be laid out twice
        yield self._lower
        yield self.footer

    def update(self, stop: Stop, told: Stop) -> None:
        """Show a stop; all but the step card are told less while it reveals it bit by bit.

        They are told directly: binding each of them to a reactive makes every step slower.
        """
        self.stage.update(told)
        if len(stop.watches) != self.watched:
            if self._strip is None:
                self._put(self._add_strip(), self._lower)
            self.share_rows()
        self.header.update(told)
        self._lower.update(stop, told)
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
        self.card.has_keys = not begins
        self.arrange(self.arrangement.with_all())

    def show_saved(self, is_saved: bool) -> None:
        """Show that the session is not saved, or no more."""
        self.header.is_saved = is_saved
        self.header.redraw()

    def share_rows(self) -> None:
        """Share the rows of the screen out among the panels."""
        self.watched = len(self._host.stop.watches)
        alone, sizes = self.arrangement.alone, self.sizes
        is_lower = alone in (Area.CARD, Area.VALUES)
        below = self._caption.leaves(sizes.lower)
        self.card.enlarge(self._caption.is_large)
        self._lower.styles.height = "1fr" if is_lower else below
        if self._strip is not None:
            self._strip.styles.height = "1fr" if alone is Area.WATCHES else sizes.watches
        if self.arrangement.left is None or alone is Area.CARD:
            self.card.styles.clear_rule("width")
        else:
            self.card.styles.width = sizes.left

    @property
    def sizes(self) -> Sizes:
        """The sizes of the panels on the screen."""
        width, height = self._host.app.size
        if self.header.is_presenting:
            watches = strip_height(height, self.watched)
            rows = self._presented_rows(height, watches)
            return Sizes(width, height, watches, rows, width)
        stop = self._host.stop
        program, room = stop.program, (width, height, self.watched)
        known = self._usual  # of this very program: arrays in two of them cannot be compared
        if known is None or known[0] is not program or known[1] != room:
            sizes = usual_sizes(stop, (width, height), self.stage.pictures)
            known = self._usual = program, room, sizes
        return self.arrangement.fitted(known[2], self.watched)

    @property
    def areas(self) -> Sequence[Area]:
        """What there is on the screen to go to, in the order of reading."""
        is_presenting = self.header.is_presenting
        return [
            Area.GRAPH,
            *[Area.WATCHES] * bool(self.watched),
            Area.CARD,
            *[Area.VALUES] * (not is_presenting),
        ]

    def arrange(self, arrangement: Arrangement) -> None:
        """Arrange the panels in another way."""
        self.arrangement = arrangement
        for area in Area:
            self._host.set_class(arrangement.alone is area, f"-alone-{area.value}")
        self.share_rows()
        self._mark()

    def focus_at(self, x: int, y: int) -> None:
        """Put the panel in focus that a cell of the screen belongs to, if one does."""
        beside = self._lower.beside
        for area, panel in (
            (Area.GRAPH, self.stage), (Area.WATCHES, self._strip), (Area.CARD, self.card),
            (Area.VALUES, beside),
        ):  # fmt: skip
            if panel is not None and panel.region.contains(x, y) and self.arrangement.focus != area:
                self.arrange(self.arrangement.focused(area))

    def show_stage(self) -> None:
        """Share the rows out anew, as something else stands on the stage; it is to be seen."""
        if self.arrangement.alone not in (None, Area.GRAPH):
            self.arrange(self.arrangement.with_all())
        else:
            self.share_rows()

    def scroll_pages(self, count: int) -> None:
        """Show the next page of the panel in focus, or of the step card, or one before."""
        focus = self.arrangement.focus
        if focus is Area.VALUES and self._lower.page is None:
            self.values.scroll_pages(count)
        elif focus is Area.WATCHES and self._strip is not None:
            self._strip.scroll_pages(count)
        else:
            self.card.scroll_pages(count)

    def _mark(self) -> None:
        """Draw the frame of the panel in focus."""
        focus = self.arrangement.focus
        self.stage.mark(focus is Area.GRAPH)
        self._lower.mark(focus is Area.CARD, focus is Area.VALUES)
        if self._strip is not None:
            self._strip.mark(focus is Area.WATCHES)

    @property
    def page(self) -> OpenPage | None:
        """The page that is shown in the place of the values; None while these are."""
        return self._lower.page

    def show_page(self, page: OpenPage | None) -> None:
        """Show a page in the place of the values, or another place in it; None for the values."""
        if self._host.is_attached:
            self._lower.show_page(page)
            if page is not None and self.arrangement.alone not in (None, Area.VALUES):
                self.arrange(self.arrangement.with_all())

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
        """Show a caption, or none."""
        self._caption.show(caption)
        self.share_rows()

    def lie_below(self, overlay: Widget | None) -> None:
        """Leave the caption in sight below what is laid over the panels, until that is closed."""
        self._caption.overlay = overlay
        self.share_rows()

    def _put(self, panel: Widget, before: Widget) -> None:
        """Add a panel above another, unless the screen is about to go."""
        if self._host.is_attached:
            self._host.mount(panel, before=before)

    def _add_strip(self) -> WatchStrip:
        """Make the strip of watches, with the first of them: a start without any is quicker."""
        self._strip = WatchStrip(self._look, id="watches")
        self._strip.stop = self._host.stop
        self._strip.mark(self.arrangement.focus is Area.WATCHES)
        return self._strip

    def _presented_rows(self, height: int, watches: int) -> int:
        """The rows of the step card while presenting; on a low screen it takes the graph's too."""
        from tui.drawing.presentation import LOW, card_height

        has_graph = self.stage.shows_graph
        self._host.set_class(has_graph and height < LOW, "-card-only")
        return card_height(height, watches, has_graph)
