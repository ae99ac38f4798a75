"""The command `check`: what it prints, in every form, and how it ends."""

import csv
import io
import json

import pytest

from tui.cli.main import main

RIGHT = "Forward pass\nz0 = w0*x = 0.5\nh0 = 0.5\nz1 = 0.25\nh1 = 0.25\nz2 = 0.375\nL = 3.375\n"
"""Lines of the skip network that are right."""

SLIP = RIGHT.replace("3.375", "0.375")
"""The same with the target forgotten, in line 7."""

KEYS = [
    "file", "line", "column", "symbol", "iteration", "claim", "verdict", "tag", "expected",
    "found", "follows", "note",
]  # fmt: skip


@pytest.fixture
def page(tmp_path):
    """Writes a page and gives its path."""

    def page(text, name="page.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return page


def _json(output):
    return json.loads(output)


def test_a_right_page(run, page):
    status, output, errors = run("check", page(RIGHT))
    assert (status, errors) == (0, "")
    assert "7 claims, 7 right. Marks 7 of 7." in output
    assert len(output.splitlines()) <= 4


def test_a_slip_is_told_with_place_reason_and_step(run, page):
    file = page(SLIP)
    status, output, errors = run("check", file)
    assert (status, errors) == (1, "")
    told = output.splitlines()
    assert told[0] == f"{file}:7:5: L = 0.375"
    assert told[1].strip().startswith("slip (target-forgotten): ")
    assert "0.375 is what L would be if y were 0" in told[1]
    assert told[2].strip() == "expected 3.375, found 0.375, see step 7, iteration 0"
    assert "7 claims, 6 right and 1 slip. Marks 6 of 7." in output


def test_all_tells_what_is_right_as_well(run, page):
    output = run("check", page(SLIP), "--all")[1]
    assert sum(line.strip() == "right" for line in output.splitlines()) == 6
    assert run("check", page(SLIP), "-v")[1] == output


def test_what_follows_stands_with_what_it_follows_from(run, page):
    file = page("dL/dyhat = 1\ndL/dh0 = 0.5\ndL/dz0 = 0.5\ndL/dw0 = 0.5\n")
    status, output, _ = run("check", file, "--network", "skip")
    assert status == 1
    assert "path-dropped" in output
    assert "lines 3 and 4 only follow from this" in output
    assert f"{file}:3" not in output
    assert "Marks 3 of 4." in output
    everything = run("check", file, "--network", "skip", "-v")[1]
    assert "lines 3 and 4 only follow from this" in everything
    assert f"{file}:3:10: ∂L/∂z0 = 0.5\n    follow-on: follows from line 2\n" in everything


def test_json_has_every_claim_and_a_summary(run, page):
    status, output, _ = run("check", page(SLIP), "--format", "json")
    report = _json(output)
    assert status == 1
    assert len(report["claims"]) == 7
    assert all(set(KEYS) <= set(each) for each in report["claims"])
    wrong = [each for each in report["claims"] if each["verdict"] != "right"]
    (slip,) = wrong
    told = (slip["line"], slip["column"], slip["symbol"], slip["iteration"], slip["verdict"])
    assert told == (7, 5, "L", 0, "slip")
    assert (slip["tag"], slip["tags"]) == ("target-forgotten", ["target-forgotten"])
    assert (slip["expected"], slip["found"], slip["follows"]) == ("3.375", "0.375", None)
    summary = report["summary"]
    assert (summary["marks"], summary["of"]) == (6, 7)
    assert (summary["counts"]["right"], summary["counts"]["slip"]) == (6, 1)
    assert summary["slips"] == [{"tag": "target-forgotten", "claims": 1, "pages": 1}]
    assert all(each["tag"] is None for each in report["claims"] if each["verdict"] == "right")


def test_csv_is_a_table_with_the_same_columns(run, page):
    output = run("check", page(SLIP), "--format", "csv")[1]
    rows = list(csv.DictReader(io.StringIO(output)))
    assert list(rows[0]) == KEYS
    assert [row["verdict"] for row in rows] == ["right"] * 6 + ["slip"]
    assert (rows[-1]["line"], rows[-1]["tag"], rows[-1]["expected"]) == (
        "7",
        "target-forgotten",
        "3.375",
    )


def test_no_cell_is_computed_by_a_spreadsheet(run, page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page("-w3 = 0.5\n+q = 1\n@x = 2\nz0 = -0.5\n", "=cmd.txt")
    output = run("check", "=cmd.txt", "--network", "skip", "--format", "csv")[1]
    cells = [cell for row in csv.reader(io.StringIO(output)) for cell in row]
    assert "'=cmd.txt" in cells
    assert "-0.5" in cells  # a number is one
    for cell in cells:
        assert cell == "-0.5" or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_many_pages_come_with_a_table_and_the_slips_counted(run, page):
    files = [page(RIGHT, "a.txt"), page(SLIP, "b.txt"), page(SLIP, "c.txt")]
    status, output, _ = run("check", *files)
    assert status == 1
    table = output[output.index("page    ") :].splitlines()
    assert " ".join(table[0].split()) == "page marks right slip wrong not read worst line"
    assert table[1].split()[1:] == ["7/7", "7", "0", "0", "0"]
    assert table[2].split()[1:] == ["6/7", "6", "1", "0", "0", "7", "(target-forgotten)"]
    assert "3 pages, marks 19 of 21" in table
    assert table[-1].strip() == "target-forgotten  on 2 pages: the target forgotten"
    report = _json(run("check", *files, "--format", "json")[1])
    assert report["summary"]["slips"] == [{"tag": "target-forgotten", "claims": 2, "pages": 2}]
    assert [each["worst"] for each in report["summary"]["files"]] == [None, 7, 7]


@pytest.mark.parametrize(
    ("options", "marks"),
    [
        ((), "Marks 6 of 7."),
        (("--points", "14"), "Marks 12 of 14."),
        (("--credit", "slip=0.5"), "Marks 6.5 of 7."),
        (("--credit", "right=0.5,slip=1", "--points", "7"), "Marks 4 of 7."),
    ],
)
def test_marks_are_what_the_person_wants(run, page, options, marks):
    assert marks in run("check", page(SLIP), *options)[1]


def test_a_tolerance_and_places(run, page):
    file = page(RIGHT.replace("3.375", "3.3"))
    assert run("check", file)[0] == 0  # cut off
    file = page(RIGHT.replace("3.375", "3.35"))
    assert run("check", file)[0] == 1
    assert run("check", file, "--tolerance", "0.01")[0] == 0
    assert run("check", page(RIGHT.replace("3.375", "3.4")))[0] == 0
    assert run("check", page(RIGHT.replace("3.375", "3.4")), "--round", "3")[0] == 1


def test_a_name_of_the_page_stands_for_a_node(run, page):
    file = page("w_s = 0.5\nz2 = w2*h1 + w_s*h0 = 0.375\n")
    assert run("check", file, "--network", "skip", "--alias", "w_s=w3")[0] == 0


def test_a_network_with_changes(run, page):
    file = page("L = 2.375\n")
    assert run("check", file, "--network", "skip")[0] == 1
    assert run("check", file, "--network", "skip", "--set", "y=-2")[0] == 0


def test_standard_input(run, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SLIP.encode())))
    status, output, _ = run("check", "-", "--format", "json")
    assert status == 1
    assert {each["file"] for each in _json(output)["claims"]} == {"-"}


@pytest.mark.parametrize(("form", "claims"), [("csv", 42), ("text", 168)])
def test_what_trace_prints_is_right(run, out, monkeypatch, form, claims):
    page = out("trace", "skip", "--iterations", "2", "--format", form)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(page.encode())))
    status, output, _ = run("check", "-", "--format", "json")
    assert status == 0
    counts = _json(output)["summary"]["counts"]
    assert counts["right"] >= claims
    assert sum(counts.values()) == counts["right"] + counts["not read"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "name a page"),
        (("--forse", "p"), "no option --forse"),
        (("-", "-"), "only once"),
        (("p", "--credit", "follow=1"), "did you mean 'follow-on'"),
        (("p", "--credit", "right=2"), "from 0 to 1"),
        (("p", "--credit", "right"), "from 0 to 1"),
        (("p", "--tolerance", "1"), "from 0 to below 1"),
        (("p", "--tolerance", "nan"), "from 0 to below 1"),
        (("p", "--round", "16"), "from 0 to 15"),
        (("p", "--points", "0"), "above 0"),
        (("p", "--points", "inf"), "above 0"),
        (("p", "--alias", "w_s"), "w_s=w3"),
        (("p", "--alias", "w_s=w3", "--alias", "w_s=w2"), "is w3 already"),
        (("p", "--set", "w0=1"), "--network"),
        (("p", "--network", "nope"), "nope"),
        (("p", "--format", "yaml"), "yaml"),
    ],
)
def test_what_cannot_be_asked_for(refused, options, said):
    assert said in refused("check", *options)


def test_the_output_takes_characters_that_a_terminal_has_not(page, monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", out)
    assert main(["check", page("ŷ = 7\n"), "--network", "skip"]) == 1
    out.seek(0)
    assert "\\u0177" in out.read() or "y" in out.read()
