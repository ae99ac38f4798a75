"""Layers: what one takes, what it gives and the equations that it is written out to."""

from __future__ import annotations

import ast
from collections.abc import Callable, Container, Mapping
from typing import NamedTuple

from engine.errors import ExpressionError, NetworkError
from engine.frozen import frozen
from engine.language.ops import OPS
from engine.language.parser import check_name, read_tree
from engine.language.text import suggestion
from engine.layers.reading import read_statements
from engine.layers.statements import Assignment, Block, Choice, Loop, Statement, said_lines
from engine.layers.static import NotStaticError, Static, Statics


class Bound(NamedTuple):
    """The arguments of a call, by the names that the layer has for them.

    Args:
        operands: what they are computed from; None for one that is left out.
        options: what else is said, and what it is where nothing is said.
    """

    operands: Mapping[str, ast.expr | None]
    options: Mapping[str, Static]


@frozen()
class Layer:
    """A layer.

    Args:
        name: what it is called.
        operands: what it is computed from, in order; those that may be left out are None here.
        options: what else it takes, with what that is where nothing is said.
        outputs: the names, in its equations, of what it gives.
        body: its equations.
        about: what it does, in a sentence.
    """

    name: str
    operands: Mapping[str, bool]
    options: Mapping[str, Static]
    outputs: tuple[str, ...]
    body: tuple[Statement, ...]
    about: str

    @property
    def usage(self) -> str:
        """How a call looks: `conv2d(x, W, b=none, stride=1, padding=0)`."""
        operands = [name if needed else f"{name}=none" for name, needed in self.operands.items()]
        options = [f"{name}={_written(value)}" for name, value in self.options.items()]
        given = ", ".join(self.outputs) + " = " if len(self.outputs) > 1 else ""
        return f"{given}{self.name}({', '.join(operands + options)})"

    def bind(self, call: ast.Call, value: Callable[[ast.expr], Static]) -> Bound:
        """The arguments of a call.

        Args:
            call: in which they stand.
            value: of an option; raises NotStaticError where it is not known yet.

        Raises:
            ExpressionError: where they are not what the layer takes.
        """
        places = (*self.operands, *self.options)
        if len(call.args) > len(places):
            raise ExpressionError(
                f"{self.name} takes no more than {len(places)} arguments: write {self.usage}"
            )
        given = dict(zip(places, call.args, strict=False))
        for keyword in call.keywords:
            name = keyword.arg or "**"
            if name not in places:
                hint = suggestion(name, list(places)) or f": write {self.usage}"
                raise ExpressionError(f"{self.name} takes no {name!r}{hint}")
            if name in given:
                raise ExpressionError(f"{self.name} has its {name} twice: write {self.usage}")
            given[name] = keyword.value
        operands = {
            name: None if name not in given or is_none(given[name]) else given[name]
            for name in self.operands
        }
        options: dict[str, Static] = dict(self.options)
        for name in self.options:
            if name in given:
                try:
                    options[name] = value(given[name])
                except NotStaticError:
                    problem = f"the {name} of {self.name} has to be a number that is known before"
                    raise ExpressionError(f"{problem}: write {self.usage}") from None
        return Bound(operands, options)

    def check(self, given: Container[str]) -> None:
        """Refuse operands of which one is not given that has to be.

        Raises:
            ExpressionError: where that is so.
        """
        for name, needed in self.operands.items():
            if needed and name not in given:
                raise ExpressionError(f"{self.name} needs {name}: write {self.usage}")


def is_none(tree: ast.expr) -> bool:
    """Whether an argument says that there is none."""
    match tree:
        case ast.Name(id="none") | ast.Constant(value=None):
            return True
    return False


def _written(value: Static) -> str:
    if isinstance(value, tuple):
        inner = ", ".join(map(_written, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value is None else f"{value:g}"


def read_layer(name: str, text: str) -> Layer:
    """The layer that a text describes.

    Args:
        name: what it is called.
        text: what it takes in its first line, `name(x, W, b=none, stride=1) -> y`, and then its
            equations; without an arrow it gives what the last of them does. Comments before the
            first line say what it does.

    Raises:
        ExpressionError: where it describes none.
    """
    lines = said_lines(text)
    call, arrow, gives = lines[0].text.rstrip(" :").partition("->") if lines else ("", "", "")
    if len(lines) < 2 or not call.rstrip().endswith(")"):
        raise ExpressionError(
            f"a layer begins with what it takes, {name}(x, W, b=none, stride=1) -> y, "
            "and its equations stand below"
        )
    called, operands, options = _signature(call)
    if called != name:
        raise ExpressionError(f"the first line is about {called!r}, not {name!r}")
    try:
        body = read_statements(lines[1:])
    except NetworkError as error:
        wrong = next(each.text for each in lines if each.place == error.where[-1])
        raise ExpressionError(f"{wrong!r}: {error}") from None
    assigned = _assigned(body)
    if not assigned:
        raise ExpressionError("it has no equation")
    outputs = tuple([each.strip() for each in gives.split(",")]) if arrow else (assigned[-1],)
    for output in outputs:
        if output not in assigned:
            raise ExpressionError(f"no equation of it assigns {output!r}")
    return Layer(name, operands, options, outputs, body, _about(text))


def check_layer_name(name: str) -> None:
    """Raise ExpressionError unless a layer may be called so."""
    if name in OPS:
        raise ExpressionError(f"{name!r} is an op: choose another name")
    check_name(name)


def _signature(text: str) -> tuple[str, dict[str, bool], dict[str, Static]]:
    tree = read_tree(text, gradients=False)
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        raise ExpressionError(f"{text!r} does not say what a layer takes: write name(x, W)")
    operands: dict[str, bool] = {}
    options: dict[str, Static] = {}
    for argument in tree.args:
        if not isinstance(argument, ast.Name):
            raise ExpressionError(f"{ast.unparse(argument)!r} is no name of an operand")
        _add(argument.id, operands, options)
        operands[argument.id] = True
    statics = Statics({}, lambda _: None)
    for keyword in tree.keywords:
        name = keyword.arg or "**"
        _add(name, operands, options)
        if is_none(keyword.value):
            operands[name] = False
            continue
        try:
            options[name] = statics.value(keyword.value)
        except NotStaticError:
            raise ExpressionError(f"what {name!r} is where nothing is said is no number") from None
    return tree.func.id, operands, options


def _add(name: str, *known: Mapping[str, object]) -> None:
    if any(name in each for each in known):
        raise ExpressionError(f"{name!r} stands there twice")
    if not name.isidentifier():
        raise ExpressionError(f"{name!r} is no name: use letters, digits and _")


def _assigned(body: tuple[Statement, ...]) -> list[str]:
    """The names that statements assign, in order."""
    found: list[str] = []
    for each in body:
        match each:
            case Assignment(left=left):
                found += [name.strip() for name in left.split(",")]
            case Loop(body=inner) | Block(body=inner):
                found += _assigned(inner)
            case Choice(then=then, otherwise=otherwise):
                found += [*_assigned(then), *_assigned(otherwise)]
    return found


def _about(text: str) -> str:
    """The comments before the first line."""
    found = []
    for line in text.strip().split("\n"):
        said = line.strip()
        if not said.startswith("#"):
            break
        found.append(said.lstrip("#").strip())
    return " ".join(found)
