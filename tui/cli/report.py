"""The command that reports what went wrong."""

from __future__ import annotations

import os

from tui.cli.options import app
from tui.cli.shared import write_out


@app.command
def report() -> int:
    """Print what is needed to mend what went wrong here: nothing of yours is in it.

    Versions, the kind of terminal, and of the last faults where in the program they came from and
    which keys were pressed before: no names of files, networks or people, nothing that was typed.
    """
    from tui.faults.kept import kept
    from tui.faults.report import report as lines_of
    from tui.faults.report import terminal_size

    write_out(lines_of(kept(), os.environ, terminal_size()))
    return 0
