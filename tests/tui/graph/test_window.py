"""Which part of a large network the graph panel lays out."""

from functools import cache
from itertools import pairwise

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from tests.tui.graph.large import (
    chain,
    perceptron,
    positions,
    program_of,
    recurrent,
    relu,
    seen_at,
    stop_at,
    total,
    window_at,
    window_of,
)
from tui.graph.scene import Scene
from tui.graph.window import (
    MAX_USES,
    equation_about,
    is_whole,
    node_in_view,
    whole,
)

# Whole networks


def test_a_small_network_is_shown_as_a_whole():
    program = derive(load_network("skip"))
    shown = window_of(Debugger(program).stop)
    assert shown.nodes == whole(Scene(program)).nodes == program.network.nodes
    assert set(shown.nodes) == {
        "x", "y", "w0", "w1", "w2", "w3", "z0", "h0", "z1", "h1", "z2", "yhat", "L"
    }  # fmt: skip
    assert shown.operands["z2"] == ("w2", "h1", "w3", "h0")
    assert positions(shown, "z2") == [0, 1, 2, 3]
    assert not shown.hidden_operands
    assert not shown.hidden_consumers


def test_a_network_of_a_hundred_nodes_is_shown_as_a_whole_and_no_larger_one():
    assert len(chain(50).network.nodes) == 100
    assert is_whole(Scene(chain(50)))
    assert not is_whole(Scene(chain(51)))


def test_a_network_of_few_nodes_and_many_wires_is_not_shown_as_a_whole():
    crowded = perceptron(3, 10)
    assert len(crowded.network.nodes) <= 100
    assert not is_whole(Scene(crowded))


# Chains


def test_a_window_of_a_chain_is_a_run_of_equations_with_what_they_read():
    shown = window_at(chain(200), "h40")
    assert list(shown.equations) == list(range(24, 56))
    assert set(shown.nodes) == {f"{kind}{i}" for kind in "hw" for i in range(24, 56)} | {"h23"}
    assert shown.operands["h40"] == ["w40", "h39"]
    assert shown.hidden_operands == {"h23": 2}
    assert shown.hidden_consumers == {"h55": 1}


def test_the_focus_is_not_at_the_edge_of_a_window():
    program = chain(200)
    for i in range(8, 190):
        equations = window_at(program, f"h{i}").equations
        assert equations[0] <= i - 8
        assert i + 8 <= equations[-1] or equations[-1] == 199


def test_the_picture_of_a_chain_seldom_changes():
    debugger = Debugger(chain(1000))
    sections = [seen_at(debugger.step()) for _ in range(len(chain(1000).equations))]
    changes = sum(a != b for a, b in pairwise(sections))
    assert changes < len(sections) / 5
    forward = sections[:1000]
    assert len(set(forward)) == 63  # 16 equations each


def test_a_parameter_is_shown_with_the_equation_that_uses_it():
    program = chain(200)
    used = seen_at(stop_at(program, "h150"))
    assert seen_at(stop_at(program, "dL/dw150")) == used
    assert seen_at(Debugger(program).select("w150")) == used
    update = Debugger(program).goto(program.index["w150"] + 1)
    assert update.step.symbol == "w150"
    assert seen_at(update) == used


# What is used far apart


def test_a_shared_parameter_is_shown_where_the_step_is():
    program = recurrent(120)
    debugger = Debugger(program)
    for node in ("h0", "h57", "dL/dh91"):
        debugger.goto(program.index[node] + 1)
        stop = debugger.select("w")
        assert equation_about(stop) == node[-3:].strip("d/")
        shown = window_of(stop)
        assert {"w", stop.node} <= set(shown.nodes)
    assert shown.hidden_consumers["w"] == 119 - len(shown.equations)


def test_before_the_first_step_a_shared_parameter_is_shown_at_its_first_use():
    assert equation_about(Debugger(recurrent(120)).select("w")) == "h0"


@cache
def thrice_used():
    """A chain in which one parameter is used three times, far apart."""
    equations = {"h0": relu("w", "x")}
    for i in range(1, 120):
        equations[f"h{i}"] = relu(*(("w",) if i in (30, 70) else ()), f"h{i - 1}")
    return program_of({**equations, "L": total("h119")})


def test_a_parameter_used_far_apart_is_shown_where_its_latest_term_came_from():
    debugger = Debugger(thrice_used())
    debugger.goto(thrice_used().index["dL/dw"])
    assert [node_in_view(debugger.into()) for _ in range(4)] == ["h70", "h70", "h30", "h0"]


def test_a_shared_parameter_is_shown_at_the_nearest_use():
    debugger = Debugger(thrice_used())
    uses = {}
    for i in (0, 14, 16, 30, 49, 51, 119):
        debugger.goto(i + 1)
        uses[i] = equation_about(debugger.select("w"))
    assert uses == {
        0: "h0", 14: "h0", 16: "h30", 30: "h30", 49: "h30", 51: "h70", 119: "h70"
    }  # fmt: skip


def test_a_sum_over_the_whole_network_is_shown_where_its_latest_term_came_from():
    program = recurrent(120)
    debugger = Debugger(program)
    debugger.goto(program.index["dL/dw"])
    seen = [node_in_view(debugger.into()) for _ in range(120)]
    assert seen[:4] == ["h118", "h118", "h117", "h116"]
    assert seen[-1] == "h0"
    assert {"h60", "w"} <= set(window_of(debugger.back(60)).nodes)


def test_a_sum_of_few_terms_is_stepped_into_on_the_spot():
    program = perceptron(8, 8)
    debugger = Debugger(program)
    debugger.goto(program.index["dL/dh3_3"])
    sections = {seen_at(debugger.into()) for _ in range(9)}
    assert len(sections) == 1
    assert debugger.stop.cursor.arrived == 8
    assert node_in_view(debugger.stop) == "h3_3"


def test_of_many_consumers_the_nearest_are_shown():
    equations = {"h0": relu("w0", "x"), **{f"h{i}": relu(f"w{i}", "h0") for i in range(1, 61)}}
    shown = window_at(program_of({**equations, "L": total(*equations)}), "h0")
    assert set(shown.nodes) == {"w0", "x", *(f"h{i}" for i in range(25))}
    assert shown.hidden_consumers["h0"] == 61 - MAX_USES
