"""Completions: what may stand where a word is typed behind `:`, from the table of commands."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields

from engine.debugger.stop import Stop
from engine.language.expression import gradient_name
from engine.language.op import ATOM, Conventions
from engine.language.ops import OPS
from engine.queries.conditions import TESTS
from engine.queries.find import WORDS
from tui.commands.command import CommandError
from tui.commands.keys import by_character
from tui.commands.line import find_command
from tui.commands.prompt import Completion
from tui.commands.table import COMMANDS
from tui.drawing.look import USUAL, Look
from tui.drawing.order import Order

_WORD = re.compile(r"[\w∂]*\Z")
_QUOTIENT = re.compile(r"(?<!\w)[d∂]\w*/[d∂]?\w*\Z")
"""A gradient, `dL/dh`, as far as it is typed; it may turn out to be a name divided by another."""

_TOKEN = re.compile(r"\w+|[^\w\s]")


def complete(line: str, stop: Stop, look: Look = USUAL) -> Completion:
    """What the last word of a line may be.

    Args:
        line: what is typed, up to the cursor.
        stop: where the debugger stands, with the names that there are.
        look: has the keys that are names of commands as well, and the themes.
    """
    typed = line.lstrip().removeprefix(":").lstrip()
    name, space, argument = typed.partition(" ")
    if not space:
        known = [command.name for command in COMMANDS]
        found = _beginning_with(name, known, {})
        keys = by_character(look.keymap)
        if name in keys and keys[name].name not in found:
            found = (name, *found)  # or the next key would do what another command does
        ending = " " if len(found) == 1 and find_command(found[0], look.keymap).argument else ""
        return _completion(line, name, found, ending)
    try:
        kinds = find_command(name, look.keymap).argument.split()
    except CommandError:
        kinds = []
    if kinds == ["FILE"]:
        from tui.commands.names import files_beginning_with

        return _completion(line, argument.lstrip(), files_beginning_with(argument.lstrip()))
    if kinds == ["THEME"]:
        names = [theme.name for theme in look.themes]
        return _completion(line, argument.lstrip(), _beginning_with(argument.lstrip(), names, {}))
    for pattern in (_QUOTIENT, _WORD):
        piece = pattern.search(argument)
        if piece is not None:
            place = len(_TOKEN.findall(argument[: piece.start()]))
            words = _words(_asked(kinds, place), stop)
            found = _beginning_with(piece[0].replace("∂", "d"), words, _written(stop))
            if found:
                return _completion(line, piece[0], found)
    return Completion(line, (), "")


def _asked(kinds: Sequence[str], place: int) -> Sequence[str]:
    """The kinds of which a part of an argument may be, counted from 0."""
    if place < len(kinds):
        return kinds[place].split("/")
    return [kind for each in kinds[-1:] for kind in each.split("/") if kind in OPEN]


def _words(kinds: Iterable[str], stop: Stop) -> Iterable[str]:
    """The words of these kinds, each once."""
    return dict.fromkeys(word for kind in kinds if kind in KINDS for word in KINDS[kind](stop))


def _beginning_with(
    piece: str, words: Iterable[str], written: Mapping[str, str]
) -> tuple[str, ...]:
    """The words that begin so as they are called or written; else in small or large letters."""
    words = tuple(words)
    exact = tuple(
        word for word in words if word.startswith(piece) or written.get(word, "").startswith(piece)
    )
    return exact or tuple(word for word in words if word.lower().startswith(piece.lower()))


def _completion(line: str, piece: str, found: tuple[str, ...], ending: str = "") -> Completion:
    agreed = os.path.commonprefix(found) + ending  # noqa: RUF071  (of any texts)
    head = line[: len(line) - len(piece)]
    return Completion(head, found, agreed if len(found) == 1 or len(agreed) > len(piece) else piece)


def _written(stop: Stop) -> Mapping[str, str]:
    """How nodes and their gradients are written, where not as they are called."""
    loss, names = stop.program.network.loss, stop.program.names
    gradients = {gradient_name(loss, each): gradient_name(loss, names[each]) for each in names}
    return {**names, **gradients}


def _nodes(stop: Stop) -> Iterable[str]:
    return stop.program.reading_order


def _symbols(stop: Stop) -> Iterable[str]:
    return (*stop.program.base, *stop.program.index)


def _gradients(stop: Stop) -> Iterable[str]:
    loss = stop.program.network.loss
    names = (gradient_name(loss, node) for node in stop.program.network.nodes)
    return (name for name in names if name in stop.program.index)


def _terms(stop: Stop) -> Iterable[str]:
    """What expressions and conditions are made of; ops with a sign, as in `a + b`, use that."""
    ops = (name for name, op in OPS.items() if op.notation.binding == ATOM)
    return (*_symbols(stop), *(f"{name}(" for name in (*TESTS, "prev", *ops)))


def _lectures(_: Stop) -> Iterable[str]:
    from tui.commands.lists import known_lectures

    return known_lectures()


def _along(stop: Stop) -> Iterable[str]:
    """The parameters, and their gradients, which are directions."""
    network = stop.program.network
    gradients = (gradient_name(network.loss, name) for name in network.parameters)
    return (*network.parameters, *gradients)


def _texts(_: Stop) -> Iterable[str]:
    from tui.commands.copying import KINDS as TEXTS

    return TEXTS


def _remedies(_: Stop) -> Iterable[str]:
    from tui.commands.diagnosis import REMEDIES

    return REMEDIES


PLOTS = ("branches", "parameters", "gradients", "ratios", "seeds", "from")
"""What may stand for curves, or behind one."""

KINDS: Mapping[str, Callable[[Stop], Iterable[str]]] = {
    "NODE": _nodes,
    "GROUP": lambda stop: ("all", *stop.folds.groups),
    "ZOOM": lambda _: ("in", "out", "fit"),
    "PANEL": lambda _: ("graph", "watches", "card", "values", "back"),
    "ORDER": lambda _: [order.value for order in Order],
    "GRADIENT": _gradients,
    "SYMBOL": _symbols,
    "EXPRESSION": _terms,
    "EXPRESSIONS": lambda stop: (*_terms(stop), *PLOTS),
    "CONDITION": _terms,
    "TEXT": lambda stop: (*_nodes(stop), *WORDS, *TESTS),
    "NUMBER": lambda stop: (str(each.number) for each in stop.breakpoints),
    "WATCH": lambda stop: (str(each.number) for each in stop.watches),
    "MARK": lambda stop: stop.marks,
    "NOTED": lambda stop: stop.notes,
    "WHAT": _texts,
    "PARAMETER": lambda stop: stop.program.network.parameters,
    "BRANCH": lambda stop: (str(each.number) for each in stop.branches),
    "STOP": lambda stop: (str(each.number) for each in stop.visits),
    "CONVENTION": lambda _: (field.name for field in fields(Conventions)),
    "REMEDY": _remedies,
    "SCALE": lambda _: ("log", "linear", "shared", "own", "normalised"),
    "SCALING": lambda _: ("auto", "linear", "log", "off"),
    "OVER": lambda stop: (*stop.program.network.constants, "random", "gradient", "curvature"),
    "PARAMETERS": _along,
    "N": lambda _: ("1", "2", "off"),
    "LECTURE": _lectures,
}
"""What the words are that complete each kind of argument, as `Command.argument` names it."""

OPEN = ("EXPRESSION", "EXPRESSIONS", "CONDITION", "TEXT")
"""The kinds that go on after a word."""
