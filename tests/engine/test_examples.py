"""The examples of documents, run: those of docs/api.md and of the README."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def examples(document):
    """What a document shows as typed at a prompt, as one test: later blocks go on from earlier."""
    inside, lines = False, []
    for line in (ROOT / document).read_text(encoding="utf-8").split("\n"):
        fence = re.match(r"```(\w*)", line)
        inside = fence[1] == "pycon" if fence else inside
        lines.append("" if fence or not inside else line)
    return doctest.DocTestParser().get_doctest("\n".join(lines), {}, document, document, 0)


@pytest.mark.parametrize(("document", "least"), [("docs/api.md", 50), ("README.md", 5)])
def test_what_a_document_shows_is_what_comes(document, least):
    test, report = examples(document), []
    assert len(test.examples) >= least
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=report.append)
    assert not runner.failures, "".join(report)
    assert runner.tries == len(test.examples)


def test_an_example_that_gives_something_else_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```pycon\n>>> 1 + 1\n3\n```\n")
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(examples(page), out=lambda _: None)
    assert runner.failures == 1
