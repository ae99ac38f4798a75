"""Textual, imported without its palette and without OpenSSL, and both imported later."""

import subprocess
import sys

SCRIPT = """
import sys
from tui.terminal.lean import import_textual
import_textual()
names = {"textual.command", "textual.widgets._input", "ssl"}
print(names.intersection(sys.modules))
import textual.app, ssl
from textual.command import CommandPalette, Provider
print(CommandPalette.is_open, issubclass(Provider, object), ssl.create_default_context())

import asyncio

class Mine(textual.app.App):
    ENABLE_COMMAND_PALETTE = False

async def run():
    async with Mine().run_test() as pilot:
        await pilot.press("ctrl+p", "a")
        return len(pilot.app.screen_stack)

print(asyncio.run(run()))
"""


def test_what_is_left_out_is_not_loaded_and_can_be_later():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)
    assert done.stderr == ""
    left_out, later, screens = done.stdout.splitlines()
    assert left_out == "set()"
    assert "CommandPalette.is_open" in later
    assert "SSLContext" in later
    assert screens == "1"
