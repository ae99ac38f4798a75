"""Files of data that were damaged, or made to do harm: refused in a line, or taken as numbers."""

import io
import random

import numpy as np
import pytest

from engine.data.taken import read_taken

DRAWS = 100
PIECES = (b"\0", b'"', b",", b"\n", b"\r", b"nan", b"1e999", b"\xff", b"9" * 400, b"(", b"{'descr'")
SAID = (
    {}, {"columns": "a"}, {"columns": ["a", "b"]}, {"columns": 1}, {"array": "x"}, {"rows": 2},
    {"columns": "c", "one_hot": True}, {"columns": 2, "classes": True}, {"columns": [1, 1]},
    {"array": "y", "one_hot": True}, {"shape": [2]}, {"shape": [1, 1, 2], "scale": 3},
    {"columns": "c", "one_hot": ["x", "y"]},
)  # fmt: skip


def saved(save, *arrays, **named):
    file = io.BytesIO()
    save(file, *arrays, **named)
    return file.getvalue()


FILES = {
    "table.csv": b"a,b,c\n" + b"".join(b"%d,%.1f,xy\n" % (n, n / 2) for n in range(5)),
    "matrix.npy": saved(np.save, np.arange(6.0).reshape(3, 2)),
    "named.npz": saved(np.savez, x=np.eye(2), y=np.array(["a", "b"])),
    "packed.npz": saved(np.savez_compressed, x=np.eye(2)),
    **{f"{kind[1:]}.npy": saved(np.save, np.array([1, 2, 3], kind)) for kind in (
        ">i4", "<u2", "<f2", "<U3", "<c8", "<M8[s]", "|S3", "|b1",
    )},
}  # fmt: skip


def damaged(rng, data):
    data = bytearray(data)
    for _ in range(rng.randrange(6)):
        place = rng.randrange(len(data) + 1)
        match rng.randrange(4):
            case 0 if data:
                data[place % len(data)] = rng.randrange(256)
            case 1:
                data[place:place] = rng.choice(PIECES)
            case 2:
                del data[place : place + rng.randrange(8)]
            case 3:
                del data[place:]
    return bytes(data)


def test_what_is_damaged_is_refused_in_a_line_or_is_finite_numbers(tmp_path):
    rng, taken, refused = random.Random(1), 0, 0  # noqa: S311
    for _ in range(DRAWS):
        name = rng.choice([*FILES])
        (tmp_path / name).write_bytes(damaged(rng, FILES[name]))
        try:
            values = read_taken({"file": name, **rng.choice(SAID)}, [tmp_path]).values
        except ValueError as error:
            said = str(error)
            assert said.isprintable()
            assert len(said) < 400
            refused += 1
        else:
            assert np.isfinite(values).all()
            assert values.dtype == np.float64
            assert values.size
            taken += 1
    assert min(taken, refused) > 5


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_off_anywhere_is_refused_or_shorter(tmp_path, name):
    data, rng = FILES[name], random.Random(2)  # noqa: S311
    for _ in range(8):
        (tmp_path / name).write_bytes(data[: rng.randrange(len(data))])
        try:
            values = read_taken({"file": name, "columns": 1}, [tmp_path]).values
        except ValueError:
            continue
        assert name.endswith(".csv")
        assert len(values) <= 5
