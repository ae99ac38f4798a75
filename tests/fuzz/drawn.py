"""Networks, drawn: of all that a network file may hold, small ones and odd ones."""

from tests.fuzz.blocks import blocks

SHIPPED = (
    "skip", "plain", "xor", "xor", "classifier", "deep", "elman", "elman", "iris", "convolution",
    "attention", "lenet", "transformer",
)  # fmt: skip

LAYERS = (
    "linear({0}, W, b)", "dropout({0}, rate={r})", "batch_norm({0})", "layer_norm({0})",
    "attention({0}, {0}, {0}, heads={n}, causal=true)", "rnn_cell({0}, {0}, W, W, b)",
    "gru_cell({0}, {0}, V, V)", "own({0}, W, b, times={n})", "own({0}, W)", "concat({0}, {0})[:4]",
    "{0}[::-1] + {0}.T.T", "relu({0}) * ({0} > 0.1)", "where({0} > b, {0}, 0.1*{0})",
    "reshape(conv2d(reshape({0}, (4, 1, 2, 2)), K), (4, -1))", "{0} - mean({0}, axis=0)",
)  # fmt: skip

OWN = """
own(x, W, b=none, times=1)
# A layer of one's own.
u = linear(x, W, b)
if times > 1: u2 = tanh(u)
else: u2 = dropout(u, rate=0.2)
y[0] = x
for k in 1..times: y[k] = u2 * k + y[k-1]
out = y[times]
"""

OPS = (
    "relu({0})", "tanh({0})", "sigmoid({0})", "abs({0})", "square({0})", "leaky_relu({0})",
    "{0} + {1}", "{0} - {1}", "{0} * {1}", "{0} / {1}", "{0}**2", "{1}*{0} + {0}*{1}",
    "maximum({0}, {1})", "minimum({0}, {1})", "exp({0})", "log({0})", "-{0}", "softplus({0})",
    "step({0})", "relu(relu({0}) - {1})", "sqrt(abs({0}))", "{0}**{1}",
    "where({0} > {1}, {0}, {1})", "{0} * ({1} <= 0)", "gelu({0})", "erf({0})", "sin({0})",
    "floor({0}) + {1}", "max({0}) - min({1})",
)  # fmt: skip

NAMES = ("z", "h", "alpha", "a_rather_long_name", "y_hat", "L0", "x_")

VALUES = (0, 1, -1, 0.5, -3, 2, 1e-6, 1e6, 1e-300, 1e300, 0.1, -0.25)


def network(rng):
    """A recipe of a network as keywords: a name of one that ships, or a text."""
    if rng.random() < 0.5:
        name = rng.choice(SHIPPED)
        values = {"depth": float(rng.randint(1, 30))} if name == "deep" else {}
        return {"name": name, "seed": rng.randint(0, 200), "values": values}
    kind = rng.choice([scalars, scalars, arrays, layers, layers, blocks])
    if kind is blocks:
        return blocks(rng)
    return {"name": "drawn.toml", "text": kind(rng), "seed": rng.randint(0, 9)}


def scalars(rng):
    """A network of numbers."""
    known = ["x", *(f"w{i}" for i in range(rng.randint(1, 6)))]
    parameters = known[1:]
    lines = []
    for number in range(rng.randint(1, 14)):
        name = f"{rng.choice(NAMES)}{number}"
        lines.append(f"{name} = {rng.choice(OPS).format(rng.choice(known), rng.choice(known))}")
        known.append(name)
    sums = " + ".join(known[-3:])
    lines.append(f"L = square({sums} - y)" + "".join(f" + 0*{each}" for each in parameters))
    return _text(rng, lines, {"x": _number(rng)}, {each: _number(rng) for each in parameters})


def arrays(rng):
    """A network of layers, over a batch or a sample."""
    samples, width, depth = rng.randint(1, 5), rng.randint(1, 4), rng.randint(1, 4)
    lines, parameters, last, size = [], {}, "x", width
    for layer in range(depth):
        units = rng.randint(1, 5)
        parameters[f"W{layer}"] = [[_number(rng) for _ in range(units)] for _ in range(size)]
        parameters[f"b{layer}"] = [_number(rng) for _ in range(units)]
        activation = rng.choice(["relu", "tanh", "sigmoid", "softmax", "leaky_relu"])
        lines.append(f"H{layer} = {activation}({last} @ W{layer} + b{layer})")
        last, size = f"H{layer}", units
    lines.append(f"L = mean(square({last} - y))")
    rows = [[_number(rng) for _ in range(width)] for _ in range(samples)]
    return _text(rng, lines, {"x": rows}, parameters)


def layers(rng):
    """A network of layers and loops, mostly with batches of data."""
    lines, last = [], "x"
    for number in range(rng.randint(1, 4)):
        name, layer = f"h{number}", rng.choice(LAYERS)
        said = layer.format(last, r=rng.choice([0, 0.2, 0.5]), n=rng.choice([1, 2, 2, 3]))
        if rng.random() < 0.3:
            said = layer.format(f"{name}[t-1]", r=0.2, n=2)
            lines += [f"{name}_0 = tanh({last})", "for t in 1..2:", f"    {name}[t] = {said}"]
            name = f"{name}_2"
        else:
            lines.append(f"{name} = {said}")
        last = name
    lines.append(f"O = linear({last}, M)")
    lines.append(f"L = {rng.choice(['mean(cross_entropy(O, y))', 'mean(square(O - y))'])}")
    lines[-1] += " + 0*(sum(W) + sum(b) + sum(V) + sum(K) + sum(M))"
    data = f"data = 'moons', samples = {rng.choice([9, 12, 20])}, columns"
    drawn = {name: f"{{ normal = 0.7, shape = {shape} }}" for name, shape in SHAPES.items()}
    said = {"batch_size": 4, "validation": rng.choice([0, 0.25]), "learning_rate": 0.1}
    said |= rng.choice([{}, {"clip_norm": 1}, {"schedule": "'cosine'", "length": 9, "warmup": 2}])
    said |= rng.choice([{}, {"optimiser": "'adamw'", "weight_decay": 0.01}])
    columns = "['x1', 'x2', 'x1', 'x2'], standardise = true"
    return (
        f"loss = 'L'\nequations = '''\n{chr(10).join(lines)}\n'''\n"
        f"[inputs]\nx = {{ {data} = {columns} }}\n"
        f"[targets]\ny = {{ {data} = 'class', one_hot = true }}\n"
        f"[parameters]\n{_table(drawn)}\n[training]\n{_table(said)}\n"
        f"[layers]\nown = '''{OWN.strip()}'''\n"
    )


SHAPES = {"W": [4, 4], "b": [4], "V": [12, 4], "K": [4, 1, 2, 2], "M": [2, 4]}


def _text(rng, lines, inputs, parameters):
    equations = "\n".join(lines)
    return (
        f"loss = 'L'\nequations = '''\n{equations}\n'''\n"
        f"[inputs]\n{_table(inputs)}\n[targets]\ny = {_number(rng)}\n"
        f"[parameters]\n{_table(parameters)}\n"
        f"[training]\nlearning_rate = {rng.choice([0, 0.01, 0.1, 1, 10])}\n"
        f"optimiser = '{rng.choice(['gd', 'momentum', 'adam'])}'\n"
    )


def _table(values):
    return "\n".join(f"{name} = {value}" for name, value in values.items())


def _number(rng):
    return rng.choice(VALUES) if rng.random() < 0.3 else round(rng.gauss(0, 1), 3)
