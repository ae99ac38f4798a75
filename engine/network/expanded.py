"""Equations with loops and layers in them, written out: not needed for a file that has neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine.errors import ExpressionError, NetworkError
from engine.language.expression import occurrences
from engine.language.shapes import Shape
from engine.layers.book import Book
from engine.layers.expansion import Expansion
from engine.layers.layer import Layer, check_layer_name, read_layer
from engine.layers.reading import read_statements
from engine.layers.scope import NOWHERE, Scope
from engine.layers.shipped import Layers
from engine.layers.statements import said_lines
from engine.network.equations import MAX_EQUATIONS, Equations, check_number, check_ops
from engine.network.feeds import Feed, drawn
from engine.network.groups import Group
from engine.network.masks import Mask
from engine.network.parts import Definition


def expanded_equations(
    text: str,
    shapes: Mapping[str, Shape],
    names: Mapping[str, str],
    layers: Mapping[str, Layer],
    seed: int,
    *,
    is_bounded: bool,
    is_training: bool = True,
) -> Equations:
    """The equations that a text says.

    Args:
        text: of a network file.
        shapes: those of what is given.
        names: how names are written, where not as they are.
        layers: the network's own.
        seed: with which masks are drawn.
        is_bounded: whether there may be no more than so many.
        is_training: whether layers do what they do in training; else what they do afterwards.

    Raises:
        NetworkError: where it says none; `where` has the line, of those that say something.
    """
    most = MAX_EQUATIONS if is_bounded else None
    lines = said_lines(text)
    if is_bounded:
        check_number(len(lines))
    book = Book(shapes, re.findall(r"[^\W\d]\w*", text), names, most)
    statements = read_statements(lines)
    Expansion(book, Layers(layers)).write(statements, Scope(is_training=is_training))
    if is_bounded:
        check_ops((expression, place) for _, expression, place in book.equations)
    definitions = tuple([Definition(name, expression) for name, expression, _ in book.equations])
    inputs = {name: each.value for name, each in book.brought.items()}
    feeds = tuple(_masks(book)) if is_training else ()
    return Equations(
        definitions,
        book.names,
        tuple([each.place for each in book.equations]),
        tuple(_groups(book, definitions)),
        {**inputs, **drawn(feeds, seed)},
        feeds,
        {each.name: each.expression for each in book.next},
    )


def _masks(book: Book) -> Iterator[Feed]:
    """What draws the masks of a book, each from a stream of its own."""
    masks = [(name, each) for name, each in book.brought.items() if each.rate is not None]
    for place, (name, each) in enumerate(masks):
        yield Mask(name, each.shape, each.rate or 0.0, place)


def read_layers(said: Mapping[str, object]) -> dict[str, Layer]:
    """The layers that a table of texts describes, by name.

    Raises:
        NetworkError: where one is none.
    """
    found = {}
    for name, text in said.items():
        if not isinstance(text, str):
            problem = f'{name!r} has to be a text: {name} = """{name}(x, W)", its equations below'
            raise NetworkError(problem, "layers", name)
        try:
            check_layer_name(name)
            found[name] = read_layer(name, text)
        except ExpressionError as error:
            raise NetworkError(f"{name}: {error}", "layers", name) from None
    return found


def _groups(book: Book, definitions: tuple[Definition, ...]) -> Iterator[Group]:
    """The sections of a book as groups."""
    if not book.sections:
        return
    last: dict[str, int] = {}
    for index, (_, expression) in enumerate(definitions):
        last.update(dict.fromkeys(occurrences(expression), index))
    for each in book.sections:
        members = tuple([name for name, _ in definitions[each.first : each.end]])
        outputs = tuple([name for name in members if last.get(name, each.end) >= each.end])
        parent = "" if each.parent == NOWHERE else book.sections[each.parent].name
        yield Group(
            each.name, each.layer, each.call, each.about, members, outputs, parent, each.brings,
            each.is_block,
        )  # fmt: skip
