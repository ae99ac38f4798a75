"""Chips as lines of text: a name where there is room, and a sign for how large a number is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.debugger.stop import Stop
from engine.iterations.state import ReluState, overall
from engine.language.figures import format_number
from engine.program.program import Phase
from tui.drawing.levels import sign_of, signs_of
from tui.drawing.look import HIDDEN, STATE_ROLES, Line, Look, Span
from tui.drawing.names import told_apart
from tui.drawing.spotlight import OFF, Spotlight
from tui.drawing.values import CLOSED
from tui.graph.canvas import Canvas, View, stretches
from tui.graph.chips import fold
from tui.graph.group_box import states_in
from tui.graph.lit import Picture, lit_cells, lit_wires
from tui.graph.magnitudes import LOUDEST, ODD, UNKNOWN, ZERO, Levels, Magnitudes
from tui.graph.scene import Scene

BACKWARD = (Phase.BACKWARD, Phase.UPDATE)
"""The phases in which chips show gradients."""

TITLE_EDGE = 4
"""The columns of a frame beside its title, with those of the panel that are not its own."""

NONE = "_"
"""The sign of a node that gets no gradient."""

SELECTED = "◆"
"""The sign of a selected node where no name can be underlined."""

Chip = tuple[int, int, str, str]
"""A text on a chip: its column, its row, itself, its role."""


def draw_chips(
    picture: Picture,
    stop: Stop,
    look: Look,
    view: View,
    magnitudes: Magnitudes,
    spotlight: Spotlight = OFF,
) -> list[Line]:
    """The part of a picture of chips that is in a view, line by line.

    Args:
        picture: the picture.
        stop: what is looked at: its forward pass shows values, its backward pass gradients.
        look: the characters to draw with.
        view: the part of it.
        magnitudes: how large these are.
        spotlight: what is not dimmed, if it is on.
    """
    canvas = Canvas(picture.rows_in(stop.phase), view)
    for y, row in _lit_cells(picture, stop, look, spotlight).items():
        for x, text, role in stretches(row):
            canvas.put(x, y, text, role)
    for x, y, text, role in _merged(_chips(picture, stop, look, view, magnitudes, spotlight)):
        canvas.put(x, y, text, role)
    return canvas.lines()


def _lit_cells(
    picture: Picture, stop: Stop, look: Look, spotlight: Spotlight
) -> dict[int, dict[int, Span]]:
    """The cells of lit wires, without numbers: where a picture is folded they would be cut."""
    flat = picture.flat
    if flat is None:
        return {}
    used = (wire for wire, _ in lit_wires(flat, stop))
    lights = [wire for wire in used if spotlight.touches(wire.source, wire.target)]
    lights += [wire for wire in flat.layout.wires if (wire.source, wire.target) in spotlight.wires]
    wires = [(wire, None) for wire in dict.fromkeys(lights)]
    everywhere = View(0, 0, flat.layout.width, flat.layout.height)
    lit = lit_cells(wires, flat, stop.phase, look, everywhere, lambda _: False)
    cells = {(x, y): span for y, row in lit.items() for x, span in row.items()}
    for wire, _ in wires:
        cells.pop(wire.corners[0], None)  # where the chip is
        if stop.phase is Phase.BACKWARD:
            cells[wire.cells[0][:2]] = look.glyphs.back, "hot"
    found: dict[int, dict[int, Span]] = {}
    for cell, span in cells.items():
        x, y = fold(cell, picture.folds, flat.layout.height)
        found.setdefault(y, {})[x] = span
    return found


def chip_title(picture: Picture, stop: Stop, look: Look, view: View, rest: int) -> str:
    """What the panel is called, with what the signs on chips mean as far as there is room.

    Args:
        picture: the picture.
        stop: what is looked at.
        look: the characters to draw with.
        view: the part of the picture that is seen.
        rest: the columns to leave for what else is said.
    """
    count = sum(map(view.shows, picture.layout.boxes.values()))
    total = len(stop.program.network.nodes)
    some = f"{count:,} of {total:,} nodes" if count < total else f"{total:,} nodes"
    signs = signs_of(look)
    what = "|gradient|" if stop.phase in BACKWARD else "|value|"
    sizes = [f"{signs[LOUDEST - 1 - at]} {format_number(10.0**-at)}" for at in range(4)]
    dead = f"{look.state(ReluState.DEAD)} dead, {signs[ZERO - 1]} zero"
    texts = [
        f"Graph, {some}, {what}: {sizes[0]} and more, {', '.join(sizes[1:])} …, {dead}",
        f"Graph, {some}, {what}: {', '.join(sizes[:2])} …, {dead}",
        f"Graph, {some}, {what}",
    ]
    if look.ascii:
        texts = [text.replace("…", "..") for text in texts]
    return next((text for text in texts if len(text) <= view.width - rest - TITLE_EDGE), texts[-1])


def _chips(
    picture: Picture,
    stop: Stop,
    look: Look,
    view: View,
    magnitudes: Magnitudes,
    spotlight: Spotlight,
) -> Iterator[Chip]:
    """The chips in view, row by row from the left, in pieces of one role."""
    boxes = {node: box for node, box in picture.layout.boxes.items() if view.shows(box)}
    is_backward = stop.phase in BACKWARD
    known = magnitudes.gradients(stop.state) if is_backward else magnitudes.values(stop.state)
    scene = picture.window.scene
    levels = [level_in(node, scene, known, magnitudes.place_of) for node in boxes]
    marks = _marks(boxes, scene, stop, look)
    signs = {level: sign_of(level, look) for level in range(UNKNOWN, ODD + 1)}
    outstanding, names = _outstanding(stop, scene), _names(picture, stop, look)
    bare = {"here": look.glyphs.here, "selected": "#" if look.ascii else SELECTED}
    for (node, box), level in zip(boxes.items(), levels, strict=True):
        mark, role = marks.get(node) or signs[level]
        whole = outstanding.get(node, "")
        if spotlight.is_on and node not in spotlight.nodes:
            whole = "dim"
        if names:
            yield box.x, box.y, names[node].ljust(box.width - 1), whole or "title"
        elif whole in bare:
            mark = bare[whole]  # in one cell reversed the sign of a size would be another
        yield box.x + box.width - 1, box.y, mark, whole or role


def level_in(node: str, scene: Scene, levels: Levels, place_of: Mapping[str, int]) -> int:
    """The level of a node, of a folded group the highest of what is computed in it."""
    place, group = place_of[node], scene.groups.get(node)
    if group is None:
        return levels[place]
    first = place_of[group.members[0]]  # they stand one behind the other
    return max(levels[first : first + len(group.members)])


def _marks(nodes: Collection[str], scene: Scene, stop: Stop, look: Look) -> dict[str, Span]:
    """The signs of those nodes that say something else than how large their number is."""
    program = stop.program
    found: dict[str, Span] = {}
    if stop.phase in BACKWARD:
        without = (node for node in nodes if not program.has_gradient(node))
        found = dict.fromkeys(without, (NONE, "dim"))
    relus = program.network.relus
    for node in (each for each in nodes if each in relus):
        relu = stop.state.relu(node)
        if relu in (ReluState.DEAD, ReluState.KINK):
            found[node] = look.state(relu), STATE_ROLES[relu]
    for node in scene.groups.keys() & nodes:
        relu = overall(states_in(node, scene, stop))
        if relu is ReluState.DEAD:
            found[node] = look.state(relu), STATE_ROLES[relu]
    asked = stop.asked
    if asked is not None and stop.hides(asked.symbol):
        found[scene.shown(asked.node)] = HIDDEN, "strong"
    return found


def _outstanding(stop: Stop, scene: Scene) -> dict[str, str]:
    """The roles of the nodes that are looked at, and of those that the step reads.

    In the backward pass these are the nodes that its contributions came from.
    """
    step = stop.step
    found: dict[str, str] = {}
    if step is not None and step.phase is Phase.FORWARD:
        found = dict.fromkeys(stop.program.network.operands[step.node], "hot")
    elif step is not None and step.phase is Phase.BACKWARD:
        terms = step.equation.terms[: stop.cursor.arrived]
        found = dict.fromkeys((term.child for term in terms), "hot")
    if stop.is_selection:
        found[stop.selected] = "selected"
    if stop.node is not None:
        found = {scene.shown(node): role for node, role in found.items()}
        found[scene.shown(stop.node)] = "here"
    return found


def _names(picture: Picture, stop: Stop, look: Look) -> Mapping[str, str]:
    """The names on chips: cut where they have to be, and told apart as long as that can be."""
    boxes = picture.layout.boxes
    room = max((box.width - 1 for box in boxes.values()), default=0)
    if not room:
        return {}
    folded = picture.window.scene.groups
    written = {node: CLOSED * (node in folded) + look.name(node, stop.program) for node in boxes}
    shown = told_apart(written.values(), room, look.cut)
    return {node: shown[name] for node, name in written.items()}


def _merged(chips: Iterable[Chip]) -> Iterator[Chip]:
    """Chips side by side and alike as one text."""
    start, text, before = (0, 0), "", ""
    for x, y, more, role in chips:
        if text and role == before and (x, y) == (start[0] + len(text), start[1]):
            text += more
        else:
            if text:
                yield *start, text, before
            start, text, before = (x, y), more, role
    if text:
        yield *start, text, before
