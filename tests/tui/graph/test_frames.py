"""Frames around groups that are not folded."""

from hypothesis import given
from hypothesis import strategies as st

from tests.tui.graph.grouped import debugger_of, grouped_programs, recurrent_net
from tests.tui.graph.pictures import assert_sound
from tests.tui.graph.programs import text_of
from tui.drawing.look import Look
from tui.graph.canvas import View
from tui.graph.detail import Detail
from tui.graph.picture import draw, picture_of
from tui.graph.scene import scene_of
from tui.graph.window import whole


def picture_at(stop, room=(118, 30), look=None):
    return picture_of(whole(scene_of(stop)), *room, (look or Look()).glyphs)


def lines_at(stop, room=(118, 30), look=None):
    look = look or Look()
    picture = picture_at(stop, room, look)
    view = View(0, 0, picture.layout.width, picture.layout.height)
    return [text_of(line) for line in draw(picture, stop, look, view)]


def enclosed(frame, layout):
    """The boxes in a frame: above each of their cells the frame has a row, and below."""
    rows = {}
    for x, y in frame.cells:
        rows.setdefault(x, []).append(y)
    return {
        node
        for node, box in layout.boxes.items()
        if all(
            min(rows.get(x, [box.y])) < box.y and max(rows.get(x, [0])) > box.bottom - 1
            for x in range(box.x, box.x + box.width)
        )
    }


def test_an_unfolded_group_has_a_frame_with_its_name():
    stop = debugger_of(recurrent_net(), "t=2").step()
    picture = picture_at(stop)
    (frame,) = picture.frames
    assert enclosed(frame, picture.layout) == {"a_2", "h_2"}
    assert any("╔ t=2 ═" in line for line in lines_at(stop))


def test_in_ascii_it_is_drawn_with_ascii():
    lines = lines_at(debugger_of(recurrent_net(), "t=2").stop, look=Look(ascii=True))
    assert any("# t=2 =" in line for line in lines)
    assert all(line.isascii() for line in lines)


def test_the_frame_of_the_step_is_lit():
    debugger = debugger_of(recurrent_net(), "t=2", "t=3")
    debugger.goto(debugger.stop.program.index["a_3"] + 1)
    stop, look = debugger.stop, Look()
    picture = picture_at(stop)
    view = View(0, 0, picture.layout.width, picture.layout.height)
    spans = [span for line in draw(picture, stop, look, view) for span in line]
    assert [role for text, role in spans if "t=2" in text] == ["title"]
    assert [role for text, role in spans if "t=3" in text] == ["hot"]


def test_names_in_a_frame_are_short():
    lines = "\n".join(lines_at(debugger_of(recurrent_net(), "yhat").stop, room=(158, 40)))
    assert "╭product─" in lines
    assert "yhat.product" not in lines


@given(
    grouped_programs(),
    st.data(),
    st.sampled_from([(78, 10), (98, 18), (158, 40), (40, 6)]),
    st.sampled_from([None, Detail.SMALL, Detail.LARGE]),
)
def test_a_frame_has_its_group_in_it_and_nothing_else(program, data, room, detail):
    debugger = debugger_of(program)
    names = [group.name for group in program.network.groups]
    for name in data.draw(st.lists(st.sampled_from(names), unique=True)) if names else ():
        debugger.unfold(name)
    stop = debugger.stop
    scene = scene_of(stop)
    window = whole(scene)
    picture = picture_of(window, *room, Look().glyphs, detail)
    layout = picture.layout
    assert_sound(layout, window.nodes, window.operands)
    boxes = {
        (x, y)
        for box in layout.boxes.values()
        for x in range(box.x, box.x + box.width)
        for y in range(box.y, box.bottom)
    }
    groups = {group.name: group for group in program.network.groups}
    for frame in picture.frames:
        assert frame.cells.keys().isdisjoint(boxes)
        members = {scene.shown(node) for node in groups[frame.group.name].members}
        own = {node for node, chain in scene.chains.items() if frame.group.name in chain}
        assert members <= enclosed(frame, layout) <= members | own
