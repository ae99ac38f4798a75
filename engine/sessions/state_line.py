"""A state in a line of text: a session, compressed, to be sent to somebody and opened again.

It holds what a session holds, the text of a network file as well, and nothing else: no path, no
code. It is bounded in length and in what comes of it, and has a checksum.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, urlsafe_b64encode
from pathlib import PurePath
from zlib import crc32

import msgspec

from engine.debugger.stop import Stop
from engine.errors import SessionError
from engine.language.text import listed, shortened
from engine.network.files import shipped_networks
from engine.network.source import SHARED
from engine.sessions.files import DamagedError, decoded, encode
from engine.sessions.seal import is_sealed, sealed
from engine.sessions.session import Session, files_of, session_of, version_of

LONGEST = 30_000
"""The most characters of a line: what a command line takes on every system."""

MOST_BYTES = 2_000_000
"""The most bytes that may come of it; a line of zeros would come to thirty times as many."""

SUM = 4
"""The bytes of the checksum."""

CURE = "copy it again, whole, as :state shows it"


def state_line(stop: Stop) -> str:
    """The line that opens where a stop stands, with all that was done on the way there.

    Raises:
        SessionError: where the network was not opened by its name, a line is too short for it, or
            it takes data of files.
    """
    if files := files_of(stop.program):
        raise SessionError(
            f"this network takes its data of {shortened(listed(files), 80)}, and no line holds a "
            "file: save FILE keeps the state beside it"
        )
    session = session_of(stop)
    name = PurePath(session.network).name if session.text is not None else session.network
    shared = msgspec.structs.replace(
        session, network=name, machine="", data="", version=version_of(stop)
    )  # a line is short, and older versions are to read it
    data = sealed(encode(shared))
    if len(data) <= MOST_BYTES:
        line = written(zlib.compress(data))
        if len(line) <= LONGEST:
            return line
    raise SessionError(
        f"this state takes more than the {LONGEST:,} characters of a line: save FILE keeps it"
    )


def written(packed: bytes) -> str:
    """Bytes as letters, with a checksum behind them.

    That of what is packed says nothing of some bits, which unpacking does not look at.
    """
    return urlsafe_b64encode(packed + crc32(packed).to_bytes(SUM)).decode().rstrip("=")


def read_state(line: str) -> Session:
    """The session that a line holds; its network file, if it is one, is the text in it.

    Raises:
        SessionError: where it holds none; it says what to do.
    """
    text = "".join(line.split())
    if not text:
        raise SessionError(f"no state is in this line: {CURE}")
    if len(text) > LONGEST:
        raise SessionError(f"no state: it has more than {LONGEST:,} characters")
    data = _inflated(text)
    if not is_sealed(data):
        raise SessionError(_damaged())
    try:
        session = decoded(data, "state")
    except DamagedError:
        raise SessionError(_damaged()) from None
    if session.text is None:
        if session.network not in shipped_networks():
            raise SessionError("state: it is of a network that does not ship here")
        return msgspec.structs.replace(session, folder=None)
    name = PurePath(session.network).name or "network.toml"
    return msgspec.structs.replace(session, network=f"{SHARED}{name}", folder=None)


def _inflated(text: str) -> bytes:
    """The bytes behind a text.

    Raises:
        SessionError: where there are none, or too many.
    """
    padded = text + "=" * (-len(text) % 4)
    try:
        packed = b64decode(padded, altchars=b"-_", validate=True)
        if urlsafe_b64encode(packed).decode() != padded:  # the last character may say too much
            raise SessionError(_damaged())
        packed, checksum = packed[:-SUM], packed[-SUM:]
        if checksum != crc32(packed).to_bytes(SUM):
            raise SessionError(_damaged())
        inflating = zlib.decompressobj()
        data = inflating.decompress(packed, MOST_BYTES)
    except (ValueError, zlib.error):
        raise SessionError(_damaged()) from None
    if inflating.unconsumed_tail:
        raise SessionError(
            f"state: it comes to more than {MOST_BYTES:,} bytes, which no state does"
        )
    if not inflating.eof or inflating.unused_data:
        raise SessionError(_damaged())
    return data


def _damaged() -> str:
    return f"state: this line is cut off or was changed: {CURE}"
