"""What a person may do at a terminal, drawn: packets of bytes, as many keys at once as come."""

import string

from tui.commands.table import COMMANDS

NAMED = [
    "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~", "\x1b[3~",
    "\r", "\r", "\x1b", "\x1b", "\t", "\x1b[Z", "\x7f", "\x10", "\x10", "\x0e", "\x15", "\x17",
    "\x01", "\x07", "\x0b", "\x1bOP", "\x1b[1;5D", " ", " ",
    "\x1b[1;2A", "\x1b[1;2B", "\x1b[1;2C", "\x1b[1;2D", "+", "-", "0", "Z", "<", ">", "O", "&", "Y",
]  # fmt: skip
"""Keys that are no characters, as a terminal sends them."""

OFTEN = "nnnnNNsssfF][gG{}()lLoyupmbcCtRx?:/'10zzzD!"
"""Characters that do something; `q` ends the app and is left out, as is Ctrl+C."""

QUITS = ("quit", "q")

HOSTILE = [
    "~nouser/x", "/", ".", "..", "a\x00b", "n" * 270, "/dev/null", "/dev/zero", "no/such/folder/x",
    "\u202ex", "x y", "-", "'", '"', "%s", "$HOME", "\ud800",
]  # fmt: skip

WORDS = [
    "h0", "z1", "W1", "w3", "x", "y", "L", "dL/dh0", "dL/dW1[0,1]", "dL/dyhat", "lr", "nosuch",
    "h0 backward", "z1 < 0", "L > 0.1", "1/(L-L) < 1", "loss", "(((", "h0 +", "w0 = 0.3",
    "W1[0,0] = 2", "w3 = h0*2", "dL/dh0 = 1", "x = 1e308", "w0 = 0/0", "relu_at_zero 1", "here",
    "dark", "light", "terminal", "skip", "xor", "stop", "0.75", "0.1", "dead", "*", "?", "[", "]",
    "prev(L)", "abs(w0) > 1", "softmax(h0)", "0 1", "1 0", "3 1",
    "L = 0.375", "dL/dw0 = 0.5*1 = 0.75", "L, h0 @0", "branches", "gradients", "ratios, L",
    "h[1]", "h[2]", "dL/dh[2]", "all", "t=1", "h0.x", "k[1]", "O.product", "x[0,1]", "x[0]",
    "X[1,2]", "validation",
    "x[0,0] = 9", "h0_mask = 0", "y[0,1] = 1", "L, validation, accuracy", "W = W*2",
    "F1[0,0,0,1]", "dL/dF1[1,0,2,2] = 0.5", "x[9] = 1", "mean(x, axis=0)", "max(x, axis=1)",
    "x > y",
    "L seeds 1-3", "softmax(O)[2,1]", "prev(L) - L, W1[0,0]", "L from nosuch.csv", "own",
    "fc1", "fc1.W", "fc1_weight[0,1]", "blocks.0", "blocks.0.W = 0/0", "fc1.b = 0", "dL/dfc1.W",
]  # fmt: skip

PAGE = """x = 1, w0 = 0.5

z0 = 0.5
$$L = |y - \\hat{y}| = 0.375$$
dL/dh0 = dL/dz2*w3 = 0.5
w3 = w3 - lr*dL/dw3 = 0
L = 0
H = [[1, 2], [3, 4]]
q = \u202e\x1b[31m3
"""
"""A page to check, with mistakes and with what cannot be read."""

NUMBERS = ["0", "1", "2", "3", "7", "20", "21", "99", "-1", "1.5", "1e3", "150"]

HUGE = ["9999999", "1" + "0" * 30, "9" * 190]

SIZES = [(80, 24), (80, 24), (160, 50), (100, 30), (60, 16), (59, 16), (220, 70), (1, 1), (2, 2)]


def packet(rng):
    """What comes at once, as text; mostly a few keys."""
    kind = rng.random()
    if kind < 0.5:
        return "".join(_key(rng) for _ in range(rng.choice([1, 1, 1, 2, 3, 5, 12, 40])))
    if kind < 0.8:
        return _line(rng) + rng.choice(["", "", "n", "\x1b", "\x10st\r"])
    if kind < 0.86:
        return "\x10" + "".join(_key(rng) for _ in range(rng.randint(0, 8))) + rng.choice("\r\x1b")
    if kind < 0.93:
        return "".join(_mouse(rng) for _ in range(rng.randint(1, 4)))
    if kind < 0.97:
        return f"\x1b[200~{_text(rng)}\x1b[201~"
    return "".join(rng.choice(["\x1b", "[", "O", "\x00", "M", "<", ";", "é", "漢", "5", "~", "u"])
                   for _ in range(rng.randint(1, 12)))  # fmt: skip


def size(rng):
    """The columns and rows of a window."""
    return rng.choice(SIZES) if rng.random() < 0.5 else (rng.randint(1, 220), rng.randint(1, 70))


def _key(rng):
    kind = rng.random()
    if kind < 0.6:
        return rng.choice(OFTEN)
    if kind < 0.85:
        return rng.choice(NAMED)
    key = rng.choice(string.printable[:-5] + "éß漢")
    return "n" if key == "q" else key


def _line(rng):
    """A line behind `:`; a count that leads far is taken back by Escape."""
    command = rng.choice([each for each in COMMANDS if each.name not in QUITS])
    name = command.name if rng.random() < 0.9 else command.name[: rng.randint(1, 5)]
    if name in QUITS or "quit".startswith(name):
        name = "help"
    if command.counts and rng.random() < 0.1:
        return f":{name} {rng.choice(HUGE)}\r\x1b"
    if command.reads_files:
        return f":{name} {rng.choice(['page.md', 'page.md', *HOSTILE])}\r"
    words = [_word(rng, command.touches_files) for _ in range(rng.choice([0, 1, 1, 1, 2, 3]))]
    return f":{' '.join([name, *words])}" + rng.choice(["\r", "\r", "\r", "\r", "\t\r", "\x1b"])


def _word(rng, is_file):
    if is_file:
        return rng.choice(["one", "two.svg", "three.cast", "four.json", *HOSTILE])
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(NUMBERS)
    return rng.choice(WORDS) if kind < 0.97 else rng.choice(HOSTILE)


def _text(rng):
    return "".join(
        rng.choice([*WORDS, *HOSTILE, "\n", ":", "\t"]) for _ in range(rng.randint(0, 9))
    )


def _mouse(rng):
    column, row = rng.randint(1, 230), rng.randint(1, 75)
    if rng.random() < 0.6:
        column, row = rng.randint(1, 80), rng.randint(1, 24)
    kind, at = rng.random(), f"{column};{row}"
    if kind < 0.25:  # something is dragged, by a way
        way = [f"{rng.randint(1, 90)};{rng.randint(1, 30)}" for _ in range(rng.randint(1, 4))]
        moves = "".join(f"\x1b[<32;{there}M" for there in way)
        return f"\x1b[<0;{at}M{moves}\x1b[<0;{way[-1]}m" + rng.choice(["", "", "\x1b[<35;3;3M"])
    if kind < 0.45:  # clicked twice or more
        return f"\x1b[<0;{at}M\x1b[<0;{at}m" * rng.choice([2, 2, 3])
    if kind < 0.65:  # the wheel is turned, with or without keys that are held
        return f"\x1b[<{rng.choice([64, 65, 66, 67, 68, 69, 80, 81])};{at}M" * rng.randint(1, 9)
    button = rng.choice([0, 0, 0, 1, 2, 4, 16, 32, 35])
    return f"\x1b[<{button};{at}M\x1b[<{button};{at}{rng.choice('Mm')}"
