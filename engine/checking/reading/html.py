"""HTML to text: the LaTeX that formulas carry with them, headings, and words.

What is no text is set to spaces, so that offsets stay true; line breaks may come to stand where
blocks begin.
"""

from __future__ import annotations

import re

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][A-Za-z0-9]*)"
    r"((?:[^<>\"']|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*)(?:>|\Z)",
    re.DOTALL,
)
"""A tag or a comment; one that is never closed goes on to the end: looking stays linear."""

_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|([A-Za-z]{2,8}));")
_ENTITIES = {
    "lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": " ", "minus": "−",
    "middot": "·", "times": "×", "part": "∂", "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä",
    "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß", "rArr": "⇒", "le": "≤", "ge": "≥", "asymp": "≈",
}  # fmt: skip
_HIDDEN = frozenset({"script", "style", "svg", "head", "pre", "code", "noscript", "template"})
_BLOCKS = frozenset({
    "p", "div", "li", "ul", "ol", "br", "tr", "table", "section", "article", "body", "html",
    "blockquote", "dd", "dt", "dl", "hr", "header", "main", "figure", "td", "th",
})  # fmt: skip
_HEADING = re.compile(r"h[1-6]")


class _Masking:
    """A pass over HTML, which notes what stands in the place of what."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[str] = []
        self._offset = 0
        self._hidden = ""  # the tag whose end is waited for
        self._depth = 0
        self._dollars = "$"
        self._is_tex = False

    def masked(self) -> str:
        """The text, of the same length."""
        for tag in _TAG.finditer(self._text):
            self._words(tag.start())
            self._parts.append(self._in_place_of(tag).ljust(len(tag[0])))
            self._offset = tag.end()
        self._words(len(self._text))
        return "".join(self._parts)

    def _words(self, end: int) -> None:
        """Take what stands before a tag, if it is shown."""
        words = self._text[self._offset : end]
        if self._hidden and not self._is_tex:
            self._parts.append("\n".join(" " * len(line) for line in words.split("\n")))
        else:
            self._parts.append(_ENTITY.sub(_character, words))

    def _in_place_of(self, tag: re.Match[str]) -> str:
        """What comes to stand in the place of a tag."""
        name = (tag[2] or "").lower()
        attributes = tag[3] or ""
        if self._hidden:
            return self._within(name, bool(tag[1]), attributes)
        if not name or tag[1]:
            return "\n" if name in _BLOCKS or _HEADING.fullmatch(name) else ""
        if name == "script" and "math/tex" in attributes:
            self._dollars = "$$" if "display" in attributes else "$"
            self._hidden, self._depth, self._is_tex = name, 1, True
            return self._dollars
        if name in _HIDDEN or name == "math" or "katex-html" in attributes:
            self._hidden, self._depth = name, 1
            self._dollars = "$$" if "block" in attributes else "$"
            return ""
        if _HEADING.fullmatch(name):
            return "\n# "
        return "\n" if name in _BLOCKS else ""

    def _within(self, name: str, is_end: bool, attributes: str) -> str:
        """What stands for a tag of something hidden: the LaTeX of a formula is not."""
        if name == "annotation" and self._hidden == "math":
            self._is_tex = not is_end and "tex" in attributes
            return self._dollars if self._is_tex or is_end else ""
        if name == self._hidden:
            self._depth += -1 if is_end else 1
        if self._depth:
            return ""
        self._hidden = ""
        shown = self._dollars if self._is_tex else ""
        self._is_tex = False
        return shown


def masked_html(text: str) -> str:
    """HTML without its tags, of the same length.

    >>> masked_html("<h2>Backward</h2>").split()
    ['#', 'Backward']
    """
    return _Masking(text).masked()


def _character(entity: re.Match[str]) -> str:
    """The character that an entity is, with spaces behind it."""
    if entity[3]:
        letter = _ENTITIES.get(entity[3], " ")
    else:
        number = int(entity[1]) if entity[1] else int(entity[2], 16)
        is_letter = number < 0x110000 and not 0xD800 <= number < 0xE000
        letter = chr(number) if is_letter else " "
    return letter.ljust(len(entity[0]))
