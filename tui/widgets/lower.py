"""The lower part of the screen: the step card, and beside it the values or a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from engine.debugger.stop import Stop
from tui.drawing.look import Look
from tui.widgets.lines import Panel
from tui.widgets.step_card import StepCard
from tui.widgets.values import Values

if TYPE_CHECKING:
    from tui.drawing.page import OpenPage
    from tui.widgets.page import PagePanel


class Lower(Horizontal):
    """Two panels side by side, with nothing of its own to draw."""

    BLANK: ClassVar[bool] = True

    def __init__(self, look: Look, stop: Stop, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look
        self.card, self.values = StepCard(look, id="card"), Values(look, id="values")
        self.card.stop = self.values.stop = stop
        self._page: PagePanel | None = None
        self._is_paged = self._is_marked = False

    def compose(self) -> ComposeResult:
        """The panels; the page is made when one is first asked for."""
        yield self.card
        yield self.values

    def update(self, stop: Stop, told: Stop) -> None:
        """Show a stop; what stands beside the card is told less while that reveals it."""
        self.card.update(stop)
        self.beside.update(told)

    def mark(self, is_card: bool, is_beside: bool) -> None:
        """Draw the frame of the panel in focus."""
        self._is_marked = is_beside
        self.card.mark(is_card)
        self.values.mark(is_beside)
        if self._page is not None:
            self._page.mark(is_beside)

    @property
    def beside(self) -> Panel:
        """What stands beside the step card."""
        return self._page if self._page is not None and self._is_paged else self.values

    @property
    def page(self) -> OpenPage | None:
        """The page that is shown in the place of the values; None while these are."""
        return self._page.setting if self._page is not None and self._is_paged else None

    def show_page(self, page: OpenPage | None) -> None:
        """Show a page in the place of the values, or another place in it; None for the values."""
        was_paged, told = self._is_paged, self.beside.stop
        self._is_paged = page is not None
        self.set_class(self._is_paged, "-paged")
        if page is not None:
            self._made().turn_to(page)
        if was_paged != self._is_paged and told is not None:
            self.beside.update(told)

    def _made(self) -> PagePanel:
        if self._page is None:
            from tui.widgets.page import PagePanel

            self._page = PagePanel(self._look, id="page")
            self._page.mark(self._is_marked)
            self.mount(self._page)
        return self._page
