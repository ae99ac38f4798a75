"""Mutations of texts and bytes, drawn from a seed: small ones mostly, now and then huge ones."""

import re

HOSTILE = [
    "nan", "inf", "-inf", "1e999", "1e308", "-0.0", "0x1" + "0" * 300, "9" * 400, "9" * 5000,
    "true", "[]", "[[]]", "[[1, 2], [3]]", "[1, [2]]", "{}", "{ normal = nan }",
    "{ normal = inf }", "{ constant = 1, shape = [1000, 1000] }",
    "{ normal = 1, shape = [999999] }", "{ uniform = 1, shape = [10, 10, 10] }",
    "{ normal = 1, shape = [1, 1000] }", "{ a.b.c = 1 }", "{ normal = 1, shape = [-1] }",
    '{ data = "iris" }', '{ data = "moons", columns = ["x1"], standardise = true }',
    '{ file = "/etc/passwd" }', '{ file = "../x.csv" }', '{ data = "digits", array = "labels" }',
    '{ data = "iris", columns = "species", one_hot = true }', "{ data = 1, rows = -1 }",
    '{ data = "moons", scale = 1e308, shape = [2, 1] }', "{ normal = 1, shape = [1, 2, 3, 4] }",
    "{ shape = [2] }", '"text"', "'x'", '""', "2024-01-01", "07:00:00", "[0.5, 1.5]",
    "[[0, 1], [1, 0]]", "[[[1.0]]]", "1_000", "+3", "[true]", '["x"]', "[" * 50 + "]" * 50,
]  # fmt: skip
"""Values as they may stand in a file, and as they may not."""

ODD = [
    "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u0301", "\u0430", "\u039f", "\x00",
    "\x1b[31m", "\r", "\r\n", "\t", "\x85", "\u2028", "\udcff", "漢", "é", "ŷ", "∂", "−", "²", "ǀ",
    "'", '"', '"""', "'''", "\\", "#", "=", ".", ",", "[", "]", "{", "}", "(", ")", "*", "**",
    "@", "/", "%", ";", "$",
]  # fmt: skip
"""Characters that mean something to somebody."""

WORDS = [
    "w", "x", "y", "h0", "L", "z1", "dL/dw", "relu", "softmax", "sum", "mean", "outer(w, w)",
    "w @ w", "cross_entropy(x, y)", "transpose(w)", "w**w", "1/0", "0**0", "exp(exp(w))",
    "log(-1)", "max(w, 0)", "sum(w, axis=1)", "leaky_relu(w, slope=2)", "lambda",
    "__import__('os')", "w.real", "w[0]", "1e400", "x[:, 1:3]", "x[-1]", "x[:, None]", "x.T",
    "x[::0]", "x[9**9]", "x.shape", "reshape(x, (2, -1))", "permute(x, (1, 0))",
    "concat(x, x, axis=1)", "pad(x, before=99999)", "unfold(x, kernel=2)", "x[y]",
    "where(x > 0, x, w)", "linear(x, w)", "dropout(x, rate=0.5)", "batch_norm(x)", "h[t-1]", "h[0]",
    "attention(x, x, x, heads=2)",
    "\nfor t in 1..3: h[t] = ", "\nfor t in 1..9**9:\n    ", "\nif x.ndim == 2: ", "\nelse: ",
    "\nneeds x.ndim == 2: ", "next(m) = ", "remembered(0, 2)", "drawn_mask(x.shape, 0.5)",
    '\n[layers]\nf = "f(x)"\n', "\nbatch_size = 2", "\nvalidation = 0.5", "max(x, axis=(0, 1))",
    "\nclip_norm = 0.1", '\nschedule = "step"', "\nwarmup = 3", "a, b = lstm_cell(x, x, x, w, w)",
]  # fmt: skip
"""Pieces of equations."""


def mutated(text, chance):
    """A text with one to a few changes in it."""
    for _ in range(chance.choice([1, 1, 1, 2, 3, 6])):
        text = chance.choice(MUTATIONS)(text, chance)
    return text


def cut_out(text, chance):
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.choice([1, 2, 5, 20, 200]) :]


def put_in(text, chance):
    start = chance.randrange(len(text) + 1)
    piece = chance.choice([ODD, HOSTILE, WORDS])
    return text[:start] + chance.choice(piece) + text[start:]


def cut_off(text, chance):
    return text[: chance.randrange(len(text) + 1)]


def value_for(text, chance):
    """Another value behind one of the equals signs."""
    lines = text.split("\n")
    with_value = [i for i, line in enumerate(lines) if "=" in line]
    if not with_value:
        return text
    index = chance.choice(with_value)
    key, _, _ = lines[index].partition("=")
    lines[index] = f"{key}= {chance.choice(chance.choice([HOSTILE, WORDS]))}"
    return "\n".join(lines)


def lines_moved(text, chance):
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    return "\n".join(lines)


def line_repeated(text, chance):
    lines = text.split("\n")
    index = chance.randrange(len(lines))
    times = chance.choice([2, 2, 3, 10, 100])
    lines[index : index + 1] = [lines[index]] * times
    return "\n".join(lines)


def name_for(text, chance):
    """Another name, or piece of an equation, in place of a word."""
    words = text.split(" ")
    words[chance.randrange(len(words))] = chance.choice(chance.choice([WORDS, ODD, HOSTILE]))
    return " ".join(words)


def number_for(text, chance):
    """Another number in place of one, so that a network stays one."""
    found = list(re.finditer(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", text))
    if not found:
        return text
    number = chance.choice(found)
    other = chance.choice(["0", "1", "2", "0.5", "-3", "1e-6", "1e6", "1e200", "-1e-300", "7.25"])
    return text[: number.start()] + other + text[number.end() :]


def newlines(text, chance):
    return text.replace("\n", chance.choice(["\r\n", "\r", "\n\n", " \\\n", "\n#\n"]))


MUTATIONS = [
    *[number_for] * 4, cut_out, put_in, put_in, cut_off, value_for, value_for, lines_moved,
    line_repeated, name_for, name_for, newlines,
]  # fmt: skip


def encoded(text, chance):
    """A text as bytes, mostly in UTF-8, some of them changed."""
    others = ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1"]
    coding = chance.choice(["utf-8"] * 12 + others)
    data = bytearray(text.encode(coding, "surrogateescape" if coding == "utf-8" else "replace"))
    for _ in range(chance.choice([0, 0, 0, 1, 3])):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def huge(piece, size):
    """A piece, so often that it has about so many characters."""
    return piece * max(1, size // len(piece))
