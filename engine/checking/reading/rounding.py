"""What a page says of its digits: `rounded to 3 decimal places`."""

from __future__ import annotations

import re

from engine.checking.reading.page import RoundingRule
from engine.checking.reading.written import Place

_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eine": 1, "ein": 1, "zwei": 2,
    "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
}  # fmt: skip
_COUNT = rf"(\d{{1,2}}|{'|'.join(_COUNTS)})\$?"
_PLACES = (
    r"(?:decimals?|decimal (?:places?|digits?)|d\.?p\.?|digits? after the (?:decimal )?point"
    r"|places?|nachkommastellen?|dezimalstellen?|dezimalen|stellen? nach dem komma)"
)
_SIGNIFICANT = (
    r"(?:sig(?:nificant|\.)? ?(?:digits?|fig(?:ure)?s?\.?)|s\.?f\.?|signifikante[nr]? "
    r"(?:stellen?|ziffern?)|gültige[nr]? (?:stellen?|ziffern?)|geltende[nr]? ziffern?)"
)
_RULE = re.compile(
    rf"\b(?:round|rund|gerundet|correct|genau|accura|to\b|auf\b|mit\b|with\b|using\b)"
    rf".{{0,60}}?(?<!\w){_COUNT}[ -]"
    rf"(?:({_SIGNIFICANT})|{_PLACES})(?!\w)",
    re.IGNORECASE,
)
_SAID = re.compile("digit|decimal|place|stelle|ziffer|figure|d\\.?p|fig|s\\.?f", re.IGNORECASE)


def rounding_rule(text: str, place: Place) -> RoundingRule | None:
    """The rule that a line states; None where it states none.

    Args:
        text: the line.
        place: where it begins.

    >>> rounding_rule("Alles auf 2 Nachkommastellen gerundet.", Place(1, 1)).digits
    2
    """
    found = _RULE.search(text) if _SAID.search(text) else None
    if not found:
        return None
    count = found[1].lower()
    digits = _COUNTS.get(count) or int(count)
    return RoundingRule(digits, found[2] is not None, place)
