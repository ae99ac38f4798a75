"""Masks: what is no part of a hand computation, code and comments, set to spaces.

The text keeps its length and its lines, so that every place stays true.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"[ \t>]{0,12}(`{3,}|~{3,})[ \t]*(\S*)")
_OPTION = re.compile(r"\s*:\w+:")
_CODE = re.compile(
    r"^\s*(?:import|from|def|class|for|while|if|else|return|print|with|const|let|var|#|//|>>>|\$)"
    r"(?:\b|\s|$)|[;{]\s*$|\w\.\w+\(|\+=|-=|==|\bprint\(|^\s*\}|[─│┌└├▶]"
)
"""What no line of a hand computation has."""

_CODE_SPAN = re.compile(r"(?<![`$\\])(`{1,3})(?![`$])[^`\n]{1,300}\1(?![`$])")
_TAG = re.compile(
    r"</?(?:br|p|div|b|i|em|strong|center|span|details|summary|img|a|u)\b[^<>\n]{0,200}>"
)
_COMMENT = re.compile(r"\\.|%[^\n]*", re.DOTALL)
_NO_BREAK = "\v"
"""A space in a line that holds a comment only: such a line does not end a paragraph."""

_ROW_END = re.compile(r"\[[-+−\d.eE,; \t]+\][ \t]*,?[ \t]*\n(?=[ \t]*\[[-+−\d. \t])")
"""The end of a row of a matrix as programs print it, with another row on the next line."""

_VERBATIM = re.compile(
    r"\\begin\{(verbatim|lstlisting|minted|comment|tikzpicture|thebibliography)\*?\}"
)


def masked_markdown(text: str) -> str:
    """Markdown without code and comments; a fence of mathematics becomes a formula.

    A fence that names no language is text, if nothing in it looks like code.
    """
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if not fence or "`" in fence[2]:
            lines[at] = _TAG.sub(_spaces, _CODE_SPAN.sub(_spaces, lines[at]))
            at += 1
            continue
        end = at + 1
        while end < len(lines) and not _closes(lines[end], fence[1]):
            end += 1
        _mask_fence(lines, at, end, fence[2])
        at = end + 1
    return _ROW_END.sub(_on_one_line, _without(("<!--", "-->"), "\n".join(lines)))


def _on_one_line(found: re.Match[str]) -> str:
    return found[0].replace("\n", _NO_BREAK)


def _closes(line: str, opened: str) -> bool:
    """Whether a line closes a fence."""
    fence = _FENCE.match(line)
    return fence is not None and fence[1].startswith(opened) and not fence[2]


def _mask_fence(lines: list[str], start: int, end: int, language: str) -> None:
    """Set a fence to spaces, or only the lines that open and close it."""
    is_math = language in ("math", "{math}")
    body = lines[start + 1 : end]
    is_text = language in ("", "text", "txt", "plain") and not any(map(_CODE.search, body))
    for at in range(start, min(end + 1, len(lines))):
        is_edge = at in (start, end)
        if is_math and is_edge:
            lines[at] = "$$".ljust(len(lines[at]))
        elif is_math and _OPTION.match(lines[at]):
            lines[at] = _NO_BREAK.ljust(len(lines[at]))
        elif is_edge or not (is_text or is_math):
            lines[at] = blank(lines[at])


def masked_latex(text: str) -> str:
    """A document of LaTeX without comments, code, and what is around its body."""
    text = _COMMENT.sub(_comment, text)
    begin = text.find("\\begin{document}")
    if begin >= 0:
        begin += len("\\begin{document}")
        end = text.find("\\end{document}", begin)
        end = end if end >= 0 else len(text)
        text = blank(text[:begin]) + text[begin:end] + blank(text[end:])
    for name in {found[1] for found in _VERBATIM.finditer(text)}:
        text = _without((f"\\begin{{{name}", f"\\end{{{name}"), text)
    return text


def _without(edges: tuple[str, str], text: str) -> str:
    """The text without what stands between these, again and again."""
    parts: list[str] = []
    offset = 0
    while (start := text.find(edges[0], offset)) >= 0:
        end = text.find(edges[1], start)
        if end < 0:
            break
        end += len(edges[1])
        parts += [text[offset:start], blank(text[start:end])]
        offset = end
    return "".join(parts) + text[offset:]


def _comment(found: re.Match[str]) -> str:
    return found[0] if found[0][0] == "\\" else _NO_BREAK.ljust(len(found[0]))


def _spaces(found: re.Match[str]) -> str:
    return blank(found[0])


def blank(text: str) -> str:
    """Spaces in its place, with its lines."""
    return "\n".join(" " * len(line) for line in text.split("\n"))
