"""The help: keys, commands and signs."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from engine.trace import ReluState
from tui.commands import COMMANDS
from tui.look import Look


class HelpScreen(ModalScreen[None]):
    """Lists what can be done and what the signs mean."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "Close"),
        Binding("j,down", "scroll('down')", "Down"),
        Binding("k,up", "scroll('up')", "Up"),
        Binding("space,pagedown", "scroll('page_down')", "Page down"),
        Binding("b,pageup", "scroll('page_up')", "Page up"),
        Binding("g,home", "scroll('home')", "Top"),
        Binding("G,end", "scroll('end')", "Bottom"),
    ]

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def compose(self) -> ComposeResult:
        """The text, in a frame that scrolls."""
        with VerticalScroll(id="help"):
            yield Static(help_text(self._look), markup=False)

    def on_mount(self) -> None:
        """Name the frame."""
        frame = self.query_one("#help")
        frame.border_title = "Help"
        frame.border_subtitle = "q closes"

    def action_scroll(self, way: str) -> None:
        """Scroll one way."""
        getattr(self.query_one("#help"), f"scroll_{way}")(animate=False)


def help_text(look: Look) -> str:
    """Everything the help says."""
    glyphs = look.glyphs
    rows = [
        f"  {command.shown if not look.ascii else ascii_keys(command.shown):6} "
        f"{':' + command.usage:18} {command.summary}"
        for command in COMMANDS
    ]
    signs = [
        (glyphs.states[ReluState.ACTIVE], "an active ReLU: z > 0, the gradient passes"),
        (glyphs.states[ReluState.DEAD], "a dead ReLU: z < 0, no gradient passes"),
        (glyphs.states[ReluState.KINK], "a ReLU at the kink: z = 0, by convention"),
        (glyphs.states[ReluState.MIXED], "active for some samples of a batch, dead for others"),
        (glyphs.pending, "not computed yet"),
        (glyphs.here, "the node of this step"),
    ]
    return "\n".join(
        [
            "A number before a key repeats it: 10n takes ten steps.",
            "",
            *rows,
            "",
            "Behind : a name may be shortened (:it 3), and a number alone goes to that",
            "step (:15). Ctrl+P opens the command palette, Esc clears a count.",
            "",
            *(f"  {sign}  {meaning}" for sign, meaning in signs),
            "",
            "An iteration is a forward pass, a backward pass and an update. Iteration k",
            "starts after k updates. A box shows a node's name, its value and, from the",
            "backward pass on, its gradient; the wires that the step uses are lit, in",
            "the backward pass with the contributions that came over them.",
        ]
    )


def ascii_keys(shown: str) -> str:
    """The keys without their arrows, which ASCII has not."""
    words = {"→": "right", "←": "left", "↑": "up", "↓": "down"}
    return "".join(words.get(character, character) for character in shown)
