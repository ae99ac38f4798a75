"""The start: how long until the first useful frame, and until a key is answered."""

from collections.abc import Iterable

from apps import ROOT, WIDE, App, baseline_app, candidate_app, has, new_screen, size_name
from report import Report, Row, in_milliseconds, take_turns
from stepping import QUIET
from terminal import Terminal, TerminalError, read_chunk, read_until_shown, running, write

FRAME_LIMIT = 0.5  # times the baseline: the first frame comes before Textual is imported
READY_LIMIT = 1.3  # times the baseline
KEYS, ANSWER = b"77777", "77777"
"""A count for the next key: typed over the first frame, it is shown once keys are obeyed."""


def start(report: Report, command: list[str], rounds: int) -> None:
    """Measure from the start of the process to the first useful frame, and to the first answer."""
    name = f"start, {size_name(WIDE)}"
    frame = Row(f"{name}, first frame, ms", [], most_ratio=FRAME_LIMIT)
    ready = Row(f"{name}, ready for keys, ms", [], most_ratio=READY_LIMIT)
    report.rows += [frame, ready]
    first, second = baseline_app("start", "ready"), candidate_app(command)
    try:
        samples = take_turns(rounds, lambda: start_once(first), lambda: start_once(second, KEYS))
    except TerminalError as error:
        report.notes.append(f"start: {error}")
        return
    baseline = in_milliseconds(times[0] for times in samples[0])
    frame.baseline, ready.baseline = baseline, baseline
    frame.candidate, ready.candidate = (
        in_milliseconds(times[at] for times in samples[1]) for at in (0, 1)
    )


def start_once(app: App, keys: bytes = b"") -> tuple[float, float]:
    """Return the seconds until the useful frame, and until keys typed over it were answered.

    The output is only recorded while the app starts. Which piece of it completed the frame is
    found afterwards, by playing the record to a parser of the screen.
    """
    wanted = (*app.useful, ANSWER) if keys else app.useful
    with running(app.command, WIDE, str(ROOT)) as terminal:
        if keys:
            read_chunk(terminal, 20.0)
            write(terminal, keys)
        read_until_shown(terminal, lambda text: has(text, wanted), QUIET)
    return shown_after(terminal, app.useful), shown_after(terminal, wanted)


def shown_after(terminal: Terminal, patterns: Iterable[str]) -> float:
    """Return the seconds from the start of the process until all patterns were on the screen."""
    screen, stream = new_screen(terminal.size)
    for chunk in terminal.chunks:
        stream.feed(chunk.data)
        if has("\n".join(screen.display), patterns):
            return chunk.time - terminal.started
    raise TerminalError(f"the screen never showed {' and '.join(patterns)}")
