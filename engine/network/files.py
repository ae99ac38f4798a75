"""Network files: those that ship, and a person's own."""

from __future__ import annotations

from os import PathLike, fsdecode
from pathlib import Path

from engine.errors import FileError, SpecError
from engine.files import read_text
from engine.language.text import shortened, suggestion
from engine.network.generated import GENERATORS, Settings, generate
from engine.network.network import Network
from engine.network.reader import read_network
from engine.network.source import Source

MAX_BYTES = 4_000_000
"""A file that is larger is no network file; one of a hundred thousand numbers has two million."""

SHIPPED = Path(__file__).parents[1] / "networks"
TEMPLATE = Path(__file__).parents[1] / "template.toml"


def shipped_networks() -> list[str]:
    """The names of the networks that ship."""
    return sorted([*(path.stem for path in SHIPPED.glob("*.toml")), *GENERATORS])


def load_network(
    name: str | PathLike[str], seed: int = 0, settings: Settings | None = None
) -> Network:
    """Load a shipped network by its name, or a network file by its path.

    Args:
        name: `skip`, or the path of a TOML file, as text or as a `Path`.
        seed: for the random numbers of initialisers, drawn in file order.
        settings: for a network that is generated, `{"depth": 20}` for `deep`.

    Raises:
        SpecError: where there is no such network or the file does not make one.
    """
    if not isinstance(name, str | PathLike):
        raise SpecError(f"{shortened(repr(name))}: neither the name of a network nor a path")
    return read_network(network_source(fsdecode(name), settings), seed)


def parse_network(text: str, name: str = "network", seed: int = 0) -> Network:
    """The network that the text of a network file describes.

    Errors say where in the text, as for a file: `network:3: unknown op 'rleu' ...`.

    Args:
        text: what would stand in the file.
        name: what the network is called, and its text in errors.
        seed: for the random numbers of initialisers, drawn in the order of the text.

    Raises:
        SpecError: where it describes none.

    >>> network = parse_network('''
    ...     loss = "L"
    ...     equations = "L = square(y - w*x)"
    ...     inputs = { x = 2 }
    ...     targets = { y = 3 }
    ...     parameters = { w = 0.5 }
    ... ''')
    >>> network.nodes
    ('x', 'y', 'w', 'L')
    """
    text = text.removeprefix("\ufeff")
    source = Source(name, text, called=name)
    if len(text) > MAX_BYTES:
        raise source.error(f"longer than {MAX_BYTES:,} characters, not a network file")
    said = text.strip()
    if said and "=" not in said and "\n" not in said:
        raise source.error(
            f"no text of a network file; load_network({shortened(said)!r}) opens one"
        )
    return read_network(source, seed)


def network_source(name: str, settings: Settings | None = None) -> Source:
    """The text of a shipped network or of a network file.

    Raises:
        SpecError: where there is no such network.
    """
    path = Path(name)
    if name in GENERATORS:
        return generate(name, settings or {})
    if "." in name:
        from engine.network.pickles import refuse_pickle  # not before a file is named

        refuse_pickle(name)
    if settings:
        setting = shortened(next(iter(settings)))
        raise SpecError(f"{shortened(name)}: unknown setting {setting!r}: it has none")
    if name in shipped_networks():
        path = SHIPPED / f"{name}.toml"
    elif not name or (path.suffix != ".toml" and not _may_exist(path)):
        known = shipped_networks()
        listed = f"; write one of {', '.join(known)} or the path of a network file, my.toml"
        hint = suggestion(name, known) or listed
        raise SpecError(f"{shortened(name) or 'an empty name'}: no such network{hint}")
    return _read(path)


def is_network(name: str) -> bool:
    """Whether a network ships that is called so, or there is a file of this name."""
    return name in shipped_networks() or Path(name).suffix == ".toml" or _may_exist(Path(name))


def _may_exist(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return True  # and why it cannot be read is found out by reading it


def _read(path: Path) -> Source:
    shown = str(path)
    try:
        return Source(shown, read_text(path, MAX_BYTES))
    except FileError as error:
        raise Source(shown, "").error(str(error)) from None
