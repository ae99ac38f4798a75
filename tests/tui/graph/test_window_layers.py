"""Windows of full layers and of long equations."""

from engine.language.expression import Call, Name
from tests.tui.graph.large import (
    fan_in,
    perceptron,
    positions,
    program_of,
    relu,
    seen_at,
    stop_at,
    total,
    window_at,
)
from tui.graph.window import MAX_USES

# Full layers


def test_a_node_that_many_read_is_shown_for_itself():
    equations = {"h0": relu("w0", "x")}
    for i in range(1, 100):
        equations[f"h{i}"] = relu(f"w{i}", f"h{i - 1}", *(["h50"] if i in (80, 90) else ()))
    program = program_of({**equations, "L": total("h99")})
    assert set(window_at(program, "h50").nodes) == {"w50", "h49", "h50", "h51", "h80", "h90"}
    assert len(window_at(program, "h20").equations) > 16


def test_the_more_the_equations_read_the_fewer_are_shown():
    equations = {"h0": relu("x")}
    for i in range(1, 60):
        equations[f"h{i}"] = relu(f"h{i - 1}", *(f"w{i}_{k}" for k in range(12)))
    shown = window_at(program_of({**equations, "L": total("h59")}), "h33")
    assert list(shown.equations) == list(range(28, 44))  # 16·13 wires; 32·13 are too many


def test_between_full_layers_a_window_is_one_neuron():
    shown = window_at(perceptron(8, 8), "h3_3")
    before, after = [f"h2_{i}" for i in range(8)], [f"z4_{i}" for i in range(8)]
    assert set(shown.nodes) == {"b3_3", *before, "z3_3", "h3_3", *after}
    assert shown.operands == {
        "z3_3": ["b3_3", *before], "h3_3": ["z3_3"], **{name: ["h3_3"] for name in after}
    }  # fmt: skip
    assert shown.hidden_operands == dict.fromkeys(before, 1) | dict.fromkeys(after, 8)
    assert shown.hidden_consumers == dict.fromkeys(before, 7) | dict.fromkeys(after, 1)


def test_all_steps_about_a_neuron_have_one_window():
    program = perceptron(8, 8)
    symbols = ["z3_3", "h3_3", "dL/dh3_3", "dL/dz3_3", "dL/db3_3"]
    assert len({seen_at(stop_at(program, symbol)) for symbol in symbols}) == 1


# Long equations


def test_of_a_long_sum_the_first_and_the_last_operands_are_shown():
    program = fan_in(60)
    shown = window_at(program, "L")
    ends = [*range(12), *range(49, 61)]
    assert positions(shown, "L") == ends
    assert shown.operands["L"] == [program.network.operands["L"][at] for at in ends]
    assert shown.hidden_operands["L"] == 61 - 24


def test_of_a_long_sum_the_operand_in_focus_is_shown():
    program = fan_in(60)
    for i in range(60):
        shown = window_at(program, f"dL/dv{i}")
        assert f"v{i}" in shown.operands["s"]
        assert MAX_USES <= len(shown.operands["s"]) <= 2 * MAX_USES


def test_a_term_of_a_long_sum_is_shown_on_its_way_to_it():
    shown = window_at(fan_in(60), "h30")
    assert "L" in shown.nodes
    assert "h30" in shown.operands["L"]
    assert "h30" not in shown.hidden_consumers


def test_of_a_term_that_stands_in_a_long_sum_twice_the_first_is_shown():
    equations = {f"h{i}": relu(f"w{i}", "x") for i in range(60)}
    summed = [*equations, "h30", *(f"h{i}" for i in range(40, 60))]
    shown = window_at(program_of({**equations, "L": total(*summed)}), "h30")
    at = [p for p, name in zip(positions(shown, "L"), shown.operands["L"], strict=True)
          if name == "h30"]  # fmt: skip
    assert at == [30]


def test_an_operand_read_twice_has_both_its_wires():
    equations = {f"h{i}": relu(f"h{i - 1}" if i else "x", f"w{i}") for i in range(99)}
    square = Call("mul", (Name("h98"), Name("h98")))
    shown = window_at(program_of({**equations, "L": square}), "h98")
    assert shown.operands["L"] == ["h98", "h98"]
    assert positions(shown, "L") == [0, 1]
