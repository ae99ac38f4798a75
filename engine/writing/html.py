"""A document as HTML that stands by itself: formulas in MathML, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from engine.writing.document import Document, Formula, Heading, Part, Room, Sentence
from engine.writing.mathml import mathml

STYLE = """
body { max-width: 54em; margin: 2em auto; padding: 0 1em; font-family: serif; line-height: 1.5 }
math[display=block] { margin: 1em 0; overflow-x: auto }
mtable.rows mtd { text-align: left; padding: .3em 0 }
mtable.rows mtd:first-child { text-align: right }
.room { height: 2.2em }
""".strip()


def html(document: Document) -> str:
    """The whole document."""
    body = "\n".join(line for part in document.parts for line in _lines(part))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n"
        f"{body}\n</body>\n</html>\n"
    )


def _lines(part: Part) -> Iterator[str]:
    match part:
        case Heading(text=text, level=level):
            yield f"<h{level}>{escape(text)}</h{level}>"
        case Sentence():
            runs = (
                _math(mathml(text), text) if is_formula else escape(text, quote=False)
                for text, is_formula in part.runs()
            )
            yield f"<p>{''.join(runs)}</p>"
        case Formula():
            yield _math(_rows(part), part.latex, ' display="block"')
        case Room(lines=lines):
            yield '<div class="room"></div>' * lines


def _math(elements: str, latex: str, display: str = "") -> str:
    """A formula with what it is in LaTeX, which is copied with it, and read by `check`."""
    note = f'<annotation encoding="application/x-tex">{escape(latex, quote=False)}</annotation>'
    return f"<math{display}><semantics><mrow>{elements}</mrow>{note}</semantics></math>"


def _rows(formula: Formula) -> str:
    """The rows as a table of two columns, which are aligned where they meet."""
    if len(formula.rows) == 1:
        return mathml(formula.latex)
    rows = (
        f'<mtr><mtd style="text-align:right">{mathml(row.left)}</mtd>'
        f'<mtd style="text-align:left">{mathml(row.right)}</mtd></mtr>'
        for row in formula.rows
    )
    return f'<mtable class="rows" displaystyle="true">{"".join(rows)}</mtable>'
