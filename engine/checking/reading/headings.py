"""Headings: which words announce which part of a hand computation."""

from __future__ import annotations

import re

from engine.checking.reading.page import Heading, Section
from engine.checking.reading.written import Place

_SECTIONS: tuple[tuple[Section, re.Pattern[str]], ...] = tuple(
    (section, re.compile(pattern, re.IGNORECASE))
    for section, pattern in (
        (Section.FORWARD, r"\bforwards?[\s-]*(?:pass|prop\w*|step|phase|comput\w*|calc\w*)?\b"
                          r"|\bfeed[\s-]?forward|\bvor(?:wärts|waerts)|前向|正向|顺传播|順伝播"),
        (Section.BACKWARD, r"\bbackwards?\b|\bback[\s-]?prop|\brück(?:wärts|propag)"
                           r"|\brueck(?:waerts|propag)|反向|逆伝播"),
        (Section.UPDATE, r"\bupdat\w*|gradient[\s-]*descent|gradientenabstieg|gradientenschritt"
                         r"|aktualisier|gewichtsanpassung|\bnew (?:weights|parameters)"
                         r"|\bneue (?:gewichte|parameter)|\bsgd\b|optimi[sz]\w+ step|更新"),
        (Section.BACKWARD, r"\bgradients?\b|\bgradienten\b|\bderivatives?\b|\bableitungen\b"),
        (Section.GIVEN, r"\bgiven\b|\bgegeben|\binitial\w* (?:weights|values|parameters)"
                        r"|\binitiali[sz]ation|\bstartwerte|\banfangswerte|\bsetup\b"),
    )
)  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "erste": 1, "zweite": 2, "dritte": 3,
    "vierte": 4,
}  # fmt: skip
_ITERATION = re.compile(
    r"\b(?:iteration|iter\.?|epoche?|durchlauf|runde|round)\s*(?:nr\.?|no\.?|#|=|:)?\s*(\d{1,6})"
    rf"|\b(?:(\d{{1,6}})(?:\.|st|nd|rd|th)?|({'|'.join(_ORDINALS)})[rns]?)"
    r"\s+(?:iteration|epoche?|durchlauf|runde|round)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"^(?:[\s>#*_=~|{-]|\\[A-Za-z]+\*?)+|[\s#*_=~|:：}-]+$")
_BOLD = re.compile(r"\s*(?:[\d.)(a-z]{1,4}\s+)*(?:\*\*|__|\\textbf|\\underline)")
MOST_WORDS = 8
MOST_WORDS_ALONE = 4
LONGEST = 120


def announced(text: str, place: Place, is_heading: bool = False) -> Heading | None:
    """The heading that a line is; None where it announces nothing.

    Args:
        text: the line, or words within a formula.
        place: where it stands.
        is_heading: whether it is set as one, so that it is one whatever it says.

    >>> announced("**Backward Pass:**", Place(3, 1)).section
    <Section.BACKWARD: 'backward pass'>
    """
    shown = _MARKUP.sub("", text[: 2 * LONGEST])
    if not shown or not (is_heading or _stands_out(text, shown)):
        return None
    section = next((section for section, words in _SECTIONS if words.search(shown)), None)
    found = _ITERATION.search(shown)
    iteration = None
    if found:
        iteration = _ORDINALS[found[3].lower()] if found[3] else int(found[1] or found[2])
    if section is None and iteration is None and not is_heading:
        return None
    return Heading(shown, section, iteration, place)


def _stands_out(text: str, shown: str) -> bool:
    """Whether a line that is not set as a heading may be one: short, bold, or before a colon."""
    if len(text) > LONGEST:
        return False
    is_marked = text.rstrip(" *_\t")[-1:] in (":", "：") or _BOLD.match(text) is not None
    is_sentence = shown[0].islower() or shown[-1] in ".,;!?"
    most = MOST_WORDS if is_marked else 0 if is_sentence else MOST_WORDS_ALONE
    return len(shown.split()) <= most
