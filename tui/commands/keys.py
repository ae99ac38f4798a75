"""The keys of the commands as a person has them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from tui.commands.command import Command
from tui.commands.table import BY_CHARACTER, COMMANDS
from tui.drawing.keymap import SHIPPED, Keymap, Keys


def keys_of(command: Command, keymap: Keymap) -> Keys:
    """The keys that do a command, by Textual's names."""
    return keymap.keys(command.name, command.keys)


def shown_keys(command: Command, keymap: Keymap) -> str:
    """The keys of a command as they are shown; empty for none."""
    return keymap.shown(command.name, command.shown)


@lru_cache(maxsize=8)
def by_key(keymap: Keymap) -> Mapping[str, Command]:
    """The commands by their keys."""
    return {key: command for command in COMMANDS for key in keys_of(command, keymap)}


@lru_cache(maxsize=8)
def by_character(keymap: Keymap) -> Mapping[str, Command]:
    """The commands by the keys that can be typed as a word: `n` takes a step behind `:` too."""
    if keymap is SHIPPED:
        return BY_CHARACTER
    from tui.drawing.key_names import character_of

    typed = ((character_of(key), command) for key, command in by_key(keymap).items())
    return {character: command for character, command in typed if character.isascii() and character}


def keymap_of(changed: Mapping[str, Keys]) -> Keymap:
    """The keymap in which some actions have other keys."""
    if not changed:
        return SHIPPED
    keymap = Keymap(changed)
    present = by_key(keymap)
    letters = {
        command.shown.split()[0]: keymap.first(command.name, command.shown)
        for command in COMMANDS
        if command.keys and present.get(command.keys[0]) is not command
    }
    return Keymap(changed, letters)
