"""A session restored: the debugger as it was, or what of it a changed network has room for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from engine.debugger.branches import Branch, Branches, changed, fits
from engine.debugger.breakpoints import Breakpoint, Breakpoints, parse_breakpoint
from engine.debugger.cursor import Route
from engine.debugger.debugger import Debugger
from engine.debugger.marks import Marks
from engine.debugger.notes import LONGEST, Notes
from engine.debugger.stop import Stop
from engine.debugger.visits import Spot
from engine.debugger.watches import Watch, Watches
from engine.debugger.whatif import same_step
from engine.errors import DebuggerError, SessionError, SpecError
from engine.iterations.edits import Edit, Freeze, Result, Start
from engine.language.text import listed, plain, shortened
from engine.language.values import Value, is_array, is_finite
from engine.network.files import network_source
from engine.program.program import Program
from engine.program.recipe import Recipe
from engine.program.variants import VARIANTS, Variant, Word
from engine.queries.formulas import parse_asked
from engine.sessions.machine import is_elsewhere
from engine.sessions.session import SavedChange, SavedPlace, Session, files_of, value_of

ELSEWHERE = "it was computed on another kind of machine: last digits may differ here"


@dataclass(frozen=True)
class Restored:
    """A debugger that is to go on where a session ended.

    Args:
        debugger: at the start of the branch in which the session ended.
        spot: where it ended, or the place in a changed network that comes next to it.
        selected: the node that was selected; None where none was.
        entry: the entry that was singled out; None where none was.
        notes: what there is to say about it: what is not as it was, or where the network is from.
        is_whole: whether everything is as it was.
    """

    debugger: Debugger
    spot: Spot
    selected: str | None
    entry: tuple[int, ...] | None
    notes: tuple[str, ...]
    is_whole: bool

    def arrive(self) -> Stop:
        """Go to where the session ended; runs its iterations, unless they have been run."""
        stop = self.debugger.arrive_at(self.spot, self.selected, self.entry)
        if self.is_whole and stop.cursor != self.spot.cursor:
            # NaN or infinity came in between; whoever went on behind them stands there still.
            stop = self.debugger.arrive_at(self.spot, self.selected, self.entry)
        return stop


def restore(session: Session) -> Restored:
    """A debugger for a session. Where its network file has changed, it gets what still applies.

    Raises:
        SessionError: where the session makes no sense.
    """
    saved = session.recipe()
    try:
        recipe, notes = _present(saved)
        program = recipe.program()
    except SpecError as error:
        raise SessionError(f"the network of this session cannot be used: {error}") from None
    was = _program_before(saved, recipe) or program
    debugger = Debugger(program, recipe)
    branches, lost_changes = _branches(session, program)
    breakpoints = _breakpoints(session, program)
    watches = _watches(session, program)
    spots = {plain(name): _spot(place, was, program) for name, place in session.marks.items()}
    debugger.adopt(branches, breakpoints, watches, Marks(spots), _notes(session))
    unfolded = {plain(name) for name in session.unfolded} & debugger.stop.folded
    if unfolded:
        debugger.unfold(*unfolded)
    counts: dict[str, tuple[int, Sequence[object]]] = {
        "changes": (lost_changes, session.branches),
        "breakpoints": (len(session.breakpoints) - len(breakpoints.items), session.breakpoints),
        "watches": (len(session.watches) - len(watches), session.watches),
    }
    lost = _lost(counts)
    return Restored(
        debugger,
        _spot(session.moved.place, was, program)._replace(branch=branches.number),
        session.moved.selected,
        tuple(session.moved.entry or ()) or None,
        (
            *notes,
            *_files(session, program),
            *lost,
            *([ELSEWHERE] if is_elsewhere(session.machine, program) else ()),
        ),
        was is program and not lost,
    )


def _files(session: Session, program: Program) -> list[str]:
    """The files of data that are not what they were, in words."""
    now = files_of(program)
    changed = [name for name, was in session.files.items() if now.get(name, was) != was]
    if not changed:
        return []
    has = "has" if len(changed) == 1 else "have"
    said = shortened(listed(changed), 200)
    return [f"{said} {has} changed since the session was saved: the numbers are others"]


def _lost(counts: dict[str, tuple[int, Sequence[object]]]) -> list[str]:
    """What has no place any more, in words."""
    parts = [f"{lost} of {len(all_)} {what}" for what, (lost, all_) in counts.items() if lost]
    return [f"no place any more for {', '.join(parts)}"] if parts else []


def _present(saved: Recipe) -> tuple[Recipe, list[str]]:
    """What to run, from the network file if it is a network, and what there is to say about it.

    Raises:
        SpecError: where there is neither a file nor a copy.
    """
    if saved.text is None:
        return saved.read(), []
    if saved.path is None:
        return saved, []
    name = plain(Path(saved.name).name)
    try:
        now = replace(saved, text=network_source(saved.name).text)
        if now.text == saved.text:
            return saved, []
        now.program()
    except SpecError as error:
        reason = str(error).splitlines()[0].removeprefix(plain(str(Path(saved.name).parent)) + "/")
        return saved, [f"{reason}; a copy is used"]
    return now, [f"{name} has changed since the session was saved"]


def _program_before(saved: Recipe, recipe: Recipe) -> Program | None:
    """The program that was stepped through; None where it is the same, or none any more."""
    if saved.text in (None, recipe.text):
        return None
    with suppress(SpecError):
        return saved.program()
    return None


def _branches(session: Session, program: Program) -> tuple[Branches, int]:
    """The branches, and how many changes the program has no place for."""
    made = list(Branches.of(program))
    lost = 0
    for number, change in enumerate(session.branches, 1):
        if change.parent >= number:
            raise SessionError(f"branch {number} of this session was made in one that came later")
        edit, timeline = _edit(change, program), made[change.parent].timeline
        if fits(edit, timeline.program):
            timeline = changed(timeline, edit)
        else:
            lost += 1
        made.append(Branch(number, timeline, change.parent, edit, change.step))
    current = min(session.moved.place.branch, len(made) - 1)
    return Branches(tuple(made), current), lost


def _edit(change: SavedChange, program: Program) -> Edit | Variant:
    if change.kind == "seed" or change.kind == "leaky" or change.kind == "weights":
        return _variant(change.kind, value_of(change.value))
    symbol, text = plain(change.symbol), plain(change.text)
    if change.kind == "freeze":
        return Freeze(change.iteration, symbol, change.is_frozen, change.made, program.told(symbol))
    kind = Start if change.kind == "start" else Result
    value = value_of(change.value)
    if not is_finite(value):
        raise SessionError(f"{symbol!r} was not set to that: NaN and infinity cannot be set")
    return kind(change.iteration, symbol, value, change.made, text)


def _variant(word: Word, number: Value) -> Variant:
    if is_array(number) or not 0.0 <= number < math.inf or (word == "seed" and number % 1.0):
        raise SessionError(f"{word} of a branch is no number that it may be")
    return VARIANTS[word](number)


def _breakpoints(session: Session, program: Program) -> Breakpoints:
    found: dict[int, Breakpoint] = {}
    for saved in session.breakpoints:
        with suppress(DebuggerError):
            each = parse_breakpoint(plain(saved.text), saved.number, program)
            found[each.number] = replace(each, is_enabled=saved.is_enabled, hits=saved.hits)
    return Breakpoints(tuple(found.values()))


def _watches(session: Session, program: Program) -> Watches:
    found: dict[int, Watch] = {}
    for saved in session.watches:
        text = plain(saved.text)
        with suppress(DebuggerError):
            found[saved.number] = Watch(saved.number, text, parse_asked(text, program))
    return Watches(tuple(found.values()))


def _notes(session: Session) -> Notes:
    """The notes, those too that are on nodes of a network as it was."""
    said = {plain(node): shortened(text, LONGEST) for node, text in session.notes.items()}
    return Notes({node: text for node, text in said.items() if text.strip()})


def _spot(place: SavedPlace, was: Program, program: Program) -> Spot:
    """A place, or the next to it that there is."""
    route = Route(program)
    step = min(place.step, Route(was).last)
    cursor = route.at(same_step(was, step, program), place.iteration)
    if was is program and place.arrived is not None and place.arrived <= route.terms(cursor) > 1:
        cursor = replace(cursor, arrived=place.arrived)
    if was is program:
        cursor = replace(cursor, over=place.over)  # the stepper looks whether that can be
    return Spot(place.branch, cursor)
