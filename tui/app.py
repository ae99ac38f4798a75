"""The Textual app: a view of the debugger."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.screen import Screen

from engine.debugger.debugger import Debugger
from engine.errors import SpecError
from tui.drawing.look import Look
from tui.faults.supervised import SupervisedApp
from tui.recording.tee import TeeApp
from tui.screens.debugger import DebuggerScreen
from tui.sessions.watched_file import WatchedFile
from tui.terminal.app import TerminalApp
from tui.terminal.compositor import FirstFrame
from tui.widgets.themes import begin_in, textual_theme

if TYPE_CHECKING:
    from tui.graph.pictures import Pictures
    from tui.lectures.lecture import Playing
    from tui.recording.cast import Cast
    from tui.sessions.store import Store
    from tui.terminal.takeover import Takeover

WATCH_EVERY = 0.5
"""The seconds between two looks at a watched file."""


PREPARE_AFTER = 0.2
"""The seconds after which all is made ready to save the session, or before with the first key."""


OFFER = "new here? :tutor is a tour of a minute, «? help» says how things are done"
"""What is said at the first start, until a key is pressed."""


class DebuggerApp(TeeApp, TerminalApp, SupervisedApp, inherit_bindings=False):
    """Opens the debugger's screen and does what is about the app itself."""

    CSS_PATH = "app.tcss"
    TITLE = "makabaka-tui"
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False  # keys typed ahead would not reach it in order
    ALLOW_SELECT: ClassVar[bool] = False  # the terminal does; Textual fails on what is being closed
    BINDINGS: ClassVar[list[BindingType]] = []  # all keys are the screen's, in their order

    def __init__(
        self,
        debugger: Debugger,
        look: Look,
        theme: str = "dark",
        watch: WatchedFile | None = None,
        store: Store | None = None,
        notes: str = "",
        cast: Cast | None = None,
    ) -> None:
        super().__init__(ansi_color=True if theme == "terminal" else None)
        self._debugger = debugger
        self._look = look
        self._watch = watch
        self._store, self._notes, self._cast = store, notes, cast
        for each in look.themes:
            self.register_theme(textual_theme(each))
        begin_in(self, theme)
        self.set_class(look.ascii, "-ascii", update=False)

    greets: Callable[[], bool] = bool  # tells at the first start, and once, that it is that

    lecture: Playing | None = None
    """What to play from the start."""

    _pictures: Pictures | None = None

    def go_on_from(self, takeover: Takeover | None, pictures: Pictures) -> None:
        """Go on from the first frame, if the terminal shows one, with what was made for it."""
        self.takeover, self._pictures = takeover, pictures

    def get_default_screen(self) -> Screen[None]:
        """The screen to open with."""
        screen = DebuggerScreen(self._debugger, self._look, self._store, self._notes, self._cast)
        if self.takeover is not None and self.takeover.is_current:
            shown = FirstFrame(self.takeover.rows, self.takeover.size, self.console)
            screen.painter.first_frame = shown
        if self._pictures is not None:
            screen.panels.stage.keep(self._pictures)
        if self.lecture is not None:
            screen.lecture.expect()
        return screen

    def on_ready(self) -> None:
        """Collect garbage again, from now on and from what is made from now on."""
        gc.freeze()
        gc.enable()
        screen = self._debugger_screen()
        if screen is not None:
            screen.call_after_refresh(screen.painter.leave_first_frame)
            if self.lecture is not None:
                screen.play(self.lecture)
        self.set_timer(PREPARE_AFTER, self._prepare_to_save)

    def _prepare_to_save(self) -> None:
        screen = self._debugger_screen()
        if screen is not None:
            is_quiet = not any(screen.supervision.trail) and not screen.diagnosing.greet()
            if is_quiet and self.greets():
                screen.voice.offer(self._look.told(OFFER))
            screen.saving.prepare()

    def trail(self) -> Iterable[str]:
        """What was done last."""
        screen = self._debugger_screen()
        return () if screen is None else screen.supervision.trail

    def tell_fault(self, error: Exception, is_contained: bool) -> bool:
        """Tell in the last line that something went wrong."""
        screen = self._debugger_screen()
        return screen is not None and screen.supervision.tell(error, is_contained)

    def _debugger_screen(self) -> DebuggerScreen | None:
        """The debugger's screen, unless another lies over it or the app is at its end."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        return screen if isinstance(screen, DebuggerScreen) else None

    def on_mount(self) -> None:
        """Look at the file that is watched, if there is one."""
        if self._watch is not None:
            self.set_interval(WATCH_EVERY, partial(self._look_at_file, self._watch))

    def _look_at_file(self, watch: WatchedFile) -> None:
        """Load the network file again if it was saved; where it is broken the network stays."""
        screen = self._debugger_screen()
        if screen is None or screen.job is not None or screen.is_lecture:
            return
        try:
            recipe = self._debugger.stop.recipe
            assert recipe is not None  # noqa: S101  (as only files are watched)
            changed = watch.changed(recipe)
        except SpecError as error:
            screen.voice.complain(f"not loaded: {watch.brief(error)}")
        else:
            if changed is not None:
                screen.exchange(*changed)
