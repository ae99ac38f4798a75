"""What if: set, freeze, undo, branch, lr, convention, seed ..."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from tui.commands.action import List, Move, Question, Run, ViewName
from tui.commands.arguments import read_decimal, read_natural, read_number
from tui.commands.command import Command
from tui.commands.lists import choose_branch
from tui.commands.questions import answer_compare


def _begun(stop: Stop) -> str:
    """How a change begins of the selected node, or of the entry of it that is singled out."""
    from engine.language.index import entry_name

    entry = entry_name(stop.selected, stop.entry_of(stop.selected) or ())
    return f"{stop.program.told(entry)} = "


def _freeze(is_frozen: bool) -> Run:
    return lambda debugger, argument, _: debugger.freeze(
        argument or debugger.stop.selected, is_frozen
    )


def _convention(debugger: Debugger, argument: str, _: int) -> Stop:
    name, _space, value = argument.partition(" ")
    return debugger.set_convention(name, read_decimal("derivative", value.strip()))


WHAT_IF = (
    Command(
        "set", ("e",), "e", "what if: give something another value here: set w3 = 0",
        Move(lambda debugger, argument, _: debugger.set_value(argument)),
        argument="SYMBOL = EXPRESSION", prefill=_begun, hint="what if",
    ),
    Command(
        "freeze", (), "", "leave a parameter as it is, from its next update on",
        Move(_freeze(True)), argument="PARAMETER", optional=True,
    ),
    Command(
        "unfreeze", (), "", "update a parameter again", Move(_freeze(False)),
        argument="PARAMETER", optional=True,
    ),
    Command(
        "undo", ("u",), "u", "take back the last change of a value, rate or convention",
        Move(lambda debugger, _, count: debugger.undo(count)), counts=True,
    ),
    Command(
        "redo", ("U",), "U", "make a change again that was taken back",
        Move(lambda debugger, _, count: debugger.redo(count)), counts=True,
    ),
    Command(
        "branches", (), "", "list the branches that changes have made", List(choose_branch),
    ),
    Command(
        "branch", (), "", "go over to another branch, at the same step",
        Move(lambda debugger, argument, _: debugger.switch(read_number("branch", argument))),
        argument="BRANCH",
    ),
    Command(
        "compare", (), "", "put another branch beside this one, step by step",
        Question(answer_compare, ViewName.COMPARISON), argument="BRANCH", optional=True,
    ),
    Command(
        "lr", (), "", "train with another learning rate from the next update on",
        Move(
            lambda debugger, argument, _: debugger.set_learning_rate(read_decimal("rate", argument))
        ),
        argument="RATE",
    ),
    Command(
        "convention", (), "", "take another derivative at a kink: convention relu_at_zero 0",
        Move(_convention), argument="CONVENTION VALUE",
    ),
    Command(
        "seed", (), "", "start again with parameters drawn by another seed",
        Move(lambda debugger, argument, _: debugger.reseed(read_natural("seed", argument))),
        argument="SEED",
    ),
)  # fmt: skip
