"""Names for what other frameworks call by paths: `fc1.weight` is `fc1_weight`, written `fc1.W`."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from engine.errors import ExpressionError
from engine.language.lookalikes import looks
from engine.language.parser import MAX_NAME, check_name
from engine.language.text import is_aligned
from engine.layers.shipped import shipped_layers
from engine.network.reader import is_short

ROOM = 10
"""So many letters of a name are left for what tells it from others."""

SHORT = {"weight": "W", "bias": "b"}
"""How words in the last part of the path of a parameter are written."""

WORDS = frozenset(("needs", "group", "none", "next", "prev", "train"))
"""Words with a meaning in the text of equations or of layers."""


class Names:
    """The names that are taken in a draft, and how they are written."""

    def __init__(self) -> None:
        self._taken = {*map(looks, (*WORDS, *shipped_layers()))}
        self._written: set[str] = set()
        self._counts: Counter[tuple[str, str]] = Counter()
        self.notation: dict[str, str] = {}
        """How names are written, where not as they are."""

    def free(self, path: str) -> str:
        """A name for what a path says that nothing else has; it is taken then."""
        name = base = identifier(path)
        while looks(name) in self._taken or looks(name) in self._written or not _may_be(name):
            name = self._numbered("name", base)
        self._taken.add(looks(name))
        return name

    def write(self, name: str, written: str) -> None:
        """Have a name written so, or with a number where another is."""
        self._written.discard(looks(self.notation.pop(name, name)))
        text = written
        while looks(text) in self._written or (text != name and looks(text) in self._taken):
            text = self._numbered("written", written)
        if text != name and is_short(text) and is_aligned(text):
            self.notation[name] = text
        self._written.add(looks(self.notation.get(name, name)))

    def _numbered(self, what: str, text: str) -> str:
        """A text with the next number behind it, of names or of how these are written."""
        self._counts[what, text] += 1
        return f"{text}_{self._counts[what, text] + 1}"


def identifier(path: str) -> str:
    """A path as one word, which may name a node unless it is taken.

    >>> identifier("blocks.0.fc1.weight")
    'blocks_0_fc1_weight'
    """
    word = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", path)) or "_"
    if not word.isidentifier() or not is_aligned(word):
        word = f"m{re.sub('[^0-9A-Za-z_]+', '_', word)}"
    if len(word) > MAX_NAME - ROOM:  # the end of a path says more
        word = f"m{word[-(MAX_NAME - ROOM - 1) :]}"
    return word


def words_of(path: str) -> str:
    """A path of words with points between, as names are written: it is read back as one.

    >>> words_of("blocks.0.my-layer"), words_of("0.weight")
    ('blocks.0.my_layer', 'm0.weight')
    """
    parts = [re.sub(r"\W+", "_", part) for part in path.split(".")]
    found = ".".join(filter(None, parts)) or "group"
    if found[0].isdigit():
        found = f"m{found}"
    return found if len(found) <= MAX_NAME - ROOM else found[-(MAX_NAME - ROOM) :].strip(".")


def parameter_written(path: str) -> str:
    """How a parameter is written: weights as W, biases as b, others as they are called.

    >>> parameter_written("fc1.weight"), parameter_written("rnn.bias_ih_l0")
    ('fc1.W', 'rnn.b_ih_l0')
    """
    above, point, last = words_of(path).rpartition(".")
    words = [SHORT.get(word, word) for word in last.split("_")]
    return f"{above}{point}{'_'.join(words)}"


def _may_be(name: str) -> bool:
    try:
        check_name(name)
    except ExpressionError:
        return False
    return True
