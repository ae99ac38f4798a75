"""Names: which symbol of a program a name on a page stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from engine.checking.matching.keys import Key, key_of, key_of_name
from engine.checking.reading.written import Ratio, Word
from engine.language.expression import gradient_name
from engine.program.program import LEARNING_RATE, Program

RATES = {"alpha", "eta", "lr", "learningrate", "lernrate", "stepsize", "schrittweite", "epsilon"}
"""What the learning rate is called where no node is."""

LOSSES = {"L", "E", "J", "C", "loss", "error", "cost", "mathcalL", "ell", "ℓ", "Etotal"}
"""What the loss is called where no node is."""

NEW = {"new", "neu", "+", "next"}
OLD = {"old", "alt"}
"""What says that a value is the one after the update, or the one before."""

PRE_ACTIVATIONS = ("z", "net", "Z", "a")
"""What pre-activations are called, to find the one that `δ_1` belongs to."""

SAMPLES = {"1", "i", "n"}
"""What stands below the names of the only sample: `x_1`."""


class Meant(NamedTuple):
    """What a name stands for.

    Args:
        symbol: of the program.
        entry: which entry of it, counted from 0.
        is_new: whether it says that it is the value after the update; None where it says nothing.
    """

    symbol: str
    entry: tuple[int, ...] | None = None
    is_new: bool | None = None


@dataclass(frozen=True)
class Names:
    """The names of a program's symbols.

    Args:
        program: the program.
        aliases: names of the page, as keys, that stand for other names.
    """

    program: Program
    aliases: Mapping[Key, str] = field(default_factory=dict)

    @cached_property
    def _symbols(self) -> Mapping[Key, str]:
        network = self.program.network
        found: dict[Key, str] = {}
        for symbol in (*self.program.base, *self.program.index):
            if symbol in self.program.shapes and not symbol.startswith(f"d{network.loss}/d"):
                found.setdefault(key_of_name(symbol), symbol)
        for node, shown in network.names.items():
            found.setdefault(key_of_name(shown), node)
        for node in network.nodes:  # the target of `L` may be written `L`, too: nodes come first
            found[key_of_name(node)] = node
        return found

    def meant(self, word: Word) -> Meant | None:
        """The symbol that a name stands for, None where it is none of the program's."""
        word, is_new = _without_time(word)
        if "prime" in word.marks:
            return None
        for key in dict.fromkeys((key_of(word), key_of(word, with_sup=False))):
            symbol = self.symbol(key)
            if symbol is not None:
                return self._with_entry(Meant(symbol, None, is_new), word)
        return self._entry_below(word, is_new) or self._short_gradient(word)

    def symbol(self, key: Key) -> str | None:
        """The symbol with this key, by the name or by what it is usually called."""
        if key in self.aliases:
            return self.aliases[key]
        found = self._symbols.get(key)
        if found is not None:
            return found
        if key.tail in SAMPLES and not key.marks:
            found = self._symbols.get(key.without_tail())
            if found in {*self.program.network.inputs, *self.program.network.targets}:
                return found
        if key.tail in SAMPLES and key.marks:
            found = self._symbols.get(key.without_tail())
            if found is not None:
                return found
        whole = (key.base + key.tail).replace("_", "")
        if whole.lower() in RATES or key.base.lower() in RATES - {"epsilon"}:
            return LEARNING_RATE
        if whole in LOSSES or whole.lower() in LOSSES or (key.base in LOSSES and key.tail == "1"):
            return self.program.network.loss
        return None

    def gradient(self, ratio: Ratio) -> Meant | None:
        """The gradient that a derivative stands for, None where it is none of the loss."""
        top, bottom = self.meant(ratio.top), self.meant(ratio.bottom)
        loss = self.program.network.loss
        if top is None or bottom is None or top.symbol != loss:
            return None
        symbol = gradient_name(loss, bottom.symbol)
        return Meant(symbol, bottom.entry) if symbol in self.program.shapes else None

    def error_signal(self, word: Word) -> Meant | None:
        """The gradient of a pre-activation that is written as an error signal: `δ_1`."""
        key = key_of(word)
        if key.base != "delta" or key.marks:
            return None
        for base in PRE_ACTIVATIONS:
            symbol = self._symbols.get(Key(base, (), key.tail))
            if symbol is not None:
                return Meant(gradient_name(self.program.network.loss, symbol))
        return None

    def _short_gradient(self, word: Word) -> Meant | None:
        """The gradient that is written without the loss, as in code: `dW1`."""
        if not word.base.startswith("d") or len(word.base) == 1 or word.marks:
            return None
        inner = Word(word.base[1:], (), word.sub, word.sup, word.entry, word.place)
        meant = self.meant(inner)
        network = self.program.network
        if meant is None or meant.is_new is not None or meant.symbol not in network.nodes:
            return None
        return meant._replace(symbol=gradient_name(network.loss, meant.symbol))

    def _with_entry(self, meant: Meant, word: Word) -> Meant | None:
        if not word.entry:
            return meant
        places = word.entry.replace(" ", "").split(",")
        if not all(place.isdecimal() and len(place) < 10 for place in places):
            return None
        entry = tuple(map(int, places))
        return meant._replace(entry=entry) if self._has(meant.symbol, entry) else None

    def _entry_below(self, word: Word, is_new: bool | None) -> Meant | None:
        """An entry whose places stand below, counted from 1 as in mathematics: `W_{12}`."""
        if word.entry or not word.sub:
            return None
        for length in (2, 1):
            places = word.sub.split(",") if "," in word.sub else list(word.sub)
            last = places[-length:]
            if len(last) < length or not all(each and each in "123456789" for each in last):
                continue
            rest = "".join(places[:-length])
            symbol = self.symbol(
                key_of(Word(word.base, word.marks, rest, word.sup, "", word.place))
            )
            entry = tuple(int(each) - 1 for each in places[-length:])
            if symbol is not None and self._has(symbol, entry):
                return Meant(symbol, entry, is_new)
        return None

    def _has(self, symbol: str, entry: tuple[int, ...]) -> bool:
        shape = self.program.shapes[symbol]
        return len(shape) == len(entry) and all(i < n for i, n in zip(entry, shape, strict=True))


def _without_time(word: Word) -> tuple[Word, bool | None]:
    """A name without what says when, `w_{1,new}`, and whether that is after the update."""
    sub, comma, last = word.sub.rpartition(",")
    if word.sub in NEW | OLD:
        sub, last = "", word.sub
    elif not comma:
        sub, last = word.sub, ""
    for when, is_new in ((NEW, True), (OLD, False)):
        if last in when:
            return replace(word, sub=sub), is_new
        if word.sup in when:
            return replace(word, sup=""), is_new
    return word, None
