"""A burst of keys: how long all of them take, and whether the right screen comes of it."""

import pyte
from apps import ROOT, WIDE, App, baseline_app, candidate_app, new_screen, settle, size_name
from report import Report, Row, in_milliseconds, take_turns
from stepping import walk
from terminal import Terminal, TerminalError, read_until_quiet, running, write

BURST_LIMIT = 60.0  # milliseconds
BURST = 100
BURST_QUIET = 0.25  # longer, or a pause in the middle of a slow burst would end it


Cells = list[list[pyte.screens.Char]]


def burst(report: Report, command: list[str], rounds: int) -> None:
    """Measure 100 keys at once, and compare the last screen with that of 100 single keys."""
    name = f"burst of {BURST}, {size_name(WIDE)}"
    duration = Row(f"{name}, ms", [], most=BURST_LIMIT)
    size = Row(f"{name}, bytes", [])
    wrong = Row(f"{name}, wrong cells", [], most=0)
    report.rows += [duration, size, wrong]
    apps = baseline_app("step", "step 0"), candidate_app(command)
    try:
        right = [cells_after_walk(app) for app in apps]
        runs = take_turns(rounds, lambda: burst_once(apps[0]), lambda: burst_once(apps[1]))
    except TerminalError as error:
        report.notes.append(f"{name}: {error}")
        return
    duration.baseline, duration.candidate = (
        in_milliseconds(seconds for seconds, _, _ in side) for side in runs
    )
    size.baseline, size.candidate = ([float(count) for _, count, _ in side] for side in runs)
    # The worst round counts: a screen that is wrong now and then is wrong.
    wrong.baseline, wrong.candidate = (
        [float(max(differing(expected, cells) for _, _, cells in side))]
        for expected, side in zip(right, runs, strict=True)
    )
    for _, _, cells in runs[1]:
        if differing(right[1], cells):
            report.notes.append(f"{name}: {first_difference(right[1], cells)}")
            break


def cells_after_walk(app: App) -> Cells:
    """Return the screen after the keys of a burst, sent one at a time."""
    with running(app.command, WIDE, str(ROOT)) as terminal:
        settle(terminal, app)
        walk(terminal, BURST)
    return cells_of(terminal)


def burst_once(app: App) -> tuple[float, int, Cells]:
    """Return the seconds to the last byte of a burst's answer, its bytes, and the screen."""
    with running(app.command, WIDE, str(ROOT)) as terminal:
        settle(terminal, app)
        written = write(terminal, b"n" * BURST)
        chunks = read_until_quiet(terminal, BURST_QUIET, patience=20.0)
    count = sum(len(chunk.data) for chunk in chunks)
    return chunks[-1].time - written, count, cells_of(terminal)


def cells_of(terminal: Terminal) -> Cells:
    """Return what stands in each cell of the screen, with its colours.

    A blank shows nothing of its ink.
    """
    screen, stream = new_screen(terminal.size)
    stream.feed(terminal.output)
    columns, lines = terminal.size
    rows = [[screen.buffer[line][column] for column in range(columns)] for line in range(lines)]
    return [
        [
            cell._replace(fg="", bold=False) if cell.data == " " and not cell.reverse else cell
            for cell in cells
        ]
        for cells in rows
    ]


def differing(expected: Cells, found: Cells) -> int:
    """Count the cells that differ in their character or their style."""
    return sum(
        left != right
        for lines in zip(expected, found, strict=True)
        for left, right in zip(*lines, strict=True)
    )


def first_difference(expected: Cells, found: Cells) -> str:
    """Describe the first line of the screen that differs."""
    number = next(
        index
        for index, lines in enumerate(zip(expected, found, strict=True))
        if lines[0] != lines[1]
    )
    texts = ["".join(cell.data for cell in cells[number]).rstrip() for cells in (expected, found)]
    if texts[0] == texts[1]:
        return f"line {number} differs in style only: {texts[0]!r}"
    return f"line {number} should be\n  {texts[0]!r} and is\n  {texts[1]!r}"
