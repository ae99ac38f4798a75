"""Pages of hand computation: check, claim."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.debugger.stop import Stop
from engine.errors import PageError
from engine.frozen import replace
from engine.language.notation import Style
from tui.commands.action import Question, ViewName
from tui.commands.command import Command, CommandError

if TYPE_CHECKING:
    from engine.checking.judging.judgement import Checked, Judgement

Result = TypeVar("Result")


def page_file(argument: str, stop: Stop) -> Path:
    """The file of a page, as a person names it or else the network file does.

    Raises:
        CommandError: where neither names one.
    """
    if argument == "-":
        raise CommandError("standard input is not read here: write the name of a file")
    if argument:
        try:
            return Path(argument).expanduser()
        except RuntimeError:
            raise CommandError("that home folder is not known: write the path in full") from None
    network, recipe = stop.program.network, stop.recipe
    if not network.page:
        raise CommandError(
            "name a file, as in check solution.md; "
            'a network file may name its own: page = "solution.md"'
        )
    return (Path(recipe.name).parent if recipe is not None else Path()) / network.page


def checking(path: Path, stop: Stop) -> Generator[float, None, Checked]:
    """A page, compared with the network as it was opened, in pieces.

    Each gives how much is done, from 0 to 1; reading takes about as long as judging.

    Raises:
        CommandError: where there is no such page.
    """
    from engine.checking.judging.check import check_steps
    from engine.checking.judging.judgement import Rule
    from engine.checking.matching.choice import choose
    from engine.checking.reading.files import page_text
    from engine.checking.reading.reader import read_steps

    try:
        reading = read_steps(page_text(path), str(path))
        page = yield from shares(reading, 0.0, 0.5)
        judging = check_steps(page, stop.program.network, {}, Rule())
        checked = yield from shares(judging, 0.5, 0.5 / page.lines)
    except PageError as error:
        raise CommandError(str(error)) from None
    if is_mostly_unread(checked):
        other = choose(page, {}).network
        if other is not None and other.name != checked.network:
            hint = f"its names are those of {other.name}: makabaka-tui {other.name} opens that"
            return replace(checked, notes=(hint, *checked.notes))
    return checked


def is_mostly_unread(checked: Checked) -> bool:
    """Whether most of a page was not read, as where it is about another network."""
    from engine.checking.judging.judgement import Verdict

    unread = sum(each.verdict is Verdict.NOT_READ for each in checked.judgements)
    return 2 * unread > len(checked.judgements)


def shares(
    pieces: Generator[float, None, Result], first: float, scale: float
) -> Generator[float, None, Result]:
    """The same pieces, counted from another number on and in other steps."""
    while True:
        try:
            done = next(pieces)
        except StopIteration as end:
            result: Result = end.value
            return result
        yield first + done * scale


def answer_check(stop: Stop, argument: str, _: Style) -> Sequence[str]:
    """What is wrong on a page and why, and a line that sums up."""
    from engine.checking.marking.credit import Credit
    from engine.checking.marking.marks import Marks
    from engine.checking.marking.report import Report

    pieces = checking(page_file(argument, stop), stop)
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            return list(Report([Marks(end.value, Credit())]).lines())


def answer_claim(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """What a line that is typed is: that it is right, or what its first mistake is."""
    from engine.checking.judging.line import check_line

    place = stop.cursor
    try:
        found = check_line(argument, stop.timeline, place.iteration, place.step)
    except PageError as error:
        raise CommandError(str(error)) from None
    if not found:
        raise CommandError("type one equality, as in claim L = 0.375")
    return [_said(next(_worst_first(found)), style)]


def _worst_first(found: Sequence[Judgement]) -> Iterator[Judgement]:
    """What is wrong first, then what is not read, then whatever else there is to say."""
    from engine.checking.judging.judgement import Verdict

    yield from (each for each in found if each.verdict in (Verdict.SLIP, Verdict.WRONG))
    yield from (each for each in found if each.verdict is Verdict.NOT_READ)
    yield from (each for each in found if each.verdict is not Verdict.RIGHT)
    yield from reversed(found)


def _said(judgement: Judgement, style: Style) -> str:
    """A verdict in a line: what it is, what was expected and why, and where the rule is shown."""
    from engine.checking.judging.judgement import Verdict
    from engine.checking.marking.report import reason_said
    from engine.checking.reading.said import in_ascii

    tags = f" ({' or '.join(judgement.tags)})" if judgement.tags else ""
    is_wrong = judgement.expected and judgement.verdict is not Verdict.RIGHT
    parts = [
        f"{judgement.verdict.value}{tags}: {judgement.claim}",
        f"expected {judgement.expected}" if is_wrong else "",
        reason_said(judgement),
        "" if judgement.step is None else f"see step {judgement.step}",
    ]
    text = "; ".join(filter(None, parts))
    return in_ascii(text) if style.kind == "text" else text


PAGES = (
    Command(
        "check", (), "", "check a page of hand computation, beside the graph: check solution.md",
        Question(answer_check, ViewName.PAGE), argument="FILE", optional=True, again=True,
        reads_files=True,
    ),
    Command(
        "claim", (), "", "find my mistake: check one line, as in claim L = 0.375",
        Question(answer_claim), argument="SYMBOL = EXPRESSION",
    ),
)  # fmt: skip
