"""What a layer says besides equations: numbers known before, other names, and what it brings."""

from __future__ import annotations

import ast

from engine.errors import ExpressionError
from engine.language.expression import Expression, substitute
from engine.language.shapes import say_shape
from engine.layers.aside import Next, brought, next_of
from engine.layers.book import Book
from engine.layers.rewriting import Rewriting
from engine.layers.scope import Node, Scope
from engine.layers.statements import Assignment
from engine.layers.static import NotStaticError


def is_noted(each: Assignment, scope: Scope, place: int, rewriting: Rewriting, book: Book) -> bool:
    """Whether an assignment in a layer is no equation; what it says is noted then.

    Args:
        each: the assignment.
        scope: what names stand for; a number that is known before is added to it.
        place: its line.
        rewriting: rewrites its expression.
        book: what has been written out.

    Raises:
        ExpressionError: where it says what cannot be.
    """
    names = scope.stands_for
    if names is None:
        return False
    left, *others = each.names
    kept = next_of(left)
    if kept is not None:
        _note_next(kept, names.get(kept), rewriting.expression(each.tree), place, book)
        return True
    if others or not isinstance(left, ast.Name) or left.id in (*scope.results, *names):
        return False
    if isinstance(each.tree, ast.Name) and each.tree.id in names:
        names[left.id] = names[each.tree.id]  # another name for the same needs no equation
        return True
    brings = brought(each.tree, rewriting.statics)
    if brings is not None:
        node = book.free(scope.path, Node(left.id, left.id))
        book.bring(node.name, brings, scope.section)
        names[left.id] = ast.Name(node.name, ast.Load())
        return True
    try:
        scope.statics[left.id] = rewriting.statics.value(each.tree)
    except NotStaticError:
        return False
    return True


def _note_next(
    name: str, stands_for: ast.expr | None, expression: Expression, place: int, book: Book
) -> None:
    """Note what something that is remembered is next.

    What is given, and remembered by several layers, is what the last of them makes of what those
    before it have made.
    """
    node = stands_for.id if isinstance(stands_for, ast.Name) else ""
    before = book.remembered(node)
    if before is None:
        raise ExpressionError(f"{name!r} is nothing that is remembered")
    earlier = next((each for each in book.next if each.name == node), None)
    if earlier is not None:
        if node in book.brought:
            raise ExpressionError(f"next({name}) is said twice")
        book.next.remove(earlier)
        expression = substitute(expression, {node: earlier.expression})
    shape = book.shape(expression)
    if shape != before:
        raise ExpressionError(
            f"{name!r} is {say_shape(before)}, and would be {say_shape(shape)} next"
        )
    book.next.append(Next(node, expression, place))
