"""The command line. Textual is imported where the app is opened, and nowhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cyclopts import CycloptsError

import tui.cli.open
import tui.cli.print  # noqa: F401  (the commands register themselves)
from engine.errors import DebuggerError, SpecError
from engine.language.text import plain
from tui.cli.options import NAME, UNUSABLE_INPUT, InputError, app
from tui.cli.show import complain


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit status.

    0 is done, 1 that the answer is no (training diverged), 2 unusable input.
    """
    if sys.stdout is None or sys.stderr is None:
        return UNUSABLE_INPUT  # there is nowhere to say why
    try:
        result = app(
            sys.argv[1:] if arguments is None else arguments,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
    except (InputError, SpecError, DebuggerError) as error:
        return complain(str(error))
    except CycloptsError as error:
        message = " ".join(plain(str(error)).split())
        return complain(f"{NAME}: {message} See {NAME} --help.")
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            return complain(f"{NAME}: the output cannot be written: {error.strerror}")
        # Whoever reads the output has seen enough; nothing more can be written, at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0
