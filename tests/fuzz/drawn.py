"""Networks, drawn: of all that a network file may hold, small ones and odd ones."""

SHIPPED = ("skip", "plain", "xor", "xor", "classifier", "deep", "elman")

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
    return {"name": "drawn.toml", "text": scalars(rng) if rng.random() < 0.6 else arrays(rng)}


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
