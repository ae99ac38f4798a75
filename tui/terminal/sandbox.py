"""A process that touches no files, for people whom one does not know.

Three fences, one behind the other: commands and options that are about files are refused by name;
an audit hook of Python refuses whatever would open a file, write one or start a process; and the
system bounds memory, time and the size of files. A process that is restricted stays so.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

MEMORY = 2_000_000_000
"""The bytes of address space that a restricted process may have."""

SECONDS = 1_800
"""The seconds of processor time that it may use, after which it ends."""

FILES = 64
"""So many files and pipes it may have open."""

REFUSED = frozenset({
    "os.chmod", "os.chown", "os.exec", "os.fork", "os.forkpty", "os.link", "os.mkdir",
    "os.posix_spawn", "os.remove", "os.rename", "os.rmdir", "os.setxattr", "os.spawn", "os.symlink",
    "os.system", "os.truncate", "os.utime", "pty.spawn", "socket.bind", "socket.connect",
    "subprocess.Popen",
})  # fmt: skip
"""What is refused whatever it is about, by its name as an audit event."""

restricted = False


def is_restricted() -> bool:
    """Whether this process touches no files."""
    return restricted


def restrict() -> None:
    """Touch no files from now on but those of the program itself, which are read."""
    global restricted
    restricted = True
    sys.dont_write_bytecode = True
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each takes address space, on a large machine all
    _bound()
    sys.addaudithook(_Fence(_own_folders()).look)


def _own_folders() -> tuple[Path, ...]:
    """Python's libraries and the program's own folders."""
    import sysconfig

    import engine

    found = {path for kind, path in sysconfig.get_paths().items() if kind.endswith("lib")}
    found.update(path for path in sys.path if path.endswith(("site-packages", "dist-packages")))
    own = (Path(__file__).parents[1], Path(str(engine.__file__)).parent)
    return tuple(path.resolve() for path in (*map(Path, sorted(found)), *own))


def _bound() -> None:
    """Have the system bound what the process uses, where there is a way."""
    try:
        import resource
    except ImportError:
        return
    for name, most in [
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_CPU", SECONDS),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", FILES),
    ]:
        number = getattr(resource, name, None)
        if number is None:
            continue
        with suppress(ValueError, OSError):  # a lower limit stands already, or the system has none
            soft, hard = resource.getrlimit(number)
            least = most if soft == resource.RLIM_INFINITY else min(soft, most)
            beyond = least + 5 if name == "RLIMIT_CPU" else least
            resource.setrlimit(number, (least, beyond if hard < 0 else min(beyond, hard)))


class _Fence:
    """Refuses what touches files outside some folders, and any writing.

    Args:
        folders: those in which files may be read.
    """

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders

    def look(self, event: str, arguments: tuple[object, ...]) -> None:
        """Called by Python before it does something."""
        if event in REFUSED:
            raise PermissionError(f"not allowed here: {event}")
        if event == "open":
            path, _, flags = arguments
            self._look_at(path, isinstance(flags, int) and flags & _WRITING != 0)
        elif event in ("os.listdir", "os.scandir"):
            self._look_at(arguments[0], writes=False)

    def _look_at(self, path: object, writes: bool) -> None:
        if isinstance(path, int):
            return  # it is open already
        text = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else "."
        real = Path(text).resolve()
        if writes or not any(real.is_relative_to(folder) for folder in self._folders):
            raise PermissionError(1, "not allowed here", text)


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
