"""Records: pages with their verdicts for machines, as one JSON object and as a table in CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.checking.judging.judgement import Judgement, Verdict
from engine.checking.marking.marks import Marks, slip_counts
from engine.language.text import plain

COLUMNS = (
    "file", "line", "column", "symbol", "iteration", "claim", "verdict", "tag", "expected",
    "found", "follows", "note",
)  # fmt: skip
"""What is told of each equality, in this order."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""With these begins what a spreadsheet would compute instead of showing it."""


def symbol_of(judgement: Judgement) -> str | None:
    """What an equality is about, `W1[0,1]` where it is about an entry."""
    if judgement.symbol is None or judgement.entry is None:
        return judgement.symbol
    return f"{judgement.symbol}[{','.join(map(str, judgement.entry))}]"


def record(page: Marks, judgement: Judgement) -> dict[str, Any]:
    """An equality as an object: the columns, all tags of a tie, the step, and what it earns."""
    line, column = judgement.place
    tags = list(judgement.tags)
    cells = (
        page.checked.page, line, column, symbol_of(judgement), judgement.iteration, judgement.claim,
        judgement.verdict.value, tags[0] if tags else None, _readable(judgement.expected),
        _readable(judgement.found), judgement.follows, judgement.note or None,
    )  # fmt: skip
    return {
        **dict(zip(COLUMNS, cells, strict=True)),
        "tags": tags,
        "step": judgement.step,
        "earned": page.credit.earned(judgement),
    }


def _readable(text: str) -> str | None:
    """What was expected or found, with the minus sign that machines read; None where it is not."""
    return text.replace("\N{MINUS SIGN}", "-") or None


def as_json(pages: Sequence[Marks], unusable: Mapping[str, str]) -> Iterator[str]:
    """Everything in one object.

    Args:
        pages: those that were checked.
        unusable: why the others were not, by file.
    """
    claims = [record(page, each) for page in pages for each in page.checked.judgements]
    yield json.dumps({"claims": claims, "summary": _summary(pages, unusable)}, indent=2)


def _summary(pages: Sequence[Marks], unusable: Mapping[str, str]) -> dict[str, Any]:
    return {
        "marks": sum(page.earned for page in pages),
        "of": sum(page.possible for page in pages),
        "counts": {
            verdict.value: sum(page.counts[verdict] for page in pages) for verdict in Verdict
        },
        "slips": [
            {"tag": each.tag, "claims": each.claims, "pages": each.pages}
            for each in slip_counts(pages)
        ],
        "notes": [
            {"file": page.checked.page, "note": note}
            for page in pages
            for note in page.checked.notes
        ],
        "files": [_page(page) for page in pages],
        "unusable": [{"file": name, "reason": reason} for name, reason in unusable.items()],
    }


def _page(page: Marks) -> dict[str, Any]:
    worst = page.worst
    return {
        "file": page.checked.page,
        "network": page.checked.network,
        "aliases": dict(page.checked.aliases),
        "marks": page.earned,
        "of": page.possible,
        "counts": {verdict.value: count for verdict, count in page.counts.items()},
        "worst": None if worst is None else worst.place.line,
    }


def as_csv(pages: Sequence[Marks]) -> Iterator[str]:
    """A table of all equalities of all pages; no cell is one that a spreadsheet computes."""
    yield ",".join(COLUMNS)
    for page in pages:
        for each in page.checked.judgements:
            cells = record(page, each)
            yield _row(cells[column] for column in COLUMNS)


def _row(cells: Iterator[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([_safe(cell) for cell in cells])
    return text.getvalue()


def _safe(cell: Any) -> Any:
    """A cell that is text and no formula; a number stays one."""
    if not isinstance(cell, str) or _is_number(cell):
        return cell
    shown = plain(cell)
    return f"'{shown}" if cell.lstrip().startswith(FORMULA_SIGNS) else shown


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii()
