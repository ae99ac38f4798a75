"""What is to be plotted, read from a line: `L, dL/dW1 @2`, `L seeds 1-5`, `L from run.csv`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from os.path import expanduser
from pathlib import Path

from engine.debugger.plot import HERE, Apart, Branched, Plot, Recorded, Wanted
from engine.debugger.stop import Stop
from engine.errors import DebuggerError, FileError, NetworkError, SeriesError, SessionError
from engine.iterations.timeline import Timeline
from engine.language.expression import gradient_name
from engine.language.text import plain
from engine.program.program import Program, derive
from engine.queries.blocks import Blocks
from engine.queries.curves import Curve, Ratio, Series, parse_curve
from engine.queries.symbols import find_symbol
from tui.commands.command import CommandError
from tui.drawing.chart_curves import LETTERS
from tui.terminal.sandbox import is_restricted

MOST = len(LETTERS)
"""So many curves are drawn at most."""

USUAL = 1_000
"""So many iterations of another seed are run where none has been run here."""

FEW = 20
"""Fewer iterations are hardly a curve."""

_FROM = re.compile(r"(?:^|\s)from\s+(\S.*)$")
_SEEDS = re.compile(r"(?:^|\s)seeds?\s+(\d{1,18})(?:\s*(?:-|–|\.\.)\s*(\d{1,18}))?\s*$")
_BRANCH = re.compile(r"@\s*(\d{1,18})\s*$")
_BRANCHES = re.compile(r"(?:^|\s)branches\s*$")


def parse_plot(text: str, stop: Stop) -> Plot:
    """What a line asks to be plotted; the loss where it says nothing.

    Raises:
        DebuggerError: where it makes no sense, or the file that it names is not to be used.
    """
    text, file = text.strip(), ""
    if found := _FROM.search(text):
        text, file = text[: found.start()], found[1].strip()
    items = split(text)
    curves: list[Wanted | Recorded] = []
    note, suits_log = "", True
    for number, item in enumerate(items):
        more, said = _item(item, file if number == len(items) - 1 else "", stop)
        curves += more
        note = said or note
        suits_log = suits_log and item.split(maxsplit=1)[:1] in (["gradients"], ["ratios"])
    curves = list(dict.fromkeys(curves))
    if len(curves) > MOST:
        raise CommandError(f"{len(curves)} curves are too many to tell apart: {MOST} at most")
    return Plot(tuple(curves), note, suits_log)


def split(text: str) -> Sequence[str]:
    """The items of a list, at the commas that stand in no brackets."""
    items, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth <= 0:
            items.append("")
        else:
            items[-1] += character
    return [item.strip() for item in items]


def _item(text: str, file: str, stop: Stop) -> tuple[Sequence[Wanted | Recorded], str]:
    """The curves of an item, and what there is to say of them."""
    if file:
        return _from_file(text, file, stop)
    found = _SEEDS.search(text) or _BRANCHES.search(text) or _BRANCH.search(text)
    what = text[: found.start()].strip() if found else text
    wanted, note = [], ""
    for source in _sources(found, stop):
        timeline = source.timeline(stop)
        program = stop.program if timeline is None else timeline.program
        curves, note = _curves(what, program)
        wanted += [Wanted(curve, source) for curve in curves]
    return wanted, note


def _sources(found: re.Match[str] | None, stop: Stop) -> Iterator[Branched | Apart]:
    """Whose iterations are meant by what stands behind a curve, if anything does."""
    if found is None:
        yield HERE
    elif found.re is _SEEDS:
        yield from _seeds(int(found[1]), int(found[2] or found[1]), stop)
    elif found.re is _BRANCH:
        yield Branched(stop.branches.numbered(int(found[1])).number)
    else:
        yield from (Branched(each.number) for each in stop.branches)


def _curves(text: str, program: Program) -> tuple[Sequence[Curve], str]:
    """The curves that a text means: one, or those of all parameters."""
    names = list(program.network.parameters)
    if text in ALL and find_symbol(text, program) is None:
        if not names:
            raise CommandError("this network has no parameters")
        shown = [names[place * len(names) // min(len(names), MOST)]
                 for place in range(min(len(names), MOST))]  # fmt: skip
        note = f"{len(shown)} of {len(names):,} parameters" if len(shown) < len(names) else ""
        return [_of(text, name, program) for name in shown], note
    if text in SCORES and find_symbol(text, program) is None:
        from engine.diagnosis.score_curves import score_curve

        return [score_curve("accuracy" if text == "accuracy" else "validation", program)], ""
    return [parse_curve(text, program)], ""


SCORES = ("validation", "accuracy")
"""What stands for a curve of a score."""

ALL = ("parameters", "gradients", "ratios")
"""What stands for a curve of each parameter."""


def _of(what: str, name: str, program: Program) -> Curve:
    if what == "ratios":
        return Ratio(name)
    return Series(name if what == "parameters" else gradient_name(program.network.loss, name))


def _seeds(first: int, last: int, stop: Stop) -> Iterator[Apart]:
    """Runs of other seeds, with what was changed by hand in this branch."""
    if last < first:
        raise CommandError(f"seeds {first}-{last} go backwards: write seeds {last}-{first}")
    if last - first >= MOST:
        raise CommandError(f"{last - first + 1:,} seeds are too many to tell apart: {MOST} at most")
    length = stop.timeline.length
    for seed in range(first, last + 1):
        try:
            network = stop.program.network.with_seed(seed)
        except NetworkError as error:
            raise DebuggerError(str(error)) from None
        timeline = Timeline(derive(network), stop.timeline.edits)
        yield Apart(f"seed {seed}", timeline, USUAL if length < FEW else length)


def _from_file(text: str, file: str, stop: Stop) -> tuple[Sequence[Wanted | Recorded], str]:
    """A curve of another run, of which there is a table or a session."""
    if is_restricted():
        raise CommandError("plot ... from FILE is not allowed here: it touches files")
    path = Path(expanduser(file))  # noqa: PTH111  (no user of a name)
    if _is_session(path):
        return _from_session(text, path), ""
    from engine.export.recorded import LOSS, read_column

    loss = stop.program.network.loss
    column = read_column(path, LOSS if text in ("", loss) else text)
    values = Blocks(column.values)
    name = loss if column.name == LOSS else column.name
    return [Recorded(plain(path.name), name, column.iterations, values)], ""


def _is_session(path: Path) -> bool:
    """Whether a file is a session; one that cannot be read is none, and found out to be that."""
    from engine.files import open_bounded

    try:
        with open_bounded(path, LARGEST) as file:
            return b'"makabaka-tui session"' in file.read(BEGINS)
    except (FileError, OSError):
        return False


LARGEST, BEGINS = 2**40, 1_000
"""A file may have so many bytes for its first ones to be looked at, and how many these are."""


def _from_session(text: str, path: Path) -> Sequence[Wanted]:
    from engine.sessions.files import read_session
    from engine.sessions.restore import restore

    shown = plain(str(path))
    try:
        restored = restore(read_session(path))
    except SessionError as error:
        said = str(error)
        raise CommandError(said if said.startswith(shown) else f"{shown}: {said}") from None
    spot = restored.spot
    timeline = restored.debugger.stop.branches.numbered(spot.branch).timeline
    try:
        curves, _ = _curves(text, timeline.program)
    except SeriesError as error:
        raise CommandError(f"{shown}: {error}") from None
    source = Apart(plain(path.name), timeline, max(spot.cursor.iteration, 1), keeps_up=False)
    return [Wanted(curve, source) for curve in curves]
