"""The layout of a network: its pictures."""

import time

import pytest

from tests.tui.graph.pictures import Network, assert_sound
from tui.graph.layout import Layout, lay_out

GLYPHS = " ╵╶└╷│┌├╴┘─┴┐┤┬┼"


def network(sources: str, **equations: str) -> Network:
    """Write a network as its sources and the operands of every computed node."""
    operands = {node: uses.split() for node, uses in equations.items()}
    return [*sources.split(), *operands], operands


def perceptron(*sizes: int) -> Network:
    """Make a network of scalars with dense layers, every weight and bias a node."""
    before = [f"x{index}" for index in range(sizes[0])]
    sources, operands = list(before), dict[str, list[str]]()
    for layer, size in enumerate(sizes[1:], 1):
        neurons = [f"h{layer}{index}" for index in range(size)]
        for neuron in neurons:
            weights = [f"w{neuron}{index}" for index in range(len(before))]
            sources += [*weights, f"b{neuron}"]
            terms = [name for pair in zip(weights, before, strict=True) for name in pair]
            operands[f"z{neuron}"] = [*terms, f"b{neuron}"]
            operands[neuron] = [f"z{neuron}"]
        before = neurons
    return [*sources, *operands], operands


def chain(length: int) -> Network:
    """Make a chain of layers with a skip connection from every other one."""
    operands = {"h0": ["w0", "x"]}
    for index in range(1, length):
        operands[f"h{index}"] = [f"w{index}", f"h{index - 1}"]
        if index % 2 == 0:
            operands[f"h{index}"].append(f"h{index - 2}")
    return ["x", *(f"w{index}" for index in range(length)), *operands], operands


SKIP = network(
    "x y w0 w1 w2 w3",
    z0="w0 x",
    h0="z0",
    z1="w1 h0",
    h1="z1",
    z2="w2 h1 w3 h0",
    yhat="z2",
    L="y yhat",
)
PLAIN = network(
    "x y w0 w1 w2", z0="w0 x", h0="z0", z1="w1 h0", h1="z1", z2="w2 h1", yhat="z2", L="y yhat"
)


def render(layout: Layout, *, with_labels: bool = False) -> str:
    """Draw a layout, each label as a row of number signs."""
    grid = [[" "] * layout.width for _ in range(layout.height)]

    def write(x: int, y: int, text: str) -> None:
        grid[y][x : x + len(text)] = text

    for (x, y), bits in layout.bits.items():
        write(x, y, "│" if (x, y) in layout.crossings else GLYPHS[bits])
    for name, box in layout.boxes.items():
        inside = box.width - 2
        write(box.x, box.y, f"╭{name[:inside]:─<{inside}}╮")
        write(box.x, box.y + 1, f"│{'':{inside}}│")
        write(box.x, box.y + 2, f"╰{'':─<{inside}}╯")
    for wire in layout.wires:
        write(*wire.corners[0], "├")
        write(*wire.head, "▶")
        if with_labels and wire.label:
            x, y, room = wire.label
            write(x, y, "#" * room)
    return "\n".join("".join(row).rstrip() for row in grid)


def test_skip_network_in_a_small_terminal() -> None:
    layout = lay_out(*SKIP, 78, 10)
    assert (layout.width, layout.height) == (78, 10)
    assert render(layout) == (
        """\
╭w0───╮           ╭w1───╮                   ╭w2───╮           ╭y────╮
│     ├┐          │     ├────────┐          │     ├┐          │     ├┐
╰─────╯│          ╰─────╯        │          ╰─────╯│          ╰─────╯│
╭x────╮│ ╭z0───╮  ╭h0───╮        │ ╭z1───╮  ╭h1───╮│ ╭z2───╮  ╭yhat─╮│ ╭L────╮
│     ├┴▶│     ├─▶│     ├┬───────┴▶│     ├─▶│     ├┼▶│     ├─▶│     ├┴▶│     │
╰─────╯  ╰─────╯  ╰─────╯│         ╰─────╯  ╰─────╯│ ╰─────╯  ╰─────╯  ╰─────╯
                         │                  ╭w3───╮│
                         │                  │     ├┤
                         │                  ╰─────╯│
                         └─────────────────────────┘"""
    )


def test_skip_network_has_room_for_the_terms_of_its_fan_in_sum() -> None:
    wires = {(wire.source, wire.target): wire for wire in lay_out(*SKIP, 78, 10).wires}
    assert wires["h0", "z1"].label == (26, 4, 7)
    assert wires["h0", "z2"].label == (34, 9, 9)
    assert [link for link, wire in wires.items() if wire.is_long] == [("h0", "z2")]


def test_skip_network_uses_a_large_terminal() -> None:
    layout = lay_out(*SKIP, 158, 30)
    assert (layout.width, layout.height) == (158, 15)
    assert {box.width for box in layout.boxes.values()} == {12}
    assert all(wire.label and wire.label[2] >= 5 for wire in layout.wires)


@pytest.mark.parametrize(("height", "used"), [(6, 6), (7, 7), (8, 8), (30, 8)])
def test_plain_network_spreads_over_the_rows_it_gets(height: int, used: int) -> None:
    assert lay_out(*PLAIN, 78, height).height == used


def test_spine_is_straight() -> None:
    for nodes, operands in (SKIP, PLAIN):
        boxes = lay_out(nodes, operands, 78, 10).boxes
        assert len({boxes[name].y for name in ("x", *operands)}) == 1


def test_parallel_wires_share_a_path_and_divide_its_room() -> None:
    layout = lay_out(*network("x", y="x", z="y y"), 60, 10)
    first, second = layout.wires[1:]
    assert (first.position, second.position) == (0, 1)
    assert first.cells == second.cells
    assert render(layout, with_labels=True).splitlines()[1] == (
        "│          ├########▶│          ├######─######▶│          │"
    )


def test_rows_that_exchange_wires_are_kept_apart_by_a_jog() -> None:
    layout = lay_out(*network("x", a="x", b="x", c="a b", d="a b", L="c d"), 60, 9)
    assert (
        render(layout)
        == """\
╭x──────╮       ╭a──────╮           ╭c──────╮
│       ├┬─────▶│       ├────────┬┬▶│       ├────┐
╰───────╯│      ╰───────╯        ││ ╰───────╯    │
         │                       ││              │
         │                       ││              │
         │      ╭b──────╮┌───────│┘ ╭d──────╮    │ ╭L──────╮
         └─────▶│       ├┴───────┴─▶│       ├────┴▶│       │
                ╰───────╯           ╰───────╯      ╰───────╯"""
    )


def test_crossings_are_told_from_junctions() -> None:
    layout = lay_out(*perceptron(2, 4, 1), 118, 50)
    assert layout.crossings
    for wire in layout.wires:
        assert layout.crossings.isdisjoint(wire.corners)


@pytest.mark.parametrize("nodes", [[], ["x"], ["x", "y"]])
def test_networks_without_wires(nodes: list[str]) -> None:
    layout = lay_out(nodes, {}, 78, 10)
    assert not layout.wires
    assert list(layout.boxes) == nodes
    assert layout.height == 3 * len(nodes) + max(0, len(nodes) - 1) * 2


def test_layout_that_does_not_fit_is_comfortable() -> None:
    layout = lay_out(*chain(30), 78, 10)
    assert layout.width > 78
    assert {box.width for box in layout.boxes.values()} == {9}
    assert_sound(layout, *chain(30))


@pytest.mark.parametrize("sizes", [(2, 4, 1), (2, 2, 2), (3, 3, 3, 1)])
def test_perceptrons_are_sound(sizes: tuple[int, ...]) -> None:
    assert_sound(lay_out(*perceptron(*sizes), 118, 30), *perceptron(*sizes))


@pytest.mark.parametrize(
    "large",
    [
        chain(1000),
        perceptron(*[10] * 7),
        network(
            "w x", **{f"h{index}": f"w {f'h{index - 1}' if index else 'x'}" for index in range(300)}
        ),
    ],
    ids=["chain", "perceptron", "recurrent"],
)
def test_large_networks_take_no_noticeable_time(large: Network) -> None:
    start = time.process_time()
    lay_out(*large, 78, 22)
    assert time.process_time() - start < 1
