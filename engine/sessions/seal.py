"""Lines that tell by themselves whether they are whole: JSON objects with a checksum in front.

What was cut off when a machine stopped, or changed on a disk, is not taken for what was saved.
"""

from __future__ import annotations

import re
from zlib import crc32

_SEAL = re.compile(rb'\{"sum":"([0-9a-f]{8})",')
_ORDER = re.compile(rb'\{"sum":"[0-9a-f]{8}","order":(\d{1,15}),')

HEAD = 64
"""So many bytes at the beginning of a line tell its order."""


def sealed(line: bytes, order: int | None = None) -> bytes:
    """A JSON object in a line, with a checksum of all that follows it.

    Args:
        line: the object; it is not empty.
        order: a number of its own, which stands where it is found without reading all of it.
    """
    rest = line[1:] if order is None else b'"order":%d,%b' % (order, line[1:])
    return b'{"sum":"%08x",%b' % (crc32(rest), rest)


def is_sealed(line: bytes) -> bool:
    """Whether a line has a checksum, right or wrong."""
    return _SEAL.match(line) is not None


def unsealed(line: bytes) -> bytes | None:
    """The object in a line, without what was put in front; None where it is not what was written.

    A line without a checksum is taken as it is: that of an older format, or one that people wrote.
    """
    seal = _SEAL.match(line)
    if seal is None:
        return line
    rest = line[seal.end() :]
    if crc32(rest) != int(seal[1], 16):
        return None
    return b"{" + re.sub(rb'\A"order":\d+,', b"", rest)


def order_of(head: bytes) -> int:
    """The order that a line tells in its beginning; 0 where it tells none."""
    found = _ORDER.match(head)
    return int(found[1]) if found else 0
