"""Pages checked: verdicts of single equalities, with numbers worked out by hand for `skip`.

There, with all weights 0.5, x = 1 and y = -3: z0 = h0 = 0.5, z1 = h1 = 0.25, z2 = 0.375, L = 3.375;
dL/dz2 = 1, dL/dh1 = dL/dz1 = 0.5, dL/dh0 = 0.5 + 0.25 = 0.75 = dL/dw0, and w0 becomes -0.25.
"""

import pytest

from engine.checking.judging.check import check_page
from engine.checking.judging.judgement import Checked, Judgement, Rule, Verdict
from engine.checking.reading.reader import read_page
from engine.errors import PageError
from engine.network.files import load_network
from tests.checking.pages import random_page

SKIP = load_network("skip")


def checked(*lines: str, rule: Rule | None = None) -> Checked:
    page = read_page("\n\n".join(lines), "page.md")
    return check_page(page, SKIP, rule=rule or Rule())


def last(*lines: str, rule: Rule | None = None) -> Judgement:
    return checked(*lines, rule=rule).judgements[-1]


@pytest.mark.parametrize(
    "line",
    [
        "z0 = 0.5", "z0 = w0*x", "z0 = w0x = 0.5 * 1 = .5", "h0 = max(0, z0)", "L = |y - yhat|",
        "L = 3.38", "L = 27/8", "dL/dh0 = dL/dz2 * w3 + dL/dz1 * w1 = 1 * 0.5 + 0.5 * 0.5 = 0.75",
        "w0 = w0 - dL/dw0",
        "dL/dw0 = (w3 + w2 * w1) * x = 0.75", "dw0 = 0.75", "w0 = w0 - lr * dL/dw0 = -0.25",
        r"$\frac{\partial L}{\partial h_0} = \frac{\partial L}{\partial z_2} w_3 + "
        r"\frac{\partial L}{\partial z_1} w_1$", "dz2/dh0 = w3 = 0.5", "h1 = z1 = 0.25",
    ],
)  # fmt: skip
def test_what_is_right_is_right(line: str) -> None:
    assert {each.verdict for each in checked(line).judgements} == {Verdict.RIGHT}


@pytest.mark.parametrize(
    ("line", "verdict", "tag"),
    [
        ("L = 0.375", Verdict.SLIP, "target-forgotten"),
        ("dL/dh0 = 0.5", Verdict.SLIP, "path-dropped"),
        ("dL/dh0 = dL/dz2 * w3", Verdict.SLIP, "path-dropped"),
        ("L = 17.2919", Verdict.WRONG, None),
        ("yhat = z1", Verdict.SLIP, "wrong-node"),
        ("w0 = w0 - lr * dL/dw0 = 1.25", Verdict.SLIP, "update-sign"),
        ("z0 = 2 + + 3)", Verdict.NOT_READ, None),
        ("q = 3", Verdict.NOT_READ, None),
    ],
)
def test_what_is_not_is_told_apart(line: str, verdict: Verdict, tag: str | None) -> None:
    found = last(line)
    assert found.verdict is verdict
    assert (tag in found.tags) if tag else not found.tags


def test_cut_off_is_rounding() -> None:
    found = last("x = 0.378", "z0 = 0.18")  # 0.189, which is 0.19 rounded
    assert (found.verdict, found.tags) == (Verdict.ROUNDING, ("cut-off",))


def test_a_wrong_middle_before_a_right_end() -> None:
    middle, end = checked("dL/dw0 = 0.5 * 1 = 0.75").judgements
    assert (middle.verdict, middle.tags) == (Verdict.SLIP, ("wrong-middle",))
    assert end.verdict is Verdict.RIGHT


def test_later_numbers_follow_from_a_wrong_one() -> None:
    lines = ["z1 = 0.35", "h1 = 0.35", "z2 = 0.425", "yhat = 0.425", "L = 3.425"]
    wrong, *others = checked(*lines).judgements
    assert wrong.verdict in (Verdict.SLIP, Verdict.WRONG)
    assert [each.verdict for each in others] == [Verdict.FOLLOW_ON] * 4
    assert {each.follows for each in others} == {1}


def test_a_wrong_zero_earns_nothing_for_what_is_zero_behind_it() -> None:
    lines = ["dL/dz2 = 0", "dL/dw2 = 0", "dL/dw3 = 0"]
    _, *others = checked(*lines).judgements
    assert all(each.is_trivial for each in others)


def test_the_second_iteration_is_known_by_the_update_before() -> None:
    found = checked(
        "## Forward pass", "z0 = 0.5", "## Backward pass", "dL/dw0 = 0.75", "## Gradient descent",
        "w0 = 0.5 - 0.75 = -0.25", "## Forward pass", "z0 = -0.25", "h0 = 0",
    ).judgements  # fmt: skip
    assert {each.verdict for each in found} == {Verdict.RIGHT}
    assert [each.iteration for each in found] == [0, 0, 0, 0, 1, 1]


def test_the_data_of_the_page_override_the_networks_and_contradictions_are_said() -> None:
    found = checked("w0 = 2", "x = 3", "z0 = 6")
    assert found.judgements[0].verdict is Verdict.RIGHT
    assert any("w0 = 2" in note for note in found.notes)
    again = checked("x = 3", "x = 4", "z0 = 1.5")
    assert again.judgements[-1].verdict is Verdict.RIGHT
    assert any("line 3" in note and "line 1" in note for note in again.notes)


def test_functions_and_names_of_the_page_are_data() -> None:
    found = checked("g_2(z_2) = z_2", "yhat = g_2(z_2) = 0.375", "delta_1 = dL/dz1 = 0.5")
    assert {each.verdict for each in found.judgements} == {Verdict.RIGHT}


def test_a_rule_for_rounding_holds_for_numbers_with_fewer_digits_too() -> None:
    assert last("L = 3.4").verdict is Verdict.RIGHT
    assert last("L = 3.4", rule=Rule(places=2)).verdict is not Verdict.RIGHT
    assert last("L = 3.4", rule=Rule(tolerance=0.01)).verdict is Verdict.RIGHT


def test_the_network_that_fits_best_is_taken_or_none() -> None:
    page = read_page("z0 = 0.5\n\nw3 = 0.5\n\ndL/dh0 = 0.75\n", "page.txt")
    assert check_page(page).network == "skip"
    with pytest.raises(PageError, match="--network"):
        check_page(read_page("apples = 3\n", "page.txt"))


def test_steps_that_are_left_out_are_a_note() -> None:
    lines = ["z0 = 0.5", "h0 = 0.5", "h1 = 0.25", "z2 = 0.375", "yhat = 0.375", "L = 3.375"]
    assert any("leaves out z1 (step 3)" in note for note in checked(*lines).notes)


@pytest.mark.parametrize("seed", range(12))
def test_no_right_page_of_a_random_network_is_accused(seed: int) -> None:
    sheet = random_page(seed)
    page = read_page(sheet.text, f"page{sheet.suffix}")
    found = check_page(page, sheet.program.network).judgements
    fine = {Verdict.RIGHT, Verdict.ROUNDING, Verdict.NOT_READ}
    if sheet.carried:
        fine.add(Verdict.FOLLOW_ON)
    assert {each.verdict for each in found} <= fine
    assert found
