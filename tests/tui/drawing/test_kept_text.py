"""Texts of arrays are kept as long as all that they depend on is the same."""

import numpy as np

from engine.language.figures import Figures, figures, use_figures
from tui.drawing import kept_text
from tui.drawing.look import Look


def test_a_text_is_written_once_for_each_way_to_write_it(monkeypatch):
    monkeypatch.setattr(kept_text, "_KEPT", {})  # as it is emptied when it is full
    value, written = np.array([1.0, 2.0]), []

    def text(how):
        return kept_text.kept_text(value, how, lambda: written.append(how) or str(how))

    assert [text(1), text(1), text(2), text(1)] == ["1", "1", "2", "1"]
    assert written == [1, 2]


def test_an_array_in_the_place_of_another_is_written_anew():
    """Many are made one after the other, so that some stand where others stood."""
    look = Look()
    for number in range(1_000):
        assert look.value(np.array([float(number), 0.5]), 12) == f"{number} 0.5"
    assert len(kept_text._KEPT) <= kept_text.MOST_TEXTS


def test_other_figures_are_another_text():
    value, look, before = np.array([0.25, 0.5]), Look(), figures()
    try:
        assert look.value(value, 12) == "0.25 0.5"
        use_figures(Figures(comma=True))
        assert look.value(value, 12) == "0,25 0,5"
    finally:
        use_figures(before)
