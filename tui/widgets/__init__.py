"""Widgets: the panels of the screen. They draw what `tui.drawing` and `tui.graph` give them.

Start with `lines` (a panel made of lines, which sends only what changed) and `step_card`. `overlay`
is what lies over the panels for a while, `stage` the upper part of the screen.
"""
