"""Networks as they come from elsewhere, drawn: groups in groups, written paths, files of arrays."""

import numpy as np

from engine.drafts.draft import Draft

LAYERS = (
    "linear({0}, {W}, {b})", "relu({0})", "tanh({0})", "layer_norm({0})", "batch_norm({0})",
    "dropout({0}, rate=0.3)", "linear({0}, {W})", "{0} * sigmoid({0})", "exp({0})", "log({0})",
    "{0} / {1}", "{0} - {1}", "sqrt({0})", "softmax({0})", "{0} @ {W} + {b}", "{0} * {mask}",
    "attention({0}, {0}, {0}, heads=2)", "relu({0} @ {W} - 30)", "1e30 * {0}", "1e-30 * {0}",
    "linear(linear({0}, {W}, {b}), {W}, {b})", "exp(-square({0})) + {1}",
)  # fmt: skip

PATHS = (
    "fc1", "fc1", "blocks.0", "blocks.0", "blocks.11.attention.out_proj", "relu", "h", "W", "stem",
    "große.schicht", "a_rather_long_name_of_a_module.another_rather_long_name", "if", "L", "0",
)  # fmt: skip

TYPES = (np.float64, np.float32, np.float16)

NUMBERS = (0.0, np.nan, np.inf, -np.inf, 1e300, 100.0, 1e-6)


class Blocks:
    """A draft of a network that is drawn.

    Args:
        rng: draws it.
    """

    def __init__(self, rng):
        self.rng, self.draft = rng, Draft("drawn", "A comment.")
        self.size = rng.choice([2, 2, 4])
        rows = rng.choice([1, 3, 8])
        self.known = [self.draft.input("x", self.numbers(rows, self.size))]
        self.rest = {"W": [], "b": [], "mask": []}
        self.given("W", "first")
        for _ in range(rng.randint(1, 3)):
            self.block("", 0)
        target = self.draft.target("target.y", self.numbers(rows, self.size))
        pieces = (
            "mean(square({0} - {1}))",
            "mean(cross_entropy({0}, softmax({1})))",
            "sum({0} * {1})",
        )
        loss = rng.choice(pieces).format(self.known[-1], target)
        unused = " + ".join(f"sum({each})" for each in (*self.rest["W"], *self.rest["b"]))
        self.draft.loss(self.draft.equation("L", f"{loss} + 0*({unused})"))
        self.draft.conventions(precision=rng.choice(["float64", "float32", "float16", "bfloat16"]))
        optimiser = rng.choice(["gd", "momentum", "adamw"])
        training = {"optimiser": optimiser, "learning_rate": rng.choice([0.01, 1, 1e3])}
        batches = {"batch_size": rng.choice([1, 2, rows]), "shuffle": False}
        self.draft.training(**training, **(batches if rng.random() < 0.4 else {}))
        self.draft.note("It comes from elsewhere.")

    def numbers(self, *shape):
        """Numbers of a type, of a size, some of them odd."""
        rng = np.random.default_rng(self.rng.getrandbits(32))
        found = rng.normal(size=shape) * self.rng.choice([0, 0.3, 1, 1, 50])
        if self.rng.random() < 0.2:
            found.flat[self.rng.randrange(found.size)] = self.rng.choice(NUMBERS)
        with np.errstate(over="ignore"):
            return found.astype(self.rng.choice(TYPES))

    def given(self, kind, path):
        """What a layer has for itself, or shares with one before it."""
        known = self.rest[kind]
        if known and self.rng.random() < 0.2:
            return self.rng.choice(known)
        sizes = (self.size,) * (2 if kind == "W" else 1)
        says = {"W": "weight", "b": "bias", "mask": "mask"}[kind]
        give = self.draft.constant if kind == "mask" else self.draft.parameter
        known.append(give(f"{path}.{says}", self.numbers(*sizes)))
        return known[-1]

    def block(self, above, depth):
        """A few equations and groups of them."""
        rng = self.rng
        for _ in range(rng.randint(1, 4)):
            path = ".".join(filter(None, [above, rng.choice(PATHS)]))
            if depth < 3 and rng.random() < 0.4:
                with self.draft.group(path, f"Block({depth}), model.py:{rng.randint(1, 99)}"):
                    self.block(path, depth + 1)
                continue
            text = rng.choice(LAYERS)
            own = {kind: self.given(kind, path) for kind in self.rest if f"{{{kind}}}" in text}
            before = self.known[-1], rng.choice(self.known)
            self.known.append(self.draft.equation(path, text.format(*before, **own)))


def blocks(rng):
    """A recipe of such a network as keywords: it is written into the working folder."""
    path = f"drawn-{rng.getrandbits(40)}.toml"
    Blocks(rng).draft.drafted().save(path)
    return {"name": path}
