"""Step cards on real terminals."""

import os
import select
import sys
import time
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("makabaka-tui"))


PATIENCE = 10


def until(condition, text=lambda: ""):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"it did not come to be:\n{text()}"
        time.sleep(0.02)


def read(file):
    """What there is to read."""
    data = b""
    while select.select([file], [], [], 0.05)[0]:
        data += os.read(file, 1 << 16)
    return data.decode(errors="replace")
