"""The forms of a document: Markdown, LaTeX, a notebook, HTML."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from engine.writing.document import Document, Formula, Heading, Row, Sentence
from engine.writing.html import html
from engine.writing.markdown import markdown
from engine.writing.notebook import notebook
from engine.writing.tex import tex
from tests.engine.writing.solutions import solution

NASTY = Document(
    (
        Heading("50% of *x* & <b>y</b>_1 #$ \\input{a}\n\n# 中", 1),
        Sentence("a_b * c < d & $x_{1} < 2$, [1](2)"),
        Formula((Row("x", "= 1"), Row("", r"\quad + 2"))),
    )
)


@pytest.fixture(scope="module", params=["skip", "xor", "neuron"])
def shipped(request):
    return solution(request.param, 1)


def formulas(document):
    return [part.latex for part in document.parts if isinstance(part, Formula)]


def test_markdown_has_every_formula_alone_between_blank_lines(shipped):
    text = markdown(shipped)
    blocks = re.findall(r"(?:^|\n)\n\$\$\n(.*?)\n\$\$\n(?:\n|$)", text, re.DOTALL)
    assert blocks == formulas(shipped)
    assert "\n\n" not in "".join(blocks)
    for block in blocks:
        assert block.count(r"\begin{aligned}") == block.count(r"\end{aligned}") <= 1
        assert block.count("{") == block.count("}")
        assert block.count(r"\left") == block.count(r"\right")


def test_a_notebook_is_valid_and_says_the_same(shipped):
    made = json.loads(notebook(shipped))
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
    assert made.keys() == {"cells", "metadata", "nbformat", "nbformat_minor"}
    ids = [cell["id"] for cell in made["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", each) for each in ids)
    for cell in made["cells"]:
        assert cell.keys() == {"cell_type", "id", "metadata", "source"}
        assert cell["cell_type"] == "markdown"
        assert all(isinstance(line, str) for line in cell["source"])
        assert all(line.endswith("\n") for line in cell["source"][:-1])
    together = "\n\n".join("".join(cell["source"]) for cell in made["cells"])
    assert re.sub(r"\n+", "\n", together) == re.sub(r"\n+", "\n", markdown(shipped)).rstrip("\n")


class Fetches(HTMLParser):
    """Whatever a page would fetch or run."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "link", "img", "iframe", "object", "embed"):
            self.found.append(tag)
        self.found += [name for name, _ in attributes if name in ("src", "href", "onload")]


def test_html_stands_by_itself_and_has_every_formula_as_mathml_and_as_latex(shipped):
    text = html(shipped)
    assert Fetches(text).found == []
    assert "url(" not in text
    assert "@import" not in text
    body = re.search(r"<body>.*</body>", text, re.DOTALL)[0]
    tree = ElementTree.fromstring(body)  # noqa: S314  (it is our own)
    blocks = [math for math in tree.iter("math") if math.get("display") == "block"]
    assert [math.find(".//annotation").text for math in blocks] == formulas(shipped)
    known = {"math", "semantics", "annotation", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msub",
             "msup", "msubsup", "mfrac", "msqrt", "mover", "mtable", "mtr", "mtd"}  # fmt: skip
    children = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "mover": 2, "msqrt": 1}
    for math in tree.iter("math"):
        for element in math.iter():
            assert element.tag in known
            assert len(element) == children.get(element.tag, len(element))
        shown = "".join(math.find("semantics").find("mrow").itertext())
        assert not re.search(r"[\\{}]", shown), shown


def test_latex_takes_nothing_but_the_two_packages(shipped):
    text = tex(shipped)
    assert set(re.findall(r"\\usepackage(?:\[\w+\])?\{(.*?)\}", text)) == {
        "inputenc", "amsmath,amssymb",
    }  # fmt: skip
    assert text.count("{") == text.count("}")
    assert [text.count(rf"\{each}{{document}}") for each in ("begin", "end")] == [1, 1]


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize("name", ["skip", "xor", "nasty"])
def test_pdflatex_compiles_it(name, tmp_path):
    document = NASTY if name == "nasty" else solution(name)
    (tmp_path / "page.tex").write_text(tex(document), encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-draftmode", "-halt-on-error", "-interaction=batchmode", "page.tex"],
        cwd=tmp_path, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0


def test_what_a_file_says_is_text_and_no_markup():
    written = markdown(NASTY).split("\n")
    assert written[0] == r"# 50% of \*x\* \& \<b\>y\</b\>\_1 \#\$ \\input\{a\} \# 中"
    assert written[2] == r"a\_b \* c \< d \& $x_{1} < 2$, \[1\](2)"
    latex = tex(NASTY)
    bold, plain = (r"\textless{}" + tag + r"\textgreater{}" for tag in ("b", "/b"))
    title = rf"50\% of *x* \& {bold}y{plain}\_1 \#\textdollar{{}} \textbackslash{{}}input\{{a\}}"
    assert rf"\section*{{{title} \# 中}}" in latex
    assert r"\DeclareUnicodeCharacter{4E2D}{\texttt{U+4E2D}}" in latex
    page = html(NASTY)
    assert "<b>" not in page
    assert "a_b * c &lt; d &amp; <math>" in page
    assert json.loads(notebook(NASTY))["cells"][0]["source"][0].startswith("# 50% of")
