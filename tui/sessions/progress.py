"""A progress bar for training outside the app."""

from __future__ import annotations

import sys
from collections.abc import Iterator


def shown(reached: Iterator[int], iterations: int) -> Iterator[int]:
    """Training under way, with a progress bar on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("training", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with progress:
        task = progress.add_task("training", total=iterations)
        for done in reached:
            progress.update(task, completed=done)
            yield done
