"""The keys of all actions as a person has them, and texts in which they are told.

An action is a command, by its name, or what a key does within something that is shown: in a list
`list.delete`, in the chart `chart.left`. Code and texts know the keys that ship, and ask a keymap
which they are by now: `keymap.read("list", key)` for a key that was pressed, and
`keymap.told("«d list.delete» deletes")` for a text, in which each key stands with its action.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from engine.frozen import frozen, made_by

Keys = tuple[str, ...]

_CURSOR = {"up": ("k", "up"), "down": ("j", "down")}
_PAGES = {"page-up": ("pageup",), "page-down": ("pagedown",)}
_ENDS = {"first": ("g", "home"), "last": ("G", "end")}
_ARROWS = {"up": ("up",), "down": ("down",), "left": ("left",), "right": ("right",)}

CONTEXTS: Mapping[str, Mapping[str, Keys]] = {
    "list": {
        **_CURSOR, **_PAGES, **_ENDS, "close": ("q", "escape"), "choose": ("enter",),
        "edit": ("e",), "delete": ("d",), "toggle": ("space",), "break": ("b",), "compare": ("c",),
        "search": ("slash",), "order": ("O",),
    },
    "text": {
        **_CURSOR, "page-up": ("b", "pageup"), "page-down": ("space", "pagedown"), **_ENDS,
        "close": ("q", "escape", "question_mark", "enter"),
    },
    "help": {
        **_CURSOR, "page-up": ("b", "pageup"), "page-down": ("space", "pagedown"), **_ENDS,
        "next-group": ("tab",), "previous-group": ("shift+tab",), "search": ("slash",),
        "choose": ("enter",), "close": ("q", "escape", "question_mark"),
    },
    "why": {
        **_CURSOR, **_PAGES, "first": ("home",), "last": ("G", "end"), "open": ("right", "l"),
        "fold": ("left", "h"), "turn": ("enter", "space"), "go": ("g",), "close": ("q", "escape"),
    },
    "palette": {
        "up": ("up", "shift+tab"), "down": ("down", "ctrl+n", "tab"), **_PAGES,
        "choose": ("enter",), "close": ("escape", "ctrl+p", "ctrl+g"),
    },
    "chart": {
        "left": ("left",), "right": ("right",), "earlier": ("comma",), "later": ("full_stop",),
        "death-before": ("less_than_sign",), "death-after": ("greater_than_sign",),
        "rise-before": ("left_parenthesis",), "rise-after": ("right_parenthesis",),
        "close": ("escape",),
    },
    "landscape": {
        **_ARROWS, "in": ("plus",), "out": ("minus",), "fit": ("0",), "centre": ("equals_sign",),
        "pan-left": ("shift+left",), "pan-right": ("shift+right",), "pan-up": ("shift+up",),
        "pan-down": ("shift+down",), "earlier": ("comma",), "later": ("full_stop",),
        "branch": ("enter",), "renew": ("r",), "close": ("escape",),
    },
    "study": {
        "left": ("left", "h"), "right": ("right", "l"), "up": ("up", "k"), "down": ("down", "j"),
        **_PAGES, "first": ("home",), "last": ("end",), "next-column": ("tab",),
        "previous-column": ("shift+tab",), "open": ("enter",), "search": ("slash",),
        "group": ("g",), "closer": ("plus",), "farther": ("minus",), "continue": ("c",),
        "back": ("escape",), "close": ("q",),
    },
    "profile": {"close": ("escape",)},
    "regions": {"close": ("escape",)},
    "comparison": {"close": ("escape",)},
    "graph": {"dark": ("escape",)},
    "inspector": {
        **_ARROWS, **_PAGES, "slice-before": ("left_square_bracket",),
        "slice-after": ("right_square_bracket",), "keep": ("enter",), "close": ("escape",),
    },
    "page": {
        "next-mistake": ("tab",), "previous-mistake": ("shift+tab",), "up": ("up",),
        "down": ("down",), "first": ("home",), "last": ("end",), "go": ("enter",), "why": ("y",),
        "close": ("escape",),
    },
    "lecture": {
        "on": ("space", "pagedown", "right", "enter"), "back": ("pageup", "left", "backspace"),
        "leave": ("escape",), "blank": ("b", "full_stop"), "start": ("f5",),
    },
    "card": _PAGES,
    "quiz": {"on": ("enter",)},
    "presentation": {
        "on": ("space", "pagedown"), "back": ("pageup",), "blank": ("b", "full_stop"),
    },
}  # fmt: skip
"""What keys do within something that is shown, and the keys that ship: the first is told first."""

TYPED_IN = frozenset({"palette"})
"""Where characters are typed, so that none of them does anything else."""

_TOLD = re.compile(r"«(?P<shipped>[^«»]*) (?P<action>[\w.-]+)»")

_SAID = (
    r"(?<![\w'\"])([A-Za-z?]) (?=(?:goes on|takes (?:that|it) back|lists them|leaves|tells|"
    r"steps on|quits|ends that)\b)"
)
"""A key in what is said by code that knows no keymap, as the debugger, which has no screen."""


@frozen(eq=False)
class Keymap:
    """The keys that are not those that ship.

    Args:
        changed: the keys of each action whose keys are others, by Textual's names.
        letters: for each key that ships with a command and does something else now, how to ask for
            that command.
    """

    changed: Mapping[str, Keys] = made_by(factory=dict)
    letters: Mapping[str, str] = made_by(factory=dict)

    def read(self, context: str, key: str) -> str:
        """The key that ships with what a key does in a context; empty where it does nothing."""
        return self._read[context].get(key, key) if self.changed else key

    def one(self, context: str, name: str) -> str:
        """A key of an action in a context, for what is done with the mouse; empty for none."""
        return next(iter(self.keys(f"{context}.{name}", CONTEXTS[context][name])), "")

    def keys(self, action: str, shipped: Keys) -> Keys:
        """The keys of an action, given those that ship."""
        return self.changed.get(action, shipped) if self.changed else shipped

    def shown(self, action: str, shipped: str) -> str:
        """The keys of an action as they are shown, given how those that ship are."""
        keys = self.changed.get(action) if self.changed else None
        if keys is None:
            return shipped
        from tui.drawing.key_names import written_key

        return " ".join(map(written_key, keys))

    def first(self, action: str, shipped: str) -> str:
        """The key to tell of an action; of a command without one, how it is typed."""
        return self.shown(action, shipped).partition(" ")[0] or f":{action}"

    def told(self, text: str) -> str:
        """A text with the keys as they are, `«d list.delete» deletes`.

        Where more than one of those that ship is told, as in `«q and Esc list.close»`, all are.
        """
        return _TOLD.sub(self._told, text)

    def said(self, message: str) -> str:
        """A message with the keys as they are, from code that knows those that ship: `n goes on`.

        >>> Keymap({"step": ("j",)}, {"n": "j"}).said("right; n goes on")
        'right; j goes on'
        """
        if not self.letters:
            return message
        return re.sub(_SAID, lambda found: f"{self.letters.get(found[1], found[1])} ", message)

    def _told(self, found: re.Match[str]) -> str:
        action, shipped = found["action"], found["shipped"]
        keys = self.shown(action, "").split()
        if len(keys) < 2 or " " not in shipped:
            return shipped if action not in self.changed else self.first(action, shipped)
        return f"{', '.join(keys[:-1])} and {keys[-1]}"

    @cached_property
    def _read(self) -> Mapping[str, Mapping[str, str]]:
        """For each context what to take a key for: that of an action, or none that does anything.

        A key that ships with an action and stays its key is taken for itself.
        """
        tables: dict[str, dict[str, str]] = {}
        for context, actions in CONTEXTS.items():
            table = tables[context] = {}
            present = {name: self.keys(f"{context}.{name}", actions[name]) for name in actions}
            for name, shipped in actions.items():
                table.update(dict.fromkeys(set(shipped) - set(present[name]), ""))
            for name, keys in present.items():
                for key in keys:
                    table[key] = key if key in actions[name] else actions[name][0]
        return tables


SHIPPED = Keymap()
"""The keys that ship."""
