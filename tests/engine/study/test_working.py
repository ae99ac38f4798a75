"""A study worked off in chunks: the same whatever their size and whoever makes them; resumed."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import islice

import pytest

from engine.errors import SpecError
from engine.export.study import as_csv, as_json, as_parquet, rows
from engine.language.values import array
from engine.study.bounds import check
from engine.study.chunks import Chunk, chunks_of
from engine.study.plan import Varied
from engine.study.records import no_records
from engine.study.resuming import Finished, ResumeFile
from engine.study.working import study, working
from tests.engine.study.networks import plan_of

PLAN = plan_of("xor", 8, (1.0, 30.0), 15)


@pytest.fixture(autouse=True)
def _as_far(monkeypatch):
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", 40)


@pytest.fixture(scope="module")
def whole():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.diagnosis.ahead.AHEAD", 40)
        return study(PLAN)


def bits(found):
    return {name: column.tobytes() for name, column in found.records.columns.items()}


@pytest.mark.parametrize("size", [1, 9])
def test_chunks_of_any_size_give_the_same_bits(whole, size):
    assert [each.count for each in chunks_of(PLAN, 5)] == [5, 5, 5, 1]
    found = study(PLAN, size=size)
    assert bits(found) == bits(whole)
    assert list(as_json(found)) == list(as_json(whole))


def test_an_executor_gives_the_same_bits(whole):
    assert pickle.loads(pickle.dumps(PLAN)) == PLAN  # noqa: S301  (our own)
    with ThreadPoolExecutor(2) as executor:
        assert bits(study(PLAN, executor, size=7)) == bits(whole)


def test_a_study_is_told_while_it_is_made_and_may_be_left_off():
    seen = [(each.done, each.share) for each in working(PLAN, size=10)]
    assert (seen[0], seen[-1]) == ((0, 0.0), (16, 1.0))
    assert seen == sorted(seen)
    assert len(seen) > 10


def test_what_is_finished_is_kept_and_gone_on_with(whole, tmp_path):
    file = ResumeFile(tmp_path / "a.study", PLAN)
    assert list(file.read()) == []
    for each in working(PLAN, size=5, keep=file.append):
        if each.done >= 10:
            break
    with (tmp_path / "a.study").open("ab") as torn:
        torn.write(b'{"study":"')
    finished = list(file.read())
    assert [each.chunk.first for each in finished] == [0, 5]
    rest = working(PLAN, size=5, finished=finished, keep=file.append)
    assert next(rest).done == 10
    *_, found = rest
    assert bits(found) == bits(whole)
    assert [each.chunk.first for each in file.read()] == [0, 5, 10, 15]
    other_size = islice(working(PLAN, size=4, finished=finished), 1)
    assert [each.done for each in other_size] == [0]


def test_a_file_of_another_study_or_a_damaged_one_is_refused(tmp_path):
    path = tmp_path / "a.study"
    for _ in working(PLAN, size=8, keep=ResumeFile(path, PLAN).append):
        pass
    others = {
        "another network": plan_of("skip", 1, (1.0,), 15, (Varied("w0", (), 0.0, 1.0, 3),)),
        "another study": plan_of("xor", 8, (1.0, 31.0), 15),
    }
    for said, plan in others.items():
        with pytest.raises(SpecError, match=said):
            list(ResumeFile(path, plan).read())
    changed = plan_of("xor", 8, (1.0, 30.0), 15, values={"b2": array([0.5, 0.5])})
    with pytest.raises(SpecError, match="another network"):
        list(ResumeFile(path, changed).read())
    first, second, _ = path.read_bytes().split(b"\n")
    for damaged in (b"", b"[]", second[:-9], second.replace(b'"records":"', b'"records":"AAAA')):
        path.write_bytes(b"\n".join([first, damaged, b""]))
        with pytest.raises(SpecError, match="line 2: is damaged") as refused:
            list(ResumeFile(path, PLAN).read())
        assert "\n" not in str(refused.value)
    path.write_bytes(first + b"\n")
    ResumeFile(path, PLAN).append(Finished(Chunk(8, 8), no_records(8), ""))  # of no run any outcome
    with pytest.raises(SpecError, match="line 2: is damaged"):
        list(ResumeFile(path, PLAN).read())
    for other in (b"notes", b"notes\n", b'{"study":'):
        path.write_bytes(other)
        if other.startswith(b"notes"):
            with pytest.raises(SpecError, match="is no file of a study"):
                list(ResumeFile(path, PLAN).read())
        else:
            assert list(ResumeFile(path, PLAN).read()) == []
        assert path.read_bytes() == other
    with pytest.raises(SpecError, match="a directory"):
        list(ResumeFile(tmp_path, PLAN).read())


def test_what_is_too_large_is_refused_with_its_number_and_a_way_out():
    varied = tuple(Varied(f"w{number}", (), 0.0, 1.0, 500) for number in range(2))
    for plan, said in (
        (plan_of("skip", 1, (1.0,), 15, varied), "250,000 cells .* --vary"),
        (plan_of("xor", 20_000_000, (1.0,), 15), "20,000,000 runs .* memory"),
        (plan_of("xor", 9_000_000, (1.0,), 1_000_000), "hours.* --iterations"),
    ):
        with pytest.raises(SpecError, match=said):
            check(plan)


def test_a_parquet_file_has_the_same_rows(whole):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(BytesIO(as_parquet(whole)))
    assert table.to_pylist() == list(rows(whole))
    assert str(table.schema.field("median_iterations").type) == "double"


def test_a_table_has_a_row_for_each_outcome(whole):
    found = list(rows(whole))
    assert sum(row["count"] for row in found) == 16
    assert len(list(as_csv(whole))) == len(found) + 1
