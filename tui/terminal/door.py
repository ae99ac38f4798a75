"""The door of the server for browsers: which requests come in.

A page of some other site must not drive the app in the browser of who visits both. So the `Host`
that a browser asks for has to be the server's own (another site's name may lead to this machine:
DNS rebinding), the `Origin` of the page that asks has to be the server's, and the address has to
hold a word that only those know who were told.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}

TOKEN = re.compile(r"[A-Za-z0-9_-]{6,64}")

ADDRESS = re.compile(r"https?://[!-~]+")


def random_token() -> str:
    """A word that nobody guesses: 96 bits."""
    return secrets.token_urlsafe(12)


@dataclass(frozen=True)
class Door:
    """What a request has to say to come in.

    Args:
        host: the address that is listened at.
        port: the port that is listened at.
        public_url: where browsers find it, if not there: `https://teach.example/xor`.
        token: the word in the address, the first part of its path.

    Raises:
        ValueError: for a `public_url` that is no address, and a token that does not fit into one.
    """

    host: str
    port: int
    public_url: str | None = None
    token: str = field(default_factory=random_token)

    def __post_init__(self) -> None:
        if not TOKEN.fullmatch(self.token):
            raise ValueError("--token: write 6 to 64 letters, digits, - and _")
        if self.public_url is not None and _place(_public(self.public_url)) is None:
            raise ValueError("--public-url: write an address, https://teach.example")

    @property
    def address(self) -> str:
        """What a visitor writes into the browser."""
        if self.public_url is not None:
            return f"{self.public_url.rstrip('/')}/{self.token}/"
        host = "127.0.0.1" if _is_unspecified(self.host) else self.host
        return f"http://{_bracketed(host)}:{self.port}/{self.token}/"

    def websocket(self, host: str) -> str:
        """Where the page of a visitor connects to.

        Args:
            host: the `Host` of the request for the page, which was looked at.
        """
        base = f"http://{host}" if self.public_url is None else self.public_url.rstrip("/")
        return f"ws{base.removeprefix('http')}/{self.token}/ws"

    def refusal(
        self, path: str, hosts: Sequence[str], origin: str | None, reached_at: str
    ) -> str | None:
        """Why a request does not come in; None where it does.

        Args:
            path: the path that is asked for.
            hosts: the values of its header `Host`.
            origin: its `Origin`, the site of the page that asks.
            reached_at: the address of this machine that the connection came in at.
        """
        places = self._places(reached_at)
        asked = urlsplit_or_none(f"{self._scheme}://{hosts[0]}") if len(hosts) == 1 else None
        if _place(asked) not in places:
            return "This name is not served here; --public-url tells the server of another one."
        if origin is not None and _place(urlsplit_or_none(origin)) not in places:
            return "A page of another site asks."
        if not secrets.compare_digest(
            path.lstrip("/").partition("/")[0].encode(), self.token.encode()
        ):
            return "The address told where the server was started is needed: it holds a word."
        if origin is None and path.endswith("/ws"):
            return "A browser says which page asks (Origin)."
        return None

    @property
    def _scheme(self) -> str:
        return "http" if self.public_url is None else _public(self.public_url).scheme

    def _places(self, reached_at: str) -> set[tuple[str, str, int] | None]:
        """The scheme, name and port of all that are its own."""
        if self.public_url is not None:
            return {_place(_public(self.public_url))}
        reached = ip_address(reached_at.partition("%")[0])
        mapped = getattr(reached, "ipv4_mapped", None)
        names = {str(mapped or reached)}
        if (mapped or reached).is_loopback:
            names.add("localhost")
        if not _is_unspecified(self.host):
            names.add(self.host.lower())
        return {("http", name, self.port) for name in names}


def urlsplit_or_none(text: str) -> SplitResult | None:
    """The parts of an address; None of what is none."""
    try:
        return urlsplit(text)
    except ValueError:
        return None


def _public(text: str) -> SplitResult:
    """The address without its path."""
    parts = urlsplit_or_none(text)
    if parts is None or parts.query or parts.fragment or not ADDRESS.fullmatch(text):
        return SplitResult("", "", "", "", "")
    return parts._replace(path="")


def _place(parts: SplitResult | None) -> tuple[str, str, int] | None:
    """The scheme, name and port, as far as it has nothing else."""
    try:
        if parts is None or parts.scheme not in PORTS or not parts.hostname:
            return None
        if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
            return None
        return parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme]
    except ValueError:
        return None


def _is_unspecified(host: str) -> bool:
    """Whether it stands for all addresses of the machine."""
    return host in ("", "0.0.0.0", "::")  # noqa: S104  (it is looked at, not listened at)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
