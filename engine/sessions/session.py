"""Sessions: everything that has been done in the debugger, as JSON to go on from.

The numbers are not in it: they are computed again, bit for bit. What is in it is the network, what
was changed by hand and where, the place where one stands, and what was noted on the way.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from engine.debugger.branches import Branch
from engine.debugger.cursor import ConfirmError, SessionError
from engine.debugger.stop import Stop
from engine.debugger.visits import Spot
from engine.export.steps import plain_value
from engine.iterations.edits import Freeze, Start
from engine.iterations.timeline import MAX_ITERATION
from engine.language.values import Value, array
from engine.network.reader import shipped_networks
from engine.network.source import plain
from engine.program.recipe import Recipe

Decoded = TypeVar("Decoded")

VERSION = 1

MAX_BYTES = 50_000_000
"""A session that is larger is neither written nor read."""

Natural = Annotated[int, Meta(ge=0)]
Iteration = Annotated[int, Meta(ge=0, le=MAX_ITERATION)]
Saved = float | str | list[Any]
"""A value: a number, nan or inf as text, or nested lists of these."""


class Place(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A place in time, as `engine.debugger.cursor.Cursor`, in a branch."""

    iteration: Iteration
    step: Natural
    branch: Natural = 0
    arrived: Natural | None = None


class Moved(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where one stands and what one looks at: what changes with every key."""

    place: Place
    selected: str | None = None
    entry: list[Natural] | None = None


class Change(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A branch: the change by hand that made it, and where it was made."""

    kind: Literal["start", "result", "freeze"]
    symbol: str
    iteration: Iteration
    made: Iteration
    parent: Natural
    step: Natural
    value: Saved = 0.0
    text: str = ""
    is_frozen: bool = True


class Noted(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A breakpoint or a watch."""

    number: Natural
    text: str
    is_enabled: bool = True
    hits: Natural = 0


class Head(Struct, frozen=True):
    """What tells a session from other files; whatever else is in it."""

    version: Natural = msgspec.field(name="makabaka-tui session")


class Session(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A session. `moved` tells where one stands in it, `folder` where its network file is."""

    version: Natural = msgspec.field(name="makabaka-tui session")
    network: str
    moved: Moved
    folder: str | None = None
    text: str | None = None
    values: dict[str, Saved] = {}
    learning_rate: float | None = None
    optimiser: str | None = None
    seed: Natural = 0
    conventions: dict[str, float] = {}
    branches: list[Change] = []
    breakpoints: list[Noted] = []
    watches: list[Noted] = []
    marks: dict[str, Place] = {}

    def recipe(self) -> Recipe:
        """What was run.

        Raises:
            SessionError: where a value is none.
        """
        values = {name: value_of(saved) for name, saved in self.values.items()}
        return Recipe(
            self._name, values, self.learning_rate, self.optimiser, self.seed,
            self.conventions, self.text,
        )  # fmt: skip

    def is_of(self, network: str) -> bool:
        """Whether it is one of a network that ships, or of a network file, from wherever named."""
        if self.text is None or network in shipped_networks():
            return self.text is None and self.network == network
        try:
            return os.path.realpath(self._name) == os.path.realpath(network)
        except ValueError:  # a null byte, which no path has
            return False

    @property
    def _name(self) -> str:
        """The name of what ships, or the path from here to the network file."""
        if self.network in shipped_networks():
            return self.network
        return str(Path(self.folder or "", self.network))


# Writing


def session_of(stop: Stop, folder: str | None = None) -> Session:
    """The session that a stop belongs to.

    Args:
        stop: where the debugger stands.
        folder: from where the path of the network file leads to it; None not to tell.

    Raises:
        SessionError: where the network was made in Python and not opened by its name.
    """
    recipe = stop.recipe
    if recipe is None:
        raise SessionError("this network was not opened by its name: there is no session to save")
    return Session(
        version=VERSION,
        network=recipe.name,
        moved=moved_of(stop),
        folder=None if recipe.text is None else folder,
        text=recipe.text,
        values={name: plain_value(value) for name, value in recipe.values.items()},
        learning_rate=recipe.learning_rate,
        optimiser=recipe.optimiser,
        seed=recipe.seed,
        conventions=dict(recipe.conventions),
        branches=[_change(each) for each in stop.branches.items[1:]],
        breakpoints=[
            Noted(each.number, each.text, each.is_enabled, each.hits) for each in stop.breakpoints
        ],
        watches=[Noted(each.number, each.text) for each in stop.watches],
        marks={name: _place(spot) for name, spot in stop.marks.items()},
    )


def moved_of(stop: Stop) -> Moved:
    """Where a stop stands."""
    selected = stop.selected if stop.is_selection else None
    entry = None if stop.entry is None else list(stop.entry)
    return Moved(_place(Spot(stop.branches.number, stop.cursor)), selected, entry)


def _place(spot: Spot) -> Place:
    cursor = spot.cursor
    return Place(cursor.iteration, cursor.step, spot.branch, cursor.arrived)


def _change(branch: Branch) -> Change:
    edit = branch.edit
    assert edit is not None  # noqa: S101  (as only the first branch has none)
    kind: Literal["start", "result", "freeze"] = "freeze"
    more: dict[str, Any] = {}
    if isinstance(edit, Freeze):
        more = {"is_frozen": edit.is_frozen}
    else:
        kind = "start" if isinstance(edit, Start) else "result"
        more = {"value": plain_value(edit.value), "text": edit.text}
    parent = branch.parent or 0
    return Change(kind, edit.symbol, edit.iteration, edit.made, parent, branch.step, **more)


def encode(session: Session) -> bytes:
    """A session in a line of JSON.

    Raises:
        SessionError: where it cannot be read again.
    """
    try:
        data = msgspec.json.encode(session)
    except UnicodeEncodeError:
        raise SessionError("the path of its network file is no text in UTF-8") from None
    if len(data) > MAX_BYTES:
        raise SessionError(f"it takes more than {MAX_BYTES:,} bytes")
    return data


def encode_moved(stop: Stop) -> bytes:
    """Where a stop stands, in a line of JSON to follow that of its session."""
    return msgspec.json.encode(moved_of(stop))


def write_session(stop: Stop, path: Path, overwrite: bool = False) -> Path:
    """Write a session to a file, to be shared: all of it, or what was there stays.

    Returns:
        The path, with ~ written out.

    Raises:
        ConfirmError: where there is such a file, and it may not be overwritten.
        SessionError: where the file cannot be written.
    """
    data = msgspec.json.format(encode(session_of(stop)), indent=2) + b"\n"
    try:
        path = path.expanduser()
        is_there, is_file = path.exists(), path.is_file()
        if is_file is is_there and (overwrite or not is_there):
            _put(data, path.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SessionError(f"{plain(str(path))}: cannot be written: {reason}") from None
    if is_file is not is_there:
        raise SessionError(f"{plain(str(path))}: not a regular file")
    if is_there and not overwrite:
        raise ConfirmError(f"{plain(str(path))} exists; write over it")
    return path


def _put(data: bytes, path: Path) -> None:
    """Put a file in the place of the one there, if there is one."""
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("xb") as file:
            file.write(data)
        beside.replace(path)
    except FileExistsError:
        raise  # it is somebody else's
    except OSError:
        beside.unlink(missing_ok=True)
        raise


# Reading


def read_session(path: Path) -> Session:
    """The session in a file: an object in JSON, behind which lines may tell where one went.

    The last of these lines counts that was not cut off.

    Raises:
        SessionError: where the file cannot be read, or holds no session.
    """
    shown = plain(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(2 * MAX_BYTES + 1)  # lines may have been added to one as large
    except OSError as error:
        raise SessionError(f"{shown}: cannot be read: {error.strerror}") from None
    if len(data) > 2 * MAX_BYTES:
        raise SessionError(f"{shown}: too large for a session of makabaka-tui")
    first, *lines = data.split(b"\n")
    if not first.rstrip().endswith(b"}"):
        return _decoded(data, shown)  # it is written in several lines
    session = _decoded(first, shown)
    for line in reversed(lines):
        with suppress(ValueError, RecursionError):
            return msgspec.structs.replace(session, moved=msgspec.json.decode(line, type=Moved))
    return session


def _decoded(data: bytes, shown: str) -> Session:
    version = _decoded_as(Head, data, shown).version
    if version != VERSION:
        raise SessionError(
            f"{shown}: saved by another version of makabaka-tui, as format {version}; "
            f"this one reads format {VERSION}"
        )
    return _decoded_as(Session, data, shown)


def _decoded_as(kind: type[Decoded], data: bytes, shown: str) -> Decoded:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise SessionError(f"{shown}: no session of makabaka-tui: {plain(str(error))}") from None
    except (ValueError, RecursionError):
        raise SessionError(
            f"{shown}: no session of makabaka-tui, or one that was cut off"
        ) from None


def value_of(saved: Saved) -> Value:
    """A value that was saved.

    Raises:
        SessionError: where it is none.
    """
    try:
        return array(saved) if isinstance(saved, list) else float(saved)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise SessionError(f"{plain(str(saved)[:40])!r} is no number") from None
