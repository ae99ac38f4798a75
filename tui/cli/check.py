"""The command that checks pages of hand computation."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from engine.errors import PageError, PlainError
from engine.language.text import plain
from tui.cli.feedback import feedback_files, save
from tui.cli.options import NO_CHANGES, Changes, Flatten, Whole, app
from tui.cli.shared import ANSWER_IS_NO, NAME, UNUSABLE_INPUT, InputError, complain

if TYPE_CHECKING:
    from engine.checking.judging.judgement import Checked, Rule
    from engine.checking.marking.credit import Credit
    from engine.checking.marking.marks import Marks
    from engine.network.network import Network

MOST_PLACES = 15
"""No double has more decimal places to be rounded to."""


@dataclass(frozen=True)
class Marking:
    """How strictly pages are marked.

    Args:
        points: What a page that is all right earns; by itself one mark for each claim that was
            read.
        credit: What a verdict earns, from 0 to 1: follow-on=0.5,rounding=1; by itself right,
            rounding, follow-on and convention earn 1, slip and wrong 0.
        tolerance: A relative difference that is right as well, 0.01; by itself the printed digits
            decide.
        places: The decimal places that everything has to be rounded to; by itself what the page
            says, or as many as it prints.
    """

    points: float | None = None
    credit: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = ()
    tolerance: float | None = None
    places: Annotated[Whole | None, Parameter(name="--round")] = None

    def rule(self) -> Rule:
        """How strictly numbers are judged."""
        from engine.checking.judging.judgement import Rule

        if self.tolerance is not None and not 0 <= self.tolerance < 1:
            raise InputError(f"--tolerance {self.tolerance:g}: write a number from 0 to below 1")
        if self.places is not None and not 0 <= self.places <= MOST_PLACES:
            raise InputError(f"--round {self.places}: write a number from 0 to {MOST_PLACES}")
        if self.points is not None and not 0 < self.points < float("inf"):
            raise InputError(f"--points {self.points:g}: write a number above 0")
        return Rule(self.tolerance, self.places)

    def earned(self) -> Credit:
        """What verdicts earn."""
        from engine.checking.marking.credit import credit_of

        try:
            return credit_of(self.credit)
        except PageError as error:
            raise InputError(str(error)) from None


AS_USUAL = Marking()
"""Printed digits decide, and every claim earns one mark."""


@app.command
def check(
    *pages: Annotated[str, Parameter(allow_leading_hyphen=True)],
    network: str | None = None,
    alias: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = (),
    format: Literal["text", "json", "csv"] = "text",  # noqa: A002  (the option's name)
    everything: Annotated[bool, Parameter(name=("--all", "-v"), negative="")] = False,
    feedback: Path | None = None,
    force: Annotated[bool, Parameter(negative="")] = False,
    marking: Annotated[Marking, Flatten] = AS_USUAL,
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Check pages of hand computation, and say claim by claim what is wrong and why.

    Text, Markdown, LaTeX, notebooks, HTML and tables are read; - is standard input.
    Exit status 0: nothing is wrong; 1: something is; 2: a page could not be used.

    Args:
        pages: The files.
        network: What they are compared with, a network that ships (see networks) or a network
            file; by itself the one that ships whose names fit best.
        alias: What a name of the page is called in the network: w_s=w3; may be given again.
        format: The form to print in; csv is a table of all claims.
        everything: Tell what is right as well.
        feedback: A folder to write a Markdown page into for each page, for whoever wrote it.
        force: Write over feedback that is there.
    """
    from engine.checking.marking.feedback import feedback as told
    from engine.checking.marking.marks import Marks

    if not pages:
        raise InputError(f"check: name a page, as in {NAME} check solution.md; - reads one")
    for unknown in (page for page in pages if page[0:1] == "-" and page != "-"):
        raise InputError(f"check: there is no option {plain(unknown)}; see {NAME} check --help")
    if pages.count("-") > 1:
        raise InputError("check: - is standard input, and can be read only once")
    rule, credit = marking.rule(), marking.earned()
    compared, aliases = _network(network, changes), _aliases(alias)
    files = {} if feedback is None else feedback_files(pages, feedback, force=force)
    marked: list[Marks] = []
    unusable: dict[str, str] = {}
    for name in pages:
        try:
            page = Marks(_checked(name, compared, aliases, rule), credit, marking.points)
        except PlainError as error:
            unusable[name] = plain(str(error))
            complain(unusable[name])
            continue
        marked.append(page)
        if not page.is_understood:
            unusable[name] = f"{plain(name)}: nothing on it is understood"
            complain(unusable[name])
        elif name in files:
            save(files[name], told(page))
    _print(marked, unusable, format, everything=everything)
    if unusable:
        return UNUSABLE_INPUT
    return 0 if all(page.is_right for page in marked) else ANSWER_IS_NO


def _checked(name: str, network: Network | None, aliases: Mapping[str, str], rule: Rule) -> Checked:
    """A page with its verdicts.

    Raises:
        PlainError: where it cannot be read, or claims nothing.
    """
    from engine.checking.judging.check import check_page
    from engine.checking.reading.files import open_page
    from engine.checking.reading.page import Chain

    page = open_page(name)
    if not any(isinstance(item, Chain) for item in page.items):
        raise PageError(f"{name}: there is no claim on it; write lines such as z1 = 0.25")
    checked = check_page(page, network, aliases, rule)
    if not checked.judgements:
        raise PageError(f"{name}: there is no claim on it, only data that are given")
    return checked


def _network(name: str | None, changes: Changes) -> Network | None:
    """The network that a person names, changed as asked; None where none is named."""
    if name is not None:
        return changes.recipe(name).program().network
    if changes != NO_CHANGES:
        raise InputError(
            "check: --set, --lr, --optimiser, --training and --seed change a network: name it with "
            "--network"
        )
    return None


def _aliases(texts: Iterable[str]) -> Mapping[str, str]:
    """Names of pages, and what they are called in the network."""
    aliases: dict[str, str] = {}
    for text in filter(None, (one for each in texts for one in each.split(","))):
        name, sign, symbol = (part.strip() for part in text.partition("="))
        if not (name and sign and symbol):
            raise InputError(f"--alias {plain(text)}: write it as in --alias w_s=w3")
        if aliases.setdefault(name, symbol) != symbol:
            raise InputError(
                f"--alias {plain(text)}: {plain(name)} is {plain(aliases[name])} already"
            )
    return aliases


def _print(
    pages: Sequence[Marks],
    unusable: Mapping[str, str],
    form: Literal["text", "json", "csv"],
    *,
    everything: bool,
) -> None:
    from engine.checking.marking.records import as_csv, as_json
    from engine.checking.marking.report import Report

    if form == "json":
        lines = as_json(pages, unusable)
    elif form == "csv":
        lines = as_csv(pages)
    else:
        lines = Report(pages, everything).lines()
    encoding = sys.stdout.encoding or "utf-8"
    for line in lines:  # pages hold characters that no terminal may have
        print(line.encode(encoding, "backslashreplace").decode(encoding))  # noqa: T201
    sys.stdout.flush()
