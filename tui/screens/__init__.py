"""The debugger's screen, and the parts it has: prompt, jobs, overlays, recording, lecture.

Start with `debugger` (the screen) and `commands` (what a command does to it). Each part knows the
screen by a small Protocol only.
"""
