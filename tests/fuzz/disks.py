"""Disks that are full, or broken: what writes to them fails when it is to, as the system fails."""

import errno
import os

REASONS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)

CALLS = ("open", "write", "fsync", "replace", "link", "unlink")
"""What a session is saved with; each call counts."""


class Disk:
    """The module `os`, of which some calls fail.

    Args:
        first: the call that fails, counted from 0.
        count: so many fail from there on; None for all, until there is `room`.
        reason: with which error.
        takes: so many bytes a write that fails takes before.
    """

    def __init__(self, first, count=1, reason=errno.ENOSPC, takes=0):
        self.first, self.count, self.reason, self.takes = first, count, reason, takes
        self.calls = self.failed = 0

    def room(self):
        """Make room: nothing fails from now on."""
        self.count = 0

    def __getattr__(self, name):
        return self._failing(name) if name in CALLS else getattr(os, name)

    def _failing(self, name):
        def call(*arguments, **more):
            if name == "open" and not arguments[1] & os.O_CREAT:
                return os.open(*arguments, **more)  # reading is another matter
            number = self.calls
            self.calls += 1
            is_full = self.first <= number and (
                self.count is None or number < self.first + self.count
            )
            if not is_full:
                return getattr(os, name)(*arguments, **more)
            self.failed += 1
            if name == "write" and self.takes:
                os.write(arguments[0], arguments[1][: self.takes])
            raise OSError(self.reason, os.strerror(self.reason))

        return call

    def put_in(self, monkeypatch):
        """Let sessions be saved on it."""
        for module in ("engine.files", "tui.sessions.folder"):
            monkeypatch.setattr(f"{module}.os", self)
