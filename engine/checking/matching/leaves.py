"""Leaves: the names and derivatives on a page, as expressions in the symbols of the program."""

from __future__ import annotations

from dataclasses import dataclass

from engine.checking.matching.derivatives import derivative
from engine.checking.matching.names import Meant, Names
from engine.checking.reading.said import said
from engine.checking.reading.written import Ratio, Word, Written
from engine.errors import UnreadError
from engine.language.expression import ONE, Expression, Name, free_names, gradient_name
from engine.language.index import entry_name
from engine.language.shapes import Shape

NEXT = "next/"
"""How the name of the value after the update begins."""

LONGEST_PAIR = 20
"""Two names side by side have no more letters than that."""


def symbol_of(name: str) -> str:
    """The symbol that a name is of: `W1` of `next/W1[0,1]`."""
    return name.partition("[")[0].removeprefix(NEXT)


@dataclass(frozen=True)
class Leaves:
    """The names and derivatives in one chain.

    Args:
        names: of the program.
        assigned: the symbol that the chain assigns in an update.
        shapes: of every name that turned up; added to.
    """

    names: Names
    assigned: str | None
    shapes: dict[str, Shape]

    def name(self, meant: Meant, *, is_new: bool = False) -> Name:
        """The name of a symbol as expressions have it."""
        shape = self.names.program.shapes[meant.symbol]
        name = f"{NEXT if is_new else ''}{entry_name(meant.symbol, meant.entry or ())}"
        self.shapes[name] = () if meant.entry else shape
        return Name(name)

    def word(self, word: Word) -> Name | None:
        """The symbol that a word is; what the optimiser remembers is new once it is assigned."""
        meant = self.names.meant(word)
        if meant is None:
            return None
        is_new = meant.is_new is True
        memory = self.names.program.memo.symbols
        if meant.symbol in memory and meant.is_new is None and self.assigned is not None:
            index = self.names.program.index
            is_new = index[meant.symbol] < index[self.assigned]
        return self.name(meant, is_new=is_new)

    def error_signal(self, word: Word) -> Name | None:
        """The gradient that stands for an error signal which the page does not define."""
        meant = self.names.error_signal(word)
        return None if meant is None else self.name(meant)

    def change(self, op: str, parts: tuple[Written, ...]) -> Expression | None:
        """The change of a parameter in the update, `Δw_5`: what it is after less what it was."""
        match op, parts:
            case "times", (Word(base="Δ" | "Delta", sub=""), Word() as word):
                meant = self.names.meant(word)
                if meant is not None and meant.symbol in self.names.program.network.parameters:
                    return self.name(meant, is_new=True) - self.name(meant)
        return None

    def side_by_side(self, word: Word) -> tuple[Name, Name] | None:
        """The two names that stand in one word without a space between them, `w0x`."""
        text = word.base + word.sub
        if word.marks or word.sup or word.entry or not 2 <= len(text) <= LONGEST_PAIR:
            return None
        for end in range(1, len(text)):
            left, right = (
                self.names.meant(Word(part, (), "", "", "", word.place))
                for part in (text[:end], text[end:])
            )
            if left is not None and right is not None:
                return self.name(left), self.name(right)
        return None

    def ratio(self, ratio: Ratio) -> Expression:
        """A derivative: a gradient by its name, one of another node written out.

        Raises:
            UnreadError: where it is neither.
        """
        meant = self.names.gradient(ratio)
        program = self.names.program
        network = program.network
        if meant is not None:
            if meant.symbol == gradient_name(network.loss, network.loss):
                return ONE
            return self.name(meant)
        top, bottom = self._node(ratio.top), self._node(ratio.bottom)
        if network.shapes[top] != () or network.shapes[bottom] != ():
            quotient = f"∂{said(ratio.top)}/∂{said(ratio.bottom)}"
            raise UnreadError(f"{quotient} of arrays is a Jacobian, which is not compared")
        found = derivative(program, top, bottom)
        for name in free_names(found):
            self.shapes[name] = program.shapes[name]
        return found

    def _node(self, word: Word) -> str:
        network = self.names.program.network
        meant = self.names.meant(word)
        if meant is None or meant.symbol not in network.shapes:
            raise UnreadError(f"no node of {network.name} is called {said(word)}")
        return meant.symbol
