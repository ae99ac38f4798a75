"""Keys: names as they are compared, however they are written: `z_0`, `z0` and `z₀` have one."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from engine.checking.reading.written import Word

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "η": "eta",
    "θ": "theta", "λ": "lambda", "μ": "mu", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi",
    "ϕ": "phi", "ψ": "psi", "ω": "omega", "ϵ": "epsilon", "Δ": "Delta",
}  # fmt: skip
"""Letters that are as often written out."""

COMBINING = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0305": "bar"}
"""The marks that stand over a letter, as Unicode has them."""

SPELT = ("hat", "bar", "tilde")
"""Marks that are written behind a letter where there is no other way: `yhat`, `y_hat`."""


class Key(NamedTuple):
    """A name without the ways of writing it.

    Args:
        base: its letters.
        marks: what stands over them.
        tail: what stands below and behind, letters and digits alone.
    """

    base: str
    marks: tuple[str, ...]
    tail: str

    def without_tail(self) -> Key:
        """The same name without what stands below it."""
        return self._replace(tail="")


def key_of(word: Word, *, with_sup: bool = True) -> Key:
    """The key of a name on a page.

    Args:
        word: the name; what stands in brackets behind it does not belong to the name.
        with_sup: whether what stands above it does.
    """
    tail = word.sub + (word.sup if with_sup else "")
    return _key(word.base, frozenset(word.marks) - {"prime", "star"}, tail)


def key_of_name(name: str) -> Key:
    """The key of a name in a network file, or of how it is shown there, `ŷ`."""
    base, _, tail = name.partition("_")
    return _key(base, frozenset(), tail)


@lru_cache(4_096)
def _key(base: str, over: frozenset[str], tail: str) -> Key:
    letters, marks = [], set(over)
    for letter in unicodedata.normalize("NFD", base):
        if letter in COMBINING:
            marks.add(COMBINING[letter])
        else:
            letters.append(unicodedata.normalize("NFKC", letter))
    base = "".join(letters).replace("_", "").replace(" ", "")
    tail = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", tail)))
    for mark in SPELT:
        if tail == mark or (tail.startswith(mark) and tail[len(mark) :].isdigit()):
            marks.add(mark)
            tail = tail[len(mark) :]
    stem = base.rstrip("0123456789")
    base, tail = stem, base[len(stem) :] + tail
    for mark in SPELT:
        if base.endswith(mark) and base != mark:
            base = base.removesuffix(mark)
            marks.add(mark)
    return Key(GREEK.get(base, base), tuple(sorted(marks)), GREEK.get(tail, tail))
