"""Lectures: scripts that drive the debugger, with captions, questions and expectations.

Start with `lecture` (what one is) and `reader` (its file). `player` plays it on a screen, `live`
with a person before it, `check` runs it as a test.
"""
