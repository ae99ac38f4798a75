"""Resuming: the records of finished chunks in a file, a line each, so that a study can go on.

A line names the program and the plan by their hashes, and the machine by its fingerprint. The last
line may be torn, as where the power failed, and is left out then; any other damage is refused.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from engine.errors import FileError, SpecError
from engine.files import read_bytes
from engine.language.text import plain
from engine.study.chunks import Chunk
from engine.study.identity import plan_hash, program_hash
from engine.study.plan import Plan
from engine.study.records import End, Records, no_records
from engine.study.wishes import as_typed

MOST_BYTES = 2_000_000_000
"""A larger file is no resume file."""

BEGINS = b'{"study":"'
"""What every line begins with."""


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    """A line of the file.

    Args:
        study: what the program is, `program_hash`.
        plan: which runs, `plan_hash`.
        fingerprint: of the machine.
        first: the number of the first run.
        count: how many runs.
        records: their records, packed.
        asked: the plan as it is typed; empty in files of versions before.
    """

    study: str
    plan: str
    fingerprint: str
    first: int
    count: int
    records: str
    asked: str = ""


@dataclass(frozen=True)
class Finished:
    """A finished chunk.

    Args:
        chunk: which runs.
        records: what came of them.
        fingerprint: of the machine that made them.
    """

    chunk: Chunk
    records: Records
    fingerprint: str


class ResumeFile:
    """A file with the finished chunks of a plan; there need be none yet.

    Args:
        path: where it is.
        plan: whose chunks.
    """

    def __init__(self, path: Path, plan: Plan) -> None:
        self.path = path
        self._torn = 0  # so many bytes of a line that is torn stand at its end
        self._study, self._plan, self._runs = program_hash(plan), plan_hash(plan), plan.count
        self._asked = as_typed(plan)

    def read(self) -> Iterator[Finished]:
        """The chunks that are in it.

        Raises:
            SpecError: where it cannot be read, is damaged, or of another network or study.
        """
        try:
            data = read_bytes(self.path, MOST_BYTES)
        except FileError as error:
            if error.is_missing:
                return
            raise SpecError(f"{self._name}: {error}") from None
        *lines, torn = data.split(b"\n")
        for number, line in enumerate(lines, 1):
            yield self._finished(line, number)
        if torn[: len(BEGINS)] != BEGINS[: len(torn)]:
            raise self._damaged(len(lines) + 1)
        self._torn = len(torn)

    def append(self, finished: Finished) -> None:
        """Write a chunk behind the others.

        Raises:
            SpecError: where that cannot be done.
        """
        chunk = finished.chunk
        records = _packed(finished.records)
        line = _Line(
            self._study, self._plan, finished.fingerprint, chunk.first, chunk.count, records,
            self._asked,
        )  # fmt: skip
        try:
            with self.path.open("ab") as file:
                if self._torn:
                    file.truncate(file.tell() - self._torn)
                file.write(msgspec.json.encode(line) + b"\n")
            self._torn = 0
        except OSError as error:
            raise SpecError(f"{self._name}: cannot be written: {error.strerror}") from None

    def remove(self) -> None:
        """Remove it, as the study is done."""
        self.path.unlink(missing_ok=True)

    @property
    def _name(self) -> str:
        return plain(str(self.path))

    def _finished(self, text: bytes, number: int) -> Finished:
        try:
            line = msgspec.json.decode(text, type=_Line)
        except msgspec.MsgspecError:
            raise self._damaged(number) from None
        if line.study != self._study:
            raise SpecError(f"{self._name}: is of another network: write another --resume FILE")
        if line.plan != self._plan:
            raise SpecError(
                f"{self._name}: is of another study of this network: write the seeds, rates and "
                "iterations that it was begun with, or another --resume FILE"
            )
        if line.first < 0 or line.count < 1 or line.first + line.count > self._runs:
            raise self._damaged(number)
        records = _unpacked(line.records, line.count)
        if records is None:
            raise self._damaged(number)
        return Finished(Chunk(line.first, line.count), records, line.fingerprint)

    def _damaged(self, number: int) -> SpecError:
        if number == 1:
            return SpecError(f"{self._name}: is no file of a study, or damaged in its first line")
        return SpecError(
            f"{self._name}, line {number}: is damaged: delete the line, and its runs are made again"
        )


def asked_in(path: Path) -> str:
    """The plan whose chunks are in a file, as it is typed.

    Raises:
        SpecError: where it cannot be read, or does not say.
    """
    name = plain(str(path))
    try:
        first, _, _ = read_bytes(path, MOST_BYTES).partition(b"\n")
        asked = msgspec.json.decode(first, type=_Line).asked
    except FileError as error:
        raise SpecError(f"{name}: {error}") from None
    except msgspec.MsgspecError:
        raise SpecError(f"{name}: is no file of a study that --resume has written") from None
    if not asked:
        raise SpecError(f"{name}: was written by a version that did not note which runs it is of")
    return asked


def _packed(records: Records) -> str:
    data = b"".join(column.tobytes() for column in records.columns.values())
    return base64.b64encode(zlib.compress(data)).decode("ascii")


def _unpacked(text: str, count: int) -> Records | None:
    """The records that were packed; None where they are damaged."""
    records = no_records(count)
    try:
        data = zlib.decompress(base64.b64decode(text, validate=True))
    except (binascii.Error, zlib.error, ValueError):
        return None
    if len(data) != sum(column.nbytes for column in records.columns.values()):
        return None
    at = 0
    for column in records.columns.values():
        column[:] = np.frombuffer(data, column.dtype, count, at)
        at += column.nbytes
    return records if np.isin(records.outcome, [*End]).all() else None
