"""The help as data: tasks, commands, signs, and what the screen says; searched by words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from math import log
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.iterations.state import ReluState
from tui.commands.command import Command
from tui.commands.keys import shown_keys
from tui.commands.lists import Outcome
from tui.commands.table import BY_NAME, SECTIONS
from tui.commands.task import Task, examples, filled, pieces
from tui.commands.tasks import TASKS
from tui.drawing.look import Line, Look, Span
from tui.drawing.wire_glyphs import wire_glyphs

READING = {
    "An iteration is a forward pass, a backward pass and an update.": "epoch order phase",
    "Iteration k starts after k updates, and the first is iteration 0.": "epoch number count",
    "A box shows a node's name, its value and, once computed, its gradient.":
        "picture graph number",
    "The wires that a step uses are lit; backward, with what came over them.":
        "picture graph arrow line edge contributions",
    "The card below the graph says which rule a step applies, and why.":
        "formula equation chain numbers",
    "A change by hand makes a branch: the future that was stays as it is.":
        "set what if undo compare",
    "An input, target or parameter that is set is another one from step 1 on.": "change what if",
    "While a lecture is played, «Space lecture.on» goes on, «PgUp lecture.back» goes back, "
        "«Esc lecture.leave» leaves it.": "play caption",
    "While presenting, a step is shown bit by bit, with your keys in the corner.": "present",
    "A click does what a key does: it selects, goes there, singles out.": "mouse",
}  # fmt: skip
"""How the screen is read, a sentence each, and the words that find it besides."""

READ, SIGNS = "Read the screen", "Signs"

ALIKE = tuple(
    frozenset(words.split())
    for words in (
        "gradient gradients derivative derivatives slope grad differential sensitivity",
        "zero vanishing vanish vanished vanishes small tiny disappears nothing",
        "dead dying died dies inactive off negative",
        "parameter parameters weight weights bias",
        "node neuron unit variable box activation",
        "iteration iterations epoch epochs",
        "loss error cost objective",
        "lr rate learning slower faster slow fast speed",
        "why reason cause explain because explanation",
        "go jump goto move",
        "copy clipboard yank paste",
        "colours colour colors color theme dark light",
        "quit exit leave close",
        "matrix array tensor vector entries",
        "quiz test practise practice exercise homework",
        "record video gif film",
        "picture screenshot image",
        "skip residual shortcut",
        "explode exploding diverge diverges nan infinity",
        "key keys shortcut binding keyboard",
    )
)
"""Words that are searched alike."""

FILLING = frozenset(
    re.findall(
        r"\w+",
        "a an and any at be can do does for get gets got has have how i in is it its me my no not "
        "of on or please see show that the there this to want was what when where which with",
    )
)
"""Words that nothing is found by."""

CHOOSING = frozenset({"up", "down"})
"""Commands that come before what a task is about."""

MOST_WORDS, LEAST_CORRECTED = 12, 4
"""The most words of a question that are looked for, and the letters from which one is corrected."""

WIDEST_USAGE = 22
"""The most columns that are kept for how a command is typed; a longer one shifts what it does."""

OF_TASKS = 2.0
"""How much more it counts that a word fits a task than a command, which is said more tersely."""

EXACT, BEGINS, LIKENED, BESIDES = 3.0, 2.0, 1.2, 1.5
"""How much it counts that a word stands in a sentence, that one begins so, that one like it does,
and that it stands among the words besides."""


class Entry(NamedTuple):
    """Something that the help says.

    Args:
        group: what it is listed under.
        line: the sentence, with the keys told from the rest.
        words: those by which it is found.
        also: more of them, which count less.
        outcome: what comes of Enter; None for what is only read.
        commands: those that it is about.
        weight: how much it counts that a word fits.
    """

    group: str
    line: Line
    words: frozenset[str]
    also: frozenset[str] = frozenset()
    outcome: Outcome | None = None
    commands: Sequence[Command] = ()
    weight: float = 1.0


def entries(look: Look, stop: Stop) -> Sequence[Entry]:
    """All that the help says: first tasks, then how the screen is read, then every command."""
    return [*_tasks(look, examples(stop)), *_reading(look), *_signs(look), *_commands(look)]


def key_said(name: str, look: Look, is_typed: bool = False) -> str:
    """How a command is asked for: by the first of its keys, or as it is typed."""
    keys = shown_keys(BY_NAME[name], look.keymap).split()
    return f":{name}" if is_typed or not keys else look.keys(keys[0])


def sentence(text: str, look: Look) -> Line:
    """A sentence with its keys, which are told from the rest."""
    spans: list[Span] = []
    for before, name, is_typed in pieces(text):
        spans += _told(before, look)
        if name:
            spans.append((key_said(name, look, is_typed), "strong"))
    return tuple(span for span in spans if span[0])


def _told(text: str, look: Look) -> Iterator[Span]:
    """A text with the keys that stand in it, `«Enter list.choose»`."""
    for part in re.split("(«[^»]*»)", text):
        yield (look.told(part), "strong" if part.startswith("«") else "text")


def _tasks(look: Look, names: Mapping[str, str]) -> Iterator[Entry]:
    for group, tasks in TASKS.items():
        for task in tasks:
            commands = [BY_NAME[name] for name in sorted(task.names, key=CHOOSING.__contains__)]
            line = sentence(filled(task.text, names), look)
            also = _split(f"{task.also} {' '.join(task.names)}")
            outcome = _outcome(task, names)
            yield Entry(group, line, _words(line), also, outcome, commands, OF_TASKS)


def _outcome(task: Task, names: Mapping[str, str]) -> Outcome | None:
    if task.types:
        return Outcome(closes=True, prompt=filled(task.types, names))
    return Outcome(closes=True, command=task.names[0]) if task.names else None


def _reading(look: Look) -> Iterator[Entry]:
    for line, also in zip(reading(look), READING.values(), strict=True):
        yield Entry(READ, line, _words(line), _split(also))


def reading(look: Look) -> Sequence[Line]:
    """How the screen is read, a sentence each."""
    return [tuple(_told(text, look)) for text in READING]


def _signs(look: Look) -> Iterator[Entry]:
    for sign, meaning in signs(look):
        line: Line = ((f"{sign}  ", "strong"), (meaning, "text"))
        yield Entry(SIGNS, line, _words(line), _split("sign symbol mark relu legend"))


def signs(look: Look) -> Sequence[tuple[str, str]]:
    """The signs on the screen, and what they mean."""
    glyphs, wires = look.glyphs, wire_glyphs(look)
    zero, light, _, heavy, fault = list(wires.weights[0])
    return (
        (glyphs.states[ReluState.ACTIVE], "an active ReLU: z > 0, the gradient passes"),
        (glyphs.states[ReluState.DEAD], "a dead ReLU: z < 0, no gradient passes"),
        (glyphs.states[ReluState.KINK], "a ReLU at the kink: z = 0, a matter of convention"),
        (glyphs.states[ReluState.MIXED], "active for some samples of a batch, dead for others"),
        (glyphs.pending, "not computed yet"),
        (f"{light}{heavy}", "a wire the gradient has gone over: heavier, the more came over it"),
        (f"{wires.stops_short}{zero}", "a wire over which 0 came: no gradient flows here"),
        (2 * fault, "a wire over which NaN or infinity came"),
        (glyphs.here, "the node of this step"),
        (glyphs.stops, "a node with a breakpoint"),
        (glyphs.set_by_hand, "set by hand"),
        (glyphs.frozen, "a frozen parameter: updates leave it as it is"),
        ("!" if look.ascii else "≠", "what differs between two branches"),
    )


def _commands(look: Look) -> Iterator[Entry]:
    for section, commands in SECTIONS.items():
        width = min(max(len(command.usage) for command in commands), WIDEST_USAGE)
        for command in commands:
            keys = look.keys(shown_keys(command, look.keymap))
            line: Line = (
                (f"{keys:10} ", "strong"),
                (f":{command.usage:{width}}  ", "strong"),
                (command.summary, "text"),
            )
            outcome = Outcome(closes=True, command=command.name)
            group = f"All commands: {section}"
            yield Entry(group, line, _words(line), _split(section), outcome, [command])


def found(offered: Sequence[Entry], query: str) -> Sequence[Entry]:
    """The entries with the words of a query, in any order, those that fit it best first.

    Words that nothing has are corrected, or left out; where no entry has all of the rest, those
    come that have most of it.
    """
    asked = [*dict.fromkeys(_split_in_order(query))][:MOST_WORDS]
    words = [word for word in asked if word not in FILLING]
    fits = [_fits(word, offered) for word in words or asked]
    fits = [fit for fit in fits if any(fit)]
    if not fits:
        return [] if words else offered
    shares = [log(1 + len(offered) / sum(map(bool, fit))) for fit in fits]  # rare words tell more
    scores = [
        sum(share * fit[place] for share, fit in zip(shares, fits, strict=True))
        for place in range(len(offered))
    ]
    has_all = [all(fit[place] for fit in fits) for place in range(len(offered))]
    least = 0.0 if any(has_all) else max(scores) / 2
    fitting = [
        place
        for place in range(len(offered))
        if (has_all[place] if any(has_all) else scores[place] >= least)
    ]
    return [offered[place] for place in sorted(fitting, key=lambda place: -scores[place])]


def _fits(word: str, offered: Sequence[Entry]) -> Sequence[float]:
    """How well each entry has a word; where none has it, the nearest word that one has."""
    fits = _fits_exactly(word, offered)
    if any(fits) or not (word.isalpha() and len(word) >= LEAST_CORRECTED):
        return fits
    known = {each for entry in offered for each in entry.words | entry.also}
    near = get_close_matches(word, known, n=1, cutoff=0.75)
    return _fits_exactly(near[0], offered) if near else fits


def _fits_exactly(word: str, offered: Sequence[Entry]) -> Sequence[float]:
    alike = frozenset[str]().union(*(each for each in ALIKE if _is_in(word, each)))
    return [_fit(word, alike, entry) for entry in offered]


def _fit(word: str, alike: frozenset[str], entry: Entry) -> float:
    return entry.weight * max(
        EXACT if word in entry.words else 0.0,
        BEGINS if any(each.startswith(word) for each in entry.words) else 0.0,
        BESIDES if any(each.startswith(word) for each in entry.also) else 0.0,
        LIKENED if alike & entry.words else 0.0,
        1.0 if alike & entry.also else 0.0,
    )


def _is_in(word: str, alike: frozenset[str]) -> bool:
    """Whether a word is one of these, or begins one so far that it can be no other."""
    return word in alike or (len(word) > 2 and any(each.startswith(word) for each in alike))


def _words(line: Line) -> frozenset[str]:
    return _split("".join(text for text, _ in line))


def _split(text: str) -> frozenset[str]:
    return frozenset(_split_in_order(text))


def _split_in_order(text: str) -> Sequence[str]:
    return re.findall(r"[\w∂/^▲✗◇]+(?:-\w+)*|[^\w\s,.;:]", text.lower())
