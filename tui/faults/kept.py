"""The faults that are kept: a file of a person's own with the last of them."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from engine.files import read_bytes
from tui.faults.fault import Fault

MOST = 10
"""So many faults are kept."""

MAX_BYTES = 1_000_000


def faults_file() -> Path | None:
    """The file that they are kept in; None where there is no place for one."""
    from platformdirs import user_state_path

    with suppress(RuntimeError):
        path = user_state_path("makabaka-tui", appauthor=False) / "faults.jsonl"
        return path if path.is_absolute() else None
    return None


def keep(fault: Fault) -> bool:
    """Keep a fault with those before it; False where that cannot be done."""
    path = faults_file()
    if path is None:
        return False
    faults = [*kept_in(path), fault][-MOST:]
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    data = "".join(json.dumps(asdict(each)) + "\n" for each in faults)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(data)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        return False
    return True


def kept() -> Sequence[Fault]:
    """The faults that are kept, the last at the end."""
    path = faults_file()
    return [] if path is None else kept_in(path)


def kept_in(path: Path) -> Sequence[Fault]:
    """The faults in a file; what is none of them is passed over."""
    faults: list[Fault] = []
    with suppress(ValueError):  # there is no file, or no such one
        for line in read_bytes(path, MAX_BYTES).splitlines():
            with suppress(ValueError, TypeError, KeyError, RecursionError):
                faults.append(_read(json.loads(line)))
    return faults


def _read(told: dict[str, object]) -> Fault:
    frames, before = told["frames"], told["before"]
    if not (isinstance(frames, list) and isinstance(before, list)):
        raise TypeError
    at = told["at"]
    when = float(at) if isinstance(at, (int, float)) else 0.0
    return Fault(
        str(told["kind"]), str(told["said"]), tuple(map(str, frames)), tuple(map(str, before)), when
    )
