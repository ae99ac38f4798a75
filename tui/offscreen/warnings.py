"""What an audience would stumble over in a lecture, found by playing it where nobody sees it.

A lecture whose expectations hold may still tell an answer before it is asked for, say more than
there is room for, or put out what it speaks of. It is played at 80x24, the least that is common.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Iterator

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.language.expression import Name
from engine.language.text import listed
from engine.queries.answers import evaluate
from engine.queries.formula import Formula, Picked
from tui.app import DebuggerApp
from tui.drawing.caption import is_whole
from tui.drawing.card import card_parts
from tui.drawing.look import Look
from tui.lectures.lecture import Ask, Await, Do, Lecture, Open, Pause, Say, Statement, Wait
from tui.lectures.player import Player
from tui.offscreen.lecture import settle
from tui.screens.debugger import DebuggerScreen

SIZE = WIDTH, HEIGHT = 80, 24
"""The columns and rows of the screen that a lecture should do with."""

WELL_KNOWN = 10
"""Whole numbers below this stand everywhere on a screen and tell nothing."""

CLOSE = 1e-3
"""By what share of it a number may differ from the answer that it tells."""

_NUMBER = re.compile(r"(?<![\w.,])[−-]?\d[\d,]*(?:\.\d+)?(?:e[−+-]?\d+)?(?![\w.])")
_WORD = re.compile(r"[\w∂/ŷ]+")


def warnings_of(lecture: Lecture, look: Look) -> list[str]:
    """What an audience would stumble over; an empty list where there is nothing.

    Args:
        lecture: the lecture; see to it by `check` that it can be played.
        look: how to draw.

    Raises:
        SpecError: where something cannot be done that the app alone does; it names file and line.
    """
    return asyncio.run(_warnings(lecture, look))


async def _warnings(lecture: Lecture, look: Look) -> list[str]:
    opening = lecture.opening
    app = DebuggerApp(Debugger(opening.program, opening.recipe), look, "dark")
    found: dict[str, None] = {}
    line = opening.line
    async with app.run_test(size=SIZE) as pilot:
        screen = app.screen
        assert isinstance(screen, DebuggerScreen)  # noqa: S101
        player, watcher = Player(lecture, screen, auto=True), _Watcher(screen, look)
        while not player.is_over:
            statement = player.following
            beat = player.step(is_quick=True)
            if beat.problem:
                raise lecture.source.error(beat.problem, player.line)
            if isinstance(statement, Ask | Pause | Wait | Await | None):
                await settle(pilot, screen)
            while screen.job is not None:
                await pilot.pause(0)
            if isinstance(statement, Say | Ask):
                line = statement.line
            stays = beat.seconds > 0 and not isinstance(statement, Do | Open)
            for text in watcher.seen(statement, player, stays):
                found.setdefault(f"line {line}: {text}")
    return list(found)


class _Watcher:
    """Looks at the screen as an audience does.

    Args:
        screen: the screen.
        look: how it is drawn.
    """

    def __init__(self, screen: DebuggerScreen, look: Look) -> None:
        self._screen, self._look = screen, look

    def seen(self, statement: Statement | None, player: Player, stays: bool) -> Iterator[str]:
        """What is wrong with what is seen after a statement; None for the answer to a question."""
        caption = player.caption
        if caption is not None and not is_whole(caption, self._look, WIDTH):
            yield f"the caption is too long for {WIDTH}x{HEIGHT}, and is cut"
        if isinstance(statement, Ask):
            yield from self._told(statement)
        if stays and self._is_cut():
            yield f"at {WIDTH}x{HEIGHT} the card of the fan-in sum is cut: a shorter caption helps"
        dark = self._dark(caption.text, player.spotlight.nodes) if stays and caption else []
        if dark:
            yield f"the caption speaks of {listed(dark)}, left dark by the spotlight"

    def _told(self, asked: Ask) -> Iterator[str]:
        """Whether the answer to a question is on the screen."""
        stop = self._screen.stop
        if not isinstance(asked.asked, Formula):
            return
        value = evaluate(asked.asked, stop.state, stop.timeline)
        if _is_computed(asked.asked, stop):
            yield f"the answer to the question, {asked.text}, is computed already, and to be seen"
        elif isinstance(value, float | int) and self._is_on_card(float(value)):
            shown = self._look.style(stop.program).number(value)
            yield f"the answer to the question, {shown}, stands on the step card"

    def _is_on_card(self, answer: float) -> bool:
        if answer.is_integer() and abs(answer) < WELL_KNOWN:
            return False
        lines, sentence = card_parts(self._screen.stop, self._look, *self._screen.panels.card.room)
        text = "\n".join("".join(part for part, _ in line) for line in [*lines, *sentence])
        return any(math.isclose(each, answer, rel_tol=CLOSE) for each in _numbers(text))

    def _is_cut(self) -> bool:
        """Whether a fan-in sum is shown of which not all that is computed can be seen."""
        stop, room = self._screen.stop, self._screen.panels.card.room
        if stop.step is None or len(stop.step.terms) < 2 or self._screen.covered:
            return False
        return len(card_parts(stop, self._look, *room)[0]) > room.height

    def _dark(self, text: str, lit: frozenset[str]) -> list[str]:
        """The nodes that a caption speaks of and the spotlight leaves dark.

        Of names of one letter, only those count that are no words or units themselves.
        """
        program = self._screen.stop.program
        style = self._look.style(program)
        written = {style.name(node): node for node in program.reading_order}
        words = {word.removeprefix("∂L/∂") for word in _WORD.findall(text)}
        named = {word: written[word] for word in sorted(words) if word in written}
        return [
            word
            for word, node in named.items()
            if lit and node not in lit and (len(word) > 1 or not word.isascii())
        ]


def _is_computed(asked: Formula, stop: Stop) -> bool:
    """Whether a question is about what a step has computed already, as it is or by its rule."""
    if isinstance(asked.expression, Name):
        part = asked.parts[asked.expression.name]
        if isinstance(part, Picked):
            return _is_computed(part.formula, stop)
        return stop.state.value(part.symbol) is not None
    done = stop.program.equations[: stop.cursor.step]
    return any(each.expression == asked.expression for each in done)


def _numbers(text: str) -> Iterator[float]:
    """The numbers in a text."""
    for found in _NUMBER.findall(text):
        yield float(found.replace("−", "-").replace(",", ""))
