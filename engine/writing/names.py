r"""Names in LaTeX, as they are written: `h0` as `h_{0}`, `ŷ` as `\hat{y}`, `θ` as `\theta`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from engine.language.notation import Style
from engine.network.optimisers import Role
from engine.program.program import LEARNING_RATE, Program

MARKS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot"}
"""Marks over a letter, as Unicode combines them with it."""

SHARED = {
    Role.DONE: r"\mathrm{done}", Role.WARM: r"\mathrm{warm}",
    Role.RATE: r"\mathrm{lr}_{t}", Role.COUNT: "t", Role.NORM: r"\mathrm{norm}",
    Role.FACTOR: r"\mathrm{clip}",
}  # fmt: skip
"""What an update computes for all parameters together."""

LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")

SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\^{}", "~": r"\~{}", "$": r"\textdollar{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}",
}  # fmt: skip
"""Characters that mean something else in LaTeX."""

_PARTS = re.compile(r"(.*?)_?([0-9₀-₉]*)(′*)", re.DOTALL)

_MEMBER = re.compile(r"([^.\[\]]+)((?:\[[\d,]+\]|\.\w+)+)")
_BELOW = re.compile(r"\w+")


def latex_names(program: Program) -> Mapping[str, str]:
    """The names of a program that LaTeX writes otherwise than letter by letter."""
    names, plain = dict[str, str](), Style("latex")
    network = program.network
    for name in (*network.nodes, LEARNING_RATE):
        written = network.names.get(name, name)
        names[name] = plain.name(name) if written.isascii() and written == name else of(written)
    memo = program.memo
    for parameter, letters in memo.letters.items():
        for letter, meant in letters.items():
            if meant.name in memo.roles and letter != "t":
                names[meant.name] = f"{_letter(letter)}_{{{names[parameter]}}}"
    for role, symbol in memo.shared.items():
        names[symbol] = SHARED[role]
    return names


def _letter(letter: str) -> str:
    r"""A letter of an optimiser, `mhat` as `\hat{m}`."""
    base = letter.removesuffix("hat")
    return letter if base == letter else rf"\hat{{{base}}}"


def of(written: str) -> str:
    r"""A name as a person writes it, in LaTeX.

    >>> of("ŷ"), of("θ₁"), of("z0"), of("fehler")
    ('\\hat{y}', '\\theta_{1}', 'z_{0}', '\\mathrm{fehler}')

    What belongs to a loop or a layer has that below it.

    >>> of("h[2]"), of("h.mask"), of("h[2].z")
    ('h_{2}', 'h_{\\mathrm{mask}}', 'h_{2,z}')
    """
    if member := _MEMBER.fullmatch(written):
        inner = [of(each) if each.isidentifier() else each for each in _BELOW.findall(member[2])]
        return f"{of(member[1])}_{{{','.join(inner)}}}"
    parts = _PARTS.fullmatch(written)
    assert parts is not None  # noqa: S101  (as all of it is optional)
    letters, digits, primes = parts.groups()
    marked = list(_marked(letters))
    base = "".join(marked)
    if len(marked) > 1 or not base:
        is_plain = letters.isascii() and letters.isalpha()
        base = rf"\mathrm{{{letters}}}" if is_plain else rf"\text{{{escaped(letters)}}}"
    below = f"_{{{digits.translate(LOWERED)}}}" if digits else ""
    return base + below + "'" * len(primes)


def escaped(text: str) -> str:
    r"""Text for LaTeX, outside of mathematics or within `\text`."""
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def _marked(letters: str) -> Iterator[str]:
    r"""The letters in LaTeX, each with what stands over it: `\hat{y}`."""
    found = list[str]()
    for letter in unicodedata.normalize("NFD", letters):
        if letter in MARKS and found:
            found[-1] = rf"\{MARKS[letter]}{{{found[-1]}}}"
        elif letter.isascii() and letter.isalpha():
            found.append(letter)
        else:
            name = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", unicodedata.name(letter, ""))
            found.append(_greek(letter, name))
    return iter(found)


def _greek(letter: str, name: re.Match[str] | None) -> str:
    r"""A Greek letter by its command; one that looks like a Latin one, or is none, as itself."""
    if name is None:
        return rf"\text{{{escaped(letter)}}}"
    word = {"LAMDA": "LAMBDA"}.get(name[2], name[2]).lower()
    if name[1] == "SMALL":
        return f"\\{word}"
    return f"\\{word.capitalize()}" if word in _CAPITALS else rf"\text{{{letter}}}"


_CAPITALS = frozenset(
    ("gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "upsilon", "phi", "psi", "omega")
)
