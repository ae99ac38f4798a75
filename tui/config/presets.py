"""Presets of keys: for people who come from vim or emacs, and for those who use arrows alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Preset = Mapping[str, Sequence[str]]
"""The keys of the actions that have others than those that ship, as a person writes them."""

VIM: Preset = {
    "step": ("l", "n", "right"),
    "back": ("h", "N", "left"),
    "up": ("k", "up"),
    "down": ("j", "down"),
    "undo": ("u",),
    "redo": ("ctrl+r", "U"),
    "chart": ("i",),
    "hint": ("H",),
    "skip": ("K",),
    "card.page-down": ("ctrl+f", "pagedown"),
    "card.page-up": ("ctrl+b", "pageup"),
    "list.page-down": ("ctrl+f", "pagedown"),
    "list.page-up": ("ctrl+b", "pageup"),
    "chart.left": ("h", "left"),
    "chart.right": ("l", "right"),
    "inspector.left": ("h", "left"),
    "inspector.right": ("l", "right"),
    "inspector.up": ("k", "up"),
    "inspector.down": ("j", "down"),
    "page.up": ("k", "up"),
    "page.down": ("j", "down"),
}

EMACS: Preset = {
    "step": ("ctrl+f", "n", "right"),
    "back": ("ctrl+b", "N", "left"),
    "up": ("ctrl+p", "up"),
    "down": ("ctrl+n", "down"),
    "start": ("ctrl+a", "F"),
    "end": ("ctrl+e", "f"),
    "find": ("ctrl+s", "ctrl+r", "/"),
    "palette": ("ctrl+x",),
    "copy": ("ctrl+w", "Y"),
    "card.page-down": ("ctrl+v", "pagedown"),
    "list.up": ("ctrl+p", "up"),
    "list.down": ("ctrl+n", "down"),
    "list.page-down": ("ctrl+v", "pagedown"),
    "list.close": ("ctrl+g", "q", "escape"),
    "text.up": ("ctrl+p", "up"),
    "text.down": ("ctrl+n", "down"),
    "text.page-down": ("ctrl+v", "space", "pagedown"),
    "text.close": ("ctrl+g", "q", "escape", "enter"),
    "help.up": ("ctrl+p", "up"),
    "help.down": ("ctrl+n", "down"),
    "help.page-down": ("ctrl+v", "space", "pagedown"),
    "help.search": ("ctrl+s", "/"),
    "help.close": ("ctrl+g", "q", "escape"),
    "why.up": ("ctrl+p", "up"),
    "why.down": ("ctrl+n", "down"),
    "why.close": ("ctrl+g", "q", "escape"),
    "chart.left": ("ctrl+b", "left"),
    "chart.right": ("ctrl+f", "right"),
    "chart.close": ("ctrl+g", "escape"),
    "inspector.left": ("ctrl+b", "left"),
    "inspector.right": ("ctrl+f", "right"),
    "inspector.up": ("ctrl+p", "up"),
    "inspector.down": ("ctrl+n", "down"),
    "inspector.close": ("ctrl+g", "escape"),
    "palette.up": ("up", "ctrl+p", "shift+tab"),
    "palette.close": ("ctrl+g", "escape"),
}

ARROWS: Preset = {
    "step": ("right",),
    "back": ("left",),
    "next": ("ctrl+right",),
    "previous": ("ctrl+left",),
    "up": ("up",),
    "down": ("down",),
    "first": ("home",),
    "last": ("end",),
    "inspect": ("enter",),
    "palette": ("space", "ctrl+p"),
    "undo": ("backspace",),
    "help": ("insert", "?"),
    "list.edit": ("tab",),
    "list.delete": ("delete",),
    "list.break": ("insert",),
    "list.compare": ("shift+tab",),
    "list.close": ("escape",),
    "why.go": ("insert",),
    "page.why": ("insert",),
    "text.close": ("escape", "enter"),
    "help.search": ("insert", "/"),
    "help.close": ("escape",),
}
"""Letters do nothing but behind `:`; the palette has all that has no key."""

PRESETS: Mapping[str, Preset] = {"default": {}, "vim": VIM, "emacs": EMACS, "arrows": ARROWS}

WITHOUT_LETTERS = frozenset({"arrows"})
"""The presets in which no letter is a key."""
