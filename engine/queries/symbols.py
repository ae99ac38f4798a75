"""The symbols of a program, by what a person calls them."""

from __future__ import annotations

from collections.abc import Iterable

from engine.language.expression import gradient_name
from engine.language.parser import suggestion
from engine.program.program import Program


def find_symbol(text: str, program: Program) -> str | None:
    """The symbol that is called or written like this, as in `dL/dŷ`; None where there is none."""
    loss, names = program.network.loss, program.network.names
    written = {each: name for name, each in names.items()}
    written |= {
        gradient_name(loss, each): gradient_name(loss, name) for name, each in names.items()
    }
    symbol = written.get(text, text)
    return symbol if symbol in program.index or symbol in program.base else None


def say_unknown(text: str, program: Program, others: Iterable[str] = ()) -> str:
    """That there is no such symbol, and which one, or which of some others, may be meant."""
    known = [*program.base, *program.index, *others]
    return f"nothing is called {text!r}{suggestion(text, known)}"
