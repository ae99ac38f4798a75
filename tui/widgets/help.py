"""The help: keys, commands and signs."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from engine.trace import ReluState
from tui.commands import COMMANDS
from tui.look import Look
from tui.widgets.overlay import Overlay

COUNTS = "A number before a key repeats it: 10n takes ten steps."
COMMAND_LINE = (
    "Behind : a name may be shortened (:it 3), and a number alone goes to that step (:15). "
    "Ctrl+P opens the command palette, PgDn and PgUp scroll the step card. Esc clears a count or a "
    "message, else the entry that is singled out. Many iterations are run with a progress bar: Esc "
    "stops them, other keys are obeyed when they are done."
)
CHART = (
    "While the chart is open, ←, → and a click go along the curve, and the debugger with them; , "
    "and . go to the iteration before and after in which a unit of a ReLU died ({dead}), revived "
    "({active}) or became active for other samples ({mixed}), < and > to one in which a unit died; "
    "l or Esc closes it."
)
INSPECTOR = (
    "While the inspector is open, ←, ↑, ↓, →, PgUp, PgDn and a click single out an entry, whose "
    "arithmetic the step card shows. Enter closes it and keeps the entry, Esc closes it and gives "
    "the entry up."
)
READING = (
    "An iteration is a forward pass, a backward pass and an update; iteration k starts after k "
    "updates. A box shows a node's name, its value and, from the backward pass on, its gradient. "
    "The wires that the step uses are lit, in the backward pass with the contributions that came "
    "over them. Numbers are shown with six significant digits."
)


class Help(Overlay):
    """Lists what can be done and what the signs mean."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Help", help_text(look))


def help_text(look: Look) -> Group:
    """Everything the help says."""
    glyphs = look.glyphs
    keys = Table.grid(padding=(0, 2))
    for command in COMMANDS:
        usage = Text(f":{command.usage}", no_wrap=True)
        keys.add_row(Text(look.keys(command.shown), no_wrap=True), usage, Text(command.summary))
    signs = Table.grid(padding=(0, 2))
    for sign, meaning in (
        (glyphs.states[ReluState.ACTIVE], "an active ReLU: z > 0, the gradient passes"),
        (glyphs.states[ReluState.DEAD], "a dead ReLU: z < 0, no gradient passes"),
        (
            glyphs.states[ReluState.KINK],
            "a ReLU at the kink: z = 0, a matter of convention",
        ),
        (glyphs.states[ReluState.MIXED], "active for some samples of a batch, dead for others"),
        (glyphs.pending, "not computed yet"),
        (glyphs.here, "the node of this step"),
    ):
        signs.add_row(Text(sign), Text(meaning))
    blank = Text("")
    signs_on_chart = {str(state): sign for state, sign in glyphs.states.items()}
    chart = Text(look.keys(CHART).format(**signs_on_chart))
    inspector = Text(look.keys(INSPECTOR))
    paragraphs = (Text(COMMAND_LINE), blank, chart, blank, inspector, blank, signs, blank)
    return Group(Text(COUNTS), blank, keys, blank, *paragraphs, Text(READING))
