"""Random networks of arrays, of a batch of samples."""


def random_batch(draw):
    """A file of full layers on some samples, each with a ReLU or without."""
    samples, width = draw.integers(1, 12), draw.integers(1, 5)
    lines, given, before = [], {"X": numbers(draw, samples, width)}, "X"
    for i in range(draw.integers(1, 4)):
        after = draw.integers(1, 9)
        given[f"W{i}"], given[f"b{i}"] = numbers(draw, width, after), numbers(draw, after)
        right = f"{before} @ W{i} + b{i}"
        lines.append(f"H{i} = " + (f"relu({right})" if draw.random() < 0.3 else right))
        before, width = f"H{i}", after
        if draw.random() < 0.5:
            lines.append(f"A{i} = relu(H{i})")
            before = f"A{i}"
    given["Y"] = numbers(draw, samples, width)
    lines.append(f"L = mean(({before} - Y)**2)")
    equations = "\\n".join(lines)
    parts = [f'loss = "L"\nequations = "{equations}"']
    for part, names in (("inputs", ("X",)), ("targets", ("Y",)), ("parameters", None)):
        shown = names or [name for name in given if name not in ("X", "Y")]
        parts.append(f"[{part}]\n" + "\n".join(f"{name} = {given[name]!r}" for name in shown))
    return "\n".join(parts)


def numbers(draw, *shape):
    """Numbers of one of several sizes, rounded, some of them 0."""
    scale = float(draw.choice([1.0, 0.01, 1e-7, 300.0]))
    values = draw.normal(scale=scale, size=shape) * (draw.random(shape) < 0.8)
    return (
        [[float(f"{x:.3g}") for x in row] for row in values]
        if len(shape) > 1
        else [float(f"{x:.3g}") for x in values]
    )
