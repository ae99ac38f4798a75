"""The notice of a fault: it is kept to be reported, and told in a line."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.faults.fault import Fault

REPORTS = "makabaka-tui report tells us"
"""How a fault is reported."""

DEBUGGING = "MAKABAKA_TUI_DEBUG"
"""A variable of the environment with which a fault ends the tool, with all that Python says."""


BROKEN = 70
"""The exit status where the tool itself has failed, as `sysexits.h` counts."""


def is_debugging() -> bool:
    """Whether a fault is to end the tool, as for those who work on it, and for its tests."""
    return bool(os.environ.get(DEBUGGING))


def notice(error: BaseException, before: Iterable[str] = ()) -> Fault:
    """Keep the fault that an error shows."""
    from tui.faults.fault import fault_of

    fault = fault_of(error, before)
    keep_noticed(fault)
    return fault


def keep_noticed(fault: Fault) -> None:
    """Keep a fault, as far as that can be done: it never makes another."""
    with suppress(Exception):  # as a disk that is full, or a process that may touch no files
        from tui.faults.kept import keep

        keep(fault)
