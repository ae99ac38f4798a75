"""Notes: note, unnote, notes."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.language.notation import Style
from tui.commands.action import List, Move
from tui.commands.command import Command, CommandError
from tui.commands.lists import Choice, Choices, Outcome


def _begun(stop: Stop) -> str:
    """How the note on the selected node begins, or goes on."""
    return f"{stop.selected} {stop.notes.get(stop.selected, '')}"


def _note(debugger: Debugger, argument: str, _: int) -> Stop:
    node, _space, text = argument.partition(" ")
    if not text.strip() and node not in debugger.stop.notes:
        raise CommandError(f"note needs a text too: note {node} the skip path")
    return debugger.note(node, text)


def choose_note(stop: Stop, _: str, __: Style) -> Choices:
    """The notes, each with its node; those on nodes that are gone are faint."""
    width = max([4, *map(len, stop.notes)])
    rows = [
        Choice(
            f"{node:{width}}  {text}",
            {
                "enter": Outcome(closes=True, line=f"select {node}"),
                "e": Outcome(prompt=f"note {node} {text}"),
                "d": Outcome(line=f"unnote {node}"),
            },
            is_off=node not in stop.program.places,
        )
        for node, text in stop.notes.items()
    ]
    nodes = list(stop.notes)
    return Choices(
        "Notes",
        rows,
        "«Enter list.choose» selects the node, «e list.edit» edits, «d list.delete» deletes",
        "there is no note: write one, as in note h0 the skip path",
        start=nodes.index(stop.selected) if stop.selected in nodes else 0,
    )


NOTES = (
    Command(
        "note", ("a",), "a", "write a note on a node: note h0 the skip path", Move(_note),
        argument="NODE TEXT", prefill=_begun,
    ),
    Command("notes", (), "", "list the notes on nodes", List(choose_note)),
    Command(
        "unnote", (), "", "take the note on a node away",
        Move(lambda debugger, argument, _: debugger.note(argument)), argument="NOTED",
    ),
)  # fmt: skip
