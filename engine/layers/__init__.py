"""Layers and loops: equations with a name, written out to equations one by one.

A layer is a text: what it takes in its first line, and then equations in the language of network
files. Those that ship are in `library`, a file each. Start with `engine.layers.expansion`.
"""
