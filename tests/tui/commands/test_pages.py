"""check and claim, as lines: what they say, of what, and what they refuse."""

import pytest

from engine.debugger.debugger import Debugger
from engine.language.notation import Style
from engine.network.files import parse_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from tui.commands.command import CommandError
from tui.commands.completion import complete
from tui.commands.headless import Headless
from tui.commands.line import parse_line
from tui.commands.perform import perform
from tui.lectures.lecture import Do
from tui.lectures.reader import load_lecture
from tui.terminal import sandbox

NETWORK = """
    loss = "L"
    page = "pages/solution.md"
    equations = "L = square(y - w*x)"
    inputs = { x = 2 }
    targets = { y = 3 }
    parameters = { w = 0.5 }
"""


def lines(debugger, line, style=Style()):  # noqa: B008  (frozen)
    host = Headless(debugger, style)
    perform(*parse_line(line), host)
    return list(host.lines)


@pytest.fixture
def own(tmp_path):
    """A network file with a page of its own, in a folder beside it."""
    network = parse_network(NETWORK, "own")
    return Debugger(derive(network), Recipe(str(tmp_path / "own.toml"), text=NETWORK))


@pytest.fixture
def page(tmp_path):
    (tmp_path / "pages").mkdir()
    path = tmp_path / "pages" / "solution.md"
    path.write_text("L = 4\ndL/dw = -8\nw = w - lr*dL/dw = 8.5\n", encoding="utf-8")
    return path


def test_a_page_is_told_claim_by_claim_where_it_is_wrong(debugger, tmp_path):
    path = tmp_path / "page.md"
    path.write_text("z0 = 0.5\nL = 0.375\n", encoding="utf-8")
    said = lines(debugger, f"check {path}")
    assert said[0] == f"{path}:2:5: L = 0.375"
    assert "slip (target-forgotten)" in said[1]
    assert "2 claims, 1 right and 1 slip" in "\n".join(said)


def test_a_page_about_another_network_is_told_to_be_that(debugger, tmp_path):
    path = tmp_path / "page.md"
    path.write_text("H = relu(X @ W1 + b1)\nO = H @ W2 + b2\n", encoding="utf-8")
    said = " ".join(lines(debugger, f"check {path}"))
    assert "its names are those of xor: makabaka-tui xor opens that" in said


def test_a_network_file_names_its_page_from_where_it_is(own, page):
    (said,) = lines(own, "check")
    assert said == f"{page}: 4 claims, 4 right. Marks 4 of 4."


def test_a_page_that_is_missing_is_refused_in_a_line(own, debugger):
    with pytest.raises(CommandError, match=r"solution\.md: .*No such file"):
        lines(own, "check")
    with pytest.raises(CommandError, match="name a file, as in check"):
        lines(debugger, "check")
    with pytest.raises(CommandError, match="standard input is not read here"):
        lines(debugger, "check -")


def test_nothing_is_read_where_files_are_not_touched(own, page, monkeypatch):
    monkeypatch.setattr(sandbox, "restricted", True)
    for line in ("check", f"check {page}"):
        with pytest.raises(CommandError, match="not allowed here"):
            lines(own, line)
    assert complete(f"check {page.parent}/s", own.stop).words == ()
    assert lines(own, "claim L = 4") == ["right: L = 4; see step 1"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("claim L = 3.375", "right: L = 3.375; see step 7"),
        (
            "claim L = |y - yhat| = 0.375",
            "slip (target-forgotten): L = 0.375; expected 3.375; 0.375 is what L would be if y "
            "were 0: the target was forgotten; see step 7",
        ),
        ("claim q = 3", "not read: q = 3; no node of skip is called q"),
        ("claim 2*3 = 6", "right: 2 · 3 = 6"),
    ],
)
def test_a_typed_claim_is_answered_in_one_line(debugger, line, said):
    assert lines(debugger, line) == [said]


def test_in_ascii_nothing_else_is_said(debugger):
    (said,) = lines(debugger, "claim dL/dyhat = 2*w0 = -1", Style("text"))
    assert said.isascii()
    assert said.startswith("slip (loss-sign or target-sign): dL/dyhat = -1; expected 1; ")


@pytest.mark.parametrize("text", ["L", "", "= =", "L = 1\x1b[2J", "\\frac{{{{ = 2", "a" * 9000])
def test_what_is_no_claim_is_refused_or_not_read(debugger, text):
    try:
        said = lines(debugger, f"claim {text}")
    except CommandError as error:
        said = str(error).splitlines()
    assert all(line.isprintable() and len(line) < 700 for line in said)


def test_a_claim_leaves_the_debugger_as_it_is(debugger):
    before = debugger.stop
    lines(debugger, "claim w0 = 7")
    assert debugger.stop.world is before.world
    assert debugger.stop.cursor == before.cursor


def test_file_names_are_completed(own, page, tmp_path):
    (tmp_path / ".hidden").touch()
    assert complete(f"check {tmp_path}/p", own.stop).line == f"check {tmp_path}/pages/"
    assert complete(f"check {tmp_path}/", own.stop).words == (f"{tmp_path}/pages/",)
    assert complete(f"check {tmp_path}/pages/sol", own.stop).line == f"check {page}"
    assert complete("check /nowhere/at/all", own.stop).words == ()


def test_a_lecture_reads_pages_of_its_own_folder(tmp_path, page):
    walk = tmp_path / "my.walk"
    walk.write_text('title "Mine"\nopen skip\ncheck pages/solution.md\n', encoding="utf-8")
    lecture = load_lecture(str(walk))
    (do,) = [each for each in lecture.statements if isinstance(each, Do)]
    assert do.argument == str(page)
