"""Graphs of ONNX, read: from a file to a network file.

Start with `imported` (`import_graph`). `reading` makes a `graph` of the file, in data of our own;
`conversion` goes through its nodes, and `rules` has a rule for each operator.
"""
