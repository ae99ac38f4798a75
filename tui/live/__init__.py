"""The debugger, opened from a person's own Python: `from tui import debug, watch`.

Begin with `debug.py`. What is opened is a network file that was made of a module of torch, in a
process of its own, `process.py`: so nothing is changed in the person's.
"""
