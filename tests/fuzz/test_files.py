"""A short run of the fuzzers of files, and what they are made of."""

import os
import time

import pytest

from tests.fuzz import network_files, pages, sessions, words
from tests.fuzz.machine import Machine, is_for_people

SEED = int(os.environ.get("FUZZ_SEED", "7"))

PAGES = {"checked", "refused", "same verdicts", "claim judged", "no claim", "answer judged"}


@pytest.mark.parametrize(
    ("run", "cases", "outcomes"),
    [
        (network_files.run, 80, {"opened", "refused"}),
        (sessions.run, 70, {"goes on", "refused"}),
        (pages.run, 40, PAGES),
        (words.run, 80, {"lecture read", "lecture refused", "configuration used"}),
    ],
    ids=["network files", "sessions", "pages", "words"],
)
def test_a_short_run_finds_nothing(tmp_path, run, cases, outcomes):
    machine = Machine(run)
    seen = [machine.look(SEED, number, tmp_path) for number in range(cases)]
    assert [case for case in seen if case.problem] == []
    assert outcomes <= {case.outcome for case in seen}  # or nothing was tried


# That the machine finds what there is to find


def hangs(chance, _):
    if chance.random() < 0.4:
        time.sleep(0)
        raise ZeroDivisionError("a traceback")
    is_for_people("fine" if chance.random() < 0.5 else "\x1b[31m")
    return "fine"


def test_a_traceback_and_what_is_no_line_are_found(tmp_path):
    seen = [Machine(hangs).look(1, number, tmp_path) for number in range(40)]
    problems = [case.problem for case in seen if case.problem]
    assert any("a traceback" in each for each in problems)
    assert any("x1b[31m" in each for each in problems)
    assert "fine" in {case.outcome for case in seen}


def ends(_, __):
    os._exit(3)


def test_a_case_that_ends_its_process_is_found_and_the_next_are_looked_at():
    seen = list(Machine(ends).look_at(1, range(3), 1))
    assert [(case.number, case.problem) for case in seen] == [
        (number, "it ended the process") for number in range(3)
    ]
