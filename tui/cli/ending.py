"""The end of a command: what went wrong is told in a line, and becomes the exit status."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from engine.errors import DebuggerError, SpecError
from tui.cli.shared import NAME, UNUSABLE_INPUT, InputError, complain

INTERRUPTED = 130
"""The exit status of what is ended by Ctrl+C, as shells count."""


def guarded(do: Callable[[], int]) -> int:
    """Do something, and give the exit status; whatever goes wrong is told in a line or two."""
    if sys.stdout is None or sys.stderr is None:
        closed = "output" if sys.stdout is None else "error"
        with suppress(OSError, AttributeError):  # and where both are, there is nowhere to say it
            complain(f"{NAME}: standard {closed} is closed, so there is nowhere to write to")
        return UNUSABLE_INPUT
    with _Interrupts() as interrupts:
        try:
            return do()
        except (InputError, SpecError, DebuggerError) as error:
            return complain(str(error))
        except KeyboardInterrupt:
            return _say_interrupted()
        except BrokenPipeError:
            # Whoever reads the output has seen enough; nothing more can be written, at exit either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except Exception as error:
            if interrupts.came:  # what an import makes of it
                return _say_interrupted()
            if isinstance(error, OSError) and not error.filename:
                return complain(f"{NAME}: the output cannot be written: {error.strerror}")
            return _fail(error)


def _say_interrupted() -> int:
    complain(f"{NAME}: interrupted")
    return INTERRUPTED


def _fail(error: Exception) -> int:
    """Keep a fault of the tool itself, and tell it."""
    from tui.faults.notice import BROKEN, REPORTS, is_debugging, notice

    if is_debugging():
        raise error
    kind = notice(error).kind
    complain(f"{NAME}: something went wrong here ({kind}); {REPORTS}")
    return BROKEN


class _Interrupts:
    """Ctrl+C, noted as it comes: what is being imported may make another error of it."""

    def __init__(self) -> None:
        self.came = False
        self._before: object = None

    def __enter__(self) -> _Interrupts:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            with suppress(ValueError):  # this is not the main thread
                self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.came = True
        signal.default_int_handler(number, frame)
