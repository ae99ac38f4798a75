"""Types drawn keys at the app, in many sessions, and tells what came of it.

python -m tests.fuzz.keys --keys 1000000 --seed 1
python -m tests.fuzz.keys --seed 1 --only 4711
"""

import argparse
import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.typed import PAGE

KEYS_A_SESSION = 1500

MOST = 10
"""So many findings are enough at once."""


@contextlib.contextmanager
def elsewhere():
    """In a folder of its own, as a person has the tool: faults are told, and not raised."""
    before = Path.cwd(), dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        os.environ.pop("MAKABAKA_TUI_DEBUG", None)
        os.environ |= {"EDITOR": "", "VISUAL": ""}  # none is started
        os.chdir(folder)
        Path("page.md").write_text(PAGE, encoding="utf-8")
        try:
            yield
        finally:
            os.chdir(before[0])
            os.environ.clear()
            os.environ.update(before[1])


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int)
    parser.add_argument("--seconds", type=float, default=1e9)
    options = parser.parse_args()
    from tests.fuzz.keyboard import keyboard

    began, typed, checked, slowest, found, number = time.monotonic(), 0, 0, 0.0, 0, 0
    with elsewhere():
        while typed < options.keys and time.monotonic() - began < options.seconds:
            case = number if options.only is None else options.only
            board, said = keyboard(f"{options.seed}:{case}", KEYS_A_SESSION)
            typed, checked, slowest = (
                typed + board.typed, checked + board.checked, max(slowest, board.slowest)
            )  # fmt: skip
            if said:
                found += 1
                say(f"--- session {case}, after {board.last!r}\n{said}")
            number += 1
            if options.only is not None or found == MOST:
                break
    say(
        f"seed {options.seed}: {typed:,} keys in {number:,} sessions, {checked:,} states run anew, "
        f"the longest at one thing {slowest:.2f} s, {found} findings, "
        f"{time.monotonic() - began:.0f} s"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
