"""Sessions: everything that has been done in the debugger, as JSON to go on from.

The numbers are not in it: they are computed again, bit for bit. What is in it is the network, what
was changed by hand and where, the place where one stands, and what was noted on the way.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from engine.debugger.branches import Branch
from engine.debugger.stop import Stop
from engine.debugger.visits import Spot
from engine.errors import SessionError
from engine.iterations.edits import Freeze, Start
from engine.iterations.timeline import MAX_ITERATION
from engine.language.text import plain
from engine.language.values import Value, array, plain_value
from engine.network.files import shipped_networks
from engine.network.samples import samples_of
from engine.program.program import Program
from engine.program.recipe import Recipe
from engine.program.variants import Variant, kind_of
from engine.sessions.machine import machine_of

VERSION, WITH_NOTES, WITH_VARIANTS, WITH_MACHINE, WITH_GROUPS = 2, 3, 4, 5, 6
"""The format that is written. Since 2 the lines of a session that is kept have checksums. One with
notes on nodes is 3, one with other programs in branches 4; without any it stays one that versions
before can read. In 5 there is the fingerprint of the machine, as in all that are kept in files. One
of a network with groups is 6: it knows which are unfolded, and which one has gone over; so is one
of a network that takes data of files, and knows whether these are what they were."""

READABLE = (1, 2, 3, 4, 5, 6)


MOST_CHANGES, MOST_NOTED, MOST_UNFOLDED = 2_500, 500, 100_000
"""The most changes by hand, the most breakpoints, watches or marks, and the most unfolded groups,
of a session."""

LONGEST_MACHINE = 100

Natural = Annotated[int, Meta(ge=0)]
Iteration = Annotated[int, Meta(ge=0, le=MAX_ITERATION)]
Saved = float | str | list[Any]
"""A value: a number, nan or inf as text, or nested lists of these."""


class SavedPlace(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A place in time, as `engine.debugger.cursor.Cursor`, in a branch."""

    iteration: Iteration
    step: Natural
    branch: Natural = 0
    arrived: Natural | None = None
    over: str = ""


class Moved(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The part of a session that changes with every key: where one stands, what one looks at."""

    place: SavedPlace
    selected: str | None = None
    entry: list[Natural] | None = None


class SavedChange(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A branch: the change by hand that made it, and where it was made."""

    kind: Literal["start", "result", "freeze", "seed", "leaky", "weights"]
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


class Session(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A session. `moved` tells where one stands in it, `folder` where its network file is.

    `data` is another folder of data, and `files` tells of each file of data what it was.
    """

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
    training: dict[str, float | str | bool] = {}
    branches: Annotated[list[SavedChange], Meta(max_length=MOST_CHANGES)] = []
    breakpoints: Annotated[list[Noted], Meta(max_length=MOST_NOTED)] = []
    watches: Annotated[list[Noted], Meta(max_length=MOST_NOTED)] = []
    marks: Annotated[dict[str, SavedPlace], Meta(max_length=MOST_NOTED)] = {}
    notes: Annotated[dict[str, str], Meta(max_length=MOST_NOTED)] = {}
    machine: Annotated[str, Meta(max_length=LONGEST_MACHINE)] = ""
    unfolded: Annotated[list[str], Meta(max_length=MOST_UNFOLDED)] = []
    data: str = ""
    files: Annotated[dict[str, str], Meta(max_length=MOST_NOTED)] = {}

    def recipe(self) -> Recipe:
        """What was run.

        Raises:
            SessionError: where a value is none.
        """
        values = {name: value_of(saved) for name, saved in self.values.items()}
        return Recipe(
            self._name, values, self.learning_rate, self.optimiser, self.seed,
            self.conventions, self.text, self.data, self.training,
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
        version=max(WITH_MACHINE, version_of(stop)),
        network=recipe.name,
        moved=moved_of(stop),
        folder=None if recipe.text is None else folder,
        text=recipe.text,
        values={name: plain_value(value) for name, value in recipe.values.items()},
        learning_rate=recipe.learning_rate,
        optimiser=recipe.optimiser,
        seed=recipe.seed,
        conventions=dict(recipe.conventions),
        training=dict(recipe.training),
        branches=[_change(each) for each in stop.branches.items[1:]],
        breakpoints=[
            Noted(each.number, each.text, each.is_enabled, each.hits)
            for each in stop.breakpoints.all
        ],
        watches=[Noted(each.number, each.text) for each in stop.watches.all],
        marks={name: _place(spot) for name, spot in stop.marks.items()},
        notes=dict(stop.notes),
        machine=machine_of(stop.program),
        unfolded=sorted(stop.folds.unfolded),
        data=recipe.data,
        files=files_of(stop.program),
    )


def version_of(stop: Stop) -> int:
    """The oldest format that has a place for all but the machine."""
    is_trained_otherwise = stop.recipe is not None and stop.recipe.training
    if stop.program.network.groups or files_of(stop.program) or is_trained_otherwise:
        return WITH_GROUPS
    if any(isinstance(each.edit, Variant) for each in stop.branches):
        return WITH_VARIANTS
    return WITH_NOTES if stop.notes else VERSION


def files_of(program: Program) -> dict[str, str]:
    """For each file of data that something is taken of, what tells whether it is the same."""
    samples = samples_of(program.network.feeds)
    return {**program.network.files, **({} if samples is None else samples.files)}


def moved_of(stop: Stop) -> Moved:
    """Where a stop stands."""
    selected = stop.selected if stop.is_selection else None
    entry = None if stop.entry is None else list(stop.entry)
    return Moved(_place(Spot(stop.branches.number, stop.seen)), selected, entry)


def _place(spot: Spot) -> SavedPlace:
    cursor = spot.cursor
    return SavedPlace(cursor.iteration, cursor.step, spot.branch, cursor.arrived, cursor.over)


def _change(branch: Branch) -> SavedChange:
    edit = branch.edit
    assert edit is not None  # noqa: S101  (as only the first branch has none)
    parent = branch.parent or 0
    if isinstance(edit, Variant):
        return SavedChange(kind_of(edit), "", 0, 0, parent, branch.step, edit.number)
    kind: Literal["start", "result", "freeze"] = "freeze"
    more: dict[str, Any] = {}
    if isinstance(edit, Freeze):
        more = {"is_frozen": edit.is_frozen}
    else:
        kind = "start" if isinstance(edit, Start) else "result"
        more = {"value": plain_value(edit.value), "text": edit.text}
    return SavedChange(kind, edit.symbol, edit.iteration, edit.made, parent, branch.step, **more)


# Reading


def value_of(saved: Saved) -> Value:
    """A value that was saved.

    Raises:
        SessionError: where it is none.
    """
    try:
        return array(saved) if isinstance(saved, list) else float(saved)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise SessionError(f"{plain(str(saved)[:40])!r} is no number") from None
