"""The options that commands of the shell share, and the tree that the commands stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter, Token

from engine.language.text import plain
from engine.program.recipe import Recipe, recipe_of
from tui.cli.graphs import Asked, network_of
from tui.cli.shared import NAME, InputError, complain

if TYPE_CHECKING:
    from tui.config.settings import Settings


def _whole(_: object, tokens: Sequence[Token]) -> int:
    """A whole number; 1.5 is none."""
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError(f"{tokens[0].value} is no whole number.") from None


OptimiserName = Literal["gd", "sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "adamw"]
"""How an optimiser is called; the parser of the command line needs them written out."""

Whole = Annotated[int, Parameter(converter=_whole)]


TrainingSettings = Annotated[
    tuple[str, ...], Parameter(name="--training", negative="", show_default=False)
]
"""Keys of [training], each with its value."""


@dataclass(frozen=True)
class Changes:
    """The changes made in a network before it is run.

    Args:
        assignments: Give an input, a target or a parameter another value, w0=0.3; of a network that
            is generated, choose its size: depth=20.
        learning_rate: The learning rate to train with.
        optimiser: The optimiser to train with: gd (or sgd), momentum, nesterov, rmsprop,
            adagrad, adam or adamw.
        training: Set a key of [training] of the network file, weight_decay=0.01, schedule=cosine.
        seed: The seed for all that is drawn, a whole number from 0.
        data: A folder in which files of data may be, beside that of the network file.
        loss: The loss of a graph of ONNX that has none, as cross_entropy or mse.
        inputs: A file with what goes into a graph of ONNX, x.npy or name=x.npy; may be given again.
        targets: A file with what should come out, .npy, .npz or .csv.
        value: The value of the graph that is predicted, by its name.
    """

    assignments: Annotated[
        tuple[str, ...], Parameter(name="--set", negative="", show_default=False)
    ] = ()
    learning_rate: Annotated[float | None, Parameter(name="--lr")] = None
    optimiser: Annotated[
        OptimiserName | None,
        Parameter(name=("--optimiser", "--optimizer")),
    ] = None
    training: TrainingSettings = ()
    seed: Whole = 0
    data: Path | None = None
    loss: str | None = None
    inputs: Annotated[
        tuple[str, ...], Parameter(name="--input", negative="", show_default=False)
    ] = ()
    targets: Annotated[
        tuple[str, ...], Parameter(name="--target", negative="", show_default=False)
    ] = ()
    value: str | None = None

    @property
    def asked(self) -> Asked:
        """What is said about a graph of ONNX."""
        return Asked(self.loss, self.inputs, self.targets, self.value)

    def graph(self, network: str) -> tuple[str, Changes]:
        """The network file of a graph of ONNX, and the changes without what is said about it."""
        rest = replace(self, loss=None, inputs=(), targets=(), value=None)
        return network_of(network, self.asked)[0], rest

    def recipe(self, network: str) -> Recipe:
        """What to run; what there is to say of it is told."""
        recipe, notes = self.noted(network)
        if notes:
            complain(f"{plain(network)}: {'; '.join(notes)}")
        return recipe

    def noted(self, network: str) -> tuple[Recipe, tuple[str, ...]]:
        """What to run, and what there is to say of it."""
        network, notes = network_of(network, self.asked)
        data = "" if self.data is None else str(self.data.resolve())
        recipe = recipe_of(
            network, self.assignments, self.learning_rate, self.optimiser, self.seed, data,
            self.training,
        )  # fmt: skip
        return recipe, notes

    def options(self) -> list[str]:
        """The options that say the same."""
        given = {"--lr": self.learning_rate, "--optimiser": self.optimiser, "--seed": self.seed}
        said = [f"{name}={value}" for name, value in given.items() if value is not None]
        said += [f"--training={each}" for each in self.training]
        return [f"--set={each}" for each in self.assignments] + said


NO_CHANGES = Changes()
"""The network as it is."""


@dataclass(frozen=True)
class Written:
    """How numbers are written.

    Args:
        digits: How many significant digits numbers have, 2 to 15; by itself 6, or as the settings
            say (see config).
        decimal_comma: Write 0,5 for 0.5.
    """

    digits: Whole | None = None
    decimal_comma: bool | None = None

    def over(self, said: Settings) -> Settings:
        """The settings, but for what is asked for."""
        from tui.config.setting import FEWEST_DIGITS, MOST_DIGITS

        digits = said.digits if self.digits is None else self.digits
        if not FEWEST_DIGITS <= digits <= MOST_DIGITS:
            known = f"{FEWEST_DIGITS} to {MOST_DIGITS}"
            raise InputError(f"--digits {digits}: write a whole number from {known}")
        comma = said.decimal_comma if self.decimal_comma is None else self.decimal_comma
        return said._replace(digits=digits, decimal_comma=comma)


AS_SAID = Written()
"""Numbers as the settings say."""


def _version() -> str:
    from importlib.metadata import version

    return f"{NAME} {version(NAME)}"


app = App(
    name=NAME,
    help="Step through the forward pass, the backward pass and the update of a small network.",
    version=_version,
    help_format="plaintext",
    usage=f"Usage: {NAME} [NETWORK] [OPTIONS]\n       {NAME} COMMAND ...",
)


Flatten = Parameter(name="*")
