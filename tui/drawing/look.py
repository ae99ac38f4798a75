"""Glyphs and notation: how values and states are drawn, in Unicode or in ASCII."""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size

from engine.iterations.state import SIGNS, ReluState, overall
from engine.language.figures import fit_number
from engine.language.notation import MAX_SHOWN, Style
from engine.language.values import Array, Value, is_array
from engine.network.groups import Group
from engine.program.program import Program
from tui.drawing.kept_text import kept_text
from tui.drawing.keymap import SHIPPED, Keymap
from tui.drawing.spread import UNFIT, spread
from tui.drawing.themes import OFFERED, Theme

if TYPE_CHECKING:
    from engine.debugger.stop import Stop

Span = tuple[str, str]
"""A text and the role it plays, one of `tui.drawing.themes.ROLES`."""

Line = Sequence[Span]
"""Spans from left to right."""

MAX_UNITS = 8
"""The most units of a ReLU whose signs are shown one by one."""

MAX_RANGED = 100_000
"""Of a larger array not even the least and the greatest entry are looked for at each step."""

NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
"""The directions of `Glyphs.wires`."""

HIDDEN = "?"
"""What stands in the place of a value that a person is asked for."""

MOST_OF_NUMBER, MOST_OF_ARRAY = 14, 22
"""The most columns of a value in a table: of a number, and of an array as shape and range."""


class Glyphs(NamedTuple):
    """The characters that pictures are made of.

    Args:
        wires: a line for each set of directions, N=1, E=2, S=4, W=8.
        corners: of a box: top left, top right, bottom left, bottom right.
        horizontal: a box's upper and lower edge.
        vertical: a box's sides.
        folded: the box of a folded group: four corners, an edge, a side, the sides at which wires
            leave it and, in the backward pass, come from it.
        focus: the frame of the panel in focus: four corners, an edge and a side.
        leaves: a box's right side where a wire leaves it.
        head: the end of a wire.
        becomes: between a value and the one that it is replaced by.
        back: the same in the backward pass, on a box's right side.
        joins: a box's left side in the backward pass, where a wire comes from it.
        stubs: a box's left and right side where wires go on that are not drawn.
        scale: a bar that shows where a part lies: left end, whole, part, right end.
        here: the mark of the current line.
        ordered: the mark of the column by which rows are ordered.
        stops: the mark of a node with a breakpoint.
        noted: the mark of a node with a note.
        set_by_hand: the mark of a value that was set by hand.
        frozen: the mark of a parameter that is not updated.
        pending: a value that is not computed yet.
        gradient: what stands before a gradient.
        states: the sign of each ReLU state.
        minus: the minus sign.
        bar: a cell of a progress bar that is done, and one that is not.
        recording: the sign that the session is recorded.
    """

    wires: str
    corners: tuple[str, str, str, str]
    horizontal: str
    vertical: str
    folded: tuple[str, ...]
    focus: str
    leaves: str
    head: str
    becomes: str
    back: str
    joins: str
    stubs: tuple[str, str]
    scale: tuple[str, str, str, str]
    here: str
    ordered: str
    stops: str
    noted: str
    set_by_hand: str
    frozen: str
    pending: str
    gradient: str
    states: dict[ReluState, str]
    minus: str
    bar: tuple[str, str]
    recording: str


UNICODE = Glyphs(
    wires=" ╵╶└╷│┌├╴┘─┴┐┤┬┼",
    corners=("╭", "╮", "╰", "╯"),
    horizontal="─",
    vertical="│",
    folded=tuple("╔╗╚╝═║╟╢"),
    focus="┏┓┗┛━┃",
    leaves="├",
    head="▶",
    becomes="→",
    back="◀",
    joins="┤",
    stubs=("╡", "╞"),
    scale=("├", "─", "█", "┤"),
    here="▶",
    ordered="↓",
    stops="●",
    noted="✎",
    set_by_hand="≔",
    frozen="≡",
    pending="·",
    gradient="∂ ",
    states=SIGNS,
    minus="−",
    bar=("█", "░"),
    recording="●",
)

ASCII = Glyphs(
    wires=" |-+||++-+-+++++",
    corners=("+", "+", "+", "+"),
    horizontal="-",
    vertical="|",
    folded=tuple("####=|||"),
    focus="++++=|",
    leaves="|",
    head=">",
    becomes="->",
    back="<",
    joins="|",
    stubs=(":", ":"),
    scale=("[", "-", "#", "]"),
    here=">",
    ordered="*",
    stops="*",
    noted='"',
    set_by_hand="=",
    frozen="#",
    pending=".",
    gradient="d ",
    states={
        ReluState.ACTIVE: "^",
        ReluState.DEAD: "x",
        ReluState.KINK: "o",
        ReluState.MIXED: "%",
    },
    minus="-",
    bar=("#", "."),
    recording="REC",
)


class Look(NamedTuple):
    """The look of the app: how it writes and draws.

    Args:
        ascii: whether only ASCII characters may be used.
        keymap: the keys that a person has, which texts tell.
        themes: the colours that can be chosen, with a person's own.
    """

    ascii: bool = False
    keymap: Keymap = SHIPPED
    themes: Sequence[Theme] = OFFERED

    @property
    def glyphs(self) -> Glyphs:
        """The characters to draw with."""
        return ASCII if self.ascii else UNICODE

    def style(self, program: Program) -> Style:
        """The notation for a program's expressions."""
        if self.ascii:
            return Style("text", digits=program.style.digits)
        return program.style

    def shortened(self, text: str, width: int) -> str:
        """A text cut to a width, with a sign that it was cut."""
        if cell_len(text) <= width:
            return text
        return set_cell_size(text, width - 1).rstrip() + self.cut

    @property
    def cut(self) -> str:
        """The sign that a text was cut."""
        return "~" if self.ascii else "…"

    def keys(self, shown: str) -> str:
        """Keys as they are written in the help; ASCII has no arrows."""
        if not self.ascii:
            return shown
        words = {"→": "right", "←": "left", "↑": "up", "↓": "down"}
        shown = shown.replace("←↑↓→", "arrows")
        return "".join(words.get(character, character) for character in shown)

    def told(self, text: str) -> str:
        """A text with the keys that a person has, each written `«d list.delete»` in it."""
        return self.keys(self.keymap.told(text))

    def name(self, node: str, program: Program) -> str:
        """How the name of a node is written."""
        return node if self.ascii else program.names.get(node, node)

    def group(self, group: Group) -> str:
        """A group by its name, in ASCII by that of the node which goes out of it."""
        return group.name if group.name.isascii() or not self.ascii else group.outputs[-1]

    def value(self, value: Value | None, width: int) -> str:
        """A value in so many characters; the sign for one that is not computed yet."""
        if value is None:
            return self.glyphs.pending
        if not is_array(value):
            return fit_number(value, width, self.glyphs.minus)
        return kept_text(value, (width, self.ascii), lambda: self._array(value, width))

    def _array(self, value: Array, width: int) -> str:
        """An array: its entries if they fit, else its shape, with its range if that fits."""
        by = "x" if self.ascii else "×"
        shape = f"[{by.join(map(str, value.shape))}]"
        if len(shape) > width:  # one that is cut would be another
            return f"[{self.cut}]"
        if value.ndim == 1 and value.size <= MAX_SHOWN:
            entries = " ".join(fit_number(entry, 6, self.glyphs.minus) for entry in value.tolist())
            if len(entries) <= width and UNFIT not in entries:
                return entries
        if value.size > MAX_RANGED:
            return shape
        ends = self._range(value, width - len(shape) - 1)
        return f"{shape} {ends}" if ends else shape

    def ends(self, value: Value | None, width: int) -> str:
        """As `value`, but where only the shape of an array would fit, its range if that does."""
        text = self.value(value, width)
        if value is None or not is_array(value) or not text.endswith("]"):
            return text
        ends = self._range(value, width) if value.size <= MAX_RANGED else ""
        return ends or text

    def _range(self, value: Array, width: int) -> str:
        """From the least to the greatest entry, in so many characters; empty if that cannot be."""
        to = ".." if self.ascii else "…"
        least, most = float(value.min()), float(value.max())
        signs = copysign(1.0, least), copysign(1.0, most)
        return spread(least, most, signs, width, to, self.glyphs.minus)

    def by_hand(self, symbol: str, stop: Stop) -> str:
        """The mark of what was set or frozen by hand; a blank for what was not."""
        if symbol in stop.set_by_hand:
            return self.glyphs.set_by_hand
        return self.glyphs.frozen if symbol in stop.state.run.frozen else " "

    def state(self, state: ReluState | None) -> str:
        """The sign of a ReLU state, empty for none."""
        return "" if state is None else self.glyphs.states[state]

    def units(self, states: Sequence[ReluState], width: int) -> Line:
        """The sign of each unit of a ReLU; without the room, one for all and how many are dead."""
        if len(states) <= min(MAX_UNITS, width):
            return tuple((self.state(state), STATE_ROLES[state]) for state in states)
        state = overall(states) or ReluState.MIXED
        dead = states.count(ReluState.DEAD)
        count = f" {dead}{self.state(ReluState.DEAD)}"
        is_told = 0 < dead < len(states) and len(count) < width
        return ((self.state(state) + (count if is_told else ""), STATE_ROLES[state]),)


USUAL = Look()
"""The look of a terminal of today, with the keys and the themes that ship."""


STATE_ROLES = {
    ReluState.ACTIVE: "active",
    ReluState.DEAD: "dead",
    ReluState.KINK: "kink",
    ReluState.MIXED: "mixed",
}
"""The role that each state gives to what is written about it."""
