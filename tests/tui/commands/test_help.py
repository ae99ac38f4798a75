"""The help as data: its tasks name commands that there are, and are found by what students type."""

import random
import time

import pytest
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.network.files import shipped_networks
from engine.program.recipe import Recipe
from tui.commands.command import CommandError
from tui.commands.help import entries, found
from tui.commands.line import parse_line
from tui.commands.table import BY_NAME
from tui.commands.task import examples, filled, pieces
from tui.commands.tasks import TASKS
from tui.drawing.look import Look

NARROW = 75
"""The columns of a sentence at 80×24: the frame, the cursor's margin and a blank are taken off."""


def stop_of(network="skip"):
    recipe = Recipe(network).read()
    return Debugger(recipe.program(), recipe).stop


ENTRIES = entries(Look(), stop_of())
ALL_TASKS = [task for tasks in TASKS.values() for task in tasks]


def text_of(entry):
    return "".join(text for text, _ in entry.line)


def first(query, entries=ENTRIES):
    return text_of(found(entries, query)[0])


def test_every_task_names_commands_that_there_are_and_every_command_is_told_of():
    assert {name for task in ALL_TASKS for name in task.names} <= BY_NAME.keys()
    told = [command for entry in ENTRIES for command in entry.commands]
    assert {command.name for command in told} == BY_NAME.keys()


def test_what_a_task_says_to_type_is_a_line_that_can_be_done():
    names = examples(stop_of())
    for task in ALL_TASKS:
        for each, following in zip(pieces(task.text), [*pieces(task.text)[1:], None], strict=True):
            rest = following.text if following else ""
            if each.is_typed:
                argument = filled(rest, names).lstrip().partition(";")[0].rstrip(".")
                example = argument if rest.startswith(" ") else ""
                for end in (", ", " ends", " or ", " and "):
                    example = example.partition(end)[0]
                if example or not BY_NAME[each.name].prompts:
                    parse_line(f"{each.name} {example.rstrip(',')}")


def test_what_enter_types_begins_a_line_that_there_is():
    for task in ALL_TASKS:
        if task.types:
            name = task.types.split()[0]
            assert name in task.names
            try:
                parse_line(filled(task.types, examples(stop_of())))
            except CommandError as error:
                assert "needs more" in str(error)  # noqa: PT017  (most need no more)


def test_tasks_are_a_sentence_each_and_fit_a_row_at_80_columns():
    for entry in ENTRIES:
        if not entry.group.startswith("All commands"):
            text = text_of(entry)
            assert cell_len(text) <= NARROW, text
            assert "LOSS" not in text
    for task in ALL_TASKS:
        assert task.text.endswith(".")
        assert task.text[0].isupper()


@pytest.mark.parametrize("network", shipped_networks())
def test_examples_are_names_of_the_network_that_is_open(network):
    stop = stop_of(network)
    names = examples(stop)
    assert names["PARAMETER"] in stop.program.network.parameters
    shown = "\n".join(map(text_of, entries(Look(), stop)))
    assert f"d{names['LOSS']}/d{names['PARAMETER']}" in shown
    assert f"d{names['LOSS']}/d{names['NODE']}" in stop.program.index


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("vanishing", "See why a gradient is zero"),
        ("zero derivative", "gradient is zero"),
        ("gradient zero why", "See why a gradient is zero"),
        ("why zero gradient", "See why a gradient is zero"),
        ("dead", "Find a dead ReLU"),
        ("slower", ":lr"),
        ("learning rate", ":lr"),
        ("copy", "Copy a number"),
        ("select text", "mouse"),
        ("screenshot", "picture of the screen"),
        ("why does w3 get no gradient in iteration 1?", "gradient is computed in iteration 1"),
        ("how do I take a step back", "Take back a step"),
        ("homework", "Find your mistake in one line"),
        ("epoch", "which samples are in the batch"),
        ("breakpoint", "Set a breakpoint"),
        ("large letters", "Present to an audience"),
        ("font size", "Present to an audience"),
        ("own network", "makabaka-tui new"),
        ("remap keys", "config --init"),
        ("settings", "config --init"),
        ("SCREENSHOT", "picture of the screen"),
    ],
)
def test_it_is_found_by_the_words_that_students_type(query, wanted):
    assert wanted in first(query)


def test_words_are_found_in_any_order_while_the_last_is_typed():
    wanted = "See why a gradient is zero"
    for query in ("zero gradient", "gradient zero", "zer gradi", "gradi zer"):
        assert any(wanted in text_of(each) for each in found(ENTRIES, query)), query


def test_a_word_that_is_misspelled_is_corrected_and_an_unknown_one_left_out():
    assert found(ENTRIES, "vanishng") == found(ENTRIES, "vanishing")
    assert found(ENTRIES, "qqqqqq gradient zero") == found(ENTRIES, "gradient zero")
    assert found(ENTRIES, "qqqqqq") == []
    assert found(ENTRIES, " ? ") == found(ENTRIES, "?")


def test_whatever_is_typed_it_is_answered():
    draws = random.Random(7)  # noqa: S311
    characters = "abcdefghijkw 3∂/?{}[]().*\\^-:;'\"\0é中"
    for _ in range(15):
        query = "".join(draws.choices(characters, k=draws.randint(0, 30)))
        assert set(map(text_of, found(ENTRIES, query))) <= set(map(text_of, ENTRIES))


def test_a_long_text_that_is_pasted_takes_no_longer_than_a_question():
    draws = random.Random(3)  # noqa: S311
    query = " ".join("".join(draws.choices("qwxyzaeiou", k=6)) for _ in range(400))
    begin = time.process_time()
    found(ENTRIES, query)
    assert time.process_time() - begin < 0.5


def test_in_ascii_all_of_it_is_ascii():
    for entry in entries(Look(ascii=True), stop_of()):
        assert text_of(entry).isascii(), text_of(entry)
