"""A progress bar for training outside the app."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


def bar() -> Progress:
    """A progress bar with the time left, on standard error if that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    return Progress(
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def shown(reached: Iterator[int], iterations: int) -> Iterator[int]:
    """Training under way, with a progress bar on a terminal."""
    with bar() as progress:
        task = progress.add_task("training", total=iterations)
        for done in reached:
            progress.update(task, completed=done)
            yield done
