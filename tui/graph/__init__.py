"""The graph of a network as text: which part of it, where it goes, and what is lit.

Start with `picture` (a window and a stop as lines). Before it come `window` (the part to show),
`layers`, `rows`, `grid` and `routing` (where boxes and wires go), put together by `layout`.
Of a layout that is larger than its panel `views` finds the part around a node.
"""
