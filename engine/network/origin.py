"""Origins of networks: a file, a call, or one of these with settings that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from engine.errors import SpecError

Setting = float | str | bool
"""What a key of [training] says."""


class Origin(Protocol):
    """The origin of a network, a file or a call: it names the place of what is wrong."""

    @property
    def name(self) -> str:
        """What the network is called."""

    @property
    def is_file(self) -> bool:
        """Whether it is a file, so that its equations are bounded."""

    @property
    def folders(self) -> Sequence[Path]:
        """Where its files of data may be."""

    def error_at(self, message: str, *where: str | int) -> SpecError:
        """The error to raise for a part: `("parameters", "w0")`, `("equations", 3)`."""
