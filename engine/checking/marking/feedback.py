"""Feedback: a page in Markdown for whoever wrote a solution."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from engine.checking.judging.judgement import Judgement, Verdict
from engine.checking.marking.marks import BAD, Marks
from engine.checking.marking.report import (
    claim_said,
    counts_said,
    follow_said,
    followers_by_root,
    marks_said,
    reason_said,
    where_shown,
)
from engine.language.text import capitalised, plain, shortened

SIGNS = re.compile(r"([\\`*_{}\[\]<>#|$~&])")
"""What Markdown would take for something else."""

OTHERS = {
    Verdict.ROUNDING: "Off in the last digits, and right otherwise",
    Verdict.CONVENTION: "Another choice than the one made here, and as good",
    Verdict.NOT_READ: "Not read, and not counted",
}
"""What else is told, below its title."""


def feedback(page: Marks) -> str:
    """What is wrong on a page, why, and where the rule is shown, for a student."""
    return "\n".join(_lines(page)).rstrip() + "\n"


def _lines(page: Marks) -> Iterator[str]:
    yield f"# Feedback on {_escaped(PurePath(page.checked.page).name)}"
    yield ""
    yield f"**{capitalised(marks_said([page]))}**: {counts_said(page)}."
    yield ""
    judgements = page.checked.judgements
    bad = [each for each in judgements if each.verdict in BAD]
    followers = followers_by_root(page)
    if bad:
        yield "## What to look at again"
        yield ""
    else:
        yield "Nothing on this page is wrong."
        yield ""
    for number, each in enumerate(bad, 1):
        lines = followers.pop(each.place.line, [])
        yield from _mistake(number, each, lines, page.checked.network)
    for verdict, title in OTHERS.items():
        others = [each for each in judgements if each.verdict is verdict]
        if others:
            yield f"## {title}"
            yield ""
            yield from map(_brief, others)
            yield ""
    if page.checked.notes:
        yield "## Notes"
        yield ""
        yield from (f"- {_escaped(note)}" for note in page.checked.notes)


def _mistake(number: int, judgement: Judgement, lines: list[int], network: str) -> Iterator[str]:
    yield f"{number}. Line {judgement.place.line}: {_code(claim_said(judgement))}"
    yield ""
    tags = " or ".join(judgement.tags)
    yield f"   {_sentence(reason_said(judgement))}{f' ({tags})' if tags else ''}"
    yield ""
    if judgement.expected:
        yield f"   Expected: {_code(shortened(judgement.expected, 200))}."
    if judgement.step is not None:
        yield f"   The rule: {where_shown(judgement)} of {_escaped(network)}."
    if lines:
        yield f"   {capitalised(follow_said(lines))}."
    yield ""


def _brief(judgement: Judgement) -> str:
    note = f": {_escaped(judgement.note.rstrip('.'))}" if judgement.note else ""
    return f"- line {judgement.place.line}: {_code(claim_said(judgement))}{note}"


def _sentence(text: str) -> str:
    return f"{capitalised(_escaped(text))}."


def _escaped(text: str) -> str:
    return SIGNS.sub(r"\\\1", plain(text))


def _code(text: str) -> str:
    """A text between as many backticks as it takes: nothing in it is Markdown."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    ticks, room = "`" * (longest + 1), " " if "`" in text else ""
    return f"{ticks}{room}{text}{room}{ticks}"
