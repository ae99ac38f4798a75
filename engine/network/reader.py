"""Network files: TOML to Network, with errors that name file, line and way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Protocol, TypeVar

from engine.errors import NetworkError, SpecError
from engine.language.op import Conventions
from engine.language.text import is_aligned, plain, shortened, suggestion
from engine.language.values import Value, shape_of
from engine.network.bounds import Given, check_numbers
from engine.network.equations import Equations, read_equations, read_layers
from engine.network.groups import placed
from engine.network.initialisers import Initialiser, draw
from engine.network.literals import read_initialiser, read_value
from engine.network.network import Network
from engine.network.source import Source
from engine.network.toml import TomlError, parse_toml
from engine.network.training import TRAINING_KEYS, read_number, read_training

Read = TypeVar("Read")

MAX_TITLE = 60
MAX_TEACHES = 500
MAX_PAGE = 250
MAX_WRITTEN = 12

_TABLES = ("inputs", "targets", "parameters")
KEYS: Mapping[str, tuple[str, ...]] = {
    "": ("title", "teaches", "page", "loss", "equations", "gradients", *_TABLES, "layers",
         "training", "conventions", "notation"),
    "training": TRAINING_KEYS,
    "conventions": ("relu_at_zero", "abs_at_zero"),
}  # fmt: skip
"""What may stand in each table of a file, and before the first."""


class Origin(Protocol):
    """The origin of a network, a file or a call: it names the place of what is wrong."""

    @property
    def name(self) -> str:
        """What the network is called."""

    @property
    def is_file(self) -> bool:
        """Whether it is a file, so that its equations are bounded."""

    def error_at(self, message: str, *where: str | int) -> SpecError:
        """The error to raise for a part: `("parameters", "w0")`, `("equations", 3)`."""


def read_network(source: Source, seed: int = 0) -> Network:
    """The network that the text of a file describes.

    Raises:
        SpecError: where it describes none.
    """
    return read_parts(source, _parse_toml(source), seed)


def read_parts(origin: Origin, said: Mapping[str, Any], seed: int) -> Network:
    """The network of which the parts are said as a network file says them.

    Args:
        origin: what says so.
        said: the keys and tables of a file, as TOML reads them.
        seed: for the random numbers of initialisers.

    Raises:
        SpecError: where the parts do not make one.
    """
    try:
        return _Reader(origin, said, seed).network()
    except NetworkError as error:
        raise origin.error_at(str(error), *error.where) from None


def _parse_toml(source: Source) -> dict[str, Any]:
    try:
        return parse_toml(source.text)
    except TomlError as error:
        raise source.error(str(error), error.line) from None


class _Reader:
    """Builds a network from what a file says."""

    def __init__(self, origin: Origin, said: Mapping[str, Any], seed: int) -> None:
        self._origin = origin
        self._said = said
        self._seed = seed
        self._initialisers: dict[str, Initialiser] = {}

    def network(self) -> Network:
        """The network.

        Raises:
            SpecError: where a key or a value is not what the file may hold.
            NetworkError: where the parts do not fit together.
        """
        self._check_keys("", self._said)
        training = read_training(self._table("training"), partial(self._error_in, "training"))
        conventions = self._table("conventions")
        parameters = self._parameters()
        inputs, targets = dict(self._values("inputs")), dict(self._values("targets"))
        equations = self._equations({**inputs, **targets, **parameters})
        make = partial(
            Network,
            equations=equations.equations,
            lines=equations.lines,
            groups=equations.groups,
            loss=self._text("loss"),
            inputs=inputs,
            targets=targets,
            parameters=parameters,
            learning_rate=training.learning_rate,
            optimiser=training.optimiser,
            initialisers=self._initialisers,
            seed=self._seed if self._initialisers else None,
            conventions=Conventions(
                self._convention(conventions, "relu_at_zero"),
                self._convention(conventions, "abs_at_zero"),
            ),
            gradients=tuple(self._gradients()),
            names=equations.names,
            name=plain(self._origin.name),
            title=shortened(self._text("title", self._origin.name), MAX_TITLE),
            teaches=shortened(self._text("teaches", ""), MAX_TEACHES),
            page=self._page(),
        )
        try:
            return make()
        except NetworkError as error:
            raise placed(equations, error) from None

    def _error(self, message: str, *where: str | int) -> SpecError:
        return self._origin.error_at(message, *where)

    def _error_in(self, table: str, message: str, key: str) -> SpecError:
        return self._error(message, table, key)

    def _check_keys(self, table: str, said: Mapping[str, Any]) -> None:
        known = KEYS[table]
        for key in said:
            if key not in known:
                hint = suggestion(key, list(known)) or f"; known here: {', '.join(known)}"
                place = f" in [{table}]" if table else ""
                where = (table, key) if table else (key,)
                raise self._error(f"unknown key {key!r}{place}{hint}", *where)

    def _table(self, name: str) -> dict[str, Any]:
        said = self._said.get(name, {})
        if not isinstance(said, dict):
            raise self._error(f"{name!r} has to be a table: write [{name}]", name)
        if name in KEYS:
            self._check_keys(name, said)
        return said

    def _text(self, key: str, default: str | None = None) -> str:
        said = self._said.get(key, default)
        if said is None:
            quotes = '"""' if key == "equations" else '"'
            raise self._error(f"there is no {key!r}: write {key} = {quotes}...{quotes}")
        if not isinstance(said, str):
            raise self._error(f"{key!r} has to be a text in quotes", key)
        return said

    def _page(self) -> str:
        said = self._text("page", "")
        if len(said) > MAX_PAGE or not said.isprintable():
            problem = f"'page' has to be the name of a file, of up to {MAX_PAGE} characters"
            raise self._error(problem, "page")
        return said

    def _convention(self, said: dict[str, Any], key: str) -> float:
        return read_number(said, key, 0.0, partial(self._error_in, "conventions"))

    def _equations(self, given: Mapping[str, Value]) -> Equations:
        return read_equations(
            self._text("equations"),
            {name: shape_of(value) for name, value in given.items()},
            dict(self._notation()),
            read_layers(self._table("layers")),
            self._origin.is_file,
        )

    def _gradients(self) -> Iterator[str]:
        said = self._said.get("gradients", [])
        if not isinstance(said, list) or not all(isinstance(name, str) for name in said):
            raise self._error('gradients has to be a list of names: gradients = ["x"]', "gradients")
        yield from said

    def _notation(self) -> Iterator[tuple[str, str]]:
        for name, said in self._table("notation").items():
            if not isinstance(said, str) or not said.strip():
                problem = f'say how {name!r} is written, in quotes: {name} = "..."'
                raise self._error(problem, "notation", name)
            written = shortened(said)
            if len(written) > MAX_WRITTEN:
                problem = f"{written!r} is longer than {MAX_WRITTEN} characters"
                raise self._error(problem, "notation", name)
            if not is_aligned(written):
                problem = f"{written!r} has characters that are not one column wide"
                raise self._error(problem, "notation", name)
            yield name, written

    def _values(self, table: str) -> Iterator[tuple[str, Value]]:
        for name, said in self._table(table).items():
            if isinstance(said, dict):
                problem = f"{name!r}: only parameters can be drawn from an initialiser"
                raise self._error(problem, table, name)
            yield name, self._checked(read_value, said, table, name)

    def _parameters(self) -> dict[str, Value]:
        """The parameters in the order of the file, drawn where that is how they begin."""
        table = self._table("parameters")
        if not table:
            raise self._error("there are no parameters to train: write [parameters]", "parameters")
        given: dict[str, Value] = {}
        for name, said in table.items():
            if isinstance(said, dict):
                self._initialisers[name] = self._checked(read_initialiser, said, "parameters", name)
            else:
                given[name] = self._checked(read_value, said, "parameters", name)
        drawn = self._initialisers.items()
        check_numbers(Given("parameters", name, each.shape) for name, each in drawn)
        try:
            values = {**given, **draw(self._initialisers, self._seed)}
        except ValueError as error:
            raise SpecError(str(error)) from None  # it is not the file that is wrong
        return {name: values[name] for name in table}

    def _checked(self, read: Callable[[Any], Read], said: object, table: str, name: str) -> Read:
        try:
            return read(said)
        except ValueError as error:
            raise self._error(f"{name!r}: {error}", table, name) from None
