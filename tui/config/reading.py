"""The settings read: from the file, and before it from variables of the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from engine.errors import FileError, SpecError
from engine.files import read_text
from engine.language.text import listed, plain, suggestion
from engine.network.source import Source
from engine.network.toml import TomlError, parse_toml
from tui.config.key_table import KeysError, keys_in
from tui.config.place import NO_SETTINGS, PREFIX, THEMES
from tui.config.setting import BY_NAME, SETTINGS, TABLES
from tui.config.settings import USUAL, Settings
from tui.drawing.themes import OFFERED, Theme

MOST_BYTES = 100_000

PRESET = f"{PREFIX}KEYS"
"""The variable that names a preset of keys."""


class Read(NamedTuple):
    """Settings, and where they come from.

    Args:
        settings: the values.
        origins: for each setting that is not as it ships, the variable, or the file and the line;
            keys and themes by `keys.step` and `themes.mine`.
        path: the file; None for none.
        is_there: whether there is one.
    """

    settings: Settings = USUAL
    origins: Mapping[str, str] = {}
    path: Path | None = None
    is_there: bool = False


def read(path: Path | None, environment: Mapping[str, str]) -> Read:
    """The settings of a file, if it is there, and of an environment.

    Raises:
        SpecError: where something is wrong: it names the file and the line, or the variable.
    """
    source = None if path is None else _source(path)
    table = {} if source is None else _table(source)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    if source is not None:
        for name, value in table.items():
            if name in BY_NAME:
                values[name] = _checked(source, name, value)
                origins[name] = _where(source, name)
    for setting in SETTINGS:
        text = environment.get(setting.variable)
        if text:
            value = setting.read(setting.of_text(text))
            if value is None:
                raise SpecError(f"{setting.variable}={plain(text)}: {setting.problem(text)}")
            values[setting.name], origins[setting.name] = value, setting.variable
    _check_variables(environment)
    keys, origin = _keys(source, table, environment)
    themes = [] if source is None else list(_themes(source, table))
    if source is not None:
        origins |= {f"themes.{each.name}": _where(source, f"themes.{each.name}") for each in themes}
    if path is not None and os.path.isdir(path.parent / THEMES):  # noqa: PTH112
        from tui.config.theme_tables import themes_beside

        beside = list(themes_beside(path.parent / THEMES, {each.name for each in themes}))
        origins |= {f"themes.{each.name}": f"themes/{each.name}.toml" for each in beside}
        themes += beside
    settings = Settings(**values, changed_keys=keys, themes=tuple(themes))
    _check_names(settings, source, origins)
    return Read(settings, {**origins, **origin}, path, source is not None)


def _check_variables(environment: Mapping[str, str]) -> None:
    """Refuse a variable that is like one that is a setting.

    Raises:
        SpecError: where there is one.
    """
    known = [PRESET, *NO_SETTINGS, *(setting.variable for setting in SETTINGS)]
    for name in environment:
        if name.startswith(PREFIX) and name not in known:
            near = suggestion(name.removeprefix(PREFIX), [each[len(PREFIX) :] for each in known])
            if near:
                raise SpecError(f"{plain(name)}: no such variable{near}")


def _check_names(settings: Settings, source: Source | None, origins: Mapping[str, str]) -> None:
    """Refuse a theme that there is not, and a network.

    Raises:
        SpecError: at the line, or the variable, that names it.
    """
    problems = {}
    if settings.theme not in (None, *(each.name for each in (*OFFERED, *settings.themes))):
        from tui.widgets.themes import refusal

        problems["theme"] = refusal(str(settings.theme), (*OFFERED, *settings.themes))
    if settings.network != USUAL.network:
        from engine.network.files import is_network, shipped_networks

        if not is_network(settings.network):
            known = list(shipped_networks())
            near = (
                suggestion(settings.network, known) or f"; write a file, or one of {listed(known)}"
            )
            problems["network"] = f"no network {plain(settings.network)!r}{near}"
    for name, problem in problems.items():
        if source is None or origins[name] == BY_NAME[name].variable:
            raise SpecError(f"{BY_NAME[name].variable}: {problem}")
        raise source.error_at(problem, name)


def _source(path: Path) -> Source | None:
    """The text of the file; None where there is none."""
    try:
        return Source(str(path), read_text(path, MOST_BYTES))
    except FileError as error:
        if error.is_missing:
            return None
        raise SpecError(f"{plain(str(path))}: {error}") from None


def _table(source: Source) -> Mapping[str, Any]:
    try:
        table = parse_toml(source.text)
    except TomlError as error:
        message = str(error).replace("network file", "file of settings")
        raise source.error(message, error.line) from None
    known = [*BY_NAME, *TABLES]
    for name, value in table.items():
        if name not in known:
            near = suggestion(name, known) or "; makabaka-tui config lists them"
            raise source.error_at(f"unknown setting {plain(name)!r}{near}", name)
        if name in TABLES and not isinstance(value, dict):
            raise source.error_at(f"{name} has to be a table, [{name}]", name)
    return table


def _checked(source: Source, name: str, value: object) -> object:
    setting = BY_NAME[name]
    found = setting.read(value)
    if found is None:
        raise source.error_at(setting.problem(value), name)
    return found


def _where(source: Source, *parts: str) -> str:
    line = source.line_of(*parts)
    return Path(source.path).name + (f":{line}" if line else "")


def _line(source: Source, action: str) -> int | None:
    """The line on which the keys of an action are said."""
    context, point, name = action.partition(".")
    if not point:
        return source.line_of("keys", action)
    inner = source.line_of(f"keys_in.{context}", name) if name else None
    table = source.line_of(f"keys_in.{context}") or source.line_of("keys_in", context)
    return inner or table or source.line_of("keys", action)


def _keys(
    source: Source | None, table: Mapping[str, Any], environment: Mapping[str, str]
) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, str]]:
    """The keys that are others, and where each comes from."""
    said, within = dict(table.get("keys", {})), table.get("keys_in", {})
    preset = environment.get(PRESET)
    if preset:
        said["preset"] = preset
    try:
        changed = keys_in(said, within)
    except KeysError as error:
        if source is None or (preset and not error.action):
            raise SpecError(f"{PRESET}={plain(preset or '')}: {error}") from None
        raise source.error(str(error), _line(source, error.action or "preset")) from None
    origins = {}
    for action in changed:
        is_said = source is not None and _is_said(said, within, action)
        at = f"{Path(source.path).name}:{_line(source, action)}" if source and is_said else ""
        origins[f"keys.{action}"] = at or f"preset {said.get('preset')}"
    return changed, origins


def _is_said(table: Mapping[str, Any], within: Mapping[str, Any], action: str) -> bool:
    context, point, name = action.partition(".")
    return name in within.get(context, {}) if point else action in table


def _themes(source: Source, table: Mapping[str, Any]) -> Iterator[Theme]:
    if "themes" not in table:
        return
    from tui.config.theme_tables import ThemeError, theme_in

    for name, colours in table.get("themes", {}).items():
        try:
            yield theme_in(name, colours)
        except ThemeError as error:
            line = source.line_of(f"themes.{name}", error.key) if error.key else None
            line = line or source.line_of(f"themes.{name}") or source.line_of("themes")
            raise source.error(str(error), line) from None
