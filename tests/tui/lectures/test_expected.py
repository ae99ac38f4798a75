"""What a lecture expects of samples that are kept apart."""

import pytest

from engine.errors import SpecError
from engine.network.source import Source
from tui.drawing.look import Look
from tui.lectures.check import check
from tui.lectures.reader import parse_lecture


def checked(*lines, network="iris"):
    text = "\n".join(['title "t"', f"open {network}", *lines])
    return check(parse_lecture(Source("t.walk", text)), Look())


def test_accuracy_and_loss_of_what_is_kept_apart():
    lines = ["expect validation > 1", "train 70", "iteration 70", "expect accuracy >= 0.95"]
    assert checked(*lines).held == 2
    failed = checked("train 70", "iteration 70", "expect validation < 0.05").failure
    assert failed.startswith("t.walk:5: expect validation < 0.05 fails: it is 0.070")


def test_it_is_about_where_the_lecture_stands():
    assert checked("train 70", "iteration 0", "expect accuracy >= 0.95").failure.startswith(
        "t.walk:5: expect accuracy >= 0.95 fails: it is 0.36"
    )


def test_a_network_without_samples_has_none_to_be_right_about():
    with pytest.raises(SpecError, match="takes no samples of data to be right about"):
        checked("expect accuracy >= 0.95", network="skip")
