"""What is taken of data: values, classes, shapes, and files that are no data."""

import io
import os
import zipfile

import numpy as np
import pytest

from engine.data.taken import read_taken

CSV = """name, age,size, kind
"a, b",1, 2.5,cat
c,-3,1e2, dog

d, 4 ,0,cat
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "t.csv").write_text(CSV)
    (tmp_path / "bare.csv").write_text("1;2\n3;4\n5;6\n")
    np.save(tmp_path / "cube.npy", np.arange(24.0).reshape(4, 2, 3))
    np.save(tmp_path / "columns.npy", np.asfortranarray(np.arange(6, dtype=">i2").reshape(3, 2)))
    np.savez_compressed(tmp_path / "two.npz", x=np.eye(3), label=np.array(["b", "a", "b"]))
    return tmp_path


def take(folder, **said):
    return read_taken(said, [folder])


def test_columns_are_numbers_in_the_order_in_which_they_are_named(folder):
    taken = take(folder, file="t.csv", columns=["size", "age"])
    assert taken.values.tolist() == [[2.5, 1.0], [100.0, -3.0], [0.0, 4.0]]
    assert not taken.values.flags.writeable
    assert len(taken.digest) == 32


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ({"file": "t.csv", "columns": "age"}, [1, -3, 4]),
        ({"file": "t.csv", "columns": ["age"]}, [[1], [-3], [4]]),
        ({"file": "t.csv", "columns": 2, "rows": 2, "scale": 0.5}, [0.5, -1.5]),
        ({"file": "t.csv", "columns": "kind", "one_hot": True}, [[1, 0], [0, 1], [1, 0]]),
        ({"file": "t.csv", "columns": "kind", "one_hot": ["dog", "emu", "cat"]},
         [[0, 0, 1], [1, 0, 0], [0, 0, 1]]),
        ({"file": "t.csv", "columns": "kind", "classes": True}, [0, 1, 0]),
        ({"file": "t.csv", "columns": "age", "classes": True}, [1, 0, 2]),
        ({"file": "bare.csv"}, [[1, 2], [3, 4], [5, 6]]),
        ({"file": "bare.csv", "columns": 2}, [2, 4, 6]),
        ({"file": "bare.csv", "shape": [2, 1]}, [[[1], [2]], [[3], [4]], [[5], [6]]]),
        ({"file": "columns.npy"}, [[0, 1], [2, 3], [4, 5]]),
        ({"file": "columns.npy", "columns": 2}, [1, 3, 5]),
        ({"file": "two.npz", "array": "label", "one_hot": True}, [[0, 1], [1, 0], [0, 1]]),
        ({"file": "two.npz", "array": "x", "rows": 1}, [[1, 0, 0]]),
        ({"data": "iris", "columns": ["petal_width"], "rows": 2}, [[0.2], [0.2]]),
    ],
)  # fmt: skip
def test_values(folder, said, values):
    assert take(folder, **said).values.tolist() == values


def test_arrays_of_more_axes_keep_them(folder):
    assert take(folder, file="cube.npy").values.shape == (4, 2, 3)
    assert take(folder, file="cube.npy", shape=[6]).values.tolist()[1] == [6, 7, 8, 9, 10, 11]


def test_classes_have_names(folder):
    assert take(folder, file="t.csv", columns="kind", one_hot=True).classes == ("cat", "dog")
    assert take(folder, data="digits", array="labels", classes=True).classes == tuple("0123456789")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"file": "t.csv", "columns": "agee"}, "t.csv has no column 'agee'; did you mean 'age'?"),
        ({"file": "t.csv", "columns": ["kind"]}, "t.csv:2: column 'kind' is 'cat', which is no"),
        ({"file": "t.csv", "columns": 9}, "t.csv has no column 9: it has columns 1 to 4"),
        ({"file": "t.csv"}, "t.csv:2: column 'name' is 'a, b', no number: name the columns"),
        ({"file": "t.csv", "columns": []}, "columns has to be a name"),
        ({"file": "t.csv", "columns": "age", "one_hot": [1, 2]}, "the label '-3.0' is not in one_"),
        ({"file": "t.csv", "columns": ["age", "size"], "one_hot": True}, "one_hot takes one"),
        ({"file": "t.csv", "columns": "age", "rows": 0}, "rows has to be a whole number from 1"),
        ({"file": "t.csv", "columns": "age", "shape": [2]}, "shape = [2] has 2 numbers, but a row"),
        ({"file": "t.csv", "columns": "age", "scale": True}, "scale has to be one finite number"),
        ({"file": "t.csv", "columns": "age", "scale": 10**400}, "scale has to be one finite"),
        ({"file": "t.csv", "columns": "age", "scale": 1e308}, "scale = 1e+308 makes numbers of it"),
        ({"file": "t.csv", "columns": "age", "scale": 1e200, "standardise": True}, "numbers above"),
        ({"file": "t.csv", "columns": "age", "one_hot": [10**400]}, "one_hot has to be true, or"),
        ({"file": "t.csv", "column": "age"}, "unknown key 'column'; did you mean 'columns'?"),
        ({"file": "t.csv", "samples": 3}, "samples is no choice for t.csv"),
        ({"file": "t.csv", "data": "iris"}, "file and data exclude each other"),
        ({"file": 3}, "file has to be a name in quotes"),
        ({"file": "t.csv", "columns": "age", "standardise": 1}, "standardise has to be true or f"),
        ({"file": "two.npz"}, 'two.npz has several arrays: say which, array = "x"'),
        ({"file": "two.npz", "array": "labels"}, "two.npz has no array 'labels'; did you mean"),
        ({"file": "two.npz", "array": "label"}, "two.npz holds texts: one_hot = true"),
        ({"file": "cube.npy", "columns": 1}, "cube.npy has no columns: its array has 3 axes"),
        ({"file": "none.csv"}, "none.csv: there is no such file in "),
        ({"file": "t.pdf"}, "t.pdf: there is no such file"),
        ({"file": "../t.csv"}, "../t.csv leads out of the folder of the network file"),
        ({"file": "/etc/passwd"}, "/etc/passwd leads out of the folder"),
        ({"file": "a\0b.csv"}, "'a\\\\x00b.csv' is no name of a file"),
        ({"data": "irises"}, "no data set 'irises' ships; did you mean 'iris'?"),
        ({"data": "digits", "array": "pixels"}, "digits has no array 'pixels'; it has images"),
        ({"data": "moons", "samples": 10**6}, "samples has to be a whole number up to 10,000"),
        ({"data": "moons", "noise": -1}, "noise has to be a number from 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused(folder, said, message):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  (the message is compared)
        take(folder, **said)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.csv: there are no rows in it"),
        ("a,b\n", "x.csv: there are no rows of data in it, only names of columns"),
        ("a,b\n1,2\n3\n", "x.csv:3: 1 cells, where the first row has 2"),
        ("a,b\n1,2,3\n", "x.csv:2: 3 cells, where the first row has 2"),
        ("a,b\n1,\n", "x.csv:2: column 'b' is empty: give it a number, or leave the row out"),
        ("a,b\n1,nan\n", "x.csv:2: column 'b' is 'nan', which is no finite number"),
        ("a,b\n1,-inf\n", "x.csv:2: column 'b' is '-inf', which is no finite number"),
        ("a,b\n1,1_0\n", "x.csv:2: column 'b' is '1_0', which is no finite number"),
        ("a;b\n1;2,5\n", "x.csv:2: column 'b' is '2,5': write a point for the comma"),
        ("a,b\n1,\x1b[31m\n", "x.csv:2: column 'b' is '\\\\x1b[31m'"),
        ("b,b\n1,2\n", "x.csv has 2 columns 'b': say which by its number, columns = 1"),
        ("c,d\n1,2\n", "x.csv has no column 'b'; it has c, d"),
        ("b\n" + "1" * 200_000 + "\n", "x.csv:2: a cell that is too long: is a quote left open?"),
        ('b\n"1\n2\n', "x.csv:3: column 'b' goes over several lines: is a quote left open?"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_line(tmp_path, text, message):
    (tmp_path / "x.csv").write_text(text, newline="")
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        take(tmp_path, file="x.csv", columns=["b"])
    assert str(refused.value).startswith(message)


def packed(name, data):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(name, data)
    return file.getvalue()


def header(shape, kind="<f8"):
    file = io.BytesIO()
    said = {"descr": kind, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, said)
    return file.getvalue()


def pickled():
    file = io.BytesIO()
    np.save(file, np.array([{}]), allow_pickle=True)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.npy", b"", "x.npy: not a file of numpy"),
        ("x.npy", b"\x93NUMPY\x01\x00\x10\x00" + b"(" * 16, "x.npy: not a file of numpy"),
        ("x.npy", pickled(), "x.npy: entries of the type object are not read"),
        ("x.npy", header((10**12,)), "x.npy: cut off, or damaged"),
        ("x.npy", header((-1,)), "x.npy: "),
        ("x.npy", header(()) + b"\0" * 8, "x.npy: an array with a row for each sample is needed"),
        ("x.npy", header((0, 3)), "x.npy: an array with a row for each sample is needed, not 0×3"),
        ("x.npy", header((2,)) + np.array([1, np.nan]).tobytes(), "x.npy: entry [1] is no finite"),
        (
            "x.npy",
            header((1,), "<U1") + b"\xff" * 4,
            "x.npy: damaged: a text in it",
        ),
        ("x.npz", b"PK\x03\x04", "x.npz: not a file of numpy"),
        ("x.npz", packed("a.npy", b"\0" * 1_001), "x.npz: more than 1,000 bytes are packed in it"),
        ("x.npz", packed("a.npy", header((3,))), "x.npz: cut off, or damaged"),
    ],
    ids=range(12),
)
def test_files_of_numpy_that_are_none_are_refused(tmp_path, monkeypatch, name, data, message):
    monkeypatch.setattr("engine.data.numpy_file.MAX_BYTES", 1_000)  # of what is packed
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        take(tmp_path, file=name)
    assert str(refused.value).startswith(message)


def test_a_file_is_not_read_where_it_is_large_or_no_file(tmp_path):
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(10**9)
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name, message in {
        "large.csv": "large.csv: larger than 100,000,000 bytes",
        "folder.csv": "folder.csv: a directory",
        "pipe.csv": "pipe.csv: not a regular file",
    }.items():
        with pytest.raises(ValueError, match=message):
            take(tmp_path, file=name)


def test_a_link_out_of_the_folder_is_not_followed_unless_that_is_asked_for(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    for each in (inside, outside):
        each.mkdir()
    (outside / "t.csv").write_text("x\n1\n")
    (inside / "t.csv").symlink_to(outside / "t.csv")
    with pytest.raises(ValueError, match=r"leads out of the folder .* --data FOLDER"):
        take(inside, file="t.csv")
    assert read_taken({"file": "t.csv"}, [inside, outside]).values.tolist() == [[1.0]]


def test_nothing_is_read_for_a_network_without_a_folder():
    with pytest.raises(ValueError, match="no file is read here"):
        read_taken({"file": "t.csv"}, [])


def test_what_ships_is_what_its_sources_say():
    species = read_taken({"data": "iris", "columns": "species", "one_hot": True}, [])
    assert species.values.sum(axis=0).tolist() == [50.0, 50.0, 50.0]
    measured = read_taken(
        {"data": "iris", "columns": ["sepal_length", "sepal_width", "petal_length", "petal_width"]},
        [],
    )  # the means that Fisher (1936) gives of Iris setosa
    np.testing.assert_allclose(measured.values[:50].mean(axis=0), [5.006, 3.428, 1.462, 0.246])
    digits = read_taken({"data": "digits"}, []).values
    assert digits.shape == (1797, 8, 8)
    assert (digits.min(), digits.max()) == (0.0, 16.0)


def test_two_moons_lie_on_two_half_circles():
    said = {"data": "moons", "samples": 101, "noise": 0}
    points = read_taken({**said, "columns": ["x1", "x2"]}, []).values
    classes = read_taken({**said, "columns": "class"}, []).values
    upper, lower = points[classes == 0], points[classes == 1]
    assert (len(upper), len(lower)) == (51, 50)
    np.testing.assert_allclose(np.hypot(*upper.T), 1.0)
    np.testing.assert_allclose(np.hypot(*(lower - (1.0, 0.5)).T), 1.0)
    assert upper[:, 1].min() >= -1e-12
    assert lower[:, 1].max() <= 0.5 + 1e-12


def test_labels_of_many_rows_make_no_more_numbers_than_may_be(tmp_path):
    rows = "".join(f"{number % 900}\n" for number in range(14_000))
    (tmp_path / "x.csv").write_text("label\n" + rows)
    assert take(tmp_path, file="x.csv", columns="label", classes=True).values.shape == (14_000,)
    with pytest.raises(ValueError, match="14,000 rows of 900 numbers are more than 12,500,000"):
        take(tmp_path, file="x.csv", columns="label", one_hot=True)
