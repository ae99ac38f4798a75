"""Networks to lay out, and layouts drawn."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tui.graph.layout import Layout

NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
STEPS = {NORTH: (0, -1), EAST: (1, 0), SOUTH: (0, 1), WEST: (-1, 0)}


Network = tuple[Sequence[str], Mapping[str, Sequence[str]]]


def assert_sound(
    layout: Layout, nodes: Sequence[str], operands: Mapping[str, Sequence[str]]
) -> None:
    """Check all that holds for every layout."""
    assert list(layout.boxes) == list(nodes)
    box_cells = Counter(
        (x, y)
        for box in layout.boxes.values()
        for x in range(box.x, box.x + box.width)
        for y in range(box.y, box.bottom)
    )
    heads = {wire.head for wire in layout.wires}
    assert max(box_cells.values()) == 1, "boxes overlap"
    assert box_cells.keys().isdisjoint(layout.bits), "a wire runs through a box"
    assert heads.isdisjoint(layout.bits)
    assert heads.isdisjoint(box_cells)
    for x, y in (*box_cells, *layout.bits, *heads):
        assert 0 <= x < layout.width
        assert 0 <= y < layout.height

    assert Counter((wire.source, wire.target, wire.position) for wire in layout.wires) == Counter(
        (operand, node, position)
        for node, uses in operands.items()
        for position, operand in enumerate(uses)
    )
    drawn = Counter[tuple[int, int]]()
    users: dict[tuple[int, int], set[tuple[str, str, int]]] = {}
    for wire in layout.wires:
        source, target = layout.boxes[wire.source], layout.boxes[wire.target]
        assert wire.cells[0][:2] == (source.x + source.width, source.row)
        assert wire.head == (target.x - 1, target.row)
        assert_connected(wire.cells, wire.head)
        for x, y, bits in wire.cells:
            drawn[x, y] |= bits
            users.setdefault((x, y), set()).add((wire.source, wire.target, bits))
    assert drawn == layout.bits, "the picture is not the sum of its wires"

    for cell, group in users.items():
        crossing = {bits for _, _, bits in group} == {NORTH | SOUTH, EAST | WEST}
        assert crossing == (cell in layout.crossings)
        for one in group:
            for other in group:
                related = one[0] == other[0] or one[1] == other[1]
                assert related or one[2] & other[2] == 0, f"wires run along one another in {cell}"
    assert_labels_free(layout, users)


def assert_connected(cells: Sequence[tuple[int, int, int]], head: tuple[int, int]) -> None:
    """Check that every cell of a path leads to the next, and the last one to the head."""
    opposite = {NORTH: SOUTH, SOUTH: NORTH, EAST: WEST, WEST: EAST}
    arrival = WEST
    for (x, y, bits), after in zip(cells, [*(cell[:2] for cell in cells[1:]), head], strict=True):
        departure = bits - arrival
        assert bits & arrival
        assert departure in STEPS
        step = STEPS[departure]
        assert after == (x + step[0], y + step[1])
        arrival = opposite[departure]
    assert arrival == WEST


def assert_labels_free(
    layout: Layout, users: Mapping[tuple[int, int], set[tuple[str, str, int]]]
) -> None:
    """Check that labels lie on their own wire alone and do not meet."""
    labelled = Counter[tuple[int, int]]()
    for wire in layout.wires:
        if wire.label:
            x, y, room = wire.label
            assert room >= 4
            for cell in [(x + offset, y) for offset in range(room)]:
                labelled[cell] += 1
                assert users[cell] == {(wire.source, wire.target, EAST | WEST)}
    assert set(labelled.values()) <= {1}, "labels overlap"
