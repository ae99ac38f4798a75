"""Copying in the app: from the list, by the command, and where the terminal has no clipboard."""

from base64 import b64decode


async def test_a_text_is_copied_and_told_and_no_recording_hears_of_it(opened, monkeypatch):
    async with opened() as driver:
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("TERM_PROGRAM", raising=False)
        monkeypatch.delenv("TMUX", raising=False)
        monkeypatch.delenv("STY", raising=False)
        sent = []
        monkeypatch.setattr(driver.app._driver, "write", sent.append)
        await driver.enter(":goto 15")
        sent.clear()
        await driver.press("Y")
        assert "value    0.75" in driver.text
        assert "command  makabaka-tui skip -e 'goto 15'" in driver.text
        await driver.press("enter")
        (written,) = [each for each in sent if "]52;" in each]
        assert b64decode(written.partition(";c;")[2].rstrip("\x07")) == b"0.75"
        assert driver.lines[-1].strip() == "copied value, 4 characters: 0.75"
        await driver.enter(":copy formula dL/dw3")
        assert "copied formula, 18 characters: dL/dw3 = dL/dz2*h0" in driver.lines[-1]
        await driver.enter(":copy nothing")
        assert "'nothing' cannot be copied: write one of value," in driver.lines[-1]
        monkeypatch.setenv("TERM", "linux")
        await driver.enter(":copy value")
        assert "this terminal has no clipboard" in driver.text
        assert " 0.75 " in driver.lines[1].replace("│", " ")
