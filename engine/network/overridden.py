"""Settings of training that are asked for in the place of those of a network file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import SpecError
from engine.frozen import frozen
from engine.language.figures import exact
from engine.language.text import plain, shortened
from engine.network.optimisers import OTHER_KINDS, OWN_SETTINGS
from engine.network.schedules import SCHEDULE_SETTINGS
from engine.network.toml import TomlError, parse_toml
from engine.network.training import OPTIMISER_KEYS

if TYPE_CHECKING:
    from engine.network.origin import Origin, Setting


@frozen(slots=True)
class Overridden:
    """The origin of a network of which some settings are asked for, and stand in no file.

    Args:
        origin: that of the rest.
        asked: the settings.
    """

    origin: Origin
    asked: Mapping[str, Setting]

    @property
    def name(self) -> str:
        """What the network is called."""
        return self.origin.name

    @property
    def is_file(self) -> bool:
        """Whether the rest is a file."""
        return self.origin.is_file

    @property
    def folders(self) -> Sequence[Path]:
        """Where files of data may be."""
        return self.origin.folders

    def error_at(self, message: str, *where: str | int) -> SpecError:
        """The error to raise for a part; of what is asked for it names that."""
        match where:
            case ("training", str(key)) if key in self.asked:
                asked = shortened(f"{plain(key)}={written(self.asked[key])}")
                return SpecError(f"--training {asked}: {message}")
        return self.origin.error_at(message, *where)


def overridden(said: Mapping[str, Any], asked: Mapping[str, Setting]) -> dict[str, Any]:
    """What a network file says, with settings of training that are asked for in it.

    Settings that belong to another optimiser, another schedule or another way to clip are left out,
    and so is what another optimiser remembers.
    """
    table = said.get("training", {})
    if not asked or not isinstance(table, Mapping):
        return dict(said)
    left: set[str] = set()
    if "optimiser" in asked:
        kind = str(next((table[key] for key in OPTIMISER_KEYS if key in table), "gd"))
        is_other = OTHER_KINDS.get(kind, kind) != asked["optimiser"]
        left |= {*OPTIMISER_KEYS, *(OWN_SETTINGS if is_other else ())}
        said = {key: each for key, each in said.items() if key != "memory" or not is_other}
    if "schedule" in asked and asked["schedule"] != table.get("schedule", "constant"):
        left |= {*SCHEDULE_SETTINGS}
    for one, other in (("clip_norm", "clip_value"), ("clip_value", "clip_norm")):
        if one in asked:
            left.add(other)
    kept = {key: value for key, value in table.items() if key not in left}
    return {**said, "training": {**kept, **asked}}


def parse_setting(text: str) -> tuple[str, Setting]:
    """A setting as it is typed, `weight_decay=0.01`, with its key.

    Raises:
        SpecError: where it is none.
    """
    key, equals, said = (part.strip() for part in text.partition("="))
    if not key or not equals or not said:
        raise SpecError(f"--training {plain(text)}: write key=value, as in weight_decay=0.01")
    try:
        value = parse_toml(f"value = {said}").get("value")
    except TomlError:
        value = said  # a word, without quotes
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, float | str | bool):
        raise SpecError(f"--training {plain(text)}: write a number, a word, true or false")
    if key in OPTIMISER_KEYS and isinstance(value, str):
        return "optimiser", OTHER_KINDS.get(value, value)
    return key, value


def written(value: Setting) -> str:
    """A setting as it is typed."""
    if isinstance(value, bool):
        return str(value).lower()
    return plain(value) if isinstance(value, str) else exact(value)
