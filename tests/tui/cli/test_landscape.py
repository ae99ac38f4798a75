"""The command landscape."""

import csv
import io
import json

import numpy as np
import pytest


def test_a_plane_in_words_json_and_csv_says_the_same(out):
    options = ("landscape", "skip", "w0=-1:1", "w1=-1:1", "--at-iteration", "1")
    data = json.loads(out(*options, "--format", "json", "--points", "5x3"))
    assert [axis["name"] for axis in data["axes"]] == ["w0", "w1"]
    assert data["iteration"] == 1
    assert data["point"] == [-0.25, 0.25]
    assert data["loss"] == 3
    assert data["kinks"] == ["z0 = 0", "z1 = 0"]
    assert data["path"] == {
        "iterations": [0, 1], "places": [[0.5, 0.5], [-0.25, 0.25]], "projected": True,
    }  # fmt: skip
    # After the first update w2 = 0.25 and w3 = 0.
    w0, w1 = np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-1, 1, 3))
    expected = np.abs(-3 - 0.25 * np.maximum(w1 * np.maximum(w0, 0), 0))
    np.testing.assert_allclose(data["losses"], expected, rtol=1e-15)
    rows = list(csv.reader(io.StringIO(out(*options, "--format", "csv", "--points", "5x3"))))
    assert rows[0] == ["w0", "w1", "loss"]
    np.testing.assert_allclose([float(row[2]) for row in rows[1:]], expected.ravel())
    text = out(*options)
    assert "L = 3 there, at w0 = −0.25, w1 = 0.25." in text
    assert "Over all parameters: plateau: " in text
    assert "Kinks pass through it where z0 = 0, z1 = 0." in text
    assert "only its projection is on this plane" in text


def test_a_line_has_its_kinks_with_their_slopes(out):
    data = json.loads(out("landscape", "skip", "w0=-1:1", "--format", "json", "--points", "9x2"))
    (kink,) = data["kinks"]
    assert kink == {"at": 0, "loss": 3, "left": 0, "right": pytest.approx(0.75),
                    "kinks": ["z0 = 0", "z1 = 0"]}  # fmt: skip
    assert data["slope"] == 0.75
    assert len(data["losses"]) == 9
    text = out("landscape", "skip", "w0=-1:1")
    assert "Kink at w0 = 0: z0 = 0, z1 = 0, slope 0 left of it, 0.75 right of it." in text
    assert "The next update takes w0 to −0.25." in text


def test_entries_are_quoted_in_csv_and_losses_that_are_no_numbers_are_texts_in_json(out, tmp_path):
    rows = list(csv.reader(io.StringIO(
        out("landscape", "xor", "W1[0,1]", "b2[0]", "--format", "csv", "--points", "2x2")
    )))  # fmt: skip
    assert rows[0] == ["W1[0,1]", "b2[0]", "loss"]
    file = tmp_path / "log.toml"
    file.write_text('loss = "L"\nequations = "L = log(a)"\n[parameters]\na = 1\n', encoding="utf-8")
    data = json.loads(out("landscape", str(file), "a=-1:1", "--format", "json", "--points", "3x2"))
    assert data["losses"] == ["nan", "-inf", 0]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["skip", "z0"], "z0 is computed: name a parameter or an input"),
        (["skip", "w0", "w0"], "w0 stands there twice"),
        (["skip", "w0=1:-1"], "reversed"),
        (["skip", "--points", "1x5"], "--points 1x5: write columns and rows from 2 to 2,000"),
        (["skip", "--points", "many"], "--points many"),
        (["skip", "--at-iteration", "-1"], "no iteration -1"),
        (["nothing.toml"], "nothing.toml"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_line(refused, options, said):
    assert said in refused("landscape", *options)
