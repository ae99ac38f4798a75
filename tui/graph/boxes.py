"""What stands in the boxes at a stop: names, values, gradients."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from engine.debugger.stop import Stop
from engine.iterations.residues import shown_in
from engine.iterations.state import ReluState, overall
from engine.language.expression import gradient_name
from engine.language.values import Value, is_array
from engine.program.program import Phase
from tui.drawing.look import HIDDEN, STATE_ROLES, Line, Look
from tui.drawing.names import told_apart
from tui.drawing.spread import UNFIT
from tui.drawing.update import changed
from tui.graph.bodies import Body
from tui.graph.canvas import Ink
from tui.graph.contents import Kind, Subject
from tui.graph.scene import Scene, short_name

ROOMY_BOX = 8
"""From this inner width on a box has room for the sign of the gradient beside its number."""


def names_of(
    bodies: Mapping[str, Body], scene: Scene, framed: Container[str], stop: Stop, look: Look
) -> Mapping[str, str]:
    """The names in boxes: cut where they have to be, and told apart as long as that can be."""
    relus, marks = stop.program.network.relus, (stop.breakpoints.nodes, stop.notes)
    by_room: dict[int, dict[str, str]] = {}
    for node, body in bodies.items():
        marked = sum(not body.subject.nodes.isdisjoint(each) for each in marks)
        room = body.heading[2] - (node in relus) - marked
        by_room.setdefault(room, {})[node] = short_name(node, scene, look, framed)
    found: dict[str, str] = {}
    for room, written in by_room.items():
        shown = told_apart(written.values(), room, look.cut)
        found |= {node: shown[name] for node, name in written.items()}
    return found


def entitle(ink: Ink, body: Body, name: str, stop: Stop, look: Look) -> None:
    """Write a node's name over its box, which its state colours."""
    x, y, width = body.heading
    for text, role in _heading(body.subject, name, width, stop, look):
        ink.put(x, y, text, role)
        x += len(text)


def fill(ink: Ink, body: Body, name: str, stop: Stop, look: Look) -> None:
    """Write a node's name, value and gradient into its box, which its state colours."""
    node = body.subject.node
    entitle(ink, body, name, stop, look)
    _fill_value(ink, body, stop, look)
    symbol = gradient_name(stop.program.network.loss, node)
    is_hot = node == stop.node and stop.phase is Phase.BACKWARD
    is_due = stop.phase in (Phase.BACKWARD, Phase.UPDATE)
    if body.subject.has_gradient and (is_due or not body.is_bordered):
        write = _fill_border if body.is_bordered else _fill_gradient
        write(ink, body, symbol, stop, look, "hot" if is_hot else "text")


def _fill_value(ink: Ink, body: Body, stop: Stop, look: Look) -> None:
    node, state = body.subject.node, stop.state
    assigned = stop.step is not None and stop.step.symbol == node
    value, is_hidden = shown_in(state, node), stop.hides(node)
    mark = look.by_hand(node, stop).strip()
    role = "strong" if assigned or mark else "text"
    x, y, room = body.value
    if body.label > len(mark) and mark:  # the mark has a place of its own
        ink.put(x - len(mark), y, mark, role)
        mark = ""
    room -= len(mark)
    if body.mask and not is_hidden and value is not None:
        z = state.pre_activation(node)
        if z is not None and is_array(z):
            from tui.drawing.arrays import masks  # not before there is an array

            _put_lines(ink, body.mask, y, masks(z, look))
    if value is not None and is_array(value) and body.kind is not Kind.LINE and not is_hidden:
        _put_lines(ink, x, y, [[(mark, role)]] if mark else [])
        _put_lines(ink, x + len(mark), y, _array(value, (room, role), body, look))
        return
    change = changed(stop, node, look, room) if assigned else ""
    if assigned and not change and body.label and changed(stop, node, look, room + body.label):
        x, room = x - body.label, room + body.label
        change = changed(stop, node, look, room)
    change = HIDDEN if is_hidden else change
    ink.put(x, y, mark + (change or look.value(value, room)[:room]), role)


def _array(value: Value, room: tuple[int, str], body: Body, look: Look) -> Sequence[Line]:
    """The rows of an array: numbers where they fit, else a heat map."""
    from tui.drawing.arrays import half_map, heat_map, numbers  # not before there is an array

    width, role = room
    assert is_array(value)  # noqa: S101
    if body.kind is Kind.NUMBERS and (texts := numbers(value, width, look)):
        return [((text, role),) for text in texts]
    wide = 2 if 2 * body.subject.table[1] <= width else 1
    return half_map(value, wide) if body.kind is Kind.HALVES else heat_map(value, wide, look)


def _put_lines(ink: Ink, left: int, top: int, lines: Sequence[Line]) -> None:
    """Write lines one under the other."""
    for y, line in enumerate(lines, top):
        x = left
        for text, role in line:
            ink.put(x, y, text, role)
            x += len(text)


def _fill_gradient(ink: Ink, body: Body, symbol: str, stop: Stop, look: Look, role: str) -> None:
    """Write a gradient into rows of its own, with its terms where there is room."""
    value, (x, y, room) = shown_in(stop.state, symbol), body.gradient
    if stop.hides(symbol):
        ink.put(x, y, HIDDEN, role)
        return
    if value is not None and is_array(value) and body.kind is not Kind.LINE:
        _put_lines(ink, x, y, _array(value, (room, role), body, look))
        return
    text = look.value(value, room)[:room]
    if body.subject.terms > 1:
        from tui.graph.sums import fan_in_sum  # not before the backward pass

        whole = fan_in_sum(stop, body.subject.node, look, room)
        if not whole.endswith(f" {text}"):
            whole = ""  # it would be known less well than by itself
        if not whole and body.terms[2]:
            left, row, width = body.terms
            ink.put(left, row, fan_in_sum(stop, body.subject.node, look, width, text), role)
        text = whole or text
    ink.put(x, y, text, role)


def _fill_border(ink: Ink, body: Body, symbol: str, stop: Stop, look: Look, role: str) -> None:
    """Write a gradient into the lower border."""
    x, y, room = body.gradient
    text = _gradient(shown_in(stop.state, symbol), room, look)
    if stop.hides(symbol):
        text = (look.glyphs.gradient + HIDDEN)[-room:]
    if look.ascii:
        text = text.ljust(room)  # a minus sign looks like the frame, blanks do not
    ink.put(x, y, text, role)


def _gradient(value: Value | None, width: int, look: Look) -> str:
    """A gradient with its sign, which tells it from a value, as far as both have room."""
    sign = look.glyphs.gradient
    for before in (sign if width >= ROOMY_BOX else sign.strip(), sign.strip(), ""):
        text = before + look.value(value, width - len(before))
        if len(text) <= width and UNFIT not in text:
            break
    return text[:width]


def _heading(subject: Subject, name: str, width: int, stop: Stop, look: Look) -> Line:
    """A node's name and, for a ReLU, the signs of its units."""
    node, units = subject.node, stop.state.units(subject.node)
    room = width - (node in stop.program.network.relus)
    name += look.glyphs.stops * (not subject.nodes.isdisjoint(stop.breakpoints.nodes))
    name += look.glyphs.noted * (not subject.nodes.isdisjoint(stop.notes))
    gap = " " if len(units) > 1 and len(name) < room else ""
    signs = look.units(units, width - len(name) - len(gap))
    if node == stop.node or (stop.over is not None and stop.node in subject.nodes):
        return ((name + gap + "".join(sign for sign, _ in signs), "here"),)
    return ((name + gap, _name_role(subject, stop, overall(units))), *signs)


def _name_role(subject: Subject, stop: Stop, relu: ReluState | None) -> str:
    if stop.is_selection and stop.selected in subject.nodes:
        return "selected"
    return "title" if relu is None else STATE_ROLES[relu]
