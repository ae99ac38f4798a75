"""Samples: which rows of the data a batch has, and what is kept apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import NetworkError, SpecError
from engine.network.arguments import build_network
from engine.network.files import parse_network
from engine.network.samples import Samples, samples_of

TEXT = """
loss = "L"
equations = "L = mean(square(y - X @ w))"
[inputs]
X = {X}
[targets]
y = {y}
[parameters]
w = [0.5, 0.5]
[training]
{training}
"""
ROWS = 10


def network(training, *, x=None, y=None, seed=0):
    x = [[n, n * n] for n in range(ROWS)] if x is None else x
    y = list(range(ROWS)) if y is None else y
    text = TEXT.replace("{X}", str(x)).replace("{y}", str(y)).replace("{training}", training)
    return parse_network(text, "t", seed)


def evaluated(found, seed):
    """The inputs with which the samples for validation are predicted."""
    return found.evaluation(seed, samples_of(found.feeds)).inputs


def rows_of(values):
    """The rows that a batch of `network` was taken from: the first column counts them."""
    return [int(each) for each in values["X"][:, 0]]


def test_an_epoch_has_each_sample_once_and_leaves_over_what_is_no_batch():
    found = network("batch_size = 3")
    samples = samples_of(found.feeds)
    assert (samples.per_epoch, samples.left_over, found.shapes["X"]) == (3, 1, (3, 2))
    epochs = [
        [row for batch in range(3) for row in rows_of(found.fed(3 * epoch + batch))]
        for epoch in range(20)
    ]
    assert all(len(set(epoch)) == 9 for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) == 20
    left_over = {row for epoch in epochs for row in set(range(ROWS)) - set(epoch)}
    assert len(left_over) > 3
    assert rows_of(found.inputs) == rows_of(found.fed(0)) == samples.rows(0, 0).tolist()


def test_inputs_and_targets_of_a_batch_are_of_the_same_samples():
    found = network("batch_size = 4\nvalidation = 0.2", seed=5)
    for iteration in range(30):
        batch = found.fed(iteration)
        assert batch["y"].tolist() == batch["X"][:, 0].tolist()


def test_without_shuffle_the_order_is_that_of_the_data():
    found = network("batch_size = 4\nshuffle = false\nvalidation = 0.2")
    assert [rows_of(found.fed(each)) for each in range(3)] == [
        [0, 1, 2, 3], [4, 5, 6, 7], [0, 1, 2, 3]
    ]  # fmt: skip
    assert rows_of(evaluated(found, 0)) == [8, 9]
    assert found.seed is None


@given(st.integers(2, 40), st.data())
def test_what_is_kept_apart_is_never_trained_with(count, data):
    kept = data.draw(st.integers(0, count - 1))
    size = data.draw(st.integers(1, count - kept))
    seed = data.draw(st.integers(0, 2**40))
    rows = np.arange(float(count))
    samples = Samples({"x": rows}, size, shuffle=True, validation=kept)
    apart = samples.validation_rows(seed).tolist()
    assert len(set(apart)) == kept
    assert samples.kept_apart(seed)["x"].tolist() == apart
    for epoch in range(3):
        first = epoch * samples.per_epoch
        taken = [
            each
            for iteration in range(first, first + samples.per_epoch)
            for each in samples.values(seed, iteration)["x"].tolist()
        ]
        assert len(taken) == len(set(taken)) == samples.per_epoch * size
        assert set(taken).isdisjoint(apart)
        assert samples.left_over == count - kept - len(taken)
    again = Samples({"x": rows}, size, shuffle=True, validation=kept)
    for iteration in (17, 3, 40):
        assert again.rows(seed, iteration).tolist() == samples.rows(seed, iteration).tolist()


def test_the_whole_batch_is_never_shuffled_and_does_not_change():
    found = network("validation = 0.3", seed=2)
    assert found.fed(5) == {}
    rows = rows_of(found.inputs)
    assert rows == sorted(rows)
    assert sorted(rows + rows_of(evaluated(found, 2))) == list(range(ROWS))
    assert rows_of(found.with_seed(3).inputs) != rows


def test_another_seed_takes_other_batches_and_keeps_others_apart():
    one = network("batch_size = 3\nvalidation = 0.2", seed=1)
    other = network("batch_size = 3\nvalidation = 0.2", seed=2)
    assert rows_of(one.fed(4)) != rows_of(other.fed(4))
    assert rows_of(one.with_seed(2).fed(4)) == rows_of(other.fed(4))
    assert rows_of(evaluated(one, 2)) == rows_of(evaluated(other, 2))


def test_what_is_standardised_is_so_by_what_is_trained_with():
    x = '{ data = "iris", columns = ["petal_length", "petal_width"], standardise = true }'
    y = '{ data = "iris", columns = "sepal_length" }'
    found = network("validation = 0.2", x=x, y=y)
    np.testing.assert_allclose(found.inputs["X"].mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(found.inputs["X"].std(axis=0), 1.0)
    plain = network("validation = 0.2", x=x.replace("true", "false"), y=y)
    raw = plain.inputs["X"]
    np.testing.assert_allclose(
        evaluated(found, 0)["X"],
        (evaluated(plain, 0)["X"] - raw.mean(axis=0)) / raw.std(axis=0),
    )


def test_a_column_that_is_the_same_everywhere_is_0_when_it_is_standardised():
    samples = Samples({"x": np.full((7, 1), 0.1)}, standardised=frozenset("x"))
    assert samples.values(0, 0)["x"].tolist() == [[0.0]] * 7


@pytest.mark.parametrize(
    ("training", "message"),
    [
        ("batch_size = 11", "batch_size = 11 is larger than the 10 samples that there are"),
        (
            "batch_size = 9\nvalidation = 0.2",
            "batch_size = 9 is larger than the 8 samples .* 2 for",
        ),
        ("batch_size = 0", "'batch_size' has to be a whole number from 1"),
        ("batch_size = 2.5", "'batch_size' has to be a whole number from 1"),
        ("batch_size = true", "'batch_size' has to be a whole number from 1"),
        ("batch_size = 2\nshuffle = 3", "'shuffle' has to be true or false"),
        ("shuffle = true", "shuffle says how batches are taken: say batch_size too"),
        ("validation = 1", "'validation' has to be the part of the samples"),
        ("validation = 0.01", r"validation = 0.01 leaves 0 of 10 samples to validate with"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(training, message):
    with pytest.raises(SpecError, match=rf"^t:11: {message}|^t:12: {message}|^t:13: {message}"):
        network(training)


def test_rows_that_are_of_other_samples_are_refused():
    with pytest.raises(SpecError, match="'y' has 150 rows, but 'X' 200: they are of the same sam"):
        network("", x='{ data = "moons", columns = ["x1", "x2"] }',
                y='{ data = "iris", columns = "petal_width" }')  # fmt: skip


def test_a_batch_cannot_be_set_for_a_whole_run():
    with pytest.raises(NetworkError, match="taken anew in each iteration"):
        network("batch_size = 2").with_values({"y": np.zeros(2)})


def test_an_input_may_be_drawn_and_parameters_stay_what_they_are():
    text = TEXT.replace("[0.5, 0.5]", "{ normal = 1, shape = [2] }").replace("{training}", "")
    drawn = text.replace("{X}", "{ normal = 1, shape = [4, 2] }").replace(
        "{y}", "{ uniform = 1, shape = [4] }"
    )
    given = text.replace("{X}", str([[1, 2]] * 4)).replace("{y}", "[1, 2, 3, 4]")
    one, other = parse_network(drawn, seed=3), parse_network(given, seed=3)
    assert one.parameters["w"].tolist() == other.parameters["w"].tolist()
    assert one.shapes["X"] == (4, 2)
    again = parse_network(drawn, seed=4)
    assert one.with_seed(4).inputs["X"].tolist() == again.inputs["X"].tolist()
    assert one.with_seed(4).targets["y"].tolist() == again.targets["y"].tolist()


def test_inputs_that_are_drawn_are_drawn_anew_in_batches_too():
    drawn = "{ normal = 1, shape = [9, 2] }"
    text = "batch_size = 2\nvalidation = 0.2"
    one = network(text, x=drawn, y=list(range(9)), seed=1)
    other = network(text, x=drawn, y=list(range(9)), seed=2)
    for iteration in (0, 5):
        seeded = one.with_seed(2).fed(iteration)
        assert seeded["X"].tolist() == other.fed(iteration)["X"].tolist()
        assert seeded["X"].tolist() != one.fed(iteration)["X"].tolist()
    assert evaluated(one.with_seed(2), 2)["X"].tolist() == evaluated(other, 2)["X"].tolist()


def test_a_file_is_read_once(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text("a,b,c\n" + "".join(f"{n},{n * n},{n}\n" for n in range(ROWS)))
    monkeypatch.chdir(tmp_path)
    taken = '{ file = "x.csv", columns = ["a", "b"] }'
    found = network("validation = 0.2", x=taken, y='{ file = "x.csv", columns = "c" }')
    path.unlink()
    assert evaluated(found, 0)["X"].shape == (2, 2)


def test_a_program_gives_arrays_that_are_larger_than_a_file_may_write():
    rows = np.arange(1_100_000.0).reshape(-1, 100)
    found = build_network(
        "L = mean(square(y - X @ w))",
        loss="L",
        inputs={"X": rows.astype(np.float32)},
        targets={"y": rows[:, 0].astype(int)},
        parameters={"w": np.zeros(100)},
        batch_size=64,
        validation=0.01,
    )
    batch = found.fed(17)
    assert (found.shapes["X"], samples_of(found.feeds).count) == ((64, 100), 11_000)
    assert batch["y"].tolist() == batch["X"][:, 0].tolist()
    with pytest.raises(SpecError, match="inputs: 'X': not all of it are finite numbers"):
        build_network(
            "L = mean(square(y - X @ w))", loss="L", inputs={"X": np.full((4, 1), np.nan)},
            targets={"y": np.zeros(4)}, parameters={"w": [1]}, batch_size=2,
        )  # fmt: skip


def test_an_input_of_another_length_is_the_same_in_all_batches():
    text = TEXT.replace("X @ w", "X @ w + sum(c)").replace("[targets]", "c = [1, 2, 3]\n[targets]")
    rows = [[n, n] for n in range(ROWS)]
    text = text.replace("{X}", str(rows)).replace("{y}", str(list(range(ROWS))))
    found = parse_network(text.replace("{training}", "batch_size = 3"))
    assert found.fed(4).keys() == {"X", "y"}
    assert found.shapes["c"] == (3,)
