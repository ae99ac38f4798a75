"""Kinds of files: where in them claims are found, and what is no page."""

import io
import json
import os
import sys
import time

import pytest

from engine.checking.reading.files import MOST_BYTES, open_page
from engine.checking.reading.html import masked_html
from engine.checking.reading.kinds import PageKind, kind_of
from engine.checking.reading.page import Heading, Section
from engine.checking.reading.reader import read_page
from engine.errors import PageError
from tests.engine.checking.reading.trees import chains, lines


def places(text, name):
    return [tuple(side.place) for chain in chains(text, name) for side in chain.sides]


def headings(text, name):
    items = read_page(text, name).items
    return [(item.section, item.iteration) for item in items if isinstance(item, Heading)]


def notebook(*cells, indent=1):
    parts = [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells]
    return json.dumps({"cells": parts, "metadata": {}, "nbformat": 4}, indent=indent)


def test_a_notebook_is_its_markdown_cells():
    text = notebook(
        ("code", ["z = 9"]),
        ("markdown", ["# Backward\n", "$\\hat{y} = 1$ é ✓\n", '"$L = 2$']),
        ("markdown", "$a = 3$\n\n$b = 4$"),
    )
    assert lines(text, "p.ipynb") == ["y~hat = 1", "L = 2", "a = 3", "b = 4"]
    assert headings(text, "p.ipynb") == [(Section.BACKWARD, None)]


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_a_place_in_a_notebook_is_where_it_stands_in_the_file(indent):
    text = notebook(("markdown", ["é\t\\ 😀\n", "$a = 1$, $\\alpha = 2$"]), indent=indent)
    rows = text.split("\n")
    found = [rows[line - 1][column - 1 :] for line, column in places(text, "p.ipynb")]
    assert [rest[0] for rest in found] == ["a", "1", "\\", "2"]
    assert found[2].startswith("\\\\alpha")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "line 1: this is not the JSON of a notebook"),
        ("[1]", "a notebook without cells: save it anew with Jupyter"),
        ('{"cells": 3}', "a notebook without cells: save it anew with Jupyter"),
        ("[" * 200_000, "nested too deep to be a notebook"),
    ],
)
def test_what_is_no_notebook_is_said(text, reason):
    with pytest.raises(PageError) as told:
        read_page(text, "p.ipynb")
    assert str(told.value) == f"p.ipynb: {reason}"


@pytest.mark.parametrize(
    "cells", ['[3, null, {"cell_type": "markdown"}]', '[{"source": {"a": [1]}}]']
)
def test_cells_without_a_text_say_nothing(cells):
    assert lines(f'{{"cells": {cells}}}', "p.ipynb") == []


def test_a_table_has_a_name_and_a_value_a_line():
    text = 'z0,0.5\ndL/dw0,0.75\n"W1[0,1]",-1\n\nW1,"[[1, 2], [3, 4]]"\n'
    expected = ["z_0 = 0.5", "dL/dw_0 = 0.75", "W_1@0,1 = -1", "W_1 = [1, 2; 3, 4]"]
    assert lines(text, "p.csv") == lines(text, "-") == expected
    assert places("z0,0.5\n w1 , 3\n", "p.csv") == [(1, 1), (1, 4), (2, 2), (2, 7)]


def test_a_header_says_what_the_columns_are():
    text = (
        "iteration,phase,node,symbol,value\n"
        "0,forward,z0,z0,0.5\n0,backward,z0,dL/dz0,2\n1,forward,z0,z0,3\n"
    )
    assert lines(text, "p.csv") == ["z_0 = 0.5", "dL/dz_0 = 2", "z_0 = 3"]
    assert headings(text, "p.csv") == [
        (Section.FORWARD, 0), (Section.BACKWARD, 0), (Section.FORWARD, 1),
    ]  # fmt: skip
    assert (
        lines("Wert;Name\n0,5;z0\n", "p.csv")
        == lines("name\tvalue\nz0\t.5", "p.tsv")
        == ["z_0 = 0.5"]
    )
    with pytest.raises(PageError, match="no column is called value"):
        read_page("name,what\nz,1\n", "p.csv")


def test_a_table_without_a_header_may_begin_with_the_iteration():
    assert lines("0,z0,0.5\n1,z0,-1\n", "p.csv") == ["z_0 = 0.5", "z_0 = -1"]
    assert headings("0,z0,0.5\n0,h0,0.5\n1,z0,-1\n", "p.csv") == [(None, 0), (None, 1)]


def test_a_line_of_a_table_without_a_value_is_not_read():
    assert lines("z0,0.5\nz1\nz2,\n", "p.csv") == ["z_0 = 0.5", "unread", "z_2 = unread"]


def test_of_a_document_only_the_body_is_read_and_no_comment():
    text = (
        "\\documentclass{article} z = 1\n\\begin{document}\n\\section*{Update} % a = 1\n"
        "\\[ w = 0.5 % = 2\n  % nothing\n  = 3 \\] 50\\% = x\n"
        "\\begin{verbatim}\n$b = 4$\n\\end{verbatim}\n"
        "\\end{document}\n$c = 5$\n"
    )
    assert lines(text, "p.tex")[0] == lines(text, "-")[0] == "w = 0.5 = 3"
    assert not {"a = 1", "b = 4", "c = 5", "z = 1"} & set(lines(text, "p.tex"))
    assert headings(text, "p.tex") == [(Section.UPDATE, None)]


def test_code_is_no_claim():
    fences = "```python\na = 1\n```\n`b = 2`\n<!-- c = 3\nd = 4 -->\n~~~ tex\n$e = 5$\n~~~\n"
    text = fences + "$f = 6$\n```\ng = 7\nprint(g)\n```\n```js\nh = 8"
    assert lines(text) == ["f = 6"]


def test_a_fence_without_a_language_is_text_where_it_holds_no_code():
    assert lines("```\nw₁ = 0.5\nb = 1 (bias)\n```\n") == ["w_1 = 0.5", "b = 1"]
    assert lines("```{math}\n:label: a\nz = 1 \\\\ h = 2\n```\n") == ["z = 1", "h = 2"]


def test_a_table_in_markdown_has_names_and_values():
    beside = "| name | value |\n|---|:-:|\n| $z_0$ | 0.5 |\n| dL/dw0 | $-1$ |\n| The loss | 3 |\n"
    assert lines(beside) == ["z_0 = 0.5", "dL/dw_0 = -1"]
    above = "z0 | $h_0$ | Remark\n--- | --- | ---\n0.5 | 0.25 | half\n\n1 | 2"
    assert lines(above) == ["z_0 = 0.5", "h_0 = 0.25"]
    inside = "| a | b |\n|---|---|\n| 1 | $|z| = 3$ |\n| z1 | z1 = w1*h0 = 0.25, h = 1 |\n"
    assert lines(inside) == ["abs(z) = 3", "z_1 = times(w_1, h_0) = 0.25", "h = 1"]
    chosen = "| x | wie | Wert |\n|-|-|-|\n| z | w·x | 0,5 |\n"
    assert lines(chosen) == ["z = 0.5"]
    assert places(beside, "p.md")[:2] == [(3, 4), (3, 11)]


def test_html_has_its_formulas_with_it():
    formula = (
        '<math display="block"><semantics><mrow><mi>z</mi><mo>=</mo><mn>9</mn></mrow>'
        '<annotation encoding="application/x-tex">z_0 &lt; 1, a &amp;= 0.5</annotation>'
        "</semantics></math>"
    )
    text = (
        f"<!DOCTYPE html><html><head><title>q = 1</title></head><body><h2>Backward pass</h2>\n"
        f"<p>so {formula.replace('&amp;', '')} b&nbsp;= 2</p><script>c = 3</script></body></html>"
    )
    assert lines(text, "p.html") == lines(text, "-") == ["a = 0.5", "b = 2"]
    assert headings(text, "p.html") == [(Section.BACKWARD, None)]
    assert places(text, "p.html")[0][0] == 2


def test_the_kind_is_found_from_the_name_or_else_from_the_text():
    assert kind_of("a.TEX", "{") is PageKind.LATEX
    assert kind_of("-", '{"cells": []}') is PageKind.NOTEBOOK
    assert kind_of("notes", "\\documentclass{article}") is PageKind.LATEX
    assert kind_of("-", "z0 = 0.5, z1 = 3") is PageKind.TEXT
    assert kind_of("-", "z0,0.5\nz1,2") is PageKind.TABLE
    assert lines("z = 1", "p.csv") != lines("z = 1", "-") == ["z = 1"]


def test_a_file_is_read(tmp_path):
    path = tmp_path / "p.md"
    path.write_bytes("\ufeffŷ = 0,5\r\nL = 3\r\n".encode())
    page = open_page(path)
    assert page.name == str(path)
    assert [item.sides[1].place for item in page.items] == [(1, 5), (2, 5)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"z = 1\0", "a binary file: a page is text, Markdown, LaTeX, CSV or a notebook"),
        (b"%PDF-1.4", "a PDF: check the text that it was made from (.tex, .md, .txt)"),
        (b"ok\nz\xfc = 1", "line 2: not text in UTF-8: save it as UTF-8"),
        ("z = 1".encode("utf-16"), "in UTF-16: save it as UTF-8"),
    ],
)
def test_what_is_no_text_is_said(tmp_path, monkeypatch, data, reason):
    path = tmp_path / "p.md"
    path.write_bytes(data)
    with pytest.raises(PageError) as told:
        open_page(str(path))
    assert str(told.value) == f"{path}: {reason}"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    with pytest.raises(PageError) as told:
        open_page("-")
    assert str(told.value) == f"standard input: {reason}"


def test_what_is_no_file_is_said(tmp_path):
    huge, pipe = tmp_path / "huge.md", tmp_path / "pipe"
    with huge.open("wb") as file:
        file.truncate(100_000_000)
    os.mkfifo(pipe)
    for path, reason in (
        (tmp_path, "a directory"),
        (tmp_path / "none.md", "cannot be read: No such file or directory"),
        (huge, f"larger than {MOST_BYTES:,} bytes"),
        (pipe, "not a regular file"),
    ):
        with pytest.raises(PageError) as told:
            open_page(path)
        assert str(told.value) == f"{path}: {reason}"


def test_standard_input_is_read_and_bounded(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"z0,0.5\n")))
    assert len(open_page("-").items) == 1
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b" " * (MOST_BYTES + 1))))
    with pytest.raises(PageError, match="larger than"):
        open_page("-")


@pytest.mark.parametrize("piece", ["<!--", '<a "', "<a '<b \""])
def test_html_that_never_closes_what_it_opens_is_read_in_linear_time(piece):
    began = time.process_time()
    masked_html(piece * 50_000)
    assert time.process_time() - began < 1
