"""The keys that a person wants, read and held against each other: none may do two things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.errors import PlainError
from engine.language.text import shortened, suggestion
from tui.commands.table import COMMANDS
from tui.config.presets import PRESETS, WITHOUT_LETTERS
from tui.drawing.key_names import SAME_IN_TERMINALS, all_names, character_of, key_named, written_key
from tui.drawing.keymap import CONTEXTS, TYPED_IN, Keys

SHIPPED: Mapping[str, Keys] = {
    **{command.name: command.keys for command in COMMANDS},
    **{
        f"{context}.{name}": keys
        for context in CONTEXTS
        for name, keys in CONTEXTS[context].items()
    },
}
"""The keys that ship with each action."""

FIXED = {
    "ctrl+c": "ends the app",
    "ctrl+q": "ends the app",
    "ctrl+z": "leaves the terminal to the shell",
}
"""Keys that do the same wherever they are typed."""


class KeysError(PlainError):
    """A key that cannot be had.

    Args:
        message: what is wrong, and what to do about it.
        action: the action that it stands at; empty for the preset.
    """

    def __init__(self, message: str, action: str = "") -> None:
        super().__init__(message)
        self.action = action


def keys_in(table: Mapping[str, object], within: Mapping[str, object]) -> Mapping[str, Keys]:
    """The keys that are others than those that ship, as two tables of the file say them.

    Args:
        table: the keys of commands, and a preset.
        within: a table for each context, with the keys in it.

    Raises:
        KeysError: where one is none, cannot be had, or does two things.
    """
    rest = dict(table)
    preset = rest.pop("preset", "default")
    if not isinstance(preset, str) or preset not in PRESETS:
        near = suggestion(preset, list(PRESETS)) if isinstance(preset, str) else ""
        raise KeysError(f"preset has to be one of {', '.join(PRESETS)}{near}")
    for action in rest:
        context = action.partition(".")[0]
        if context in CONTEXTS and (context != action or isinstance(rest[action], dict)):
            raise KeysError(f"write [keys_in.{context}] for the keys within it", action)
    said = {**rest, **dict(_within(within))}
    wanted = {**_of_preset(preset), **dict(_wanted(said))}
    _check_conflicts({**SHIPPED, **wanted}, set(said))
    return {action: keys for action, keys in wanted.items() if keys != SHIPPED[action]}


def _of_preset(name: str) -> Mapping[str, Keys]:
    chosen = {
        action: tuple(filter(None, map(key_named, keys))) for action, keys in PRESETS[name].items()
    }
    if name not in WITHOUT_LETTERS:
        return chosen
    kept = {
        action: _without_letters(keys) or (keys if "." in action else ())
        for action, keys in SHIPPED.items()
    }
    return {**kept, **chosen}


def _without_letters(keys: Keys) -> Keys:
    return tuple(key for key in keys if not (len(key) == 1 and key.isalpha()))


def _within(tables: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The actions within contexts, and what is said of each."""
    for name, table in tables.items():
        if name not in CONTEXTS:
            near = suggestion(name, list(CONTEXTS)) or f": there are {', '.join(CONTEXTS)}"
            raise KeysError(
                f"nothing called {shortened(name)!r} has keys of its own{near}", f"{name}."
            )
        if not isinstance(table, dict):
            raise KeysError(f"{name} has to be a table, [keys_in.{name}]", f"{name}.")
        yield from ((f"{name}.{inner}", each) for inner, each in table.items())


def _wanted(table: Mapping[str, object]) -> Iterator[tuple[str, Keys]]:
    for action, value in table.items():
        if action not in SHIPPED:
            raise KeysError(f"no action {shortened(action)!r}{_nearest(action)}", action)
        keys = [value] if isinstance(value, str) else value
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            raise KeysError(
                f'{action} has to be a key or a list of keys, as in ["n", "right"]', action
            )
        yield action, tuple(dict.fromkeys(_key(key, action) for key in keys))


def _nearest(action: str) -> str:
    context, point, name = action.partition(".")
    if point and context in CONTEXTS:
        known = list(CONTEXTS[context])
        return suggestion(name, known) or f": there are {', '.join(known)}"
    return suggestion(action, list(SHIPPED)) or "; makabaka-tui config lists them"


def _key(text: str, action: str) -> str:
    """Textual's name of a key that a person has written for an action.

    Raises:
        KeysError: where there is none, or it cannot be had.
    """
    key = key_named(text)
    written = shortened(text)
    if key is None:
        near = suggestion(text, list(all_names()))
        near = near or ': write one as in "n", "]", "space", "pgdn" or "ctrl+n"'
        if text.lower().startswith(("alt+", "meta+")):
            near = ": Alt does not survive SSH and tmux"
        raise KeysError(f"{action}: there is no key {written!r}{near}", action)
    if key in FIXED:
        raise KeysError(f"{action}: {written!r} {FIXED[key]}, wherever it is typed", action)
    if key in SAME_IN_TERMINALS:
        same = SAME_IN_TERMINALS[key]
        raise KeysError(
            f"{action}: terminals send the same for {written!r} as for {same!r}", action
        )
    context = action.partition(".")[0] if "." in action else ""
    if key.isdecimal() and key != "0":
        raise KeysError(f"{action}: {written!r} begins a count, as in 10n", action)
    if key == "escape" and not context:
        raise KeysError(f"{action}: {written!r} clears and closes, and can be no command", action)
    if context in TYPED_IN and (character_of(key) or key == "space"):
        raise KeysError(f"{action}: {written!r} is typed there, as any character is", action)
    return key


def _check_conflicts(present: Mapping[str, Keys], said: set[str]) -> None:
    """Refuse a key that does two things in one place, and something that could not be left.

    Raises:
        KeysError: at the action that a person has said something of, if at one of them.
    """
    taken: dict[tuple[str, str], str] = {}
    for action, keys in present.items():
        context = action.partition(".")[0] if "." in action else ""
        if context and not keys:
            raise KeysError(f"{action} needs a key: without one there is no way to do it", action)
        for key in keys:
            other = taken.setdefault((context, key), action)
            if other != action:
                at = action if action in said else other
                rest = other if at == action else action
                cure = f"another, or none: {rest} = []" if not context else "another"
                raise KeysError(
                    f"{written_key(key)!r} is a key of {at} and of {rest}: give one of them {cure}",
                    at,
                )


def told(keys: Sequence[str]) -> str:
    """Keys as the file has them: `["n", "right"]`."""
    return f"[{', '.join(map(_quoted, map(in_file, keys)))}]"


def in_file(key: str) -> str:
    """A key as it is written in the file."""
    return character_of(key) or key


def _quoted(text: str) -> str:
    return f"'{text}'" if text in '"\\' else f'"{text}"'
