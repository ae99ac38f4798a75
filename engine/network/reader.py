"""Network files: TOML to Network, with errors that name file, line and way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.errors import NetworkError, SpecError
from engine.language.op import Conventions
from engine.language.parser import MAX_NAME
from engine.language.text import is_aligned, plain, shortened, suggestion
from engine.language.values import Value, shape_of
from engine.network.equations import (
    Equations,
    are_plain,
    equation_lines,
    plain_equations,
)
from engine.network.given import BATCH_KEYS, Givens, held, read_given
from engine.network.groups import placed
from engine.network.network import Network
from engine.network.source import Source
from engine.network.toml import TomlError, parse_toml
from engine.network.training import TRAINING_KEYS, read_number, read_training

if TYPE_CHECKING:
    from engine.network.origin import Origin, Setting
    from engine.network.samples import Samples

MAX_TITLE = 60
MAX_TEACHES = 500
MAX_PAGE = 250
MAX_WRITTEN = 12
"""So long the way may be in which a name is written, or each part of a path, `fc1.W`."""

PRECISIONS = ("float64", "float32", "float16", "bfloat16")
"""What the numbers may be kept in where a network comes from."""

_TABLES = ("inputs", "targets", "constants", "parameters", "memory")
KEYS: Mapping[str, tuple[str, ...]] = {
    "": ("title", "teaches", "page", "loss", "equations", "gradients", *_TABLES, "layers",
         "training", "conventions", "notation"),
    "training": (*TRAINING_KEYS, *BATCH_KEYS),
    "conventions": ("relu_at_zero", "abs_at_zero", "precision"),
}  # fmt: skip
"""What may stand in each table of a file, and before the first."""


def read_network(
    source: Source, seed: int = 0, training: Mapping[str, Setting] | None = None
) -> Network:
    """The network that the text of a file describes.

    Args:
        source: the text.
        seed: for the random numbers of initialisers.
        training: settings of [training] in the place of those in the text.

    Raises:
        SpecError: where it describes none.
    """
    said = _parse_toml(source)
    if not training:
        return read_parts(source, said, seed)
    from engine.network.overridden import Overridden, overridden  # only where it is asked for

    return read_parts(Overridden(source, training), overridden(said, training), seed)


def read_parts(
    origin: Origin,
    said: Mapping[str, Any],
    seed: int,
    *,
    is_validation: bool = False,
    known: Samples | None = None,
) -> Network:
    """The network of which the parts are said as a network file says them.

    Args:
        origin: what says so.
        said: the keys and tables of a file, as TOML reads them.
        seed: for what is drawn.
        is_validation: whether it is the network as it predicts: given the samples for validation,
            or all if none are kept apart, with layers as they are when nothing is trained.
        known: the samples, if they have been read before.

    Raises:
        SpecError: where the parts do not make one.
    """
    try:
        return _Reader(origin, said, seed, is_validation, known).network()
    except NetworkError as error:
        raise origin.error_at(str(error), *error.where) from None


def _read_evaluation(
    origin: Origin, said: Mapping[str, Any], seed: int, samples: Samples
) -> Network:
    return read_parts(origin, said, seed, is_validation=True, known=samples)


def _parse_toml(source: Source) -> dict[str, Any]:
    try:
        return parse_toml(source.text)
    except TomlError as error:
        raise source.error(str(error), error.line) from None


def is_short(written: str) -> bool:
    """Whether a name may be written so: shortly, or as a path, of which frames show the end."""
    return len(written) <= (MAX_NAME if "." in written else MAX_WRITTEN)


class _Reader:
    """Builds a network from what a file says."""

    def __init__(
        self,
        origin: Origin,
        said: Mapping[str, Any],
        seed: int,
        is_validation: bool,
        known: Samples | None,
    ) -> None:
        self._origin = origin
        self._said = said
        self._seed = seed
        self._is_validation, self._known = is_validation, known

    def network(self) -> Network:
        """The network.

        Raises:
            SpecError: where a key or a value is not what the file may hold.
            NetworkError: where the parts do not fit together.
        """
        self._check_keys("", self._said)
        training = self._table("training")
        rate, optimiser = read_training(training, partial(self._error_in, "training"))
        conventions = self._table("conventions")
        given = self._given()
        for name in given.inputs.keys() & given.constants.keys():
            raise self._error(f"{name!r} stands in [inputs] already", "constants", name)
        inputs = {**given.inputs, **given.constants}
        equations = self._equations({**inputs, **given.targets, **given.parameters})
        feeds = (*given.feeds, *equations.feeds)
        is_drawn = given.initialisers or any(each.is_drawn for each in feeds)
        make = partial(
            Network,
            equations=equations.equations,
            lines=equations.lines,
            groups=equations.groups,
            buffers=equations.buffers,
            loss=self._text("loss"),
            inputs={**inputs, **equations.inputs},
            fixed=frozenset(given.constants),
            targets=given.targets,
            parameters=given.parameters,
            memory=given.memory,
            learning_rate=rate,
            optimiser=optimiser,
            initialisers=given.initialisers,
            seed=self._seed if is_drawn else None,
            feeds=feeds,
            files=given.files,
            brought=frozenset(given.arrays.keys() - given.memory.keys()),
            evaluation=self._evaluation(given),
            conventions=Conventions(
                self._convention(conventions, "relu_at_zero"),
                self._convention(conventions, "abs_at_zero"),
            ),
            precision=self._precision(conventions),
            gradients=tuple(self._gradients()),
            names=equations.names,
            name=plain(self._origin.name),
            title=shortened(self._text("title", self._origin.name), MAX_TITLE),
            teaches=shortened(self._text("teaches", ""), MAX_TEACHES),
            page=self._page(),
        )
        try:
            network = make()
            if network.memory:
                from engine.network.memory import check_memory  # not before it has some

                check_memory(network)
        except NetworkError as error:
            match error.where:
                case ("inputs", str(name)) if name in given.constants:
                    raise self._error(str(error), "constants", name) from None
            raise placed(equations, error) from None
        return network

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

    def _precision(self, said: dict[str, Any]) -> str:
        found = said.get("precision", PRECISIONS[0])
        if found not in PRECISIONS:
            problem = f"'precision' has to be one of {', '.join(PRECISIONS)}, in quotes"
            raise self._error(problem, "conventions", "precision")
        return str(found)

    def _equations(self, given: Mapping[str, Value]) -> Equations:
        text, own = self._text("equations"), self._table("layers")
        names, is_bounded = dict(self._notation()), self._origin.is_file
        lines = equation_lines(text)
        if not own and are_plain(lines):
            return Equations(plain_equations(lines, is_bounded=is_bounded), names)
        from engine.network.expanded import expanded_equations, read_layers

        return expanded_equations(
            text,
            {name: shape_of(value) for name, value in given.items()},
            names,
            read_layers(own),
            self._seed,
            is_bounded=is_bounded,
            is_training=not self._is_validation,
        )

    def _given(self) -> Givens:
        tables = {name: self._table(name) for name in _TABLES}
        if not tables["parameters"]:
            raise self._error("there are no parameters to train: write [parameters]", "parameters")
        return read_given(
            tables,
            self._table("training"),
            self._origin.folders,
            self._seed,
            is_validation=self._is_validation,
            known=self._known,
        )

    def _evaluation(self, given: Givens) -> Callable[[int, Samples], Network] | None:
        """What reads the network with which the samples for validation are predicted."""
        if not given.feeds or self._is_validation:
            return None
        return partial(_read_evaluation, self._origin, held(self._said, given.arrays))

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
            written = shortened(said, MAX_NAME + 1)
            if not is_short(said):
                problem = f"{written!r} is longer than {MAX_WRITTEN} characters"
                raise self._error(problem, "notation", name)
            if not is_aligned(written):
                problem = f"{written!r} has characters that are not one column wide"
                raise self._error(problem, "notation", name)
            yield name, written
