"""Texts to read."""

import pytest

from engine.errors import ExpressionError
from engine.language.expression import Name
from engine.language.parser import parse

a, b, c = Name("a"), Name("b"), Name("c")


def refusal(text, **options):
    with pytest.raises(ExpressionError) as caught:
        parse(text, **options)
    return str(caught.value)
