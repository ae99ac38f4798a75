"""The command `check` with pages that are bad: said with the line, and the rest still checked."""

import json
import time

import pytest

LINE = "z0 = 0.5\n"

BROKEN = {
    "unclosed brace": r"$$\frac{1}{2 = 0.5$$",
    "closing brace": r"$$z_0 = 0.5}$$",
    "left without right": r"$$z_0 = \left( 0.5$$",
    "right without left": r"$$z_0 = 0.5 \right)$$",
    "ampersand outside": r"$$z_0 & = & 0.5 & $$",
    "begin without end": r"$$\begin{aligned} z_0 &= 0.5$$",
    "end without begin": r"$$z_0 = 0.5 \end{aligned}$$",
    "another end": r"$$\begin{aligned} z_0 &= 0.5 \end{cases}$$",
    "unclosed mathematics": "$$z_0 = 0.5",
    "two superscripts": r"$$z_0^2^3 = 0.5$$",
    "nothing below": r"$$z_ = 0.5$$",
    "lone backslash": "$$z_0 = 0.5 \\",
    "unknown macro": r"$$\foo{z_0} = 0.5$$",
    "fraction of nothing": r"$$z_0 = \frac$$",
    "root of nothing": r"$$z_0 = \sqrt[$$",
    "signs alone": r"$$= = =$$",
    "bomb of braces": "$$" + "{" * 20_000 + "z" + "}" * 20_000 + " = 1$$",
    "bomb of roots": "$$" + r"\sqrt[" * 5_000 + " = 1$$",
    "bomb of parentheses": "z0 = " + "(" * 20_000 + "1",
    "bomb of minus signs": "z0 = " + "-" * 20_000 + "1",
    "bomb of powers": "z0 = 9^9^9^9^9^9^9",
    "endless number": "z0 = " + "9" * 100_000,
    "huge exponent": "z0 = 1e999999999",
    "control characters": "z0\x1b[31m = 0.5\x07",
    "Python": "z0 = __import__('os').system('true')",
}
"""Lines that are no good; on each page a good one stands before, and one behind."""


@pytest.fixture
def page(tmp_path):
    """Writes a page and gives its path."""

    def page(text, name="page.md"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return page


def _check(run, *arguments):
    """Status, report and errors of a page of the skip network."""
    status, output, errors = run("check", "--network", "skip", "--format", "json", *arguments)
    assert "Traceback" not in errors
    return status, json.loads(output), errors


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_line_that_cannot_be_read_leaves_the_others(run, page, broken):
    started = time.process_time()
    status, report, errors = _check(run, page(f"{LINE}\n\n{broken}\n\n$$L = 0.375$$\n\nh0 = 0.5\n"))
    assert time.process_time() - started < 2
    assert (status in (0, 1), errors) == (True, "")
    right = [each["line"] for each in report["claims"] if each["verdict"] == "right"]
    assert right[0] == 1
    for each in report["claims"]:
        assert each["verdict"] in ("right", "not read") or each["line"] >= 4
        assert each["verdict"] != "not read" or each["note"]
        assert each["claim"].isprintable()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nothing but words.\n", "there is no claim on it"),
        ("", "there is no claim on it"),
        ("w0 = 0.5\n", "only data that are given"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "a binary file"),
        (b"\xff\xfez\x000\x00", "UTF-16"),
        ("{", "page.ipynb"),
    ],
)
def test_a_page_that_is_none(run, page, text, said):
    file = page(text, said if said.startswith("page") else "page.txt")
    status, report, errors = _check(run, file)
    assert status == 2
    assert len(errors.splitlines()) == 1
    assert file in errors
    assert said in errors or said.startswith("page")
    assert [each["file"] for each in report["summary"]["unusable"]] == [file]


def test_a_page_on_which_nothing_is_understood_is_told_with_reasons(run, page):
    file = page("z = (((1\nq = 3\n")
    status, output, errors = run("check", "--network", "skip", file)
    assert status == 2
    assert f"{file}: nothing on it is understood\n" == errors
    assert f"{file}:1:" in output
    assert "no node of skip is called q" in output


def test_a_folder_and_a_file_that_is_not_there(run, page, tmp_path):
    good = page(LINE)
    status, report, errors = _check(run, str(tmp_path), good, str(tmp_path / "nobody.txt"))
    assert status == 2
    assert len(errors.splitlines()) == 2
    assert [each["file"] for each in report["claims"]] == [good]


def test_a_page_of_100_mb(run, tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)  # takes no room
    started = time.process_time()
    status, _, errors = _check(run, str(path))
    assert time.process_time() - started < 1
    assert (status, len(errors.splitlines())) == (2, 1)
    assert "larger than" in errors


def test_unknown_names_are_told(run, page):
    status, report, _ = _check(run, page("z0 = 0.5\nq = 3\nL = 3.375\n"))
    assert status == 0
    (unread,) = [each for each in report["claims"] if each["verdict"] == "not read"]
    assert (unread["line"], unread["earned"]) == (2, None)
    assert "no node of skip is called q" in unread["note"]


def test_contradictory_data_are_told(run, page):
    given = "x = 1\ny = -3\nw0 = 0.5\nw0 = 0.7\n\nForward pass\n\n"
    status, report, _ = _check(run, page(f"{given}z0 = 0.5\nL = 3.375\n"))
    assert status == 1
    (wrong,) = [each for each in report["claims"] if each["verdict"] != "right"]
    assert (wrong["line"], wrong["verdict"]) == (4, "wrong")
    assert any("than in line 3" in each["note"] for each in report["summary"]["notes"])


def test_data_of_the_page_come_before_those_of_the_network(run, page):
    status, report, _ = _check(run, page("x = 2\n\nForward pass\n\nz0 = w0*x = 1\n"))
    assert status == 0
    assert any("x = 2" in each["note"] for each in report["summary"]["notes"])


def test_two_networks_that_fit_equally_are_told(run, page):
    status, output, _ = run("check", page("z0 = 0.5\nh0 = 0.5\nz1 = 0.25\n"))
    assert status == 0
    assert "would fit as well: --network says which one is meant" in output


def test_a_page_of_no_network(run, page):
    status, _, errors = run("check", page("zeta_9 = 4\nomega_8 = 5\n"))
    assert status == 2
    assert "--network FILE" in errors


@pytest.mark.parametrize("alias", ["w_s=w9", "w_s=L + 1"])
def test_an_alias_for_nothing(run, page, alias):
    status, _, errors = run("check", page(LINE), "--network", "skip", "--alias", alias)
    assert status == 2
    assert "skip has no" in errors
