"""The help: keys, commands and signs."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from engine.iterations.state import ReluState
from tui.commands.table import SECTIONS
from tui.drawing.look import Look
from tui.widgets.overlay import TextOverlay

COUNTS = "A number before a key repeats it: 10n takes ten steps."
COMMAND_LINE = (
    "Behind : a name may be shortened (:it 3), a key that is a character does there what it always "
    "does (:n 3 takes three steps), and a number alone goes to that step (:15). "
    "PgDn and PgUp scroll the step card. Esc clears a count or a "
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
PAGE = (
    "While a page is open beside the graph, each claim has its mark: {right} right, {rounding} off "
    "by rounding, {follow_on} follows from a mistake above, {convention} another convention, "
    "{wrong} wrong, {unread} not read. ↓ and ↑, Home and End and a click move the cursor, Tab and "
    "Shift+Tab go to the next mistake and the one before, Enter goes to the step that the claim is "
    "about, with the data of the page, which u takes back; y says why, and Esc closes the page. "
    "What belongs to the step is underlined."
)
WHAT_IF = (
    "A change by hand makes a branch, a future of its own, and the one that was stays as it is. "
    "An input, a target or a parameter is changed from the beginning of the iteration on, what a "
    "step computes in this iteration only, and the learning rate from the next update on. :compare "
    "shows two branches side by side at every step, what differs with {unlike}; Esc closes it."
)
PRESENTING = (
    "While presenting, n shows a step one formula after the other, then why, and then takes the "
    "next step; N goes back likewise. Counts and jumps show whole steps. The keys that were "
    "pressed stand in the corner."
)
LECTURES = (
    "While a lecture is played, Space, PgDn and Enter go on, PgUp and Backspace go back to the "
    "caption before, and Esc leaves the lecture where it is. Everything else can be done in "
    "between; where the lecture goes on, all is as it had left it. What is typed at a question is "
    "an answer, for Enter to hand in; with nothing typed, the keys that go on tell the answer."
)
LISTS = (
    "Lists such as :breakpoints and :marks have a cursor: ↓ and ↑, PgDn and PgUp, g and G, the "
    "wheel and a click move it. Their foot tells what else can be done; a line that is edited is "
    "typed below, and the list stays open."
)
READING = (
    "An iteration is a forward pass, a backward pass and an update; iteration k starts after k "
    "updates. A box shows a node's name, its value and, from the backward pass on, its gradient. "
    "The wires that the step uses are lit, in the backward pass with the contributions that came "
    "over them. Numbers are shown with six significant digits."
)


class Help(TextOverlay):
    """Lists what can be done and what the signs mean."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Help", help_text(look))


def help_text(look: Look) -> Group:
    """Everything the help says."""
    glyphs = look.glyphs
    keys = Table.grid(padding=(0, 2))
    for section, commands in SECTIONS.items():
        if keys.row_count:
            keys.add_row()
        keys.add_row("", Text(section, "bold"))
        for command in commands:
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
        (glyphs.stops, "a node with a breakpoint"),
        (glyphs.set_by_hand, "set by hand"),
        (glyphs.frozen, "a frozen parameter: updates leave it as it is"),
    ):
        signs.add_row(Text(sign), Text(meaning))
    signs_on_chart = {str(state): sign for state, sign in glyphs.states.items()}
    parts = (
        Text(COUNTS),
        keys,
        Text(COMMAND_LINE),
        Text(WHAT_IF.format(unlike="!" if look.ascii else "≠")),
        Text(PRESENTING),
        Text(LECTURES),
        Text(look.keys(LISTS)),
        Text(look.keys(CHART).format(**signs_on_chart)),
        Text(look.keys(INSPECTOR)),
        Text(_page(look)),
        signs,
        Text(READING),
    )
    blank = Text("")
    return Group(parts[0], *(row for part in parts[1:] for row in (blank, part)))


def _page(look: Look) -> str:
    """What there is to say of a page, with the marks of its claims."""
    from engine.checking.judging.judgement import Verdict
    from tui.drawing.page import mark_of

    marks = {each.name.lower(): mark_of(each, look) for each in Verdict}
    return look.keys(PAGE).format(**marks, unread=mark_of(Verdict.NOT_READ, look))
