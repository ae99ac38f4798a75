"""Grown boxes tell all: whole names, labels, and a dot for what is not computed yet."""

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.tui.graph.looking import deep
from tests.tui.graph.programs import text_of
from tui.drawing.look import Look
from tui.graph.magnitudes import Magnitudes
from tui.graph.pictures import Pictures, seen
from tui.graph.strip import overview

LONG = """
loss = "negative_log_likelihood"
equations = \"\"\"
hidden_preactivation_layer_one = first_weight_matrix*input_feature_vector + first_bias_vector
hidden_activation_layer_one = relu(hidden_preactivation_layer_one)
output_logits_before_softmax = second_weight_matrix*hidden_activation_layer_one
negative_log_likelihood = (output_logits_before_softmax - target_distribution)**2
\"\"\"
inputs = { input_feature_vector = 1 }
targets = { target_distribution = 2 }
parameters = { first_weight_matrix = 0.5, first_bias_vector = 3, second_weight_matrix = 0.5 }
"""


def lines(stop, width, height):
    look = Look()
    _, _, shown = seen(Pictures(look.glyphs), stop, look, (width, height))
    return [text_of(line) for line in shown.lines]


def test_names_come_before_formulas():
    network = read_network(Source("long.toml", LONG))
    text = "\n".join(lines(Debugger(derive(network)).goto(8), 158, 32))
    assert [name for name in network.nodes if name not in text] == []
    assert "value 1" in text  # no label of the gradient is as long, so that none is padded


def test_a_gradient_that_is_not_computed_yet_is_a_dot_in_its_row():
    for step, missing in ((0, 10), (3, 10), (8, 9)):  # of the 14 nodes 4 have no gradient to show
        text = "\n".join(lines(Debugger(derive(load_network("skip"))).goto(step), 158, 30))
        assert text.count("∂L/∂  ·") == missing


def test_the_strip_has_dots_where_no_gradient_is_computed_yet():
    program = deep(20)
    stop = Debugger(program).goto(80)
    foot = text_of(overview(range(10), stop, Look(), 158, Magnitudes(program)))
    bar = foot.split(" equations")[0][1:-1]
    known = sum(stop.state.gradient(node) is not None for node in program.network.definitions)
    total = len(program.network.equations)
    assert abs(bar.count("·") / len(bar) - (1 - known / total)) < 0.05
    assert "─" not in bar


def test_a_grown_box_that_begins_in_a_view_has_its_name_and_no_part_of_a_number():
    text = lines(Debugger(deep(20)).goto(80), 158, 28)
    row = next(n for n, line in enumerate(text) if "╭h13▲" in line)
    column = text[row].index("╭h13▲")
    assert set(text[row][column + 5 :]) == {"─"}  # the panel ends before the box does
    assert [line[column + 1 :].strip() for line in text[row + 1 : row + 3]] == ["=", "∂"]
