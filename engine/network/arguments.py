"""Networks from Python: equations as text, values as numbers, lists and arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import SpecError
from engine.language.shapes import MAX_RANK
from engine.language.text import shortened, suggestion
from engine.network.network import Network
from engine.network.reader import KEYS, read_parts
from engine.network.source import LONGEST_MESSAGE, LONGEST_PATH, excerpt
from engine.network.values_read import is_data


@dataclass(frozen=True)
class Arguments:
    """The arguments of `build_network`, as what a network is read from.

    Args:
        name: what the network is called.
        said: the arguments as the keys and tables of a network file.
    """

    name: str
    said: Mapping[str, Any]

    @property
    def is_file(self) -> bool:
        """No: a program made them, and only arrays are bounded."""
        return False

    @property
    def folders(self) -> Sequence[Path]:
        """Where its files of data may be: anywhere below where the program is run."""
        return (Path(),)

    def error_at(self, message: str, *where: str | int) -> SpecError:
        """The error to raise for an argument, or an equation, which is shown."""
        place, shown = "", ""
        match where:
            case ("equations", int(index)):
                number, shown = self._equations[index]
                place = f", line {number} of equations"
            case ("training" | "conventions", str(key)):
                place = f", {key}"
            case (str(table), str(key)):
                place, shown = f", {table}", f"{key} = {shortened(repr(self.said[table].get(key)))}"
            case (str(key),):
                place = f", {key}"
        shown = f"\n    {excerpt(shown)}" if shown else ""
        said = shortened(message, LONGEST_MESSAGE)
        return SpecError(f"{shortened(self.name + place, LONGEST_PATH)}: {said}{shown}")

    @property
    def _equations(self) -> list[tuple[int, str]]:
        """The lines of the equations that say something, with their numbers."""
        lines = enumerate(self.said["equations"].split("\n"), 1)
        said = [(number, line.partition("#")[0].strip()) for number, line in lines]
        return [(number, line) for number, line in said if line]


def build_network(
    equations: str,
    *,
    loss: str,
    inputs: Mapping[str, object] | None = None,
    targets: Mapping[str, object] | None = None,
    constants: Mapping[str, object] | None = None,
    parameters: Mapping[str, object],
    learning_rate: float = 1.0,
    optimiser: str = "gd",
    relu_at_zero: float = 0.0,
    abs_at_zero: float = 0.0,
    precision: str = "float64",
    gradients: Iterable[str] = (),
    notation: Mapping[str, str] | None = None,
    layers: Mapping[str, str] | None = None,
    seed: int = 0,
    name: str = "network",
    title: str = "",
    teaches: str = "",
    **settings: float | str | bool,
) -> Network:
    """A network from equations and values, which are checked as those of a network file are.

    A value is a number, an array of numpy (or another one with a method `tolist`) or nested lists;
    that of a parameter may be an initialiser as well: `{"normal": 0.01, "shape": (2, 2)}`.

    Args:
        equations: the forward equations, one a line; `#` begins a comment.
        loss: the node whose value is made small.
        inputs: values that stay the same, by name, or are taken of data:
            `{"file": "iris.csv", "columns": ["petal_length"]}`.
        targets: the values that the predictions should have.
        constants: values that stay the same and have no row for each sample.
        parameters: the values that training changes.
        learning_rate: the step size of an update.
        optimiser: `gd`, `momentum`, `nesterov`, `rmsprop`, `adagrad`, `adam` or
            `adamw`.
        relu_at_zero: the derivative of ReLU at 0, from 0 to 1.
        abs_at_zero: that of |x| at 0, from -1 to 1.
        precision: of the numbers where the network comes from, `float64`, `float32`, `float16` or
            `bfloat16`; they are computed with in float64 all the same.
        gradients: inputs and targets whose gradient is asked for as well.
        notation: how names are written, where not as they are: `{"yhat": "ŷ"}`.
        layers: layers of one's own, the text of each by its name.
        seed: for the random numbers of initialisers, drawn in the order of the parameters.
        name: what the network is called in errors.
        title: what it is called in pictures; its name where that is empty.
        teaches: one line that says what can be learnt from it.
        **settings: other keys of [training], as `beta1`, `weight_decay` or `schedule`; and
            `batch_size`, `shuffle` and `validation`.

    Raises:
        SpecError: where the parts do not make a network; it names the part and the way out.

    >>> network = build_network(
    ...     "L = mean(square(y - X @ w))",
    ...     loss="L",
    ...     inputs={"X": [[1, 2], [3, 4]]},
    ...     targets={"y": [5, 6]},
    ...     parameters={"w": [0.5, 0.5]},
    ... )
    >>> network.shapes["X"], network.samples
    ((2, 2), 2)
    """
    said = {
        "title": title or name,
        "teaches": teaches,
        "loss": loss,
        "equations": equations,
        "gradients": [gradients] if isinstance(gradients, str) else list(gradients),
        "inputs": _sampled(inputs, settings),
        "targets": _sampled(targets, settings),
        "constants": _table(constants),
        "parameters": _table(parameters),
        "training": _table({"learning_rate": learning_rate, "optimiser": optimiser, **settings}),
        "conventions": _table(
            {"relu_at_zero": relu_at_zero, "abs_at_zero": abs_at_zero, "precision": precision}
        ),
        "notation": _table(notation),
        "layers": _table(layers),
    }
    arguments = Arguments(name, said)
    for setting in settings:
        if setting not in KEYS["training"]:
            known = [*(build_network.__kwdefaults__ or ()), *KEYS["training"]]
            hint = suggestion(setting, known)
            if setting in KEYS:
                hint = f"; what stands in it is an argument: {', '.join(KEYS[setting])}"
            raise arguments.error_at(f"unknown argument {setting!r}{hint}")
    for key in ("inputs", "targets", "constants", "parameters", "notation", "layers"):
        if not isinstance(said[key], Mapping):
            raise arguments.error_at('a mapping of names is needed, {"x": 1}', key)
    if not said["parameters"]:
        raise arguments.error_at('there are no parameters to train: say {"w": 0.5}', "parameters")
    return read_parts(arguments, said, seed)


def _sampled(values: object, settings: Mapping[str, object]) -> object:
    """Inputs or targets as a table of TOML; those that are taken in batches stay arrays."""
    if not isinstance(values, Mapping) or "batch_size" not in settings:
        return _table(values)
    return {str(key): value if is_data(value) else _written(value) for key, value in values.items()}


def _table(values: object) -> object:
    """A mapping as a table of TOML, None as an empty one; what is no mapping stays as it is."""
    if values is None:
        return {}
    if not isinstance(values, Mapping):
        return values
    return {str(key): _written(value) for key, value in values.items()}


def _written(value: object, rank: int = 0) -> object:
    """A value in the types of TOML: numbers and lists; what is something else stays as it is."""
    to_list = getattr(value, "tolist", None)
    if to_list is not None:
        return to_list()
    if isinstance(value, Mapping):
        return {key: _written(part, MAX_RANK) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes) and rank <= MAX_RANK:
        return [_written(part, rank + 1) for part in value]
    return value
