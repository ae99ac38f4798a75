"""The command line. What a line needs is imported once it is known: a name alone needs little.

Nothing of ours is imported before `main` runs, so that Ctrl+C while all is imported is dealt with.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cyclopts import App

COMMANDS = {
    "check", "config", "convert", "curvature", "derive", "diff", "export", "gradcheck", "graph",
    "help", "import", "landscape", "layers", "lectures", "networks", "new", "play", "quiz",
    "report", "run", "serve", "snapshot", "study", "tour", "trace", "train",
}  # fmt: skip
"""The words that are no networks: the names of the commands in the tree of `tui.cli.options`."""


COMPLETES = "--complete"
"""The word behind which a shell asks what a line may go on with; it is no option for people."""

LIKENESS = 0.7
"""How much a word has to be like a command to be one that is misspelled."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit status.

    0 is done, 1 that the answer is no (training diverged), 2 unusable input, 70 that the tool
    itself has failed, 130 that it was interrupted.
    """
    words = sys.argv[1:] if arguments is None else arguments
    try:
        from tui.cli.ending import guarded

        return guarded(lambda: _open_named(words) if _is_name_alone(words) else _obey(words))
    except KeyboardInterrupt:  # before or behind that
        return 130


def _is_name_alone(words: Sequence[str]) -> bool:
    """Whether a line is nothing but the name of a network, or not even that."""
    return not words or (len(words) == 1 and words[0][:1] != "-" and words[0] not in COMMANDS)


def _check_command(word: str) -> None:
    """Refuse a first word that is neither a command nor a network, and is like a command."""
    from engine.language.text import suggestion
    from engine.network.files import is_network
    from tui.cli.shared import NAME, InputError

    if not word.isalpha() or is_network(word):
        return
    if word == "version":
        raise InputError(f"{NAME}: {word!r} is no command: write {NAME} --{word}")
    near = suggestion(word, sorted(COMMANDS), LIKENESS)
    if near:
        raise InputError(f"{NAME}: {word!r} is no command and no network{near}")


def _open_named(words: Sequence[str]) -> int:
    gc.disable()  # until the app is up: nothing of what is made until then is garbage
    try:
        from tui.cli.open import open_named

        for word in words:
            _check_command(word)
        return open_named(*words)
    finally:
        gc.enable()


def registered() -> App:
    """The tree in which all commands stand."""
    import tui.cli.check
    import tui.cli.config
    import tui.cli.curvature
    import tui.cli.debug
    import tui.cli.derive
    import tui.cli.diff
    import tui.cli.export
    import tui.cli.import_
    import tui.cli.install
    import tui.cli.landscape
    import tui.cli.layers
    import tui.cli.manual
    import tui.cli.print
    import tui.cli.quiz
    import tui.cli.report
    import tui.cli.show
    import tui.cli.study
    import tui.cli.tour  # noqa: F401  (the commands register themselves)
    from tui.cli.options import app

    return app


def _complete(words: Sequence[str]) -> int:
    """Tell a shell what a line may go on with."""
    from tui.cli.complete import completed
    from tui.cli.shared import write_out
    from tui.cli.tree import subcommands

    write_out(completed(words, subcommands(registered())))
    return 0


def _obey(words: Sequence[str]) -> int:
    """Read a line with commands and options, and do what it says."""
    if words and words[0] == COMPLETES:
        return _complete(words[1:])
    from cyclopts import CycloptsError

    from engine.language.text import plain
    from tui.cli.shared import NAME, InputError

    app = registered()
    try:
        result = app(words, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        if words[0][:1] != "-" and words[0] not in COMMANDS:
            _check_command(words[0])
        message = " ".join(plain(str(error)).split())
        raise InputError(f"{NAME}: {message} See {NAME} --help.") from None
    return result if isinstance(result, int) else 0
