"""What visitors may take of the machine: places, time, memory and processors."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """The limits of a visitor and of all together.

    Args:
        visitors: how many may be there at once.
        per_address: how many of them from one address.
        idle: the minutes that one may stay without typing.
        memory: the gigabytes that all together may take, where the system tells (Linux).
        cores: how many processors all together may keep busy; None for all but one.

    Raises:
        ValueError: for one that leaves nothing.
    """

    visitors: int = 40
    per_address: int = 8
    idle: float = 10.0
    memory: float = 4.0
    cores: int | None = None

    def __post_init__(self) -> None:
        for option in ("visitors", "per_address", "cores"):
            number = getattr(self, option)
            if number is not None and number < 1:
                raise ValueError(f"--{option.replace('_', '-')}: write a number from 1")
        for option, unit in (("idle", "minutes"), ("memory", "gigabytes")):
            if not getattr(self, option) > 0:
                raise ValueError(f"--{option}: write a number of {unit} above 0")


def address_of(peer: str | None, forwarded: str, is_public: bool) -> str | None:
    """Where a visitor comes from: an IPv4 address or a network of IPv6; None if nobody knows.

    Args:
        peer: who is connected to the server, perhaps a proxy on this machine.
        forwarded: the `X-Forwarded-For` of the request, whose last entry is the proxy's.
        is_public: whether there may be a proxy.
    """
    try:
        address = _address(peer or "")
        if is_public and address.is_loopback:
            address = _address(forwarded.rpartition(",")[2])
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, 64), strict=False))


def _address(text: str) -> IPv4Address | IPv6Address:
    address = ip_address(text.strip().partition("%")[0])
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def memory_of(pid: int) -> int:
    """The bytes of memory of a process and of those it has started; 0 where nothing tells."""
    total = 0
    with suppress(OSError, ValueError, IndexError):
        of_process = Path(f"/proc/{pid}")
        total = int((of_process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        for task in (of_process / "task").iterdir():
            total += sum(map(memory_of, map(int, (task / "children").read_text().split())))
    return total


def keep_to_cores(most: int | None) -> None:
    """Have this process and those that it will start take so many processors, where one can say.

    Args:
        most: how many; None for all but one.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    own = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, own[: max(1, len(own) - 1 if most is None else most)])
