"""Layers, written out to equations: names, groups, arguments and mistakes."""

import pytest

from engine.errors import SpecError
from engine.language.notation import TEXT
from engine.network.arguments import build_network
from engine.network.files import parse_network

BLOCK = """
# Two layers with a way around them.
block(x, W1, W2, b=none, slope=0.1) -> y
z = linear(x, W1, b)
h = leaky_relu(z, slope=slope)
y = x + linear(h, W2)
"""
W = [[1.0, 2.0], [3.0, 4.0]]


def network(equations, layers=None, **parameters):
    given = {"W": W, "V": W, "b": [1.0, 2.0], **parameters}
    used = {name: value for name, value in given.items() if name in equations}
    return build_network(
        equations, loss="L", inputs={"x": [[1.0, -1.0]]}, parameters=used, layers=layers
    )


def written(made):
    return [f"{name} = {TEXT.write(expression)}" for name, expression in made.equations]


def test_a_layer_is_written_out_in_a_group():
    made = network("h = linear(x, W, b)\nL = sum(h)")
    assert written(made) == ["h_product = x @ transpose(W)", "h = h_product + b", "L = sum(h)"]
    assert made.names["h_product"] == "h.product"
    (group,) = made.groups
    assert (group.name, group.layer, group.call) == ("h", "linear", "h = linear(x, W, b)")
    assert group.members == ("h_product", "h")
    assert group.outputs == ("h",)
    assert group.about.startswith("Multiplies by the weights")


def test_a_layer_in_an_expression_gets_a_node_of_its_own():
    made = network("L = sum(relu(linear(x, W)) + linear(tanh(x), V))")
    assert written(made) == [
        "L_linear = x @ transpose(W)",
        "L_linear_2_x = tanh(x)",
        "L_linear_2 = L_linear_2_x @ transpose(V)",
        "L = sum(relu(L_linear) + L_linear_2)",
    ]
    assert [each.name for each in made.groups] == ["L.linear", "L.linear_2"]
    assert made.names["L_linear_2_x"] == "L.linear_2.x"


def test_a_shape_within_shapes_is_found_once():
    text = "x"
    for _ in range(40):
        text = f"({text}).shape[1]*x"
    assert written(network(f"h[1] = {text}\nL = sum(h[1] @ W)"))[0] == "h_1 = 2*x"


def test_names_that_the_file_has_are_left_to_it():
    made = network("h = linear(x, W, b)\nh_product = h\nL = sum(h_product)")
    assert [name for name, _ in made.equations] == ["h_product_2", "h", "h_product", "L"]
    assert made.names["h_product_2"] == "h.product"


def test_a_layer_of_ones_own_may_use_others():
    made = network("h = block(x, W, V, b=b, slope=0.5)\nL = sum(h)", {"block": BLOCK})
    assert written(made) == [
        "h_z_product = x @ transpose(W)",
        "h_z = h_z_product + b",
        "h_h = leaky_relu(h_z, slope=0.5)",
        "h_linear = h_h @ transpose(V)",
        "h = x + h_linear",
        "L = sum(h)",
    ]
    assert [(each.name, each.layer, each.parent) for each in made.groups] == [
        ("h", "block", ""), ("h.z", "linear", "h"), ("h.linear", "linear", "h")
    ]  # fmt: skip
    assert made.groups[0].about == "Two layers with a way around them."
    assert made.groups[1].call == "h.z = linear(x, W, b)"
    assert made.names["h_z_product"] == "h.z.product"
    assert made.lines == (0, 0, 0, 0, 0, 1)


def test_what_is_left_out_of_a_call_is_not_said_either():
    own = "own(x, W, b=none, causal=false)\n"
    own += "z = attention(x, x, x, causal=causal)\ny = linear(z, W, b)"
    made = network("h = own(x, W, causal=true)\nL = sum(h)", {"own": own})
    assert [each.call for each in made.groups] == [
        "h = own(x, W, causal=true)",
        "h.z = attention(x, x, x, causal=true)",
        "h = linear(h.z, W)",
    ]


def test_a_group_whose_last_node_is_that_of_the_one_around_it_is_called_otherwise():
    made = network(
        "h = twice(x, W)\nL = sum(h)",
        {"twice": "twice(x, W)\nz = linear(x, W)\ny = linear(z, W)"},
    )
    assert [each.name for each in made.groups] == ["h", "h.z", "h.linear"]


@pytest.mark.parametrize(
    ("equation", "message"),
    [
        ("h = linear(x)", "linear needs W: write linear(x, W, b=none)"),
        ("h = linear(x, W, b, W)", "linear takes no more than 3 arguments"),
        ("h = linear(x, W, bais=b)", "linear takes no 'bais': write linear(x, W, b=none)"),
        ("h = linear(x, W, W=W)", "linear has its W twice"),
        ("h, c = linear(x, W)", "linear gives y: write linear(x, W, b=none)"),
        ("h = linear(x, V, b)", "linear, h.product: a 1×2 matrix @ a 3×3 matrix"),
        ("h = liner(x, W)", "unknown layer 'liner'; did you mean 'linear'?"),
        ("h = linear(x, V[0])", "linear: W has to be a matrix, with a row for each unit"),
        ("h = dropout(x, rate=1)", "dropout: the rate is a chance, from 0 and below 1"),
        ("h = conv2d(x, W)", "conv2d: x has to be samples × channels × rows × columns"),
        ("h = attention(x, x, x, heads=3)", "attention: the entries of a row have to be shared"),
        ("h = attention(x, x, x, heads=0)", "attention: the entries of a row have to be shared"),
        ("h = attention(x, x, x, heads=0.5)", "attention: the entries of a row have to be shared"),
        (
            "h = max_pool2d(reshape(x, (1, 1, 1, 2)), kernel=1, padding=1)",
            "max_pool2d: the padding",
        ),
        ("h = batch_norm(x)", "batch_norm: of one value there is no variance"),
        ("h = lstm_cell(x, x, x, W, W)", "lstm_cell gives h_new and c_new: write h_new, c_new ="),
        ("h = Linear(x, W)", "unknown layer 'Linear'; did you mean 'linear'?"),
        ("h = long(x)", "long, 'g = f + f': more than 100 numbers in one option"),
        ("h = block(x, W, W, slope=W)", "the slope of block has to be a number"),
        ("h = block(x, W, V)", "linear, h.linear: a 1×2 matrix @ a 3×3 matrix"),
        ("h = wrong(x)", "wrong, 'y = x + z': unknown name 'z'"),
        ("h = endless(x)", "endless, 'y = endless(x)': endless is written out to itself"),
        ("h = nothing(x)", "nothing computes no y with these arguments"),
        ("h = doubled(x)", "doubled, 'y = x + 2': 'y' is assigned twice"),
    ],
)
def test_a_mistake_in_a_call_is_refused_with_the_layer_and_the_line(equation, message):
    layers = {
        "block": BLOCK,
        "wrong": "wrong(x)\ny = x + z",
        "endless": "endless(x)\ny = endless(x)",
        "long": "long(x)\na = (1, 2)\nb = a + a\nc = b + b\nd = c + c\ne = d + d\nf = e + e\n"
        "g = f + f\ny = x * g[0]",
        "nothing": "nothing(x, b=none) -> y\nif b: y = x",
        "doubled": "doubled(x)\ny = x\ny = x + 2",
    }
    with pytest.raises(SpecError) as caught:
        network(f"{equation}\nL = sum(h) + sum(W)", layers, V=[[1.0] * 3] * 3)
    assert str(caught.value).startswith(f"network, line 1 of equations: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("y = x", "block: a layer begins with what it takes, block(x, W, b=none, stride=1) -> y"),
        ("block(x)", "block: a layer begins with what it takes"),
        ("other(x)\ny = x", "block: the first line is about 'other', not 'block'"),
        ("block(x, x)\ny = x", "block: 'x' stands there twice"),
        ("block(x) -> z\ny = x", "block: no equation of it assigns 'z'"),
        ("block(x)\ny x", "block: 'y x': not an equation: write name = expression"),
        ("block(2)\ny = x", "block: '2' is no name of an operand"),
    ],
)
def test_a_layer_that_is_none_is_refused_with_its_line(text, message):
    file = f'loss = "L"\nequations = "L = w"\n[parameters]\nw = 1\n[layers]\nblock = """{text}"""'
    with pytest.raises(SpecError) as caught:
        parse_network(file)
    assert str(caught.value).startswith(f"network:6: {message}")


def test_a_layer_may_not_be_called_as_an_op_is():
    with pytest.raises(SpecError, match="'relu' is an op: choose another name"):
        network("L = sum(x @ W)", {"relu": "relu(x)\ny = x"})


def test_layers_that_call_layers_are_no_more_than_so_many(monkeypatch):
    layers = {f"f{n}": f"f{n}(x)\na = f{n + 1}(x)\ny = f{n + 1}(a)" for n in range(5)}
    layers["f5"] = "f5(x)\ny = 2*x"
    assert len(network("h = f0(x)\nL = sum(h @ W)", layers).equations) == 33
    monkeypatch.setattr("engine.layers.expansion.MAX_CALLS", 62)
    with pytest.raises(SpecError, match="more than 62 calls of layers, with those in layers"):
        network("h = f0(x)\nL = sum(h @ W)", layers)
