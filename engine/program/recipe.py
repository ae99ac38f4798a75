"""The recipe of a program: a network by its name, and what is changed in it before it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import NetworkError, SpecError
from engine.frozen import field_names, frozen, made_by, replace
from engine.language.text import plain, shortened, suggestion
from engine.language.values import Value
from engine.network.files import network_source, shipped_networks
from engine.network.generated import settings_of
from engine.network.groups import placed
from engine.network.literals import parse_value
from engine.network.network import Network
from engine.network.optimisers import KINDS, OTHER_KINDS
from engine.network.reader import read_network
from engine.network.source import SHARED, Source
from engine.program.program import Program, derive

if TYPE_CHECKING:
    from engine.network.origin import Setting


@frozen()
class Recipe:
    """A network and the changes to make in it.

    Args:
        name: of a network that ships, or the path of a network file.
        values: for inputs, targets, parameters, and the settings of a generated network.
        learning_rate: in place of the network's own.
        optimiser: in place of the network's own, one of `engine.network.optimisers.KINDS`.
        seed: for the parameters that are drawn.
        conventions: derivatives at kinks, by the fields of `engine.language.op.Conventions`.
        text: what the network file said when it was read; None to read it.
        data: another folder in which files of data may be; empty for none.
        training: settings of [training] in place of the network's own.
    """

    name: str
    values: Mapping[str, Value] = made_by(factory=dict)
    learning_rate: float | None = None
    optimiser: str | None = None
    seed: int = 0
    conventions: Mapping[str, float] = made_by(factory=dict)
    text: str | None = None
    data: str = ""
    training: Mapping[str, Setting] = made_by(factory=dict)

    def read(self) -> Recipe:
        """The same with the text of the network file, so that it no longer depends on the file.

        Raises:
            SpecError: where the file cannot be read.
        """
        if self.name in shipped_networks():
            return self
        return replace(self, text=network_source(self.name).text)

    @property
    def path(self) -> Path | None:
        """The network file; None for what ships, or came in a line, and has no file."""
        is_elsewhere = self.name in shipped_networks() or self.name.startswith(SHARED)
        return None if is_elsewhere else Path(self.name)

    def program(self) -> Program:
        """The program of the network; a file is read anew each time, unless `text` is given.

        Raises:
            SpecError: where there is no such network, or the changes do not fit it.
        """
        known = settings_of(self.name)
        settings = {name: value for name, value in self.values.items() if name in known}
        values = {name: value for name, value in self.values.items() if name not in known}
        source = self._source(settings)
        network = read_network(source, self.seed, self._training)
        for name in values:
            hint = suggestion(name, sorted(known))
            if hint and name not in network.constants:
                raise SpecError(f"{plain(self.name)}: unknown setting {plain(name)!r}{hint}")
        try:
            if values:
                network = network.with_values(values)
            if self.learning_rate is not None:
                network = replace(network, learning_rate=self.learning_rate)
            if self.conventions:
                network = _with_conventions(network, self.conventions)
            return derive(network)
        except NetworkError as error:
            if not values and self.name not in shipped_networks():
                error = placed(network, error)
                raise source.error_at(str(error), *error.where) from None
            raise SpecError(f"{plain(self.name)}: {shortened(str(error), 400)}") from None

    @property
    def _training(self) -> Mapping[str, Setting]:
        if self.optimiser is None:
            return self.training
        if self.optimiser not in KINDS:
            known = ", ".join(KINDS)
            raise SpecError(f"no optimiser {plain(self.optimiser)!r}: write one of {known}")
        return {**self.training, "optimiser": self.optimiser}

    def _source(self, settings: Mapping[str, Value]) -> Source:
        if self.text is None:
            return replace(network_source(self.name, settings), data=self.data)
        return Source(self.name, self.text, data=self.data)


def _with_conventions(network: Network, changes: Mapping[str, float]) -> Network:
    known = [*field_names(network.conventions)]
    for name in changes:
        if name not in known:
            raise SpecError(f"no convention is called {plain(name)!r}{suggestion(name, known)}")
    return replace(network, conventions=replace(network.conventions, **changes))


def recipe_of(
    name: str,
    assignments: Iterable[str],
    learning_rate: float | None,
    optimiser: str | None,
    seed: int,
    data: str = "",
    training: Sequence[str] = (),
) -> Recipe:
    """The recipe that options of the command line say, `--set w0=0.3` and so on.

    Raises:
        SpecError: where one of them cannot be used.
    """
    if seed < 0:
        raise SpecError(f"--seed {seed}: write a whole number from 0")
    values = dict(_assignment(text) for text in assignments)
    if optimiser is not None:
        optimiser = OTHER_KINDS.get(optimiser, optimiser)
    settings = dict(_settings(training)) if training else {}
    return Recipe(name, values, learning_rate, optimiser, seed, data=data, training=settings)


def _settings(texts: Iterable[str]) -> Iterator[tuple[str, Setting]]:
    from engine.network.overridden import parse_setting  # only where it is asked for

    return map(parse_setting, texts)


def _assignment(text: str) -> tuple[str, Value]:
    name, equals, value = text.partition("=")
    if not equals:
        raise SpecError(f"--set {plain(text)}: write name=value, as in --set w0=0.3")
    try:
        return name.strip(), parse_value(value)
    except ValueError as error:
        raise SpecError(f"--set {plain(text)}: {error}") from None
