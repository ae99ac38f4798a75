"""A document as LaTeX that pdflatex compiles with nothing but amsmath and amssymb."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.writing.document import Document, Formula, Heading, Part, Room, Sentence
from engine.writing.names import escaped

PREAMBLE = r"""\documentclass[11pt,a4paper,fleqn]{article}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb}
\setlength{\textwidth}{16cm}
\setlength{\oddsidemargin}{0cm}
\setlength{\textheight}{24cm}
\setlength{\topmargin}{-1.5cm}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt}
\setcounter{MaxMatrixCols}{20}
\allowdisplaybreaks"""

COMMANDS = {1: "section*", 2: "subsection*", 3: "subsubsection*"}
"""How headings are set, by their level."""

LINE = "8mm"
"""The height of a line to write on."""

_UNKNOWN = re.compile(r"[^\x00-\u017f–—‘’“”…]")
"""What pdflatex has no letter for by itself."""


def tex(document: Document) -> str:
    """The whole document."""
    body = "\n".join(line for part in document.parts for line in _lines(part))
    letters = sorted(set(_UNKNOWN.findall(body)))
    return "\n".join([PREAMBLE, *map(_declared, letters), r"\begin{document}", "",
                      body, r"\end{document}", ""])  # fmt: skip


def _declared(letter: str) -> str:
    """The number of a letter in its place, where TeX has no such letter."""
    code = f"{ord(letter):04X}"
    shown = rf"\texttt{{U+{code}}}"
    return rf"\ifdefined\DeclareUnicodeCharacter\DeclareUnicodeCharacter{{{code}}}{{{shown}}}\fi"


def _lines(part: Part) -> Iterator[str]:
    match part:
        case Heading(text=text, level=level):
            yield rf"\{COMMANDS[level]}{{{escaped(' '.join(text.split()))}}}"
        case Sentence():
            yield "".join(
                f"${text}$" if is_formula else escaped(text) for text, is_formula in part.runs()
            )
        case Formula():
            yield from (r"\[", part.latex, r"\]")
        case Room(lines=lines):
            yield rf"\vspace*{{{lines} \dimexpr {LINE}\relax}}"
    yield ""
