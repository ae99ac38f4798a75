"""Lines that a debugger obeys."""

from engine.language.notation import Style
from tui.commands.headless import Headless
from tui.commands.line import parse_line
from tui.commands.perform import perform


def execute(debugger, command, argument="", count=1, host=Headless):
    host = host(debugger, Style())
    perform(command, argument, count, host)
    return host.moved


def obey(debugger, *lines):
    for line in lines:
        command, argument, count = parse_line(line)
        stop = execute(debugger, command, argument, count)
    return stop
