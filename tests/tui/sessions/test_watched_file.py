"""A network file that is watched."""

import os
from dataclasses import replace

import pytest

from engine.errors import SpecError
from engine.program.recipe import Recipe
from tests.tui.sessions.watching import BROKEN, DRAWN, ONE, TWO, save
from tui.sessions.watched_file import WatchedFile


@pytest.fixture
def recipe(path):
    """As the app has it: with the text that was read."""
    return Recipe(str(path)).read()


def test_a_file_that_was_not_saved_has_not_changed(recipe):
    watch = WatchedFile(recipe)
    assert watch.changed(recipe) is None
    assert watch.changed(recipe) is None


def test_a_file_that_was_saved_is_loaded_once(path, recipe):
    watch = WatchedFile(recipe)
    save(path, TWO)
    program, changed = watch.changed(recipe)
    assert list(program.network.parameters) == ["w", "b"]
    assert watch.changed(changed) is None


def test_what_was_loaded_is_made_of_the_text_of_that_moment(path, recipe):
    watch = WatchedFile(recipe)
    save(path, TWO)
    _, changed = watch.changed(recipe)
    path.unlink()
    assert list(changed.program().network.parameters) == ["w", "b"]


def test_a_file_saved_with_the_same_length_is_loaded(path, recipe):
    watch = WatchedFile(recipe)
    path.write_text(ONE.replace("w = 3", "w = 5"))
    os.utime(path, ns=(1, 1))
    assert watch.changed(recipe)[0].network.parameters["w"] == 5.0


def test_a_file_that_is_away_for_a_moment_has_not_changed(path, recipe):
    watch = WatchedFile(recipe)
    path.unlink()
    assert watch.changed(recipe) is None
    path.write_text(TWO)
    assert watch.changed(recipe) is not None


def test_a_file_that_is_away_from_the_start_is_loaded_when_it_comes(path, recipe):
    path.unlink()
    watch = WatchedFile(recipe)
    assert watch.changed(recipe) is None
    path.write_text(TWO)
    assert watch.changed(recipe) is not None


def test_a_broken_file_is_complained_about_once_and_loaded_when_it_is_mended(path, recipe):
    watch = WatchedFile(recipe)
    path.write_text(BROKEN)
    with pytest.raises(SpecError, match="'q'"):
        watch.changed(recipe)
    assert watch.changed(recipe) is None
    path.write_text(TWO)
    assert watch.changed(recipe) is not None


def test_changes_of_the_command_line_are_made_in_every_version(path):
    recipe = Recipe(str(path), {"w": 7.0}, learning_rate=0.5, optimiser="adam").read()
    watch = WatchedFile(recipe)
    path.write_text(TWO)
    network = watch.changed(recipe)[0].network
    assert network.parameters == {"w": 7.0, "b": 4.0}
    assert network.learning_rate == 0.5
    assert network.optimiser.kind == "adam"


def test_a_change_that_does_not_fit_any_more_is_a_mistake(path):
    recipe = Recipe(str(path), {"w": 7.0}).read()
    watch = WatchedFile(recipe)
    path.write_text(ONE.replace("w", "v"))
    with pytest.raises(SpecError, match="'w'"):
        watch.changed(recipe)


def test_the_seed_is_the_one_in_use(path):
    path.write_text(DRAWN)
    recipe = Recipe(str(path), seed=3).read()
    watch = WatchedFile(recipe)
    path.write_text(DRAWN.replace("normal = 1", "normal = 10"))
    assert watch.changed(replace(recipe, seed=8))[0].network.seed == 8
    path.write_text(DRAWN.replace("normal = 1", "normal = 100"))
    assert watch.changed(recipe)[0].network.seed == 3
