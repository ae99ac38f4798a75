"""Errors that come late: in a job that ends, after a question, in many searches on end."""

import pytest


async def test_an_error_in_a_job_that_ends_later_is_a_line(opened):
    async with opened() as driver:
        await driver.train(":goto 99 100")
        assert "there is no step 99" in driver.lines[-1]
        await driver.press("n")
        assert driver.place == (0, 1)


@pytest.mark.parametrize("how", ["count", "keys"])
async def test_many_hits_one_after_another_are_no_recursion(opened, how):
    async with opened() as driver:
        await driver.enter(":break h0")
        await driver.press(*("400c" if how == "count" else "c" * 400))
        await driver.until_trained()
        assert driver.place == (199, 15)  # two steps of each iteration are about h0, 2 and 15


async def test_a_write_that_fails_after_the_question_is_a_line(opened, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    async with opened("xor", seed=8) as driver:
        await driver.enter(":save mine.json")
        before = (tmp_path / "mine.json").read_bytes()
        await driver.enter(":save mine.json")
        assert "y or n?" in driver.lines[-1]
        monkeypatch.setattr("os.replace", refuse)
        monkeypatch.setattr("pathlib.Path.replace", refuse)
        monkeypatch.setattr("os.write", refuse)
        await driver.press("y")
        monkeypatch.undo()
        assert "mine.json: cannot be written: No space left on device" in driver.lines[-1]
        assert (tmp_path / "mine.json").read_bytes() == before
        await driver.press("n")
        assert driver.place == (0, 1)


@pytest.mark.parametrize("name", ["~nouser/x", "/", "n" * 180, "a\0b"])
async def test_a_name_that_is_none_is_a_line(opened, monkeypatch, tmp_path, name):
    monkeypatch.chdir(tmp_path)
    async with opened() as driver:
        driver.app.screen.submit(f"still {name * (2 if name[0] == 'n' else 1)}")
        await driver.pause()
        assert driver.lines[-1].lstrip().startswith("! ")
        assert list(tmp_path.iterdir()) == []
