"""The debugger, without a screen: one object that has its parts, and gives back frozen stops.

Start with `debugger` (what a person can do) and `stop` (where that leads). `stepper` moves,
`whatif` and `world` change values, `undo` takes back, `breakpoints` and `watches` look out,
`selection` looks.
"""
