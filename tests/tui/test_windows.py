"""Nothing on the way of the app and its commands needs what Windows does not have."""

import os
import subprocess
import sys


def test_the_app_and_its_commands_do_without_posix(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.tui.windows", str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)},
    )
    assert done.stderr == ""
    assert done.returncode == 0
    ended = [line for line in done.stdout.splitlines() if " ended with " in line]
    assert len(ended) == 7
    assert all(line.endswith(" 0") for line in ended)
    assert done.stdout.splitlines()[-1] == "18 the session goes on where it ended"
