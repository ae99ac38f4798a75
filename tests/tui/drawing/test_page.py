"""The lines of a page that was checked, as text."""

from dataclasses import replace

from rich.cells import cell_len

from engine.checking.judging.check import check_page
from engine.checking.judging.judgement import Checked, Judgement, Verdict
from engine.checking.reading.reader import read_page
from engine.checking.reading.written import Place
from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from tui.drawing.look import Look
from tui.drawing.page import MARKS, OpenPage, page_shown, why_lines

SKIP = load_network("skip")
STOP = Debugger(derive(SKIP)).stop
PAGE = "z0 = 0.5\nh0 = 0.5\nL = 0.375\nq = 3\ndL/dw3 = 0.25\nw3 = w3 - lr*dL/dw3 = 0.25\n"


VERDICTS = {"x": Verdict.WRONG, ".": Verdict.RIGHT}


def opened(text: str = PAGE) -> OpenPage:
    return OpenPage.of(check_page(read_page(text, "page.txt"), SKIP))


def drawn(page: OpenPage, width=40, height=12, look=Look(), stop=STOP):  # noqa: B008  (frozen)
    lines = page_shown(page, stop, look, width, height).lines
    return ["".join(text for text, _ in line) for line in lines]


def roles(page: OpenPage, stop=STOP):
    lines = page_shown(page, stop, Look(), 40, 12).lines
    return [line[-1][1] for line in lines if line]


def wrong(verdicts: str) -> OpenPage:
    """A page on which `x` is a claim that is wrong."""
    judgements = tuple(
        Judgement(Place(i, 1), "L", None, 0, 7, f"L = {i}", VERDICTS[each])
        for i, each in enumerate(verdicts, 1)
    )
    return OpenPage.of(Checked("page.txt", "skip", (), judgements))


def test_each_claim_has_its_line_and_its_mark_and_the_first_mistake_the_cursor():
    rows = drawn(opened())
    assert rows[0] == " 1 ✓ z0 = 0.5"
    assert rows[2].rstrip() == "▶3 ✗ L = 0.375"
    assert rows[3] == " 4 ? q = 3"
    assert rows[4].startswith(" 5 ✗ ∂L/∂w3 = 0.25")


def test_below_stands_what_was_expected_and_why():
    said = " ".join(row.strip() for row in drawn(opened())[-6:])
    assert "expected 3.375 target-forgotten: 0.375 is what L would be if y were 0" in said


def test_marks_are_told_apart_without_colours_in_ascii_too():
    for place in (0, 1):
        marks = {verdict: mark[place] for verdict, mark in MARKS.items()}
        assert marks.pop(Verdict.WRONG) == marks[Verdict.SLIP]
        assert len(set(marks.values())) == len(marks)
    assert all(row.isascii() for row in drawn(opened(), look=Look(ascii=True)))
    assert MARKS.keys() == set(Verdict)


def test_the_claims_of_the_step_where_one_stands_are_underlined():
    debugger = Debugger(derive(SKIP))
    assert "selected" not in roles(opened())
    assert roles(opened(), debugger.goto(1))[0] == "selected"


def test_tab_goes_round_through_the_mistakes():
    page = wrong("..x.xx.")
    places = [page.here]
    for _ in range(3):
        page = page.mistake(1)
        places.append(page.here)
    assert places == [2, 4, 5, 2]
    assert page.mistake(-1).here == 5
    assert page.at(3).mistake(-1).here == 2
    assert wrong("...").mistake(1) is None


def test_the_cursor_stays_on_the_page_and_in_sight():
    page = wrong("." * 30)
    for place in (-5, 0, 7, 29, 99):
        shown = page.at(place).seen(6)
        assert 0 <= shown.top <= shown.here < shown.top + 6 <= 30


def test_why_says_all_with_what_follows_and_the_notes():
    page = opened("x = 2\nz0 = 1\nh0 = 1\nz1 = 0.75\nh1 = 0.75\n")
    said = why_lines(page, Look())
    assert said[0] == "line 4: z1 = 0.75"
    assert any(line.startswith("expected 0.5, found 0.75") for line in said)
    assert "  line 5: h1 = 0.75" in said
    assert "- taken from the page, line 1: x = 2" in said


def test_a_page_without_a_claim_says_that_there_is_none():
    said = why_lines(opened("nothing here\n"), Look())
    assert "0 claims, nothing to judge." in " ".join(said)


def test_a_page_without_a_claim_says_so():
    page = opened("just words\n")
    assert page.current is None
    assert "nothing is claimed" in drawn(page, 80)[0]
    assert page.at(3).current is None


def test_whatever_a_page_holds_fits_and_is_no_command_to_a_terminal():
    text = (
        "L = \\foo{\x1b[31m\u202e}\n漢字漢字漢字 = 3\nL = " + "1 + " * 80 + "1\nq\u0301\u200b = 2\n"
    )
    page = opened(text)
    for look in (Look(), Look(ascii=True)):
        for width in (20, 30, 120):
            for place in range(len(page.checked.judgements)):
                for row in drawn(page.at(place), width, 8, look):
                    assert row.isprintable()
                    assert cell_len(row) <= width
        assert all(line.isprintable() for line in why_lines(page, look))


def test_no_more_claims_are_looked_at_than_are_seen():
    page = wrong("x." * 5_000).at(7_000).seen(10)
    judgements, asked = page.checked.judgements, []

    class Judgements(tuple):
        def __getitem__(self, place):
            asked.append(place)
            return judgements[place]

        def __iter__(self):
            raise AssertionError("all of them are gone through")

    counting = replace(page, checked=replace(page.checked, judgements=Judgements(judgements)))
    assert "▶ 7001 ✗ L = 7001" in "".join(drawn(counting))
    assert counting.mistake(1).here == 7_002
    assert len(asked) < 20
