"""Recordings and pictures of the screen: casts, stills, SVG.

Start with `recorder` (what the app sends, written to a cast) and `stills` (one picture). `graph`
draws the graph of a stop for a notebook.
"""
